"""What a cell is for, and the regions inside it that only the instructor sees."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from enum import StrEnum

from tito.course.percent import Cell
from tito.errors import BadFile

SOLUTION = ("### BEGIN SOLUTION", "### END SOLUTION")
HIDDEN = ("### BEGIN HIDDEN TESTS", "### END HIDDEN TESTS")

ANSWER = "*Write your answer here.*"

EXERCISE_LINE = re.compile(r"^# exercise: (\w+)[ \t]*$", re.MULTILINE)
ANSWER_LINE = re.compile(r"^<!-- answer: (\w+) -->[ \t]*$", re.MULTILINE)


class Role(StrEnum):
    PROSE = "prose"
    EXAMPLE = "example"
    GIVEN = "given"
    EXERCISE = "exercise"
    CHECK = "check"
    QUESTION = "question"


OPTIONS = {
    Role.GIVEN: {"given"},
    Role.EXERCISE: {"exercise"},
    Role.CHECK: {"check", "points", "hidden"},
    Role.QUESTION: {"question", "points"},
}


def role(cell: Cell) -> Role:
    """Which of the six kinds `cell` is; BadFile when its options contradict each other."""
    if not cell.options:
        return Role.PROSE if cell.kind == "markdown" else Role.EXAMPLE
    found = next((r for r in OPTIONS if r.value in cell.options), None)
    if found is None or not cell.options.keys() <= OPTIONS[found]:
        raise BadFile(f"line {cell.line}: no cell has the options {', '.join(cell.options)}.", expected=_roles())
    if (found is Role.QUESTION) != (cell.kind == "markdown"):
        raise BadFile(f"line {cell.line}: a {found} cell cannot be {cell.kind}.")
    return found


def name(cell: Cell) -> str:
    """The name a role gives its cell, "add" in `exercise="add"`; empty for prose and examples."""
    return str(cell.options.get(role(cell).value, ""))


def points(cell: Cell, kind: str = "points") -> int:
    return int(cell.options.get(kind, 0))


def of_role(cells: Iterable[Cell], wanted: Role) -> tuple[Cell, ...]:
    return tuple(cell for cell in cells if role(cell) is wanted)


def strip_solution(source: str, exercise: str) -> str:
    """`source` with each solution replaced by a line that raises NotImplementedError and names the exercise."""
    stub = f'raise NotImplementedError("exercise {exercise}: write this, then run the check below")'
    return _replace(source, SOLUTION, lambda indent: [indent + stub])


def strip_answer(source: str) -> str:
    """An answer cell as it is handed out: the words for markers replaced by a place to write."""
    return _replace(source, SOLUTION, lambda indent: [ANSWER])


def strip_hidden(source: str) -> str:
    return _replace(source, HIDDEN, lambda indent: [])


def strip_markers(source: str) -> str:
    """`source` without the lines that begin and end a region, their contents kept."""
    return "\n".join(line for line in source.split("\n") if line.strip() not in {*SOLUTION, *HIDDEN})


def solutions(source: str) -> tuple[str, ...]:
    """The text of each solution region."""
    return tuple(inside for _, inside in _regions(source, SOLUTION))


def hidden(source: str) -> str:
    """The text of the hidden tests, without the lines around them; empty if there are none."""
    return "\n".join(inside for _, inside in _regions(source, HIDDEN))


def visible(source: str) -> str:
    """The part of a check that students see."""
    return strip_hidden(source).rstrip("\n")


def _roles() -> str:
    return "; ".join(" ".join(f"{option}=" for option in sorted(options)) for options in OPTIONS.values())


def _regions(source: str, marks: tuple[str, str]) -> Iterator[tuple[range, str]]:
    """The line numbers (marks included) and the inner text of each region."""
    lines = source.split("\n")
    start = None
    for number, line in enumerate(lines):
        if line.strip() == marks[0]:
            if start is not None:
                raise BadFile(f"{marks[0]} stands inside a region that is still open.")
            start = number
        elif line.strip() == marks[1]:
            if start is None:
                raise BadFile(f"{marks[1]} has no {marks[0]} before it.")
            yield range(start, number + 1), "\n".join(lines[start + 1 : number])
            start = None
    if start is not None:
        raise BadFile(f"{marks[0]} has no {marks[1]} after it.")


def _replace(source: str, marks: tuple[str, str], instead: Callable[[str], list[str]]) -> str:
    lines = source.split("\n")
    for where, _ in reversed(list(_regions(source, marks))):
        first = lines[where.start]
        lines[where.start : where.stop] = instead(first[: len(first) - len(first.lstrip())])
    return "\n".join(lines)
