"""A scaffold: a smaller step beside the course, started and completed like a module, offered to whoever is stuck."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tito.course import student_edition
from tito.course.curriculum import load
from tito.grading.folder import CourseFolder
from tito.grading.kit import write_kit

WRONG = "#| export\n# exercise: row_sums\ndef row_sums(x):\n    return 0 * x\n"
OFFER = "01a Counting leads up to this in half an hour: tito module start 01a"


@pytest.fixture(scope="session")
def curriculum(mini_with: Callable[[str, str, str], Path]) -> Path:
    """The mini course with a scaffold behind its module 01."""
    return mini_with("scaffolded", "01a_counting", "scaffolds")


@pytest.fixture
def desk(tito: Callable[..., Any], environment: dict[str, str], desk_in: Any, tmp_path: Path, curriculum: Path) -> Any:
    environment |= {"TITO_CURRICULUM": str(curriculum), "XDG_CACHE_HOME": str(curriculum.parent / "cache")}
    assert tito("init", "work").code == 0
    return desk_in(tmp_path / "work", curriculum)


def states(desk: Any) -> dict[str, str]:
    return {row["module"]: row["state"] for row in json.loads(desk.run("module", "list", "--json").out)["modules"]}


def fail(desk: Any, times: int) -> Any:
    """Test module 01 with wrong row sums; what the last test said."""
    desk.type("01_numbers", "row_sums", WRONG)
    return [desk.run("module", "test", "01") for _ in range(times)][-1]


def test_a_scaffold_is_a_module_to_start_test_and_complete(desk: Any) -> None:
    ran = desk.run("module", "start", "01a", "--no-browser")
    assert "modules/01a_counting/01a_counting.ipynb" in ran.out
    assert desk.run("module", "test", "1a").code == 1
    assert "total, hint 1 of 3" in desk.run("module", "hint", "counting").out
    desk.solve("01a_counting", "total")
    ran = desk.run("module", "complete", "01a_counting")
    assert ran.code == 0, ran.said
    assert "next   tito module start 00" in ran.out  # not handed in, and nothing waits for it
    assert desk.python("from tinytorch.scaffolds.counting import total; print(total([20, 22]))") == "42"
    assert "not graded" in desk.run("module", "submit", "01a").err


def test_starting_a_module_names_the_smaller_steps(desk: Any) -> None:
    assert "too steep?   tito module start 01a   (" in desk.run("module", "start", "01", "--no-browser").out
    assert "too steep?" not in desk.run("module", "start", "02", "--no-browser").out


def test_a_scaffold_is_never_next_and_blocks_nothing(desk: Any) -> None:
    assert states(desk) == {
        "00_hello": "ready",
        "01_numbers": "ready",
        "01a_counting": "optional",
        "02_boxes": "waiting",
    }
    assert not (desk.root / "modules" / "01a_counting" / "01a_counting.ipynb").exists()
    desk.solve("00_hello", "hello_tinytorch")
    desk.solve("01_numbers", "double", "row_sums")
    assert desk.run("module", "complete", "00").code == 0
    ran = desk.run("module", "complete", "01")
    assert "This unlocks 02 Boxes." in ran.out
    assert "tito module start 02" in desk.run().out
    desk.run("module", "start", "02", "--no-browser")
    desk.solve("02_boxes", "doubled_box", "map_values")
    ran = desk.run("module", "complete", "02")
    assert "You have completed every module" in ran.out or "That was the last module" in ran.out


def test_it_is_offered_after_three_failures_in_a_row(desk: Any) -> None:
    assert OFFER not in fail(desk, 2).out
    assert OFFER not in desk.run("module", "hint", "01", "row_sums").out
    assert f"practice  {OFFER}" in fail(desk, 1).out
    assert OFFER in desk.run("module", "hint", "01", "row_sums").out
    assert OFFER not in desk.run("module", "hint", "01", "double").out  # not what it leads up to
    assert json.loads(desk.run("module", "test", "01", "--json").out)["offers"] == {"row_sums": "01a_counting"}
    ran = desk.run("module", "complete", "01")
    assert ran.code == 1
    assert OFFER in ran.out


def test_a_pass_in_between_begins_the_count_anew(desk: Any) -> None:
    fail(desk, 2)
    desk.solve("01_numbers", "row_sums")
    desk.run("module", "test", "01")
    assert OFFER not in fail(desk, 2).out


def test_what_was_never_written_is_no_failure(desk: Any) -> None:
    assert OFFER not in [desk.run("module", "test", "01") for _ in range(4)][-1].out


def test_a_completed_scaffold_is_not_offered_again(desk: Any) -> None:
    desk.run("module", "start", "01a", "--no-browser")
    desk.solve("01a_counting", "total")
    assert desk.run("module", "complete", "01a").code == 0
    assert OFFER not in fail(desk, 3).out


def test_the_maintainers_proof_covers_it(desk: Any, tito: Callable[..., Any]) -> None:
    ran = tito("dev", "check", "01a")
    assert ran.code == 0, ran.said
    assert "01a_counting" in ran.out


def test_every_student_kit_holds_it(curriculum: Path, tmp_path: Path) -> None:
    edition = tmp_path / "edition"
    for path, content in student_edition.files(load(curriculum), {}).items():
        (edition / path).parent.mkdir(parents=True, exist_ok=True)
        (edition / path).write_bytes(content)
    (tmp_path / "tinytorch.whl").write_bytes(b"a wheel")
    with zipfile.ZipFile(write_kit(CourseFolder(tmp_path), edition, tmp_path / "tinytorch.whl")) as kit:
        assert {"course/01a_counting/01a_counting.ipynb", "course/01a_counting/hints.toml"} <= set(kit.namelist())
        assert "course/01_numbers/01_numbers.ipynb" not in kit.namelist()  # nothing was released yet


def test_an_instructor_neither_releases_nor_grades_it(desk: Any, tito: Callable[..., Any], tmp_path: Path) -> None:
    course = tmp_path / "course"
    course.mkdir()
    assert tito("grade", "setup", cwd=course).code == 0
    ran = tito("grade", "generate", "01a", cwd=course)
    assert ran.code == 2
    assert "every student kit holds it" in ran.err
    assert tito("grade", "generate", "--all", cwd=course).code == 0
    assert sorted(path.name for path in (course / "source").iterdir()) == ["00_hello", "01_numbers", "02_boxes"]
