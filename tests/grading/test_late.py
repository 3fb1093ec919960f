"""Late hand-ins: the course's own policy, extensions, and NBGrader's plugins."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tito.grading import export, marks
from tito.grading.autograde import autograde
from tito.grading.writer import Writer


def grade(room: Any, judge: Any) -> None:
    with marks.gradebook(room.folder, room.settings.course_id) as book:
        autograde(Writer(room.folder, room.curriculum.course, room.settings, room.module, book), judge)


def test_late_points_are_taken_off(room: Any, stand_in: Any, enter: Callable[[Path], Any]) -> None:
    text = room.folder.settings.read_text(encoding="utf-8").replace("points_per_day = 0", "points_per_day = 5")
    room.folder.settings.write_text(text, encoding="utf-8")
    room.folder.extensions.write_text("id,module,due\nben,01,2027-01-31T23:59\n", encoding="utf-8")
    late = enter(room.folder.root)
    for student in ("ada", "ben"):
        late.hand_in(student, late.perfect(), when="2027-01-26 09:00:00 UTC")
    grade(late, stand_in(late.module))
    with marks.gradebook(late.folder, late.settings.course_id) as book:
        found = export.marks(late.folder, book, [late.module])
    assert [found.of(student, late.module).points for student in ("ada", "ben")] == [60, 70]  # type: ignore[union-attr]


PLUGIN = """
from nbgrader.plugins import LateSubmissionPlugin


class Hourly(LateSubmissionPlugin):
    def late_submission_penalty(self, student_id, score, total_seconds_late):
        return total_seconds_late / 3600


c.AssignLatePenalties.plugin_class = Hourly
"""


@pytest.mark.parametrize(
    ("config", "points"), [(PLUGIN, 70 - 33), ('c.LateSubmissionPlugin.penalty_method = "zero"', 0)]
)
def test_a_late_submission_plugin_of_nbgraders_is_asked(room: Any, stand_in: Any, config: str, points: float) -> None:
    with room.folder.config.open("a", encoding="utf-8") as file:
        file.write(f"\n{config}\n")
    room.hand_in("ada", room.perfect(), when="2027-01-26 08:59:00 UTC")  # 33 hours after it was due
    grade(room, stand_in(room.module))
    with marks.gradebook(room.folder, room.settings.course_id) as book:
        found = export.marks(room.folder, book, [room.module])
    assert found.of("ada", room.module).points == points  # type: ignore[union-attr]


def test_an_extension_granted_later_takes_the_penalty_back(
    room: Any, stand_in: Any, enter: Callable[[Path], Any]
) -> None:
    text = room.folder.settings.read_text(encoding="utf-8").replace("points_per_day = 0", "points_per_day = 5")
    room.folder.settings.write_text(text, encoding="utf-8")
    late = enter(room.folder.root)
    late.hand_in("ada", late.perfect(), when="2027-01-26 09:00:00 UTC")
    for extension, points in (("", 60), ("ada,01,2027-01-31T23:59\n", 70)):
        late.folder.extensions.write_text(f"id,module,due\n{extension}", encoding="utf-8")
        grade(late, stand_in(late.module))
        with marks.gradebook(late.folder, late.settings.course_id) as book:
            assert export.marks(late.folder, book, [late.module]).of("ada", late.module).points == points  # type: ignore[union-attr]
