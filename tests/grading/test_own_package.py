"""autograde --own-package: the mark is the reference's, the difference is told to instructor and student."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tito.grading import execute, feedback, journal, marks
from tito.grading.autograde import Graded, autograde
from tito.grading.own_package import Own
from tito.grading.writer import Writer

NUMBERS, BOXES = "01_numbers", "02_boxes"
HALVES = "#| export\n# exercise: double\ndef double(x):\n    return x / 2\n"


@pytest.fixture
def boxes(room: Any) -> Any:
    return replace(room, module=room.curriculum.course.find("02"))


def solved(boxes: Any) -> bytes:
    return bytes(boxes.folder.source(BOXES).read_bytes())


def grade(room: Any, **options: Any) -> Graded:
    def executor() -> Any:
        return execute.prepare(room.curriculum, room.module, room.folder.state / "reference" / room.module.id)

    with marks.gradebook(room.folder, room.settings.course_id) as book:
        writer = Writer(room.folder, room.curriculum.course, room.settings, room.module, book)
        return autograde(writer, executor, **options)


@pytest.fixture
def compared(room: Any, boxes: Any) -> Graded:
    """ada's module 01 is right, ben's halves, chen has none; their module 02 is right."""
    room.hand_in("ada", room.perfect())
    room.hand_in("ben", room.work({"exercise-double": HALVES}))
    for student in ("ada", "ben", "chen"):
        boxes.hand_in(student, solved(boxes))
    return grade(boxes, own_package=True)


def test_marks_are_the_references_and_the_difference_is_recorded(compared: Graded, boxes: Any) -> None:
    logged = journal.gradings(boxes.folder, BOXES)
    assert {s: g.report.points for s, g in logged.items() if g.report} == {"ada": 70, "ben": 70, "chen": 70}
    own = {student: Own.from_json(grading.own) for student, grading in logged.items()}
    assert own["ada"].differing == {}
    assert own["ben"].differing == {"check-doubled_box": ("passed", "failed")}
    assert own["chen"].lacking == ("01_numbers: nothing was handed in",)


def test_the_instructor_reads_who_differs(compared: Graded) -> None:
    assert {done.student: list(done.own) for done in compared.ran} == {
        "ada": [],
        "ben": ["check of doubled_box: passed on the reference, wrong on their own package"],
        "chen": ["not run on their own package: 01_numbers: nothing was handed in"],
    }


def test_the_student_reads_it_too(compared: Graded, boxes: Any) -> None:
    with marks.gradebook(boxes.folder, boxes.settings.course_id) as book:
        press = feedback.press(boxes.folder, boxes.settings, book, boxes.module, lambda report: {})
        pages = {student: feedback.render(press.page(student)) for student in ("ada", "ben", "chen")}  # type: ignore[arg-type]
    assert "The check of doubled_box: wrong on your own package, passed on a correct one." in pages["ben"]
    assert "On your own package" not in pages["ada"] + pages["chen"]


def test_nothing_is_run_again_until_an_earlier_module_changes(compared: Graded, room: Any, boxes: Any) -> None:
    assert len(grade(boxes, own_package=True).unchanged) == 3
    room.hand_in("ben", room.perfect())
    again = grade(boxes, own_package=True)
    assert [(done.student, done.own) for done in again.ran] == [("ben", ())]
    assert len(grade(boxes).unchanged) == 3
