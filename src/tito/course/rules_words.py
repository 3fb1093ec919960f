"""The linter's rules about words: prose, hints, questions and their samples, the pages beside a module."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tito.course import cells as roles
from tito.course.cells import Role
from tito.course.curriculum import Lesson
from tito.course.findings import Finding
from tito.course.manifest import Course
from tito.course.rules_code import place

BANDS = ("9-10", "7-8", "5-6", "3-4", "0-2")
LEVELS = ["excellent", "good", "acceptable"]
LADDER = 3

CODE = re.compile(r"```.*?```|`[^`]*`|\$\$.*?\$\$|\$[^$]*\$|!\[", re.DOTALL)
SHOUT = re.compile(r"\w!(?!\w)|\bsimply\b", re.IGNORECASE)
EMOJI = re.compile("[\U0001f000-\U0001faff\u2600-\u27bf\ufe0f]")


def _tone(lesson: Lesson, course: Course) -> Iterator[Finding]:
    """No emoji, no exclamation marks, no "simply", in anything a student reads."""
    texts = {place(cell): cell.source for cell in lesson.cells if cell.kind == "markdown"}
    hints = "\n".join(hint for ladder in lesson.hints.values() for hint in ladder)
    for where, text in {**texts, "ABOUT.md": lesson.about, "hints.toml": hints}.items():
        prose = CODE.sub("", text)
        if match := EMOJI.search(text) or SHOUT.search(prose):
            yield Finding(lesson.module.id, where, "tone", f"says {match[0]!r}")


def _pages(lesson: Lesson, course: Course) -> Iterator[Finding]:
    for name, text in (("ABOUT.md", lesson.about), ("TEACHING.md", lesson.teaching)):
        if not text.strip():
            yield Finding(lesson.module.id, name, "files", "is missing or empty")


def _hints(lesson: Lesson, course: Course) -> Iterator[Finding]:
    exercises = [roles.name(cell) for cell in roles.of_role(lesson.cells, Role.EXERCISE)]
    for name in exercises:
        got = len(lesson.hints.get(name, ()))
        if got != LADDER:
            message = f"{got} hints for exercise {name}, expected {LADDER}: direction, method, almost the line"
            yield Finding(lesson.module.id, "hints.toml", "hints", message)
    for name in lesson.hints.keys() - set(exercises):
        yield Finding(lesson.module.id, "hints.toml", "hints", f"there is no exercise {name}")


def _questions(lesson: Lesson, course: Course) -> Iterator[Finding]:
    asked = [roles.name(cell) for cell in roles.of_role(lesson.cells, Role.QUESTION)]
    if sorted(asked) != sorted(lesson.questions):
        message = f"holds {', '.join(lesson.questions) or 'nothing'}; the module asks {', '.join(asked) or 'nothing'}"
        yield Finding(lesson.module.id, "questions.toml", "questions", message)
    for name, question in lesson.questions.items():
        for problem in _incomplete(question):
            yield Finding(lesson.module.id, f"questions.toml, {name}", "questions", problem)


def _incomplete(question: object) -> Iterator[str]:
    if not isinstance(question, dict) or not question.get("look_for"):
        yield "look_for is missing"
        return
    bands = question.get("bands", {})
    if sorted(bands) != sorted(BANDS):
        yield f"the bands are {', '.join(bands) or 'missing'}, expected {', '.join(BANDS)}"
    samples = question.get("sample", [])
    if [sample.get("level") for sample in samples] != LEVELS:
        yield f"one marked sample for each of {', '.join(LEVELS)} is expected"
    for sample in samples:
        if not {"points", "text", "reason"} <= sample.keys():
            yield f"the {sample.get('level')} sample lacks points, text or reason"


RULES = (_tone, _pages, _hints, _questions)
