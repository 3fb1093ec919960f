"""A project in a student's workspace: started, tested, handed in and completed like a module, with a date."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tito.course import curriculum as curricula
from tito.course import student_edition
from tito.grading import settings
from tito.grading.generate import generate
from tito.grading.kit import write_kit
from tito.grading.release import release
from tito.grading.setup import setup


@pytest.fixture(scope="session")
def curriculum(mini_with: Callable[[str, str, str], Path]) -> Path:
    """The mini course with a project that needs module 01."""
    return mini_with("projected", "midterm", "projects")


@pytest.fixture
def at_home(environment: dict[str, str], curriculum: Path) -> None:
    environment |= {"TITO_CURRICULUM": str(curriculum), "XDG_CACHE_HOME": str(curriculum.parent / "cache")}


@pytest.fixture
def desk(at_home: None, tito: Callable[..., Any], desk_in: Any, tmp_path: Path, curriculum: Path) -> Any:
    assert tito("init", "work").code == 0
    return desk_in(tmp_path / "work", curriculum)


def test_from_start_to_hand_in(desk: Any) -> None:
    desk.solve("01_numbers", "double", "row_sums")
    completed = desk.run("module", "complete", "01")
    assert "This unlocks midterm Sums of boxes, 02 Boxes." in completed.out
    assert "due in week 3" in desk.run("module", "start", "midterm", "--no-browser").out
    assert desk.run("module", "test", "midterm").code == 1
    desk.solve("midterm", "shares")
    assert desk.run("module", "test", "midterm").code == 0
    handed_in = desk.run("module", "submit", "midterm")
    assert "submit/midterm.ipynb" in handed_in.out
    assert "answer q1 in midterm.ipynb, then: tito module submit midterm" in handed_in.out
    assert desk.run("module", "complete", "midterm").code == 0
    assert desk.python("from tinytorch.projects.midterm import shares; print(shares)").startswith("<function shares")


def test_what_it_builds_on_is_named(desk: Any) -> None:
    ran = desk.run("module", "start", "midterm", "--no-browser")
    assert "It builds on 01 Numbers, not completed yet" in ran.out


def test_status_says_when_it_is_due_until_it_is_completed(desk: Any) -> None:
    assert line_of(desk) == "midterm Sums of boxes waiting builds on 01 due in week 3"
    desk.solve("01_numbers", "double", "row_sums")
    assert desk.run("module", "complete", "01").code == 0
    desk.solve("midterm", "shares")
    assert desk.run("module", "complete", "midterm").code == 0
    assert line_of(desk) == "midterm Sums of boxes completed"


def line_of(desk: Any) -> str:
    """The project's line in the status, with single blanks."""
    return " ".join(next(row for row in desk.run("status").out.splitlines() if "midterm" in row).split())


def test_a_misconception_in_it_is_told(desk: Any) -> None:
    desk.solve("01_numbers", "double", "row_sums")
    assert desk.run("module", "complete", "01").code == 0
    wrong = "#| export\n# exercise: shares\ndef shares(x):\n    return row_sums(x) / row_sums(x)\n"
    desk.type("midterm", "shares", wrong)
    assert "What do all the shares add up to?" in desk.run("module", "test", "midterm").out


def test_shells_complete_its_name(desk: Any) -> None:
    words = {"COMP_WORDS": "tito module start mi", "COMP_CWORD": "3", "_TITO_COMPLETE": "bash_complete"}
    assert desk.run(env=words).out.split(",")[-1].strip() == "midterm"


def test_a_kit_says_the_day_and_a_newer_one_another(
    at_home: None, tito: Callable[..., Any], desk_in: Any, tmp_path: Path, curriculum: Path
) -> None:
    kit = released_kit(tmp_path, curriculum)
    assert tito("init", "work", "--course", str(kit)).code == 0
    desk = desk_in(tmp_path / "work", curriculum)
    rows = {row["module"]: row["due"] for row in json.loads(desk.run("status", "--json").out)["modules"]}
    assert rows == {
        "00_hello": "",
        "01_numbers": "2027-01-24T23:59:00+00:00",
        "midterm": "2027-02-07T23:59:00+00:00",
        "02_boxes": "2027-01-31T23:59:00+00:00",
    }
    assert "due Sun 07 Feb 2027 23:59 UTC" in desk.run("status").out
    table = tmp_path / "course" / "course.toml"
    table.write_text(table.read_text("utf-8").replace("[due] ", "[due]\nmidterm = 2027-02-09T12:00:00 "), "utf-8")
    assert tito("init", "work", "--course", str(released_kit(tmp_path, curriculum))).code == 0
    assert "due Tue 09 Feb 2027 12:00 UTC" in desk.run("status").out


def released_kit(tmp_path: Path, curriculum: Path) -> Path:
    """The student kit of a class that has been given the project; a file stands where the wheel would."""
    course, edition = curricula.load(curriculum), tmp_path / "edition"
    for path, data in student_edition.files(course, {}).items():
        (edition / path).parent.mkdir(parents=True, exist_ok=True)
        (edition / path).write_bytes(data)
    folder = setup(tmp_path / "course", course.course, start=date(2027, 1, 18)).folder
    about = settings.load(folder.settings, course.course)
    modules = [course.course.find("midterm")]
    generate(folder, course, about, modules)
    release(folder, course, about, modules, edition)
    wheel = tmp_path / "tinytorch-0.1.0-py3-none-any.whl"
    wheel.write_bytes(b"")
    return write_kit(folder, edition, wheel, about)
