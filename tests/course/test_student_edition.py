from __future__ import annotations

import json
import shutil
import tomllib
from pathlib import Path, PurePosixPath

import pytest

from tito.course import curriculum, student_edition
from tito.course.curriculum import Curriculum
from tito.course.leaks import leaks, secrets_of

SIGNATURE = [{"check": "check-double", "outcome": "failed", "call": "double([1, 2, 3])", "got": "[1.0, 4.0, 9.0]"}]


@pytest.fixture(scope="module")
def files(mini: Curriculum) -> dict[PurePosixPath, bytes]:
    return student_edition.files(mini, {"01_numbers": {"squares-instead": SIGNATURE}})


def test_each_module_has_its_files(files: dict[PurePosixPath, bytes]) -> None:
    names = {path.name for path in files if path.parts[0] == "01_numbers"}

    assert names == {"01_numbers.ipynb", "README.md", "hints.toml", "misconceptions.json", "checkpoint.py"}


def test_the_course_says_what_each_module_provides(files: dict[PurePosixPath, bytes]) -> None:
    table = tomllib.loads(files[PurePosixPath("course.toml")].decode())

    assert [module["provides"] for module in table["module"]] == [
        ["hello_tinytorch"],
        ["double", "row_sums"],
        ["doubled_box", "Box", "map_values"],
    ]


def test_a_misconception_is_told_in_words_with_how_it_shows(files: dict[PurePosixPath, bytes]) -> None:
    (told,) = json.loads(files[PurePosixPath("01_numbers/misconceptions.json")])["misconceptions"]

    assert told == {
        "name": "squares-instead",
        "exercise": "double",
        "symptom": "2 stays right, everything else is off",
        "believes": "doubling means multiplying a number by itself",
        "asks": ["What should double([3]) be?", "For which number do x * x and 2 * x agree?"],
        "signature": SIGNATURE,
    }


def test_nothing_of_a_solution_is_in_it(mini: Curriculum, files: dict[PurePosixPath, bytes]) -> None:
    assert leaks({str(path): data for path, data in files.items()}, secrets_of(mini.lessons())) == ()


def test_the_same_curriculum_gives_the_same_bytes(mini: Curriculum) -> None:
    assert student_edition.files(mini, {}) == student_edition.files(curriculum.load(mini.root), {})


def test_figures_come_along_without_the_programs_that_draw_them(mini: Curriculum, tmp_path: Path) -> None:
    root = shutil.copytree(mini.root, tmp_path / "copy")
    figures = root / "01_numbers" / "figures"
    figures.mkdir()
    (figures / "rows.svg").write_text("<svg/>", "utf-8")
    (figures / "rows.py").write_text("draw()", "utf-8")

    edition = student_edition.files(curriculum.load(root), {})
    assert [str(path) for path in edition if "figures" in path.parts] == ["01_numbers/figures/rows.svg"]
