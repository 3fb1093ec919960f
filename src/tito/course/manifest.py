"""The registry of a course, `course.toml`: which modules there are, in which order, and what each needs."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import PurePosixPath
from typing import Any

from tito.course import milestones
from tito.course.milestones import Milestone
from tito.errors import BadFile, UnknownModule

WORKSPACE_FORMAT = 1  # of a student's folder, as its tito.toml says
REQUIRED = ("name", "title", "tier", "export")
OPTIONAL = ("number", "needs", "graded", "week", "due", "weight", "extends", "provides", "helps")
LISTS = ("needs", "extends", "provides", "helps")
TABLES = {"module": "module", "scaffold": "scaffold", "project": "assignment"}  # of the registry, by kind


@dataclass(frozen=True)
class Module:
    """One unit of the course. `number` is its position, "01", for a scaffold the number it states, "05a", and for a
    project its name, "midterm": what to type for it."""

    name: str
    number: str
    title: str
    tier: str
    export: str  # "core.tensor": the package file that an export of this module fills in
    needs: tuple[str, ...] = ()  # names of the modules whose package files this one imports
    graded: bool = True
    week: int | None = None
    weight: float = 1.0
    extends: tuple[str, ...] = ()  # modules whose seam this one plugs into when the package is imported
    kind: str = "module"  # or "scaffold", or "project"
    provides: tuple[str, ...] = ()  # public names of the package file; known in the student edition only
    helps: tuple[str, ...] = ()  # of a scaffold: the exercises it leads up to, "autograd.backward_pass"
    due: str = ""  # "2027-02-14T23:59:00+01:00"; known in the table of a student kit only

    @property
    def id(self) -> str:
        return self.name if self.kind == "project" else f"{self.number}_{self.name}"

    @property
    def notebook(self) -> str:
        return f"{self.id}.ipynb"

    @property
    def export_path(self) -> PurePosixPath:
        return PurePosixPath(*self.export.split(".")).with_suffix(".py")


@dataclass(frozen=True)
class Course:
    title: str
    version: str
    modules: tuple[Module, ...]  # in the order of their numbers, a project behind the last that it needs
    policy: Mapping[str, Any] = field(default_factory=dict)  # how the course mark is made; grading reads it
    sizes: Mapping[str, Any] = field(default_factory=dict)  # the linter's limits where a course has its own
    milestones: tuple[Milestone, ...] = ()  # in the order of their years

    def find(self, wanted: str) -> Module:
        """The module called "1", "01", "tensor" or "01_tensor"."""
        key = wanted.strip().rstrip("/").lower()
        for module in self.modules:
            if key in {module.name.lower(), module.id.lower(), module.number, module.number.lstrip("0") or "0"}:
                return module
        raise UnknownModule(
            f"There is no module called {wanted!r}.",
            expected=f"one of {_enumerate(_nearest(key, self.modules))}",
            then="tito module list",
        )

    def scaffolds(self, module: Module, exercise: str = "") -> tuple[Module, ...]:
        """The scaffolds that lead up to one exercise, or to any of the module, in course order."""
        return tuple(m for m in self.modules if any(_leads(name, module, exercise) for name in m.helps))

    def needs(self, module: Module) -> tuple[Module, ...]:
        """Everything `module` builds on, directly or not, in course order."""
        wanted = set(module.needs)
        for earlier in reversed(self.modules):
            if earlier.name in wanted:
                wanted.update(earlier.needs)
        return tuple(m for m in self.modules if m.name in wanted)


def parse_course(text: str, name: str = "course.toml") -> Course:
    """Read a registry: the curriculum's, a student edition's or a workspace's tito.toml."""
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        raise BadFile(f"{name} is not valid TOML: {problem}.", then=f"open {name} and mend that line") from problem
    about = raw.get("course")
    if not isinstance(about, dict) or not {"title", "version"} <= about.keys():
        raise BadFile(f"{name} has no course.", expected="[course] with title and version")
    modules = [_module(m, f"{i:02d}", "module", name) for i, m in enumerate(_tables(raw, "module", name))]
    scaffolds = [_module(m, "", "scaffold", name) for m in _tables(raw, "scaffold", name)]
    projects = [_module(m, str(m.get("name", "")), "project", name) for m in _tables(raw, "assignment", name)]
    ordered = _in_order([*modules, *scaffolds], projects)
    _check_order(ordered, name)
    _check_scaffolds(ordered, name)
    history = milestones.parse(_tables(raw, "milestone", name), (m.name for m in ordered), name)
    policy, sizes = raw.get("policy", {}), raw.get("sizes", {})
    return Course(str(about["title"]), str(about["version"]), ordered, policy, sizes, history)


def tables(course: Course, provides: Mapping[str, tuple[str, ...]] | None = None) -> dict[str, Any]:
    """The course as `write_toml` takes it, without the policy; `provides` maps module names to public names."""
    of_kind = {name: [m for m in course.modules if m.kind == kind] for kind, name in TABLES.items()}
    found = {name: [_table(m, provides or {}) for m in rows] for name, rows in of_kind.items() if rows}
    if course.milestones:
        found["milestone"] = [milestones.table(m) for m in course.milestones]
    return {"course": {"title": course.title, "version": course.version}, **found}


def workspace_table(course: Course) -> str:
    """A workspace's tito.toml."""
    head = "# Which course this is and what each module makes. Written by tito, read by `import tinytorch`.\n\n"
    return head + write_toml({"workspace": {"format": WORKSPACE_FORMAT}, **tables(course)})


