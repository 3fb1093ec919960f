"""An instructor's own checks, in the course folder's `hidden/MODULE.py`: never released or shown, proven before use.

The file is in the percent format of the curriculum and holds check cells only, for exercises of the module:

    # %% check="add" points=0
    expect_close(add(np.ones(2), np.ones(2)), [2.0, 2.0], call="add(ones, ones)", why="one and one is two")

They run after the module's own, in the same two processes. `points` is 0 unless the file says otherwise: a module then
stays worth what it is, and the check is told of in feedback only. With points it is a cell of its own in the gradebook.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from tito.course import percent
from tito.course.editions import SCHEMA
from tito.course.notebook import Notebook, NotebookCell, grade_id
from tito.course.percent import Cell
from tito.course.syntax import parse
from tito.errors import BadFile, WorkDidNotPass
from tito.grading.folder import CourseFolder, replace
from tito.grading.words import SAID
from tito.results import CheckResult, Outcome, Report

PREFIX = "hidden-private-"
OPTIONS = {"check", "points"}

Run = Callable[..., Report]


def is_private(name: str) -> bool:
    """Whether a check's name is that of a private one."""
    return name.startswith(PREFIX)


def exercise(check: CheckResult) -> str:
    """The exercise that a private check is about: "hidden-private-add-2" is about add."""
    return check.name.removeprefix(PREFIX).partition("-")[0]


def with_private(folder: CourseFolder, module: str, made: Notebook) -> Notebook:
    """A truth with the course folder's private checks behind it; BadFile if they cannot be used."""
    path = folder.hidden / f"{module}.py"
    if not path.is_file():
        return made
    return made.with_cells([*made.cells, *_cells(path, made)])


def without_private(made: Notebook) -> tuple[Notebook, tuple[NotebookCell, ...]]:
    """A truth as it was released, and its private checks."""
    private = tuple(cell for cell in made.cells if is_private(grade_id(cell) or ""))
    return made.with_cells(cell for cell in made.cells if cell not in private), private


def worth(made: Notebook) -> dict[str, float]:
    """Points of the private checks that give any, by name."""
    tags = [cell.metadata["nbgrader"] for cell in without_private(made)[1]]
    return {tag["grade_id"]: float(tag["points"]) for tag in tags if tag["points"]}


def prove(folder: CourseFolder, module: str, truth: Notebook, solved: Notebook, run: Run, *, name: str) -> None:
    """See that private checks pass with the solutions and fail without; WorkDidNotPass says which do not.

    `name` is that of this truth. What was proven once for it is not run again.
    """
    _, private = without_private(truth)
    record = folder.state / "private" / f"{module}.json"
    if not private or _proven(record) == name:
        return
    right, stubs = run(solved.with_cells([*solved.cells, *private]), seed=name), run(truth, seed=name)
    problems = [f"{exercise(c)}: with the solutions {SAID[c.outcome]}" for c in _of(right) if not _passed(c)]
    problems += [f"{exercise(c)}: passes for an untouched notebook" for c in _of(stubs) if _passed(c)]
    if problems:
        path = folder.hidden / f"{module}.py"
        raise WorkDidNotPass(
            f"The private checks in {path} are not fair, so nothing was graded.",
            got="\n            ".join(problems),
            expected="each passes with the solutions in source/ and fails on the stubs",
            then=f"mend {path.name}, then: tito grade validate {module}",
        )
    replace(record, json.dumps({"version": 1, "truth": name}) + "\n")


def _proven(record: Path) -> str:
    try:
        return str(json.loads(record.read_text(encoding="utf-8"))["truth"])
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        return ""


def _of(report: Report) -> Iterator[CheckResult]:
    return (check for check in report.checks if is_private(check.name))


def _passed(check: CheckResult) -> bool:
    return check.outcome is Outcome.PASSED


def _cells(path: Path, made: Notebook) -> Iterator[NotebookCell]:
    known = {
        tag.removeprefix("exercise-") for cell in made.cells if (tag := grade_id(cell) or "").startswith("exercise-")
    }
    seen: dict[str, int] = {}
    for cell in _checks(path):
        name = str(cell.options["check"])
        where = f"{path}, line {cell.line}"
        if name not in known:
            raise BadFile(f"{where}: there is no exercise {name!r}.", expected=", ".join(sorted(known)))
        seen[name] = seen.get(name, 0) + 1
        tag = f"{PREFIX}{name}" + (f"-{seen[name]}" if seen[name] > 1 else "")
        tags = {"grade": True, "grade_id": tag, "locked": True, "points": _points(cell, where), "solution": False}
        yield NotebookCell(tag, "code", _seeded(cell.source, tag, where), {"nbgrader": {**SCHEMA, **tags}})


def _checks(path: Path) -> Iterable[Cell]:
    for cell in percent.parse(path.read_text(encoding="utf-8"), str(path)):
        if cell.kind == "code" and ("check" not in cell.options or not OPTIONS.issuperset(cell.options)):
            raise BadFile(
                f"{path}, line {cell.line}: this is no private check.",
                got=" ".join(f"{name}={value}" for name, value in cell.options.items()) or "a cell without options",
                expected='# %% check="EXERCISE", and points=NUMBER if it is to give any',
            )
        if cell.kind == "code":
            yield cell


def _points(cell: Cell, where: str) -> int:
    points = cell.options.get("points", 0)
    if not isinstance(points, int):
        raise BadFile(f"{where}: points are a number.", got=repr(points))
    return points


def _seeded(source: str, tag: str, where: str) -> str:
    """The check with a generator of its own behind the name `rng`, as the module's checks have it."""
    try:
        tree = parse(source)
    except SyntaxError as problem:
        raise BadFile(f"{where}: this check is not Python: {problem.msg}.") from problem
    if any(isinstance(node, ast.Name) and node.id == "rng" for node in ast.walk(tree)):
        return f'from tinytorch.checks import seeded\nrng = seeded("{tag}")\n{source}'
    return source
