"""The student edition: the folder of notebooks, hints and catalogues that everything a student gets is made from.

It lies in the workspace (from an instructor's kit), in the installed package, or is built from a curriculum that stands
beside the tool (a clone) or that TITO_CURRICULUM names. Only the last two can know more than a student may.
"""

from __future__ import annotations

import json
import os
import tomllib
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

import tito
from tito.course.manifest import Course, Module, parse_course
from tito.errors import BadFile, ToolFailed, WrongUsage
from tito.learn import state

if TYPE_CHECKING:
    from tito.course.curriculum import Curriculum
    from tito.learn.workspace import Workspace

MADE_VERSION = 1
TOOL = Path(tito.__file__).parent
MADE_BY_RUNS = {"__pycache__", "results"}  # folders that say nothing of the course
FOUND_BY_RUNS = ("comparisons", "signatures")  # in this order: mistakes are judged by how much is compared
CODE = (TOOL / "course", TOOL / "judge", TOOL.parent / "tinytorch")  # what an edition is made with


@dataclass(frozen=True)
class Edition:
    root: Path
    source: Path | None = None  # the curriculum whose changes it follows; None for one that was handed out

    @cached_property
    def course(self) -> Course:
        return parse_course(self._read(self.root / "course.toml"), str(self.root / "course.toml"))

    def folder(self, module: Module) -> Path:
        return self.root / module.id

    def holds(self, module: Module) -> bool:
        """An instructor may hand modules out one by one: the table has them all, the kit those released."""
        return (self.folder(module) / module.notebook).is_file()

    def notebook(self, module: Module) -> bytes:
        if not self.holds(module):
            raise WrongUsage(
                f"Your course has not handed out {module.id} yet.",
                got=f"course material in {self.root}",
                then="tito init --course FILE   when your instructor sends a newer student kit",
            )
        return (self.folder(module) / module.notebook).read_bytes()

    def companions(self, module: Module) -> Mapping[str, bytes]:
        """What lies beside the notebook in the workspace: README.md and figures, by relative path."""
        folder = self.folder(module)
        files = [folder / "README.md", *sorted((folder / "figures").glob("*"))]
        return {file.relative_to(folder).as_posix(): file.read_bytes() for file in files if file.is_file()}

    def programs(self) -> Mapping[str, bytes]:
        """The milestones' programs and the data they run on, by their paths in a workspace."""
        files = [file for name in ("milestones", "datasets") for file in sorted((self.root / name).rglob("*"))]
        return {file.relative_to(self.root).as_posix(): file.read_bytes() for file in files if file.is_file()}

    def hints(self, module: Module) -> Mapping[str, tuple[str, ...]]:
        """Each exercise's ladder, from direction to almost the line."""
        file = self.folder(module) / "hints.toml"
        if not file.is_file():
            return {}
        try:
            return {exercise: tuple(ladder) for exercise, ladder in tomllib.loads(self._read(file)).items()}
        except tomllib.TOMLDecodeError as problem:
            raise BadFile(f"{file} is damaged: {problem}.", then="install tinytorch again") from problem

    def checkpoint(self, module: Module) -> str:
        """The source of the module's capability test; empty where it has none, or none was handed out yet."""
        file = self.folder(module) / "checkpoint.py"
        return self._read(file) if file.is_file() else ""

    def misconceptions(self, module: Module) -> tuple[Mapping[str, Any], ...]:
        """Plausible mistakes without their code: name, exercise, symptom, believes, asks, signature.

        Beside a curriculum the signatures are found when they are first asked for, by running the mistakes.
        """
        found = self._found_by_runs(module, "signatures", "misconceptions.json")
        return tuple(found["misconceptions"] if isinstance(found, dict) else found or ())

    def comparisons(self, module: Module) -> Mapping[str, tuple[int, ...]]:
        """How often each expectation of the visible checks runs on the reference, as `judge.expectations.known` takes
        it; nothing where that was not handed out. Beside a curriculum it is found by running the solutions."""
        found = self._found_by_runs(module, "comparisons", "comparisons.json")
        return {key: tuple(counts) for key, counts in found["comparisons"].items()} if found else {}

    def find_out(self, module: Module) -> None:
        """Let lie here all that runs tell of the module, for who is handed a copy."""
        if self.holds(module):
            self.misconceptions(module)
            self.comparisons(module)

    def _found_by_runs(self, module: Module, what: str, name: str) -> Any:
        if self.source:
            from tito.course import curriculum  # only who has the solutions gets here

            loaded = curriculum.load(self.source)
            _find_out(loaded, self.root, (loaded.course.find(module.name),), what)
        file = self.folder(module) / name
        if not file.is_file():
            return None
        try:
            return json.loads(self._read(file))
        except ValueError as problem:
            raise BadFile(f"{file} is damaged: {problem}.", then="install tinytorch again") from problem

    def _read(self, file: Path) -> str:
        return file.read_text(encoding="utf-8")


