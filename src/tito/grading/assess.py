"""One hand-in, from bytes to a grading. Nothing here writes; what is wrong with a hand-in becomes a reason in words."""

from __future__ import annotations

import platform
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, partial
from importlib.metadata import version
from typing import TYPE_CHECKING

from tito import __version__
from tito.course import notebook, restore
from tito.course.editions import released
from tito.course.manifest import Module
from tito.course.notebook import Notebook, grade_id
from tito.course.restore import Rebuilt
from tito.errors import BadFile, ToolFailed, WrongUsage
from tito.grading.folder import CourseFolder
from tito.grading.foreign import is_foreign, translated
from tito.grading.generate import load, truth
from tito.grading.journal import Grading, digest, now
from tito.grading.private import with_private, without_private
from tito.grading.reader import as_notebook
from tito.grading.recording import Score
from tito.grading.release import hash_of
from tito.grading.submitted import HandedIn, brief, in_words
from tito.results import Outcome, Report

if TYPE_CHECKING:
    from tito.grading.execute import Executor

NO_RESPONSE = "No response."
DIED = "Ended:"  # how a report names the end of a process, in the place of an exception's class


@dataclass(frozen=True)
class Truths:
    """The notebooks that hand-ins of one module are graded against, by the version that a hand-in names."""

    latest: Notebook
    versions: Mapping[str, Notebook]

    def of(self, submitted: Notebook) -> Notebook:
        return self.versions.get(hash_of(submitted), self.latest)

    def named(self, truth: str) -> Truths:
        """The one with this hash, for every hand-in; the newest if it is not there any more."""
        found = next((each for each in self.versions.values() if self.hash_of(each) == truth), self.latest)
        return Truths(found, {})

    def hashes(self) -> frozenset[str]:
        return frozenset(self._hashes.values())

    def hash_of(self, truth: Notebook) -> str:
        """One of ours, by its name in the log."""
        return self._hashes[id(truth)]

    @cached_property
    def _hashes(self) -> Mapping[int, str]:
        """Made once: writing a notebook out takes longer than rebuilding a hand-in."""
        return {id(each): hash_of_truth(each) for each in (self.latest, *self.versions.values())}


@dataclass(frozen=True)
class Assessed:
    grading: Grading
    notebook: Notebook  # what was run: the truth with the student's work in it


def truths(folder: CourseFolder, module: Module) -> Truths:
    """Every version that was released; hand-ins that name none of them are graded against the newest."""
    kept = sorted(folder.truths(module.id).glob("*.ipynb"))
    versions = {path.stem: with_private(folder, module.id, load(path)) for path in kept}
    if folder.release(module.id).is_file():
        current = versions.get(hash_of(load(folder.release(module.id))))
        if current:
            return Truths(current, versions)
    if not folder.source(module.id).is_file():
        raise WrongUsage(f"{module.id} was never generated in {folder.root}.", then=f"tito grade generate {module.id}")
    return Truths(from_source(folder, module), versions)


def from_source(folder: CourseFolder, module: Module) -> Notebook:
    """The truth that a release of today would make."""
    return with_private(folder, module.id, truth(load(folder.source(module.id))))


def assess(hand_in: HandedIn, known: Truths, executor: Executor, *, seed: str = "") -> Assessed:
    """Rebuild the hand-in and run it in the sandbox, with a seed of its own unless one is given.

    ToolFailed if it cannot be read and its author is not to blame.
    """
    if hand_in.ours:
        raise ToolFailed(hand_in.problem)
    rebuilt, grading = rebuild(hand_in, known, executor.module)
    if grading.reason:
        return Assessed(grading, rebuilt.notebook)
    report = confirmed(rebuilt.notebook, _runner(rebuilt.notebook, executor), seed=seed or secrets.token_hex(8))
    return Assessed(
        replace(grading, report=replace(report, remarks=_together(rebuilt, report.remarks, hand_in))), rebuilt.notebook
    )


def _runner(work: Notebook, executor: Executor) -> Callable[..., Report]:
    if not is_foreign(work):
        return executor.run
    from tito.grading.execute import in_process

    return partial(in_process, executor)


