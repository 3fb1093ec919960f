"""What stands in a gradebook, and what it costs to write it there: by our writer, and by NBGrader's own."""

from __future__ import annotations

import time
from pathlib import Path

from benchmarks.grading.classes import Class
from benchmarks.measure import own_cpu
from benchmarks.record import Workload
from tito.course import notebook
from tito.course.curriculum import load
from tito.course.notebook import Notebook
from tito.grading import marks
from tito.grading import settings as settings_file
from tito.grading.recording import Entry, Score

OURS, STOCK = "50 at a time", "NBGrader's own calls"
ENTRIES, STOCK_ENTRIES = 500, 20
Mark = tuple[float | None, bool]


def differing(ours: Class, stock: Class) -> set[tuple[str, str]]:
    """The cells, by student, whose marks are not the same in both."""
    one, other = marks_of(ours), marks_of(stock)
    return {key for key in one.keys() | other.keys() if one.get(key) != other.get(key)}


def marks_of(one: Class) -> dict[tuple[str, str], Mark]:
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{one.folder.gradebook}") as book:
        return {
            (submission.student.id, grade.name): (grade.auto_score, grade.needs_manual_grade)
            for submission in book.assignment_submissions(one.module)
            for work in submission.notebooks
            for grade in work.grades
            if grade.auto_score is not None or grade.needs_manual_grade
        }


def cost(one: Class, root: Path) -> Workload:
    """CPU time of writing a hand-in's marks, everything else aside."""
    ours = one.copy(root)
    stock = one.for_stock(root.with_name(f"{root.name}-stock"))
    rounds = [{OURS: [_ours(ours, turn)], STOCK: [_stock(stock, turn)]} for turn in range(4)][1:]
    return Workload("the gradebook", "ms of CPU a hand-in", 1, OURS, rounds)


def _ours(one: Class, turn: int) -> float:
    about = settings_file.load(one.folder.settings, load(one.curriculum).course)
    cells = [name for name, points in _graded_cells(one) if points]
    entries = [
        Entry(f"g{turn}-{number}", one.module, tuple(Score(cell, 1.0) for cell in cells), submission=str(number))
        for number in range(ENTRIES)
    ]
    with marks.gradebook(one.folder, about.course_id) as book:
        book.record([Entry(f"first-{turn}", one.module, entries[0].scores)])  # what is done once is not counted

        def record() -> None:
            for start in range(0, ENTRIES, 50):
                book.record(entries[start : start + 50])

        return own_cpu(record) / ENTRIES


def _stock(one: Class, turn: int) -> float:
    """What `nbgrader autograde` does for one hand-in beside running it: a submission, its notebook, its marks."""
    import nbformat
    from nbgrader.api import Gradebook
    from nbgrader.preprocessors import SaveAutoGrades

    url = f"sqlite:///{one.folder.gradebook}"
    work = nbformat.reads(notebook.write(_source(one)), as_version=4)

    def record(student: str) -> None:
        with Gradebook(url) as book:
            book.update_or_create_student(student)
            book.update_or_create_submission(one.module, student)
        about = {"db_url": url, "assignment": one.module, "notebook": one.module, "student": student}
        SaveAutoGrades().preprocess(work, {"nbgrader": about})

    record(f"first-{turn}")
    start = time.process_time()
    for number in range(STOCK_ENTRIES):
        record(f"g{turn}-{number}")
    return (time.process_time() - start) / STOCK_ENTRIES


def _source(one: Class) -> Notebook:
    path = one.folder.source(one.module)
    return notebook.read(path.read_text(encoding="utf-8"), path.name)


def _graded_cells(one: Class) -> list[tuple[str, float]]:
    tags = [cell.metadata.get("nbgrader", {}) for cell in _source(one).cells]
    return [(tag["grade_id"], float(tag["points"])) for tag in tags if tag.get("grade")]
