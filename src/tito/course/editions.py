"""A module as notebooks: the instructor edition with everything, the student edition with what may be handed out.

Roles become NBGrader's metadata here. A check becomes two graded cells, so that failing the hidden part does not cost
the visible points; a question becomes a locked cell that asks and a cell to answer in.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from hashlib import sha256
from typing import Any

from tito.course import cells as roles
from tito.course.cells import Role, role
from tito.course.manifest import Course, Module
from tito.course.notebook import Notebook, NotebookCell, grade_id
from tito.course.percent import Cell
from tito.course.syntax import parse
from tito.errors import BadFile

SCHEMA = {"schema_version": 3, "task": False}
PYTHON = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


def instructor(module: Module, cells: Sequence[Cell], course: Course) -> Notebook:
    """The notebook with solutions and hidden tests: NBGrader's source, and what the checks are proven on."""
    built = tuple(_unique(_built(cells)))
    return Notebook(built, _metadata(module, course, map(released, built)))


def student(module: Module, cells: Sequence[Cell], course: Course) -> Notebook:
    """The notebook that is handed out."""
    full = instructor(module, cells, course)
    return full.with_cells(map(released, full.cells))


def released(cell: NotebookCell) -> NotebookCell:
    """A cell of either edition as students get it."""
    kind, _, name = (grade_id(cell) or "").partition("-")
    if kind == "exercise":
        return replace(cell, source=roles.strip_solution(cell.source, name))
    if kind == "hidden":
        return replace(cell, source=roles.strip_hidden(cell.source))
    if kind == "question" and cell.kind == "code":  # in assignments of other courses
        return replace(cell, source=roles.strip_solution(cell.source, name))
    if kind == "question":
        return replace(cell, source=roles.strip_answer(cell.source))
    return cell


def content_hash(cells: Iterable[NotebookCell]) -> str:
    """Names what was handed out: two notebooks of the same hash hold the same text in the same order."""
    return sha256("\0".join(cell.source for cell in cells).encode()).hexdigest()


def _metadata(module: Module, course: Course, handed_out: Iterable[NotebookCell]) -> dict[str, Any]:
    about = {"module": module.id, "course": course.title, "version": course.version, "hash": content_hash(handed_out)}
    return {**PYTHON, "tinytorch": about}


def _built(cells: Sequence[Cell]) -> Iterator[NotebookCell]:
    checks = roles.of_role(cells, Role.CHECK)
    seeds = any(_uses_rng(check.source, check) for check in checks)
    for cell in cells:
        with_seeds = seeds and role(cell) is Role.GIVEN
        yield from BUILDERS[role(cell)](_importing_seeded(cell) if with_seeds else cell)


def _plain(cell: Cell) -> Iterator[NotebookCell]:
    digest = sha256(cell.source.encode()).hexdigest()[:8]  # stays the same while cells come and go around it
    yield NotebookCell(f"{role(cell)}-{digest}", cell.kind, cell.source)


def _given(cell: Cell) -> Iterator[NotebookCell]:
    yield _tagged(cell, f"given-{roles.name(cell)}", cell.source)


def _exercise(cell: Cell) -> Iterator[NotebookCell]:
    yield _tagged(cell, f"exercise-{roles.name(cell)}", cell.source, solution=True)


def _check(cell: Cell) -> Iterator[NotebookCell]:
    name = roles.name(cell)
    visible, hidden = roles.visible(cell.source), roles.hidden(cell.source)
    yield _tagged(cell, f"check-{name}", _seeded(visible, f"check-{name}", cell), points=roles.points(cell))
    if hidden:
        worth = roles.points(cell, "hidden")
        begin, end = roles.HIDDEN
        comment = f"# hidden checks for {name} ({worth} point{'s' * (worth != 1)}) run after you hand in"
        source = "\n".join([comment, begin, _seeded(hidden, f"hidden-{name}", cell), end])
        yield _tagged(cell, f"hidden-{name}", source, points=worth)


def _question(cell: Cell) -> Iterator[NotebookCell]:
    name = roles.name(cell)
    begin, end = roles.SOLUTION
    answer = [f"<!-- answer: {name} -->", begin, "Marked by hand; bands and samples: questions.toml.", end]
    yield _tagged(cell, f"ask-{name}", cell.source)
    yield _tagged(cell, f"question-{name}", "\n".join(answer), points=roles.points(cell), solution=True)


BUILDERS = {
    Role.PROSE: _plain,
    Role.EXAMPLE: _plain,
    Role.GIVEN: _given,
    Role.EXERCISE: _exercise,
    Role.CHECK: _check,
    Role.QUESTION: _question,
}


def _tagged(
    cell: Cell, grade_id: str, source: str, *, points: int | None = None, solution: bool = False
) -> NotebookCell:
    """A cell with NBGrader's metadata; what the student does not write is locked."""
    graded = {"grade": points is not None} | ({} if points is None else {"points": points})
    tags = {**SCHEMA, **graded, "grade_id": grade_id, "locked": not solution, "solution": solution}
    return NotebookCell(grade_id, cell.kind, source, {"nbgrader": tags})


def _seeded(source: str, name: str, cell: Cell) -> str:
    return f'rng = seeded("{name}")\n{source}' if _uses_rng(source, cell) else source


def _uses_rng(source: str, cell: Cell) -> bool:
    tree = _tree(source, cell)
    return any(isinstance(node, ast.Name) and node.id == "rng" for node in ast.walk(tree))


def _importing_seeded(cell: Cell) -> Cell:
    """The vocabulary's import with `seeded` in it, which only the built notebook names."""
    for node in _tree(cell.source, cell).body:
        if isinstance(node, ast.ImportFrom) and node.module == "tinytorch.checks":
            names = sorted({"seeded", *(alias.name for alias in node.names)})
            lines = cell.source.split("\n")
            lines[node.lineno - 1 : node.end_lineno] = [f"from tinytorch.checks import {', '.join(names)}"]
            return replace(cell, source="\n".join(lines))
    return cell


def _tree(source: str, cell: Cell) -> ast.Module:
    try:
        return parse(source)
    except SyntaxError as problem:
        where = f"line {cell.line + (problem.lineno or 0)}"
        raise BadFile(f"{where}: cell {roles.name(cell)} is not Python: {problem.msg}.") from problem


def _unique(cells: Iterable[NotebookCell]) -> Iterator[NotebookCell]:
    seen: dict[str, int] = {}
    for cell in cells:
        seen[cell.id] = seen.get(cell.id, 0) + 1
        yield cell if seen[cell.id] == 1 else replace(cell, id=f"{cell.id}-{seen[cell.id]}")
