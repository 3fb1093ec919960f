from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tito.course.curriculum import Curriculum, Lesson, load, parse_misconception
from tito.errors import BadFile

HEADER = '# name = "w"\n# exercise = "f"\n# believes = "b"\n# symptom = "s"\n# caught_by = "f"\n# asks = ["?"]\n'


@pytest.fixture
def root(mini: Curriculum, tmp_path: Path) -> Path:
    """A copy of the mini curriculum to damage."""
    return shutil.copytree(mini.root, tmp_path / "curriculum")


def test_a_lesson_is_everything_in_its_folder(numbers: Lesson) -> None:
    assert (len(numbers.cells), len(numbers.misconceptions), list(numbers.questions)) == (13, 2, ["q1", "q2", "q3"])


def test_a_folder_may_be_numbered_otherwise_than_the_course_has_it(root: Path) -> None:
    (root / "01_numbers").rename(root / "07_numbers")
    curriculum = load(root)

    assert curriculum.lesson(curriculum.course.find("01")).module.id == "01_numbers"


def test_a_misconception_is_a_header_and_code() -> None:
    found = parse_misconception(f"{HEADER}def f(x):\n    return 2\n", "w.py")

    assert (found.name, found.asks, found.source) == ("w", ("?",), "def f(x):\n    return 2")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (HEADER.replace('# caught_by = "f"\n', ""), "the header is not complete"),
        (HEADER.replace('"w"', '"w'), "is not valid TOML"),
    ],
    ids=["incomplete", "toml"],
)
def test_a_wrong_header_is_refused(text: str, message: str) -> None:
    with pytest.raises(BadFile, match=message):
        parse_misconception(text, "misconceptions/w.py")


def test_a_missing_module_file_is_named(root: Path) -> None:
    (root / "01_numbers" / "numbers.py").unlink()
    curriculum = load(root)

    with pytest.raises(BadFile, match=r"numbers\.py is missing"):
        curriculum.lesson(curriculum.course.find("01"))


def test_a_file_that_is_not_utf8_is_named(root: Path) -> None:
    (root / "01_numbers" / "ABOUT.md").write_bytes(b"caf\xe9")
    curriculum = load(root)

    with pytest.raises(BadFile, match=r"ABOUT\.md is not UTF-8: byte 3"):
        curriculum.lesson(curriculum.course.find("01"))