def find_edition(workspace: Workspace | None = None) -> Edition:
    """The workspace's own copy, else what TITO_CURRICULUM names, else the installed one, else the clone's."""
    if workspace and (workspace.kit / "course.toml").is_file():
        return Edition(workspace.kit)
    installed = TOOL / "edition"
    if (installed / "course.toml").is_file() and "TITO_CURRICULUM" not in os.environ:
        return Edition(installed)
    root = _curriculum_root()
    if root is None:
        raise ToolFailed(
            "This installation of tinytorch holds no course material.",
            expected=f"{installed}, or a curriculum",
            then="install tinytorch again, or set TITO_CURRICULUM to a curriculum folder",
        )
    return _current(root, _place_for(root))


def find_curriculum() -> Curriculum | None:
    """The instructor edition: what TITO_CURRICULUM names, else that of the clone which this tool runs from."""
    from tito.course import curriculum  # students without a clone never need it

    root = _curriculum_root()
    return curriculum.load(root) if root else None


def clone() -> Path | None:
    """The clone that this tool runs from; None when it was installed from a wheel."""
    root = TOOL.parents[1]
    return root if (root / "curriculum" / "course.toml").is_file() else None


def build(curriculum: Curriculum, out: Path) -> Edition:
    """Make `out` the whole student edition of `curriculum`; what the wheel carries is made with it."""
    kept = _place_for(curriculum.root)
    for what in FOUND_BY_RUNS:
        _find_out(curriculum, kept, curriculum.course.modules, what)
    modules = curriculum.course.modules
    found = {what: {m.id: _known(kept, m, what).get("found", {}) for m in modules} for what in FOUND_BY_RUNS}
    return _put(curriculum, out, **found)


def _put(curriculum: Curriculum, out: Path, **found_by_runs: Mapping[str, Mapping[str, Any]]) -> Edition:
    """Write the files that differ and remove those that are no longer part of it."""
    from tito.course import student_edition

    files = student_edition.files(curriculum, **found_by_runs)
    for path, content in files.items():
        target = out / path
        if not target.is_file() or target.read_bytes() != content:
            state.replace_bytes(target, content)
    wanted = {out / path for path in files}
    for extra in [file for file in out.rglob("*") if file.is_file() and file not in wanted]:
        extra.unlink()
    return Edition(out)


def _curriculum_root() -> Path | None:
    if given := os.environ.get("TITO_CURRICULUM"):
        root = Path(given).expanduser().absolute()
        if not (root / "course.toml").is_file():
            raise ToolFailed(
                "TITO_CURRICULUM does not name a curriculum.",
                got=str(root),
                expected="a folder with course.toml",
                then="unset TITO_CURRICULUM, or point it at the folder curriculum/ of a clone",
            )
        return root
    root_of_clone = clone()
    return root_of_clone / "curriculum" if root_of_clone else None


