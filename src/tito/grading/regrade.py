"""Grading again after a check was mended: only what the mended checks decide, and nothing is saved before it was seen.

Results lie in `.tito-grade/regrade/MODULE.jsonl` until they are saved: looking at them first and saving them later runs
nothing twice. Every hand-in is judged by the newest truth, also one that names an older version: the mended check is
meant for it.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tito.course.notebook import Notebook
from tito.course.syntax import parse
from tito.errors import WrongUsage
from tito.grading import journal, lines
from tito.grading.assess import Assessed, Truths, assess, from_source, hash_of_hand_in, hash_of_truth, truths
from tito.grading.autograde import Done, Failure, Progress, prove_private, results
from tito.grading.folder import CourseFolder
from tito.grading.generate import load
from tito.grading.journal import Grading, Known
from tito.grading.marks import note_changes
from tito.grading.private import worth
from tito.grading.submitted import read_hand_in
from tito.grading.words import SHORT
from tito.grading.writer import Writer
from tito.judge.by_heart import restored
from tito.judge.plan import Plan, plan
from tito.results import CheckResult, Report

if TYPE_CHECKING:
    from tito.grading.execute import Executor

VERSION = 1


@dataclass(frozen=True)
class Change:
    """One check of one student whose points are others than they were."""

    student: str
    check: str
    before: float
    after: float
    what: str  # "passed, now wrong"


@dataclass(frozen=True)
class Regraded:
    """What regrading found. Nothing of it is in the log or the gradebook yet."""

    module: str
    graded: int  # hand-ins with a grading in the log
    touched: tuple[str, ...]  # checks that are others than those some hand-in was graded by
    results: Mapping[str, Grading]  # by student: what is to be saved
    changes: tuple[Change, ...]
    totals: Mapping[str, tuple[float, float]]  # by student, before and after, where a check changed
    outdated: tuple[str, ...]  # handed in again since they were graded
    failures: tuple[Failure, ...]
    unreleased: bool  # source/ holds checks that were not released yet

    def to_json(self, *, saved: bool) -> dict[str, Any]:
        return {
            "version": VERSION,
            "module": self.module,
            "graded": self.graded,
            "touched": list(self.touched),
            "regraded": sorted(self.results),
            "changes": [asdict(change) for change in self.changes],
            "totals": {s: {"before": before, "after": after} for s, (before, after) in self.totals.items()},
            "outdated": list(self.outdated),
            "failures": [asdict(failure) for failure in self.failures],
            "saved": saved,
        }


@dataclass(frozen=True)
class _Affected:
    """The hand-ins that the newest truth was not used for, with the checks of each that differ from it."""

    newest: Truths
    touched: Mapping[str, frozenset[str]]  # by student
    before: Mapping[str, Known]
    outdated: tuple[str, ...]

    @property
    def truth(self) -> str:
        return self.newest.hash_of(self.newest.latest)


@dataclass(frozen=True)
class _Again:
    """Hand-ins to be run once more, with the seeds they were graded with: only the checks are to differ."""

    affected: _Affected
    executor: Executor
    folder: CourseFolder
    students: Sequence[str]

    def assess(self, student: str) -> Assessed:
        old = self.affected.before[student].read()
        hand_in = read_hand_in(self.folder, student, self.executor.module)
        seed = old.report.seed if old.report else ""
        made = assess(hand_in, self.affected.newest, self.executor, seed=seed)
        return replace(made, grading=_merged(old, made.grading, self.affected.touched[student]))


def regrade(
    writer: Writer,
    make_executor: Callable[[], Executor],
    *,
    student: str | None = None,
    workers: int = 2,
    show: Callable[[Progress], None] = lambda progress: None,
) -> Regraded:
    """Run what the mended checks touch; what was run before and not saved is not run again."""
    affected = _affected(writer, student)
    found = _pending(writer, affected)
    untouched = [s for s, touched in affected.touched.items() if not touched]
    found |= {s: replace(affected.before[s].read(), truth=affected.truth) for s in untouched}
    to_run = [s for s in affected.touched if s not in found]
    failures: list[Failure] = []
    if to_run:
        again = _Again(affected, make_executor(), writer.folder, to_run)
        prove_private(writer, affected.newest, again.executor)
        for result in _run(again, workers, show):
            if isinstance(result, Failure):
                failures.append(result)
            else:
                lines.append(_place(writer), [result.grading.to_json()])
                found[result.grading.student] = result.grading
    return _found(writer, affected, {s: writer.judged(g) for s, g in found.items()}, tuple(failures))


def save(writer: Writer, found: Regraded) -> None:
    """Write what was found: first the log, then all else from it. Stopped anywhere, the same again finishes it."""
    known = truths(writer.folder, writer.module)
    writer.keep(known)
    writer.book.record_private(writer.module.id, worth(known.latest))
    journal.add_gradings(writer.folder, list(found.results.values()))
    for name, version in known.versions.items():
        if known.hash_of(version) != known.hash_of(known.latest):  # whoever hands in that version now is judged anew
            (writer.folder.truths(writer.module.id) / f"{name}.ipynb").unlink()  # `writer.keep` has kept it
    logged = journal.index(writer.folder, writer.module.id)
    writer.refill({s: logged[s] for s in found.results}, truths(writer.folder, writer.module))
    note_changes(writer.folder, writer.book, [writer.module.id])
    _place(writer).unlink(missing_ok=True)


def _affected(writer: Writer, student: str | None) -> _Affected:
    newest = Truths(truths(writer.folder, writer.module).latest, {})
    before = journal.index(writer.folder, writer.module.id)
    if student is not None and student not in before:
        raise WrongUsage(f"{student} was not graded in {writer.module.id} yet.", then="tito grade autograde")
    judge = {known.truth: _touched(_used(writer, known.truth), newest.latest) for known in before.values()}
    touched, outdated = {}, []
    for name, known in before.items():
        if student in (None, name) and known.truth != newest.hash_of(newest.latest):
            if hash_of_hand_in(read_hand_in(writer.folder, name, writer.module)) == known.submission:
                touched[name] = judge[known.truth]
            else:
                outdated.append(name)
    return _Affected(newest, touched, before, tuple(outdated))


def _used(writer: Writer, wanted: str) -> Notebook | None:
    path = writer.folder.used(writer.module.id, wanted)
    return load(path) if path.is_file() else None


def _touched(old: Notebook | None, new: Notebook) -> frozenset[str]:
    """The checks that judge otherwise in `new`; all of them where it is not known what they were."""
    after = plan(new)
    before = plan(old) if old else None
    if before is None or _given(before) != _given(after):
        return frozenset(step.name for step in after.checks)
    known = {step.name: (_code(step.source), step.points) for step in before.checks}
    return frozenset(step.name for step in after.checks if known.get(step.name) != (_code(step.source), step.points))


def _given(made: Plan) -> tuple[Any, ...]:
    """What all checks build on: the imports and the given cells."""
    return made.imports, *(_code(step.source) for step in made.steps if step.name.startswith("given-"))


def _code(source: str) -> str:
    """Without comments and spacing, which decide nothing."""
    try:
        return ast.unparse(parse(source))
    except SyntaxError:
        return source


def _pending(writer: Writer, affected: _Affected) -> dict[str, Grading]:
    """Results of an earlier call that nobody saved, as far as they still hold."""
    found = {grading.student: grading for _, grading in lines.read(_place(writer), Grading.from_json)}
    return {
        student: grading
        for student, grading in found.items()
        if student in affected.touched
        and (grading.truth, grading.submission) == (affected.truth, affected.before[student].submission)
    }


def _place(writer: Writer) -> Path:
    return writer.folder.state / "regrade" / f"{writer.module.id}.jsonl"


def _run(again: _Again, workers: int, show: Callable[[Progress], None]) -> Iterator[Assessed | Failure]:
    progress = Progress(again.executor.module.id, 0, len(again.students))
    pool = ThreadPoolExecutor(max_workers=workers, thread_name_prefix="regrade")
    try:
        for result in results(pool, again, ahead=2 * workers):
            yield result
            progress = progress.after(result if isinstance(result, Failure) else Done.of(result.grading))
            show(progress)
    finally:
        again.executor.stop()
        pool.shutdown(cancel_futures=True)
        again.executor.close()


def _merged(old: Grading, new: Grading, touched: frozenset[str]) -> Grading:
    """The new results of touched checks, the old ones of the others: chance must not change what nobody mended."""
    if old.report is None or new.report is None:
        return new
    known = {check.name: check for check in restored(old.report).checks if check.name not in touched}
    checks = tuple(known.get(check.name, check) for check in new.report.checks)
    return replace(new, report=replace(new.report, checks=checks))


def _found(
    writer: Writer, affected: _Affected, found: Mapping[str, Grading], failures: tuple[Failure, ...]
) -> Regraded:
    changes, totals = [], {}
    for student in sorted(found):
        old = affected.before[student].read()
        differing = list(_changes(old, found[student]))
        if differing:
            changes += differing
            totals[student] = (_points(old.report), _points(found[student].report))
    source = writer.folder.source(writer.module.id)
    today = hash_of_truth(from_source(writer.folder, writer.module)) if source.is_file() else affected.truth
    return Regraded(
        module=writer.module.id,
        graded=len(affected.before),
        touched=tuple(sorted(frozenset().union(*affected.touched.values()))),
        results=found,
        changes=tuple(changes),
        totals=totals,
        outdated=affected.outdated,
        failures=failures,
        unreleased=today != affected.truth,
    )


def _changes(old: Grading, new: Grading) -> Iterator[Change]:
    before = {check.name: check for check in old.report.checks} if old.report else {}
    after = {check.name: check for check in new.report.checks} if new.report else {}
    for name in dict.fromkeys((*before, *after)):
        had, has = before.get(name), after.get(name)
        if (had.points if had else 0.0) != (has.points if has else 0.0):
            what = f"{_outcome(had)}, now {_outcome(has)}"
            yield Change(new.student, name, had.points if had else 0.0, has.points if has else 0.0, what)


def _outcome(check: CheckResult | None) -> str:
    return SHORT[check.outcome] if check else "not there"


def _points(report: Report | None) -> float:
    return report.points if report else 0.0
