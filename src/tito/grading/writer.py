"""The one writer of automatic marks: first the log, then the annotated notebook, then the gradebook.

Stopped between any two of them, the next run finds an entry that the gradebook does not name yet, and writes both.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from itertools import islice

from tito.course import notebook
from tito.course.manifest import Course, Module
from tito.grading import journal, roster
from tito.grading.assess import Assessed, Truths, hash_of_hand_in, rebuild, scores
from tito.grading.autograded import annotate
from tito.grading.folder import CourseFolder, replace
from tito.grading.gradebook import Gradebook
from tito.grading.journal import Grading, Known, Mark
from tito.grading.late import Penalty, penalty
from tito.grading.recording import Entry, Score
from tito.grading.settings import Settings
from tito.grading.submitted import read_hand_in
from tito.judge.by_heart import judged

BATCH = 50
PENS = 4  # annotated notebooks that are written at once: a file waits for the disk, which flushes several in one go

See = Callable[[Grading], None]


@dataclass(frozen=True)
class Writer:
    folder: CourseFolder
    course: Course
    settings: Settings
    module: Module
    book: Gradebook

    def keep(self, known: Truths) -> None:
        """What hand-ins are graded against outlives its next version: marks can be reproduced, and compared."""
        for each in (known.latest, *known.versions.values()):
            path = self.folder.used(self.module.id, known.hash_of(each))
            if not path.is_file():
                replace(path, notebook.write(each))

    def judged(self, grading: Grading) -> Grading:
        """The grading by the course's policy of today."""
        if grading.report is None:
            return grading
        return dataclasses.replace(grading, report=judged(grading.report, withhold=self.settings.withholds))

    def log(self, assessed: Assessed) -> None:
        """At once, so that a run that is killed has lost no more than what was under way."""
        journal.add_gradings(self.folder, [assessed.grading])

    def record(self, gradings: Sequence[Grading]) -> None:
        if gradings:
            self.book.record([self.entry(grading) for grading in gradings])

    def entry(self, grading: Grading) -> Entry:
        """What the gradebook is to hold, by the settings and extensions of today."""
        due = self.settings.due(self.module)
        extended = self._extensions.get((grading.student, grading.module))
        handed_in = datetime.fromisoformat(grading.handed_in) if grading.handed_in else None
        until = extended or due
        late_by = handed_in - until if handed_in and until else timedelta(0)
        marks = self._marks.get(grading.student, [])
        found = scores(grading)
        return Entry(
            student=grading.student,
            module=grading.module,
            scores=found,
            recheck=frozenset(mark.cell for mark in marks if mark.content not in ("", grading.content(mark.cell))),
            handed_in=handed_in,
            extension=extended - due if extended and due else None,
            penalty=self._penalty(grading.student, _points(found, marks), late_by),
            submission=grading.submission,
        )

    def refill(self, unchanged: Mapping[str, Known], known: Truths, see: See = lambda grading: None) -> int:
        """Bring gradebook and annotated notebooks to what the log says by today's policy, and the log with them;
        returns how many were behind. `see` gets every grading."""
        recorded, totals = self.book.recorded(self.module.id), self.book.totals(self.module.id)
        behind = 0
        for batch in batches(self._behind(unchanged, recorded, totals, see)):
            journal.add_gradings(self.folder, [g for g in batch if g != unchanged[g.student].read()])
            for grading in batch:
                self._annotate_again(grading, known)
            self.record(batch)
            behind += len(batch)
        for student in unchanged:
            if not self.folder.autograded(student, self.module.id).is_file():
                self._annotate_again(self.judged(unchanged[student].read()), known)
        return behind

    def _behind(
        self, unchanged: Mapping[str, Known], recorded: Mapping[str, str], totals: Mapping[str, float], see: See
    ) -> Iterator[Grading]:
        """Those whose entry is another one today, or whose points somebody else has changed."""
        for student, line in unchanged.items():
            grading = self.judged(line.read())
            see(grading)
            entry = self.entry(grading)
            points = sum(score.points or 0.0 for score in entry.scores)
            if recorded.get(student) != entry.digest or abs(totals.get(student, 0.0) - points) > 1e-9:
                yield grading

    def _annotate_again(self, grading: Grading, known: Truths) -> None:
        hand_in = read_hand_in(self.folder, grading.student, self.module)
        if hash_of_hand_in(hand_in) == grading.submission:  # else it has just changed: the next run grades it
            rebuilt, _ = rebuild(hand_in, known.named(grading.truth), self.module)
            annotate(self.folder, grading, rebuilt.notebook)

    @cached_property
    def _penalty(self) -> Penalty:
        return penalty(self.folder, self.settings.late)

    @cached_property
    def _marks(self) -> Mapping[str, list[Mark]]:
        """What people gave in this module, by student."""
        marks: dict[str, list[Mark]] = {}
        for mark in journal.marks(self.folder).values():
            if mark.module == self.module.id:
                marks.setdefault(mark.student, []).append(mark)
        return marks

    @cached_property
    def _extensions(self) -> Mapping[tuple[str, str], datetime]:
        return roster.extensions(self.folder.extensions, self.course, self.settings)


class Waiting:
    """What is done: in the log at once, its notebook written meanwhile, and in the gradebook batch by batch."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self._pens = ThreadPoolExecutor(PENS, thread_name_prefix="annotate")
        self._done: list[tuple[Grading, Future[None]]] = []

    def add(self, made: Assessed) -> None:
        self._writer.log(made)
        page = self._pens.submit(annotate, self._writer.folder, made.grading, made.notebook)
        self._done.append((made.grading, page))
        if len(self._done) >= BATCH:
            self._write()

    def close(self) -> None:
        """Write what is left."""
        try:
            self._write()
        finally:
            self._pens.shutdown(cancel_futures=True)

    def _write(self) -> None:
        done, self._done = self._done, []  # first: what could not be written is not tried again
        for _, page in done:
            page.result()
        self._writer.record([grading for grading, _ in done])


def _points(found: Sequence[Score], marks: Sequence[Mark]) -> float:
    """What the hand-in is worth before a penalty, with what people gave."""
    given = {mark.cell: mark for mark in marks}
    auto = {score.cell: score.points or 0.0 for score in found}
    by_hand = {cell: mark.points for cell, mark in given.items() if mark.points is not None}
    return sum({**auto, **by_hand}.values()) + sum(mark.extra or 0.0 for mark in marks)


def batches(gradings: Iterable[Grading]) -> Iterator[list[Grading]]:
    waiting = iter(gradings)
    while batch := list(islice(waiting, BATCH)):
        yield batch