def _place_for(root: Path) -> Path:
    """Where the edition of a curriculum is kept between runs."""
    if root.parent == clone() and os.access(root.parent, os.W_OK):
        return root.parent / "build" / "edition"
    caches = os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA") or Path.home() / ".cache"
    return Path(caches) / "tito" / f"edition-{sha256(str(root).encode()).hexdigest()[:12]}"


def _current(root: Path, out: Path) -> Edition:
    """The edition in `out`, brought up to date first if the curriculum or the code that reads it has changed."""
    fingerprint = _fingerprint(root, root.parent / "milestones", root.parent / "datasets", *CODE)
    if _made(out).get("fingerprint") != fingerprint:
        from tito.course import curriculum

        with _only_one(out):
            _remember(curriculum.load(root), out, _made(out), fingerprint)
    return Edition(out, root)


def _find_out(loaded: Curriculum, out: Path, modules: Sequence[Module], what: str) -> None:
    """Run what has to be run to know it of some modules, unless it is known of their present text."""
    basis = {module: _basis(loaded, module) for module in modules}
    if all(_known(out, module, what).get("of") == basis[module] for module in modules):
        return
    with _only_one(out):
        made = _made(out)
        known = dict(made.get(what, {}))
        for module in modules:
            if known.get(module.id, {}).get("of") != basis[module]:
                counts = made.get("comparisons", {}).get(module.id, {})
                found = _found(loaded, module, what, counts.get("found") if counts.get("of") == basis[module] else None)
                known[module.id] = {"of": basis[module], "found": found}
        _remember(loaded, out, {**made, what: known}, made.get("fingerprint", ""))


def _found(loaded: Curriculum, module: Module, what: str, counts: Mapping[str, Any] | None) -> Mapping[str, Any]:
    from tito.judge import prove  # numpy comes with it

    if what == "comparisons":
        return prove.comparisons(loaded.lesson(module), loaded)
    as_run = {check: tuple(numbers) for check, numbers in counts.items()} if counts is not None else None
    return prove.signatures(loaded.lesson(module), loaded, as_run)


def _known(out: Path, module: Module, what: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = _made(out).get(what, {}).get(module.id, {})
    return found


def _remember(loaded: Curriculum, out: Path, made: Mapping[str, Any], fingerprint: str) -> None:
    """Write the edition with what was found by runs and still holds, and what it was made from."""
    valid = {what: _valid(loaded, made.get(what, {})) for what in FOUND_BY_RUNS}
    found = {what: {module: entry["found"] for module, entry in known.items()} for what, known in valid.items()}
    _put(loaded, out, **found)
    state.write_json(_made_file(out), {"fingerprint": fingerprint, **valid}, version=MADE_VERSION)


def _valid(loaded: Curriculum, known: Mapping[str, Any]) -> dict[str, Any]:
    return {m.id: known[m.id] for m in loaded.course.modules if known.get(m.id, {}).get("of") == _basis(loaded, m)}


def _basis(loaded: Curriculum, module: Module) -> str:
    """Changes with whatever a module's checks run on: its own folder, those it builds on, the judge."""
    return _fingerprint(*(loaded.folder(m) for m in (*loaded.course.needs(module), module)), *CODE)


def _only_one(out: Path) -> AbstractContextManager[None]:
    return state.lock(out.with_name(f"{out.name}.lock"), seconds=600)  # building runs every misconception


def _made_file(out: Path) -> Path:
    return out.with_name(f"{out.name}.made.json")


def _made(out: Path) -> Mapping[str, Any]:
    return state.read_json(_made_file(out), version=MADE_VERSION).value


def _fingerprint(*folders: Path) -> str:
    """Changes when a file below does; reads names, sizes and times only."""
    digest = sha256(tito.__version__.encode())
    for folder in folders:
        for file in sorted(folder.rglob("*")):
            if file.is_file() and not MADE_BY_RUNS.intersection(file.parts):
                found = file.stat()
                digest.update(f"{file}\0{found.st_size}\0{found.st_mtime_ns}\n".encode())
    return digest.hexdigest()
