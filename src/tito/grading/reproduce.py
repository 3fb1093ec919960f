"""Any mark, once more from the log alone: the same bytes, the same truth, the same seed. Nothing is written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tito.errors import WrongUsage
from tito.grading import journal
from tito.grading.assess import Truths, assess, hash_of_hand_in
from tito.grading.folder import CourseFolder
from tito.grading.generate import load
from tito.grading.intake import Unacceptable, read_file
from tito.grading.journal import Grading, digest
from tito.grading.submitted import HandedIn, read_hand_in
from tito.judge.by_heart import restored

if TYPE_CHECKING:
    from tito.course.manifest import Module
    from tito.grading.execute import Executor


@dataclass(frozen=True)
class Reproduced:
    """One student's logged grading beside a new run of the same. `why` says why there is none."""

    student: str
    differing: tuple[str, ...] = ()  # checks with another outcome
    why: str = ""

    @property
    def same(self) -> bool:
        return not self.differing and not self.why


def reproduce(folder: CourseFolder, executor: Executor, *, student: str | None = None) -> Iterator[Reproduced]:
    """Each graded hand-in of the module, or one student's."""
    known = journal.gradings(folder, executor.module.id)
    if student is not None and student not in known:
        raise WrongUsage(f"{student} was not graded in {executor.module.id} yet.")
    for name in sorted(known) if student is None else [student]:
        yield _reproduced(folder, executor, known[name])


def _reproduced(folder: CourseFolder, executor: Executor, grading: Grading) -> Reproduced:
    if grading.report is None:
        return Reproduced(grading.student, why=f"it could not be run: {grading.reason}")
    path = folder.used(grading.module, grading.truth)
    if not path.is_file():
        return Reproduced(grading.student, why="the notebook that it was graded against was not kept")
    hand_in = _as_it_was(folder, grading, executor.module)
    if hand_in is None:
        return Reproduced(grading.student, why="the file that was graded is not there any more")
    again = assess(hand_in, Truths(load(path), {}), executor, seed=grading.report.seed).grading
    outcomes = {check.name: check.outcome for check in again.report.checks} if again.report else {}
    logged = restored(grading.report).checks  # as the checks alone made it: nothing is withheld from a new run
    differing = [check.name for check in logged if outcomes.get(check.name) is not check.outcome]
    return Reproduced(grading.student, tuple(differing))


def _as_it_was(folder: CourseFolder, grading: Grading, module: Module) -> HandedIn | None:
    """The hand-in with the logged hash: the one in `submitted/`, or an earlier version that was kept."""
    now = read_hand_in(folder, grading.student, module)
    if hash_of_hand_in(now) == grading.submission:
        return now
    kept = folder.earlier(grading.student, module.id) / f"{grading.submission[:16]}.ipynb"
    try:
        data = read_file(kept)
    except Unacceptable:
        return None
    return HandedIn(grading.student, module.notebook, data, None) if digest(data) == grading.submission else None
