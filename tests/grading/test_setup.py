"""tito.grading.setup: making a course folder, and making it whole again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tito.course.curriculum import Curriculum
from tito.errors import NotInCourseFolder, ToolFailed, WrongUsage
from tito.grading import folder as folders
from tito.grading import marks
from tito.grading.setup import setup

Enter = Callable[[Path], Any]


def tree(root: Path) -> dict[str, bytes]:
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def test_makes_nbgraders_folders_and_our_files(empty: Path, mini: Curriculum) -> None:
    setup(empty, mini.course)
    names = {path.name for path in empty.iterdir()}
    assert {"source", "release", "submitted", "autograded", "feedback", "hidden"} <= names
    assert {"gradebook.db", "nbgrader_config.py", "course.toml", "roster.csv", "extensions.csv"} <= names


def test_a_second_run_changes_no_byte(room: Any, mini: Curriculum) -> None:
    before = tree(room.folder.root)
    done = setup(room.folder.root, mini.course)
    assert done.made == ()
    assert tree(room.folder.root) == before


def test_the_roster_is_in_the_gradebook(room: Any) -> None:
    with marks.gradebook(room.folder, room.settings.course_id) as book:
        assert book.students() == ("ada", "ben", "chen")


def test_a_student_who_left_the_roster_stays_in_the_gradebook(room: Any, mini: Curriculum, tmp_path: Path) -> None:
    (tmp_path / "new.csv").write_text("id\nada\ndora\n", encoding="utf-8")
    done = setup(room.folder.root, mini.course, roster_file=tmp_path / "new.csv")
    assert done.left == ("ben", "chen")
    assert [student.id for student in done.students] == ["ada", "dora"]


def test_a_missing_roster_file_is_wrong_usage(empty: Path, mini: Curriculum) -> None:
    with pytest.raises(WrongUsage, match=r"no roster file .*nowhere\.csv"):
        setup(empty, mini.course, roster_file=empty / "nowhere.csv")


def test_a_new_start_date_changes_that_line_only(room: Any, mini: Curriculum, enter: Enter) -> None:
    before = room.folder.settings.read_text(encoding="utf-8")
    setup(room.folder.root, mini.course, start=date(2027, 2, 1))
    after = room.folder.settings.read_text(encoding="utf-8")
    assert after == before.replace("2027-01-18", "2027-02-01")


def test_the_assignments_of_a_removed_gradebook_come_back(room: Any, mini: Curriculum) -> None:
    room.folder.gradebook.unlink()
    done = setup(room.folder.root, mini.course)
    assert done.modules == ("01_numbers", "02_boxes")
    assert done.made == ("gradebook.db",)


def test_a_damaged_gradebook_is_set_aside_and_never_overwritten(room: Any, mini: Curriculum) -> None:
    for number, damage in enumerate((b"not a database" * 100, b""), 1):
        room.folder.gradebook.write_bytes(damage)
        (said,) = setup(room.folder.root, mini.course).set_aside
        assert said.endswith(f"is now gradebook.db.corrupt-{number}")
        assert (room.folder.root / f"gradebook.db.corrupt-{number}").read_bytes() == damage


def test_a_folder_inside_the_course_folder_finds_it(room: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(folders.ENVIRONMENT, raising=False)
    monkeypatch.chdir(room.folder.root / "submitted")
    assert folders.find() == room.folder


def test_the_environment_names_the_course_folder(room: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(folders.ENVIRONMENT, str(room.folder.root))
    monkeypatch.chdir(tmp_path)
    assert folders.find() == room.folder


def test_elsewhere_it_is_said_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(NotInCourseFolder) as caught:
        folders.find(tmp_path)
    assert "tito grade setup" in caught.value.then


def test_two_commands_at_once_are_refused(room: Any) -> None:
    with folders.only_one(room.folder), pytest.raises(ToolFailed, match="at work"), folders.only_one(room.folder):
        pass
