"""`tito module status` in a course folder: the class instead of one's own way."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture
def course(tito: Callable[..., Any], tmp_path: Path) -> Path:
    """A course folder with two students and the notebook of module 01."""
    root = tmp_path / "course"
    root.mkdir()
    (tmp_path / "roster.csv").write_text("id,name,email,github,lms_id,section\nada,Ada,,,,\nbob,Bob,,,,\n")
    for words in (("setup", "--roster", str(tmp_path / "roster.csv")), ("generate", "01")):
        ran = tito("grade", *words, cwd=root)
        assert ran.code == 0, ran.said
    return root


def test_it_shows_the_class(tito: Callable[..., Any], course: Path) -> None:
    for words in ((), ("module", "status")):
        ran = tito(*words, cwd=course)
        assert ran.code == 0
        assert f"course folder {course}, 2 students" in ran.out
        assert "01_numbers  0%" in ran.out

    assert json.loads(tito("module", "status", "--json", cwd=course).out)["version"] == 1


def test_it_shows_one_student_and_nobody_of_another_class(tito: Callable[..., Any], course: Path) -> None:
    ran = tito("module", "status", "--student", "ada", cwd=course)
    assert ran.code == 0
    assert ran.out.startswith("ada   course folder")

    ran = tito("module", "status", "--student", "eve", cwd=course)
    assert ran.code == 2
    assert "eve" in ran.err


def test_it_exports_everybodys_progress(tito: Callable[..., Any], course: Path) -> None:
    ran = tito("module", "status", "--export", "class_progress.csv", cwd=course)

    assert ran.code == 0
    lines = (course / "class_progress.csv").read_text().splitlines()
    assert [line.split(",")[0] for line in lines] == ['"id"', '"ada"', '"bob"']


def test_outside_a_course_folder_there_is_no_class(tito: Callable[..., Any]) -> None:
    ran = tito("module", "status", "--student", "ada")

    assert ran.code == 2
    assert "no course folder" in ran.err
