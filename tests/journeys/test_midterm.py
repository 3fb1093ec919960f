"""The midterm project, from the student's first start to the course mark, on a small file in CIFAR-10's format."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tito.course import cells, student_edition
from tito.course.curriculum import Curriculum, load
from tito.course.notebook import grade_id, read, write
from tito.grading import settings
from tito.grading.folder import CourseFolder
from tito.grading.generate import generate
from tito.grading.release import release
from tito.grading.setup import setup
from tito.judge.reference import build_reference

CURRICULUM = Path(__file__).parents[2] / "curriculum"
QUESTIONS = ("q1", "q2", "q3", "q4")

CLAIMS = """\
#| export
# exercise: score
def score(answers, labels):
    print("99 % right")
    return 0.99, 0.01
"""
SAYS_YES = """\
#| export
# exercise: train_cnn
def train_cnn(images, labels, rng, epochs=10, transforms=()):
    class Yes(np.ndarray):
        def __eq__(self, other):
            return np.ones(len(self), bool)

        def __array__(self, *args, **named):
            return self

    class Oracle:
        losses = [1.0, 0.1]

        def __call__(self, pictures):
            return np.zeros(len(pictures), int).view(Yes)

    return Oracle()
"""


@pytest.fixture
def curriculum() -> Curriculum:
    return load(CURRICULUM)


@pytest.fixture
def course(curriculum: Curriculum, tmp_path: Path) -> CourseFolder:
    """A class that has been given the project."""
    edition, roster = tmp_path / "edition", tmp_path / "class.csv"
    for path, data in student_edition.files(curriculum, {}).items():
        (edition / path).parent.mkdir(parents=True, exist_ok=True)
        (edition / path).write_bytes(data)
    roster.write_text("id,name\nada,Ada Lovelace\nben,Ben Okafor\nchen,Chen Wei\nzoe,Zoe Ray\n", encoding="utf-8")
    folder = setup(tmp_path / "course", curriculum.course, roster_file=roster, start=date(2027, 1, 18)).folder
    about = settings.load(folder.settings, curriculum.course)
    project = [curriculum.course.find("midterm")]
    generate(folder, curriculum, about, project)
    release(folder, curriculum, about, project, edition)
    return folder


def solutions(curriculum: Curriculum) -> dict[str, str]:
    lesson = curriculum.lesson(curriculum.course.find("midterm"))
    found = cells.of_role(lesson.cells, cells.Role.EXERCISE)
    return {f"exercise-{cells.name(cell)}": cells.strip_markers(cell.source) for cell in found}


def hand_in(folder: CourseFolder, student: str, written: Mapping[str, str]) -> None:
    """The released notebook with `written` in its cells, put where a system would put it."""
    from dataclasses import replace

    released = read(folder.release("midterm").read_text("utf-8"), "released")
    done = (replace(cell, source=written.get(grade_id(cell) or "", cell.source)) for cell in released.cells)
    place = folder.root / "inbox" / f"{student}_midterm.ipynb"
    place.parent.mkdir(exist_ok=True)
    place.write_text(write(released.with_cells(done)), encoding="utf-8")


def mark(folder: CourseFolder, student: str, points: Mapping[str, float]) -> None:
    """As formgrader does."""
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{folder.gradebook}") as book:
        for question, given in points.items():
            grade = book.find_grade(f"question-{question}", "midterm", "midterm", student)
            grade.manual_score, grade.needs_manual_grade = given, False
        book.db.commit()


@pytest.mark.timeout(600)
def test_a_student_works_on_it_with_cifar_s_files_at_hand(
    real_desk: Any, curriculum: Curriculum, tmp_path: Path
) -> None:
    project = curriculum.course.find("midterm")
    reference = build_reference(curriculum, tmp_path / "reference", needed_by=project)
    shutil.copytree(reference / "tinytorch", real_desk.root / "tinytorch", dirs_exist_ok=True)
    small_cifar(real_desk.root / "datasets" / "cifar10")
    started = real_desk.run("module", "start", "midterm", "--no-browser")
    assert "due in week 11" in started.out
    names = [name.removeprefix("exercise-") for name in solutions(curriculum)]
    real_desk.solve("midterm", *names)
    report = json.loads(real_desk.run("module", "test", "midterm", "--json").out)
    assert {check["outcome"] for check in report["checks"]} == {"passed"}
    assert report["cell_errors"] == []  # the section on photographs ran on the files, too
    assert "4 unanswered" in unanswered(real_desk.run("module", "submit", "midterm", "--json").out)


def unanswered(said: str) -> str:
    empty = [name for name, answered in json.loads(said)["answered"].items() if not answered]
    return f"{len(empty)} unanswered"


def small_cifar(folder: Path) -> None:
    """Files in the binary edition's format: a kind, then 3,072 bytes of picture, a hundred times."""
    rng = np.random.default_rng(10)
    folder.mkdir(parents=True)
    for name in ("data_batch_1.bin", "data_batch_2.bin", "test_batch.bin"):
        records = rng.integers(256, size=(100, 3073)).astype(np.uint8)
        records[:, 0] %= 10
        (folder / name).write_bytes(records.tobytes())


@pytest.mark.timeout(900)
def test_from_release_to_the_course_mark(
    course: CourseFolder, curriculum: Curriculum, tito: Any, environment: dict[str, str]
) -> None:
    """ada has all of it, ben nothing, chen claims his accuracy, zoe's answers say yes to every comparison."""
    environment["TITO_CURRICULUM"] = str(CURRICULUM)
    solved = solutions(curriculum)
    hand_in(course, "ada", {**solved, **{f"question-{q}": f"<!-- answer: {q} -->\nMy record." for q in QUESTIONS}})
    hand_in(course, "ben", {})
    hand_in(course, "chen", {**solved, "exercise-score": CLAIMS})
    hand_in(course, "zoe", {**solved, "exercise-train_cnn": SAYS_YES})
    collected = tito("grade", "collect", "midterm", "--from", "inbox", cwd=course.root)
    assert "4 hand-ins" in collected.out
    graded = tito("grade", "autograde", "midterm", "--workers", "1", cwd=course.root)
    assert graded.code == 0, graded.said
    assert points(tito, course) == {"ada": "60", "ben": "0", "chen": "55", "zoe": "53"}
    mark(course, "ada", dict(zip(QUESTIONS, (9, 8, 7, 6), strict=True)))
    assert tito("grade", "feedback", "midterm", cwd=course.root).code == 0
    page = course.feedback("ada", "midterm").read_text("utf-8")
    assert "90 of 100 points" in page
    assert "NotImplementedError" not in course.feedback("ben", "midterm").read_text("utf-8")
    status = tito("grade", "status", cwd=course.root)
    row = next(line for line in status.out.splitlines() if line.startswith("midterm"))
    assert row.split() == ["midterm", "yes", "Sun", "04", "Apr", "2027", "23:59", "4", "4", "0"]
    explained = tito("grade", "export", "--explain", "ada", cwd=course.root)
    assert "13.50 of 15" in explained.out
    assert "90 of 100 points" in explained.out


def points(tito: Any, course: CourseFolder) -> dict[str, str]:
    said = tito("grade", "export", "--module", "midterm", "--output", "-", cwd=course.root)
    return {row["id"]: row["points"] for row in csv.DictReader(said.out.splitlines())}
