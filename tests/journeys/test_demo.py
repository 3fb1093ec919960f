"""`tito demo`: on the mini course for speed; the real course once, as the README's first command does."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

CURRICULUM = Path(__file__).parents[2] / "curriculum"
FIVE = ("ada", "ben", "chen", "dora", "eve")

pytestmark = pytest.mark.xdist_group("demo")  # it runs once, on one worker

Run = Callable[..., Any]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("demo") / "course"


@pytest.fixture
def shown(tito: Run, place: Path) -> str:
    """What the demo printed; it runs once, the first time that a test asks."""
    transcript = place.with_suffix(".txt")
    if not transcript.exists():
        ran = tito("demo", "--keep", str(place))
        assert ran.code == 0, ran.said
        transcript.write_text(ran.out, encoding="utf-8")
    return transcript.read_text(encoding="utf-8")


@pytest.fixture
def marks(shown: str, place: Path) -> dict[str, float]:
    with (place / "marks.csv").open(newline="", encoding="utf-8-sig") as file:
        return {row["id"]: float(row["auto"]) for row in csv.DictReader(file)}


def test_the_perfect_hand_in_has_every_point(marks: dict[str, float]) -> None:
    assert marks["ada"] == 70


@pytest.mark.parametrize("student", ["ben", "chen", "dora"])
def test_partial_mistaken_and_endless_ones_have_some(marks: dict[str, float], student: str) -> None:
    assert 0 < marks[student] < 70


def test_the_hostile_one_has_none(marks: dict[str, float]) -> None:
    assert marks["eve"] == 0


def test_the_hostile_one_found_nothing(shown: str) -> None:
    for goal in ("network", "gradebook", "solutions", "hidden checks", "classmates"):
        assert re.search(rf"^  {goal}: nothing \(", shown, re.MULTILINE)


def test_the_endless_loop_is_named(shown: str) -> None:
    assert "timed out" in shown


def test_every_student_has_a_page(shown: str, place: Path) -> None:
    assert all((place / "feedback" / student / "01_numbers" / "01_numbers.html").is_file() for student in FIVE)


def test_every_path_that_is_shown_exists(shown: str, place: Path) -> None:
    paths = re.findall(rf"{re.escape(str(place))}\S*", shown)
    assert paths
    assert all(Path(path.rstrip(":")).exists() for path in paths)


def test_commands_are_shown_as_an_instructor_would_type_them(shown: str) -> None:
    commands = [line for line in shown.splitlines() if line.startswith("$ ")]
    assert commands[0] == "$ tito grade setup --roster class.csv"
    assert "$ tito grade autograde 01" in commands
    assert "$ tito grade collect 01 --from hand-ins" in commands


def test_no_colour_when_not_a_terminal(shown: str) -> None:
    assert "\x1b" not in shown


def test_a_folder_with_something_in_it_is_refused(tito: Run, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("do not touch", encoding="utf-8")
    ran = tito("demo", "--keep", "mine")
    assert ran.code == 2
    assert "mine is not empty" in ran.err
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["thesis.txt"]


def test_without_a_sandbox_nothing_is_made(tito: Run, tmp_path: Path) -> None:
    """On a machine without the walls that are asked for it is said how to get them, and nothing else happens."""
    ran = tito("demo", "--keep", "course", env={"TITO_SANDBOX_LEVEL": "C", "TITO_REQUIRE_LEVEL": "A"})
    assert ran.code == 3
    assert "let this user make namespaces" in ran.err
    assert not (tmp_path / "course").exists()


def test_the_real_course(tito: Run, tmp_path: Path) -> None:
    ran = tito("demo", env={"TITO_CURRICULUM": str(CURRICULUM), "TMPDIR": str(tmp_path)})
    assert ran.code == 0, ran.said
    assert "solutions: nothing" in ran.out
