"""Grading a module's hand-ins, in parallel, stoppable at any moment.

Workers read and run; the calling thread alone writes. What the log already has for the same bytes and the same truth is
not run again, so a stopped run goes on where it was, and a gradebook that was lost is filled again without running
anything. Of a hand-in that is done only a line stays in memory: a class of ten thousand needs no more than one of ten.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import TYPE_CHECKING, Protocol

from tito.course.manifest import Module
from tito.errors import ToolFailed, WrongUsage
from tito.grading import journal
from tito.grading.assess import Assessed, Truths, assess, hash_of_hand_in, truths
from tito.grading.folder import CourseFolder
from tito.grading.generate import load
from tito.grading.intake import shown
from tito.grading.journal import Grading, Known
from tito.grading.manual import noticed
from tito.grading.marks import note_changes
from tito.grading.own_package import Own, Packages, compare, packages
from tito.grading.private import prove, without_private, worth
from tito.grading.roster import why_unsafe
from tito.grading.submitted import read_hand_in
from tito.grading.writer import Waiting, Writer

if TYPE_CHECKING:
    from tito.grading.execute import Executor


LINKED = "the student's folder is a link, and links are not followed; put the folder itself there"


@dataclass(frozen=True, slots=True)
class Done:
    """A hand-in that was run, in a line."""

    student: str
    reason: str  # why it could not be run; empty if it could
    points: float
    max_points: float
    seconds: float
    own: tuple[str, ...] = ()  # how the student's own package differs from the reference, in words

    @classmethod
    def of(cls, grading: Grading) -> Done:
        report = grading.report
        own = tuple(Own.from_json(grading.own).words) if grading.own else ()
        if report is None:
            return cls(grading.student, grading.reason, 0.0, 0.0, 0.0, own)
        return cls(grading.student, "", report.points, report.max_points, report.seconds, own)


@dataclass(frozen=True, slots=True)
class Failure:
    """A hand-in that the tool could not grade. Not a zero: nothing is recorded, and the next run tries it again."""

    student: str
    module: str
    reason: str


@dataclass(frozen=True)
class Progress:
    """Where a run stands: at its start, and after each hand-in."""

    module: str
    done: int
    total: int
    failed: int = 0
    latest: Done | Failure | None = None
    slowest: Done | None = None

    def after(self, latest: Done | Failure) -> Progress:
        failed = isinstance(latest, Failure) or bool(latest.reason)
        slowest = self.slowest
        if isinstance(latest, Done) and (slowest is None or latest.seconds > slowest.seconds):
            slowest = latest
        return replace(self, done=self.done + 1, failed=self.failed + failed, latest=latest, slowest=slowest)


@dataclass
class Graded:
    """What a run did."""

    module: Module
    ran: list[Done] = field(default_factory=list)
    unchanged: dict[str, Known] = field(default_factory=dict)  # the log had them, for the same bytes and the same truth
    failures: list[Failure] = field(default_factory=list)
    noticed: dict[str, str] = field(default_factory=dict)  # by student, what a report says of answers by heart

    def see(self, grading: Grading) -> None:
        self.noticed |= noticed({grading.student: grading})

    @property
    def total(self) -> int:
        return len(self.ran) + len(self.unchanged) + len(self.failures)

    @property
    def broken(self) -> Iterator[tuple[str, str]]:
        """Students whose hand-in could not be run, and why."""
        yield from ((done.student, done.reason) for done in self.ran if done.reason)
        yield from ((student, known.reason) for student, known in self.unchanged.items() if known.reason)


def autograde(
    writer: Writer,
    make_executor: Callable[[], Executor],
    *,
    student: str | None = None,
    force: bool = False,
    workers: int = 2,
    own_package: bool = False,
    show: Callable[[Progress], None] = lambda progress: None,
) -> Graded:
    """Grade what lies in `submitted/`. `make_executor` is called only if something has to be run.

    With `own_package` each hand-in is run on the student's own earlier modules too, and the difference is recorded.
    """
    known = truths(writer.folder, writer.module)
    done = Graded(writer.module)
    mine = packages(writer.folder, writer.course, writer.module) if own_package else None
    before = {} if force else journal.index(writer.folder, writer.module.id)
    to_run = _sorted_out(writer, known, student, done, before, mine)
    writer.book.record_private(writer.module.id, worth(known.latest))
    writer.keep(known)
    writer.refill(done.unchanged, known, done.see)
    if to_run:
        batch = Batch(known, make_executor(), writer.folder, to_run, mine)
        prove_private(writer, known, batch.executor)
        _run(writer, batch, workers, done, show)
    note_changes(writer.folder, writer.book, [writer.module.id])  # marks that now have to be looked at again
    return done


def _sorted_out(
    writer: Writer,
    known: Truths,
    student: str | None,
    done: Graded,
    before: Mapping[str, Known],
    mine: Packages | None,
) -> list[str]:
    """The students whose hand-ins have to be run; the others go into `done`."""
    current = known.hashes()
    to_run = []
    linked = writer.folder.linked(writer.module.id) if student is None else ()
    done.failures += [Failure(shown(name), writer.module.id, LINKED) for name in linked]
    for name in _students(writer, student):
        old = before.get(name)
        if why_unsafe(name):
            done.failures.append(_unusable(name, writer.module))
        elif old and old.truth in current and old.submission == _hash_of(writer, name) and _compared(old, mine):
            done.unchanged[name] = old
        else:
            to_run.append(name)
    return to_run


class Runs(Protocol):
    """Hand-ins, and how each of them is assessed, by a worker when its turn comes."""

    @property
    def students(self) -> Sequence[str]: ...
    @property
    def executor(self) -> Executor: ...
    def assess(self, student: str) -> Assessed: ...


def _compared(old: Known, mine: Packages | None) -> bool:
    """Whether the log has what is asked for beside the mark."""
    return mine is None or old.package == mine.hash_of(old.student)


def prove_private(writer: Writer, known: Truths, executor: Executor) -> None:
    """Before anybody is judged by them: the instructor's private checks, against the solutions and the stubs."""
    source, name = writer.folder.source(writer.module.id), known.hash_of(known.latest)
    if without_private(known.latest)[1]:
        prove(writer.folder, writer.module.id, known.latest, load(source), executor.run, name=name)