def confirmed(work: Notebook, run: Callable[..., Report], *, seed: str) -> Report:
    """The report of a run, of two if a process died in the first.

    The student's code may have ended it, and then it ends again at the same place; or the machine did, short of memory,
    and that must cost nobody a point. With one seed, two runs are no second guess.
    """
    first = run(work, seed=seed)
    errors = [*(check.error for check in first.checks), *(cell.error for cell in first.cell_errors)]
    if not any(error.startswith(DIED) for error in errors):
        return first
    second = run(work, seed=seed)
    passed = {check.name: check for check in first.checks if check.outcome is Outcome.PASSED}
    return replace(second, checks=tuple(passed.get(check.name, check) for check in second.checks))


def rebuild(hand_in: HandedIn, known: Truths, module: Module) -> tuple[Rebuilt, Grading]:
    """The notebook that is to run, and the grading as far as it is known before running."""
    grading = Grading(
        student=hand_in.student,
        module=module.id,
        submission=hash_of_hand_in(hand_in),
        truth=known.hash_of(known.latest),
        runtime=f"tito {__version__}, Python {platform.python_version()}, numpy {version('numpy')}",
        report=None,
        handed_in=hand_in.when.isoformat() if hand_in.when else "",
        at=now(),
        reason=hand_in.problem,
    )
    try:
        submitted = as_notebook(hand_in.data, hand_in.name) if not hand_in.problem else known.latest
    except BadFile as problem:
        submitted, grading = known.latest, replace(grading, reason=in_words(problem))
    pristine = known.of(submitted)
    if is_foreign(pristine):
        submitted = translated(submitted, pristine)
    handed_out, private = without_private(pristine)
    rebuilt = restore.rebuild(handed_out, submitted)
    rebuilt = replace(rebuilt, notebook=rebuilt.notebook.with_cells([*rebuilt.notebook.cells, *private]))
    answers = {tag: digest(cell.source) for cell in rebuilt.notebook.cells if (tag := _theirs(cell))}
    return rebuilt, replace(
        grading, truth=known.hash_of(pristine), answers=answers, unanswered=_unanswered(pristine, rebuilt.notebook)
    )


def hash_of_hand_in(hand_in: HandedIn) -> str:
    return digest(hand_in.data or f"nothing: {hand_in.problem}")


def hash_of_truth(made: Notebook) -> str:
    return digest(notebook.write(made))


def scores(grading: Grading) -> tuple[Score, ...]:
    """What is written to the gradebook: points for the checks, and for answers that somebody has to read, none yet."""
    if grading.report is None:
        words = f"This hand-in could not be run: {grading.reason}"
        return tuple(Score(cell, 0.0, words) for cell in grading.answers)
    checks = [Score(check.name, check.points) for check in grading.report.checks]
    answers = [cell for cell in grading.answers if cell.startswith("question-")]
    empty = set(grading.unanswered)
    return (*checks, *(Score(cell, 0.0, NO_RESPONSE) if cell in empty else Score(cell, None) for cell in answers))


def _theirs(cell: notebook.NotebookCell) -> str:
    tag = grade_id(cell) or ""
    return tag if tag.startswith(("exercise-", "question-")) else ""


def _unanswered(pristine: Notebook, rebuilt: Notebook) -> tuple[str, ...]:
    """Question cells that hold what was handed out, or nothing."""
    handed_out = {grade_id(cell): _words(released(cell).source) for cell in pristine.cells}
    marks = {grade_id(cell): _words(f"<!-- answer: {cell.id.removeprefix('question-')} -->") for cell in pristine.cells}
    questions = [cell for cell in rebuilt.cells if (grade_id(cell) or "").startswith("question-")]
    empty = [c for c in questions if _words(c.source) in ("", handed_out[grade_id(c)], marks[grade_id(c)])]
    return tuple(str(grade_id(cell)) for cell in empty)


def _words(text: str) -> str:
    return " ".join(text.split())


def _together(rebuilt: Rebuilt, remarks: tuple[str, ...], hand_in: HandedIn) -> tuple[str, ...]:
    first = (f"{hand_in.remark[0].upper()}{hand_in.remark[1:]}.",) if hand_in.remark else ()
    return tuple(dict.fromkeys(map(brief, (*first, *rebuilt.remarks, *remarks))))
