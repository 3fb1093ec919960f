"""A made-up class of five for `tito demo`: what instructors meet on the first day, on any module of any curriculum."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from tito.course import cells as roles
from tito.course import notebook
from tito.course.cells import Role
from tito.course.curriculum import Lesson, Misconception
from tito.course.notebook import Notebook, NotebookCell, grade_id
from tito.grading.roster import Student

TYPICAL = "four-bytes-each"  # the guides' own example: a float32 taken for granted
ENDLESS = "\n\nwhile True:  # until it converges\n    pass"

PEOPLE = tuple(
    Student(name.split()[0].lower(), name, f"{name.split()[0].lower()}@example.edu", section="demo")
    for name in ("Ada Lovelace", "Ben Okafor", "Chen Wei", "Dora Maar", "Eve Adler")
)

# What the hostile student runs: it is told where everything lies, which a real one would have to guess.
BREAK_IN = """
import os, pathlib, socket
import tinytorch.checks

COURSE, CURRICULUM = pathlib.Path({course!r}), pathlib.Path({curriculum!r})

def attempt(action):
    try:
        return f"GOT {{action()!r}}"
    except BaseException as problem:
        return f"nothing ({{type(problem).__name__}})"

def always_right(*values, **words):
    return None

for name in ("expect_close", "expect_equal", "expect_raises"):
    setattr(tinytorch.checks, name, always_right)
    globals()[name] = always_right

raise SystemError("; ".join([
    "network: " + attempt(lambda: socket.create_connection(("127.0.0.1", {port}), timeout=1).recv(64)),
    "gradebook: " + attempt(lambda: (COURSE / "gradebook.db").read_bytes()[:15]),
    "solutions: " + attempt(lambda: (CURRICULUM / "course.toml").read_text()[:40]),
    "hidden checks: " + attempt(lambda: os.listdir(COURSE / "source")),
    "classmates: " + attempt(lambda: os.listdir(COURSE / "submitted")),
]))
"""


@dataclass(frozen=True)
class Hidden:
    """What the hostile student goes for."""

    course: Path
    curriculum: Path
    port: int  # on this machine, where somebody listens


@dataclass(frozen=True)
class Sample:
    student: Student
    story: str
    notebook: Notebook


def sample_class(lesson: Lesson, released: Notebook, hidden: Hidden) -> tuple[Sample, ...]:
    """Five hand-ins for a module, made from what was released, the curriculum's solutions and its misconceptions."""
    right = solutions(lesson)
    mistake = typical_mistake(lesson)
    last = list(right)[-1]
    break_in = BREAK_IN.format(course=str(hidden.course), curriculum=str(hidden.curriculum), port=hidden.port)
    work = {
        "perfect": filled(released, right, answers(lesson, "excellent")),
        "half done": filled(released, half(right), answers(lesson, "acceptable")),
        f"believes: {mistake.believes}": filled(
            released, right | {mistake.exercise: as_exercise(mistake)}, answers(lesson, "good")
        ),
        f"an endless loop below {last}": filled(released, right | {last: right[last] + ENDLESS}),
        "hostile": with_first_cell(released, break_in),
    }
    return tuple(Sample(student, *one) for student, one in zip(PEOPLE, work.items(), strict=True))


def hand_in(samples: tuple[Sample, ...], lesson: Lesson, inbox: Path) -> None:
    """Write the hand-ins as a learning-management system would: one folder, a student's name before each file's."""
    inbox.mkdir(parents=True)
    for sample in samples:
        text = notebook.write(sample.notebook)
        (inbox / f"{sample.student.id}_{lesson.module.notebook}").write_text(text, encoding="utf-8")


def solutions(lesson: Lesson) -> dict[str, str]:
    """Each exercise's cell as somebody who knows the answer would hand it in."""
    found = roles.of_role(lesson.cells, Role.EXERCISE)
    return {roles.name(cell): roles.strip_markers(cell.source) for cell in found}


def half(right: Mapping[str, str]) -> dict[str, str]:
    return dict(list(right.items())[: (len(right) + 1) // 2])


def typical_mistake(lesson: Lesson) -> Misconception:
    first, *rest = lesson.misconceptions
    return next((mistake for mistake in rest if mistake.name == TYPICAL), first)


def as_exercise(mistake: Misconception) -> str:
    return f"#| export\n# exercise: {mistake.exercise}\n{mistake.source}"


def answers(lesson: Lesson, level: str) -> dict[str, str]:
    """For each question the marked sample answer of this level."""
    return {
        name: sample["text"]
        for name, question in lesson.questions.items()
        for sample in question["sample"]
        if sample["level"] == level
    }


def filled(released: Notebook, exercises: Mapping[str, str], answered: Mapping[str, str] | None = None) -> Notebook:
    """The released notebook with these exercises written and these questions answered."""
    texts = {f"exercise-{name}": source for name, source in exercises.items()}
    texts |= {f"question-{name}": f"<!-- answer: {name} -->\n{text}" for name, text in (answered or {}).items()}
    cells = (replace(cell, source=texts.get(grade_id(cell) or "", cell.source)) for cell in released.cells)
    return released.with_cells(cells)


def with_first_cell(released: Notebook, source: str) -> Notebook:
    """The untouched notebook with a cell of the student's own before everything."""
    return released.with_cells([NotebookCell("mine", "code", source.strip()), *released.cells])