@dataclass(frozen=True)
class Batch:
    """The hand-ins to be run, and what running them takes. A worker reads one when its turn comes."""

    known: Truths
    executor: Executor
    folder: CourseFolder
    students: Sequence[str]
    mine: Packages | None = None  # to be compared with

    def assess(self, student: str) -> Assessed:
        made = assess(read_hand_in(self.folder, student, self.executor.module), self.known, self.executor)
        if self.mine is None:
            return made
        return replace(made, grading=replace(made.grading, own=compare(made, self.mine, self.executor).to_json()))


def _hash_of(writer: Writer, student: str) -> str:
    return hash_of_hand_in(read_hand_in(writer.folder, student, writer.module))


def _students(writer: Writer, student: str | None) -> tuple[str, ...]:
    there = writer.folder.handed_in_by(writer.module.id)
    if student is None:
        return there
    if student not in there:
        place = writer.folder.handed_in(student, writer.module.id)
        raise WrongUsage(f"{student} has handed in nothing for {writer.module.id}.", got=f"no folder {place}")
    return (student,)


def _unusable(name: str, module: Module) -> Failure:
    why = f"the folder's name cannot be a student's id ({why_unsafe(name)}); rename the folder"
    return Failure(shown(name), module.id, why)


def _run(writer: Writer, batch: Batch, workers: int, done: Graded, show: Callable[[Progress], None]) -> None:
    waiting = Waiting(writer)
    progress = Progress(writer.module.id, 0, len(batch.students), len(done.failures))
    show(progress)
    pool = ThreadPoolExecutor(max_workers=workers, thread_name_prefix="grade")
    try:
        for result in results(pool, batch, ahead=2 * workers):
            if isinstance(result, Failure):
                done.failures.append(result)
                latest: Done | Failure = result
            else:
                made = replace(result, grading=writer.judged(result.grading))
                done.see(made.grading)
                waiting.add(made)
                latest = Done.of(made.grading)
                done.ran.append(latest)
            progress = progress.after(latest)
            show(progress)
    finally:  # also after Ctrl-C: what is done is written, what runs is killed
        batch.executor.stop()
        pool.shutdown(cancel_futures=True)
        batch.executor.close()
        waiting.close()


def results(pool: ThreadPoolExecutor, batch: Runs, *, ahead: int) -> Iterator[Assessed | Failure]:
    """Each hand-in's result as it comes; never more than `ahead` of them are under way."""
    running: dict[Future[Assessed], str] = {}
    todo = iter(batch.students)
    while True:
        for student in islice(todo, ahead - len(running)):
            running[pool.submit(batch.assess, student)] = student
        if not running:
            return
        finished, _ = wait(running, return_when=FIRST_COMPLETED)
        for future in finished:
            yield _result(future, running.pop(future), batch.executor.module)


def _result(future: Future[Assessed], student: str, module: Module) -> Assessed | Failure:
    try:
        return future.result()
    except ToolFailed as problem:
        return Failure(student, module.id, problem.message + (f" {problem.got}" if problem.got else ""))
    except Exception as problem:  # the sandbox's border: no hand-in may cost the class its run
        return Failure(student, module.id, f"the tool failed: {type(problem).__name__}: {problem}")
