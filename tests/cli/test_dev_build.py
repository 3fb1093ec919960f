from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

MINI = Path(__file__).parents[1] / "fixtures" / "mini"


@pytest.fixture
def built(tito: Callable[..., object], tmp_path: Path) -> Path:
    ran = tito("dev", "build", "--no-archives", "--out", str(tmp_path / "out"))
    assert ran.code == 0, ran.said
    return tmp_path / "out" / "build"


def test_the_reference_package_holds_every_module(built: Path) -> None:
    names = {path.relative_to(built / "reference").as_posix() for path in (built / "reference").rglob("*.py")}

    assert {"core/utils.py", "core/numbers.py", "core/boxes.py"} <= {name.removeprefix("tinytorch/") for name in names}


def test_the_student_edition_is_beside_it(built: Path) -> None:
    assert (built / "edition" / "01_numbers" / "01_numbers.ipynb").is_file()


def test_the_edition_knows_how_each_misconception_shows(built: Path) -> None:
    assert "squares-instead" in (built / "edition" / "01_numbers" / "misconceptions.json").read_text("utf-8")
