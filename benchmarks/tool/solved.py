"""A workspace in which a module is solved, and the same cells and checks as one plain program."""

from __future__ import annotations

from pathlib import Path

from tito.course import notebook
from tito.course.curriculum import load
from tito.grading.sample_class import filled, solutions

CURRICULUM = Path(__file__).parents[2] / "curriculum"


def solve(workspace: Path, module: str, curriculum: Path = CURRICULUM) -> Path:
    """Write the solutions into the workspace's notebook; returns the program that runs its cells and checks alone."""
    course = load(curriculum)
    lesson = course.lesson(course.course.find(module))
    path = workspace / "modules" / lesson.module.id / lesson.module.notebook
    handed_out = notebook.read(path.read_text(encoding="utf-8"), path.name)
    solved = filled(handed_out, solutions(lesson))
    path.write_text(notebook.write(solved), encoding="utf-8")
    program = workspace / "checks_alone.py"
    program.write_text("\n\n".join(cell.source for cell in solved.cells if cell.kind == "code"), encoding="utf-8")
    return program
