"""Help in small steps: the next hint of an exercise's ladder, and its reference once the student's own passes."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from difflib import get_close_matches

from tito.course import cells
from tito.course.cells import Role
from tito.course.curriculum import Curriculum
from tito.course.manifest import Module
from tito.errors import WorkDidNotPass, WrongUsage
from tito.learn import progress
from tito.learn.edition import Edition, find_curriculum
from tito.learn.workspace import Workspace
from tito.results import Outcome, Report


@dataclass(frozen=True)
class Hint:
    exercise: str
    text: str
    step: int  # 1 is the direction, the last is almost the line
    steps: int
    new: bool  # False when the ladder had ended and its last step is shown again
    remark: str = ""  # what a person should hear about the record of hints


def first_unsolved(report: Report) -> str | None:
    """The exercise that comes first among those whose check does not pass."""
    return next((check.exercise for check in report.checks if check.outcome is not Outcome.PASSED), None)


def take(workspace: Workspace, edition: Edition, module: Module, exercise: str) -> Hint:
    """One more step of the ladder, counted in the student's progress. Call it inside `workspace.lock()`."""
    ladders = edition.hints(module)
    _require(exercise, ladders, module)
    ladder = ladders[exercise]
    known = progress.load(workspace)
    taken = known.of(module.id).hints.get(exercise, 0)
    if taken < len(ladder):
        progress.change(workspace, module.id, lambda record: progress.hinted(record, exercise))
    step = min(taken + 1, len(ladder))
    return Hint(exercise, ladder[step - 1], step, len(ladder), taken < len(ladder), known.remark)


def solutions_at_hand(workspace: Workspace) -> Curriculum | None:
    """None for a workspace that an instructor's kit made, whatever else lies on this machine."""
    return None if (workspace.kit / "course.toml").is_file() else find_curriculum()


def solution(curriculum: Curriculum | None, module: Module, exercise: str, report: Report) -> str:
    """The reference's cell for an exercise that passes; never before, and never where there are no solutions."""
    if curriculum is None:
        raise WorkDidNotPass(
            "There are no solutions here: what is handed out to students holds none.",
            then=f"tito module hint {module.number} {exercise}",
        )
    lesson = curriculum.lesson(curriculum.course.find(module.name))
    written = {cells.name(cell): cell.source for cell in cells.of_role(lesson.cells, Role.EXERCISE)}
    _require(exercise, written, module)
    outcomes = {check.outcome for check in report.checks if check.exercise == exercise}
    if outcomes != {Outcome.PASSED}:
        raise WorkDidNotPass(
            f"The reference for {exercise} is shown once your own passes its check.",
            got=", ".join(sorted(outcomes)) or "its check did not run",
            then=f"tito module hint {module.number} {exercise}",
        )
    return cells.strip_markers(written[exercise])


def _require(exercise: str, known: Collection[str], module: Module) -> None:
    if exercise not in known:
        near = get_close_matches(exercise, known, n=3) or list(known)
        raise WrongUsage(
            f"Module {module.id} has no exercise called {exercise!r}.",
            expected=f"one of {', '.join(near)}" if near else "a module with exercises",
        )
