"""What runs, in order: a notebook as steps. Made from a notebook whose check cells hold the source to be run."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Literal

from tito.course.magics import plain_python
from tito.course.notebook import Notebook, NotebookCell, grade_id
from tito.course.syntax import parse

_DEFINITIONS = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


@dataclass(frozen=True)
class Step:
    """One code cell. `name` is its grade id, or its cell id if it has none."""

    index: int
    kind: Literal["run", "check"]
    name: str
    source: str
    exercise: str = ""  # of an exercise cell or a check
    points: float = 0.0
    hidden: bool = False
    place: str = "a cell of the notebook"  # where to look for it, if it has no grade id
    compares: tuple[int, ...] = ()  # how often each expectation of a check runs on the reference, where that is known

    @property
    def label(self) -> str:
        """As a message names the cell: "exercise add"."""
        return _named(self.name) or self.place


@dataclass(frozen=True)
class Plan:
    module: str  # "01_tensor"
    steps: tuple[Step, ...]
    seed: str = ""  # mixed into the inputs that checks draw
    imports: str = ""  # the given cells' imports of what is not the student's: a check's own
    withheld: tuple[str, ...] = ()  # hidden checks whose source is not in this notebook
    remarks: tuple[str, ...] = ()

    @property
    def checks(self) -> tuple[Step, ...]:
        return tuple(step for step in self.steps if step.kind == "check")

    @property
    def exercises(self) -> frozenset[str]:
        return frozenset(step.exercise for step in self.steps if step.exercise)

    def of_checks(self) -> Plan:
        """Without any cell: what judging takes."""
        return replace(self, steps=self.checks, remarks=())

    def to_json(self) -> dict[str, Any]:
        return {**vars(self), "steps": [vars(step) for step in self.steps]}  # plain values throughout

    @classmethod
    def from_json(cls, raw: Mapping[str, Any]) -> Plan:
        steps = tuple(Step(**{**step, "compares": tuple(step["compares"])}) for step in raw["steps"])
        words = {key: tuple(raw[key]) for key in ("withheld", "remarks")}
        return cls(module=raw["module"], steps=steps, seed=raw["seed"], imports=raw["imports"], **words)


def plan(notebook: Notebook, *, seed: str = "", remarks: Iterable[str] = ()) -> Plan:
    """The steps of `notebook`; checks whose cell holds no statement (withheld hidden ones) are only named."""
    code = [cell for cell in notebook.cells if cell.kind == "code"]
    steps = [_step(*numbered) for numbered in zip(range(len(code)), code, _places(notebook.cells), strict=True)]
    empty = [step for step in steps if step.kind == "check" and not _does_something(step.source)]
    about = notebook.metadata.get("tinytorch", {})
    return Plan(
        module=str(about.get("module", "")),
        steps=tuple(_with_definitions([step for step in steps if step not in empty])),
        seed=seed,
        imports="\n".join(line for cell in code if _is_given(cell) for line in _trusted_imports(cell.source)),
        withheld=tuple(step.name for step in empty),
        remarks=(*remarks, *(text for pair in zip(code, steps, strict=True) for text in _about_magics(*pair))),
    )


def _places(notebook: Iterable[NotebookCell]) -> Iterator[str]:
    """Each code cell by what to look for above it, a cell with a name or a heading: "the example after check add"."""
    before = "at the beginning"
    for cell in notebook:
        if cell.kind != "code":
            before = f'in section "{title}"' if (title := _heading(cell)) else before
            continue
        yield f"the {'example' if cell.id.startswith('example-') else 'cell'} {before}"
        name = grade_id(cell) or ""
        before = f"after {_named(name)}" if _named(name) and not name.startswith("hidden-") else before


def _heading(cell: NotebookCell) -> str:
    first = cell.source.lstrip().partition("\n")[0]
    return first.lstrip("#").strip() if first.startswith("## ") else ""


def _named(name: str) -> str:
    """ "exercise add" of the grade id "exercise-add"; empty if it is none."""
    kind, _, rest = name.partition("-")
    return f"{kind} {rest}" if kind in ("exercise", "check", "hidden", "given") and rest else ""


def _step(index: int, cell: NotebookCell, place: str) -> Step:
    name = grade_id(cell) or cell.id
    kind, _, exercise = name.partition("-")
    tags = cell.metadata.get("nbgrader", {})
    source = plain_python(cell.source)
    if kind in ("check", "hidden") and tags.get("grade"):
        points = float(tags.get("points", 0))
        return Step(index, "check", name, source, exercise=exercise, points=points, hidden=kind == "hidden")
    return Step(index, "run", name, source, exercise=exercise if kind == "exercise" else "", place=place)


def _with_definitions(steps: Iterable[Step]) -> Iterator[Step]:
    """Hidden checks may call what the visible part defines, even when that part fails before its definition."""
    defined: dict[str, str] = {}
    for step in steps:
        if step.kind == "check" and step.hidden:
            yield replace(step, source=defined.get(step.exercise, "") + step.source)
            continue
        if step.kind == "check":
            defined[step.exercise] = _definitions(step.source)
        yield step


# The same few cells of the lesson come with every hand-in, so what they say is remembered.
_of_the_lesson = lru_cache(maxsize=1024)


@_of_the_lesson
def _does_something(source: str) -> bool:
    return bool(_statements(source))


@_of_the_lesson
def _definitions(source: str) -> str:
    nodes = [node for node in _statements(source) if isinstance(node, _DEFINITIONS)]
    return "".join(f"{ast.unparse(node)}\n" for node in nodes)


def _is_given(cell: NotebookCell) -> bool:
    return (grade_id(cell) or "").startswith("given-")


@_of_the_lesson
def _trusted_imports(given: str) -> tuple[str, ...]:
    """Imports in a given cell, without the package's own parts, which are the student's."""
    return tuple(ast.unparse(node) for node in _statements(given) if _is_trusted(node))


def _is_trusted(node: ast.stmt) -> bool:
    if isinstance(node, ast.Import):
        return not any(_is_students(alias.name) for alias in node.names)
    return isinstance(node, ast.ImportFrom) and not _is_students(node.module or "") and not node.level


def _is_students(module: str) -> bool:
    root = module.partition(".")[0]
    known = root in sys.stdlib_module_names or root == "numpy" or module == "tinytorch.checks"
    return not known


def _about_magics(cell: NotebookCell, step: Step) -> Iterator[str]:
    if step.source != cell.source:
        yield f"{grade_id(cell) or 'a cell'} holds IPython commands (lines with % or !), which were left out"


def _statements(source: str) -> list[ast.stmt]:
    """Nothing for what is not Python: running it says why."""
    try:
        return parse(source).body
    except (SyntaxError, ValueError, RecursionError):
        return []
