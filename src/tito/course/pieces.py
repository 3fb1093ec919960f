"""Exercise cells that were copied, split or merged: which text is the student's.

Split pieces are joined, a merged cell is cut where the second exercise begins, and of several copies the last edited
one counts. Each decision comes with a sentence for the student.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence
from itertools import pairwise

from tito.course.cells import EXERCISE_LINE
from tito.course.magics import parsed, plain_python
from tito.course.notebook import NotebookCell

DIRECTIVE = re.compile(r"^#\|\s*\w+")


def chosen(kind: str, name: str, handed_out: str, texts: Sequence[str]) -> tuple[str, list[str]]:
    """The text that counts for one exercise or question, out of all cells that claim to be it."""
    label = f"{kind.capitalize()} {name}"
    if not texts:
        return handed_out, [f"{label} is missing; the released, empty one stands in its place."]
    if len(texts) == 1:
        return texts[0], []
    joined = "\n".join(texts)
    if kind == "exercise" and _split(texts, joined, handed_out):
        return joined, [f"{label} is split over {len(texts)} cells; they were joined."]
    edited = [text for text in texts if not same(text, handed_out)]
    which = "the last edited copy counts" if edited else "no copy is edited"
    return [*texts, *edited][-1], [f"{label} stands in the notebook {len(texts)} times; {which}."]


def unmerged(cells: Sequence[NotebookCell]) -> tuple[list[NotebookCell], list[str]]:
    """Cells with at most one exercise each: a cell into which several were merged is cut before each name."""
    found: list[NotebookCell] = []
    remarks = []
    for cell in cells:
        names = list(dict.fromkeys(EXERCISE_LINE.findall(cell.source)))
        if cell.kind != "code" or len(names) < 2:
            found.append(cell)
            continue
        found += [NotebookCell("", "code", text) for text in _cut(cell.source)]  # the one tag left fits one of them
        remarks.append(f"Exercises {', '.join(names)} stand in one cell; they were taken apart.")
    return found, remarks


def bare(source: str) -> str:
    """`source` without blanks at the ends of its lines and blank lines around it, which editors add and take away."""
    return "\n".join(line.rstrip() for line in source.strip().split("\n"))


def same(one: str, other: str) -> bool:
    return bare(one) == bare(other)


def _split(texts: Sequence[str], joined: str, handed_out: str) -> bool:
    """Whether `texts` are parts of one cell: together they are Python, and only one of them defines the exercise."""
    wanted = definitions(handed_out) or set()
    defining = [text for text in texts if wanted & _mentioned(text)]
    return len(defining) == 1 and definitions(joined) is not None


def definitions(source: str) -> set[str] | None:
    """The functions and classes that a cell defines; None if it is not Python."""
    tree = parsed(plain_python(source))
    if tree is None:
        return None
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.ClassDef)}


def _mentioned(source: str) -> set[str]:
    """The names behind every `def` and `class` of a text that may not be whole."""
    return set(re.findall(r"^[ \t]*(?:def|class)[ \t]+(\w+)", source, re.MULTILINE))


def _cut(source: str) -> list[str]:
    lines = source.split("\n")
    starts = []
    names: list[str] = []
    for number, line in enumerate(lines):
        match = EXERCISE_LINE.match(line)
        if match and match[1] not in names:
            names.append(match[1])
            starts.append(_before_directives(lines, number))
    bounds = [0, *starts[1:], len(lines)]
    return ["\n".join(lines[start:end]).strip("\n") for start, end in pairwise(bounds)]


def _before_directives(lines: Sequence[str], number: int) -> int:
    while number and DIRECTIVE.match(lines[number - 1]):
        number -= 1
    return number
