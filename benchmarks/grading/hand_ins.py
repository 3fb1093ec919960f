"""A made-up class: hand-ins of every kind that a course meets, the same ones each time.

Honest work is the module's own solutions, half of them, its known misconceptions, and nothing at all. The others end
their process, never end, or are no notebook any more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from tito.course import notebook
from tito.course.curriculum import Lesson
from tito.course.notebook import Notebook, grade_id
from tito.grading.sample_class import as_exercise, filled, half, solutions


class Kind(StrEnum):
    SOLVED = "solved"
    HALF = "half solved"
    MISTAKEN = "with a misconception"
    UNTOUCHED = "untouched"
    RAISES = "an exercise that raises"
    EXITS = "ends its process"
    LOOPS = "never ends"
    BAD_JSON = "cut off in the middle"
    MISSING = "cells deleted"


HONEST = (Kind.SOLVED, Kind.HALF, Kind.SOLVED, Kind.MISTAKEN, Kind.SOLVED, Kind.RAISES, Kind.SOLVED, Kind.UNTOUCHED)
"""Ends by itself, structure unedited: what stock NBGrader grades as well."""
TROUBLE = (Kind.EXITS, Kind.LOOPS, Kind.BAD_JSON, Kind.MISSING)
RAISE = "\n\nraise RuntimeError('it worked yesterday')"
EXIT = "\n\nimport os\n\nos._exit(0)"
LOOP = "\n\nwhile True:\n    pass"


@dataclass(frozen=True)
class HandIn:
    student: str
    kind: Kind
    data: bytes


def honest(lesson: Lesson, released: Notebook, count: int) -> Iterator[HandIn]:
    """`count` hand-ins that end by themselves and hold every cell. No two are the same."""
    makers = _makers(lesson, released)
    for number in range(count):
        kind = HONEST[number % len(HONEST)]
        yield HandIn(f"s{number:05d}", kind, makers[kind](number))


def trouble(lesson: Lesson, released: Notebook) -> Iterator[HandIn]:
    """One of each of the others."""
    makers = _makers(lesson, released)
    for number, kind in enumerate(TROUBLE):
        yield HandIn(f"t{number}", kind, makers[kind](number))


def _makers(lesson: Lesson, released: Notebook) -> Mapping[Kind, Callable[[int], bytes]]:
    right = solutions(lesson)
    last = list(right)[-1]

    def of(exercises: Mapping[str, str]) -> Callable[[int], bytes]:
        return lambda number: _data(filled(released, exercises), number)

    def mistaken(number: int) -> bytes:
        mistake = lesson.misconceptions[number % len(lesson.misconceptions)]
        return _data(filled(released, right | {mistake.exercise: as_exercise(mistake)}), number)

    return {
        Kind.SOLVED: of(right),
        Kind.HALF: of(half(right)),
        Kind.MISTAKEN: mistaken,
        Kind.UNTOUCHED: of({}),
        Kind.RAISES: of(right | {last: right[last] + RAISE}),
        Kind.EXITS: of(right | {last: right[last] + EXIT}),
        Kind.LOOPS: of(right | {last: right[last] + LOOP}),
        Kind.BAD_JSON: lambda number: _data(filled(released, right), number)[:-200],
        Kind.MISSING: lambda number: _data(_without_some(filled(released, right)), number),
    }


def _data(work: Notebook, number: int) -> bytes:
    """Nobody's file is another's: a comment in the first exercise differs."""
    first = next(cell.id for cell in work.cells if (grade_id(cell) or "").startswith("exercise-"))
    cells = (replace(c, source=f"{c.source}\n# {number}") if c.id == first else c for c in work.cells)
    return notebook.write(work.with_cells(cells)).encode()


def _without_some(work: Notebook) -> Notebook:
    """Without the first check and the last exercise."""
    checks = [cell for cell in work.cells if (grade_id(cell) or "").startswith("check-")]
    exercises = [cell for cell in work.cells if (grade_id(cell) or "").startswith("exercise-")]
    gone = (checks[0].id, exercises[-1].id)
    return work.with_cells(cell for cell in work.cells if cell.id not in gone)