def write_toml(data: Mapping[str, Any]) -> str:
    """Write scalars, lists, tables and arrays of tables (top level only; deeper tables go inline) as TOML."""
    blocks = [_pairs({k: v for k, v in data.items() if not _is_table(v)})]
    for key, value in data.items():
        if isinstance(value, Mapping):
            blocks.append(f"[{_key(key)}]\n{_pairs(value)}")
        elif _is_table(value):
            blocks.extend(f"[[{_key(key)}]]\n{_pairs(item)}" for item in value)
    return "\n".join(block for block in blocks if block)


def _module(raw: Mapping[str, Any], position: str, kind: str, file: str) -> Module:
    label = raw.get("name", f"number {position}")
    missing = [key for key in REQUIRED if not isinstance(raw.get(key), str)]
    if kind == "scaffold" and not isinstance(raw.get("number"), str):
        missing.append("number")
    if missing:
        raise BadFile(f"{file}: {kind} {label} lacks {_enumerate(missing)}.", expected="text in quotes")
    unknown = sorted(raw.keys() - {*REQUIRED, *OPTIONAL})
    if unknown:
        raise BadFile(f"{file}: {kind} {label} has unknown keys: {_enumerate(unknown)}.")
    lists = {key: tuple(raw[key]) for key in LISTS if key in raw}
    return Module(**{"number": position, "graded": kind != "scaffold", **raw, **lists, "kind": kind})


def _in_order(numbered: list[Module], projects: list[Module]) -> tuple[Module, ...]:
    """By number, and each project behind the last module that it needs, and behind that one's scaffolds."""
    ordered = sorted(numbered, key=lambda m: m.number)
    for project in projects:
        place = max((n for n, m in enumerate(ordered, 1) if m.name in project.needs), default=len(ordered))
        while place < len(ordered) and ordered[place].kind == "scaffold":
            place += 1
        ordered.insert(place, project)
    return tuple(ordered)


def _tables(raw: Mapping[str, Any], key: str, file: str) -> list[dict[str, Any]]:
    found = raw.get(key, [])
    if not isinstance(found, list) or not all(isinstance(item, dict) for item in found):
        raise BadFile(f"{file}: {key} is not a list of tables.", expected=f"[[{key}]] before each one")
    return found


def _check_order(modules: tuple[Module, ...], file: str) -> None:
    seen: set[str] = set()
    for module in modules:
        if module.name in seen:
            raise BadFile(f"{file}: two modules are called {module.name}.")
        late = [need for need in (*module.needs, *module.extends) if need not in seen]
        if late:
            raise BadFile(f"{file}: {module.id} needs {_enumerate(late)}, which does not come before it.")
        seen.add(module.name)


def _leads(name: str, module: Module, exercise: str) -> bool:
    """If a scaffold that helps with `name`, "autograd.backward_pass", helps with this exercise or with any."""
    of, _, helped = name.partition(".")
    return of == module.name and exercise in ("", helped)


def _check_scaffolds(modules: tuple[Module, ...], file: str) -> None:
    """Nobody has to go by way of a scaffold or a project, and a scaffold leads up to something that the course has."""
    scaffolds = {module.name for module in modules if module.kind == "scaffold"}
    projects = {module.name for module in modules if module.kind == "project"}
    for module in modules:
        wanted = {*module.needs, *module.extends}
        if optional := sorted(scaffolds & wanted):
            raise BadFile(f"{file}: {module.id} needs {_enumerate(optional)}, a scaffold, which is optional.")
        if final := sorted(projects & wanted):
            raise BadFile(f"{file}: {module.id} needs {_enumerate(final)}, a project, on which nothing builds.")
        if module.kind == "scaffold" and module.graded:
            raise BadFile(f"{file}: {module.id} is a scaffold, which is not graded.")
    taught = {module.name for module in modules} - scaffolds - projects
    for module in modules:
        if unknown := [what for what in module.helps if what.partition(".")[0] not in taught]:
            raise BadFile(f"{file}: {module.id} helps {_enumerate(unknown)}.", expected="MODULE.EXERCISE in quotes")


def _table(module: Module, provides: Mapping[str, tuple[str, ...]]) -> dict[str, Any]:
    found: dict[str, Any] = {key: getattr(module, key) for key in ("name", "number", "title", "tier", "export")}
    found |= {"needs": module.needs, "extends": module.extends, "graded": module.graded, "weight": module.weight}
    found |= {"week": module.week} if module.week is not None else {}
    found |= {key: getattr(module, key) for key in ("due", "helps") if getattr(module, key)}
    return found | {"provides": provides.get(module.name, module.provides)}


def _nearest(wanted: str, modules: tuple[Module, ...]) -> list[str]:
    names = [name for module in modules for name in (module.name, module.id)]
    close = get_close_matches(wanted, names, n=3, cutoff=0.5)
    return list(dict.fromkeys(m.id for m in modules if {m.name, m.id} & set(close))) or [m.id for m in modules]


def _enumerate(names: list[str]) -> str:
    return ", ".join(str(name) for name in names)


def _is_table(value: Any) -> bool:
    return isinstance(value, Mapping) or (
        isinstance(value, list | tuple) and bool(value) and all(isinstance(item, Mapping) for item in value)
    )


def _pairs(table: Mapping[str, Any]) -> str:
    return "".join(f"{_key(key)} = {_value(value)}\n" for key, value in table.items())


def _key(key: str) -> str:
    bare = key.isascii() and key.replace("_", "").replace("-", "").isalnum()
    return key if bare else _value(key)


def _value(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{_key(k)} = {_value(v)}" for k, v in value.items()) + " }" if value else "{}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_value(item) for item in value) + "]"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    # JSON's strings are TOML's basic strings, but for DEL, which TOML wants escaped
    return json.dumps(str(value), ensure_ascii=False).replace("\x7f", "\\u007f")
