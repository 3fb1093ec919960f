"""Marking answers by hand: what waits, the rubric to mark by, and the program that shows formgrader."""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tito.course.curriculum import Lesson
from tito.course.manifest import Module
from tito.errors import WrongUsage
from tito.grading.folder import CourseFolder, replace
from tito.grading.gradebook import Gradebook
from tito.grading.journal import Grading
from tito.judge.by_heart import answered

EXTENSION = "nbgrader.server_extensions.formgrader"


@dataclass(frozen=True)
class Question:
    """A question with the answers that wait, and how to mark them."""

    name: str
    points: float
    waiting: int
    answered: int
    look_for: tuple[str, ...]
    bands: Mapping[str, str]
    samples: tuple[Mapping[str, Any], ...]  # level, points, text, reason

    @property
    def lines(self) -> Iterator[str]:
        """The rubric as text."""
        if self.look_for:
            yield f"look for: {'; '.join(self.look_for)}"
        yield from (f"{points:>5}  {what}" for points, what in self.bands.items())
        for sample in self.samples:
            yield f"sample, {sample['level']} ({sample['points']}): {sample['text']}"
            yield f"        because: {sample['reason']}"


def questions(book: Gradebook, module: Module, lesson: Lesson) -> tuple[Question, ...]:
    """The module's questions as the gradebook knows them."""
    if module.id not in book.modules():
        raise WrongUsage(f"{module.id} is not in the gradebook.", then=f"tito grade generate {module.id}")
    rows = [row for row in book.rows(module.id) if row.cell.startswith("question-")]
    waiting = Counter(row.cell for row in rows if row.waiting)
    answered = Counter(row.cell for row in rows)
    worth = {row.cell: row.max_points for row in rows}
    return tuple(
        _question(name.removeprefix("question-"), worth[name], waiting[name], answered[name], lesson)
        for name in sorted(worth)
    )


def noticed(gradings: Mapping[str, Grading]) -> dict[str, str]:
    """By student, that a hand-in answers what is shown and little of what is drawn, in words."""
    reports = {student: gradings[student].report for student in sorted(gradings)}
    return {s: words for s, report in reports.items() if report and (words := answered(report).words)}


def program(folder: CourseFolder, module: Module) -> list[str]:
    """A Jupyter server in the course folder that opens this module's list in formgrader.

    It gets a configuration of its own, so that formgrader is there whether or not it was enabled on this machine.
    """
    place = folder.state / "formgrader.json"
    replace(place, json.dumps({"ServerApp": {"jpserver_extensions": {EXTENSION: True}}}) + "\n")
    as_root = ["--allow-root"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []  # a container's usual user
    page = f"--ServerApp.default_url=/formgrader/gradebook/{module.id}/{module.id}"
    server = [sys.executable, "-m", "jupyter_server", f"--config={place}", "--ServerApp.open_browser=True", page]
    return [*server, f"--ServerApp.root_dir={folder.root}", *as_root]


def _question(name: str, points: float, waiting: int, answered: int, lesson: Lesson) -> Question:
    about = lesson.questions.get(name, {})
    look_for, bands, samples = (
        about.get(key, empty) for key, empty in (("look_for", ()), ("bands", {}), ("sample", ()))
    )
    return Question(name, points, waiting, answered, tuple(look_for), bands, tuple(samples))
