from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

MINI = Path(__file__).parents[1] / "fixtures" / "mini"
Dev = Callable[..., object]


@pytest.fixture
def curriculum(tmp_path: Path) -> Path:
    return shutil.copytree(MINI, tmp_path / "curriculum")


@pytest.fixture
def dev(tito: Callable[..., object], curriculum: Path) -> Dev:
    """`tito dev ...` on a copy of the mini curriculum."""
    return lambda *words: tito("dev", *words, env={"TITO_CURRICULUM": str(curriculum)})


def change(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8")


def test_a_sound_curriculum_passes(dev: Dev) -> None:
    ran = dev("check")

    assert (ran.code, ran.out.splitlines()[1:]) == (
        0,
        ["00_hello               sound", "01_numbers             sound", "02_boxes               sound"],
    )


def test_the_report_for_programs_names_every_finding(dev: Dev, curriculum: Path) -> None:
    change(curriculum / "01_numbers" / "numbers.py", "points=20", "points=21")
    ran = dev("check", "01", "--static", "--json")

    assert (ran.code, json.loads(ran.out)) == (
        1,
        {
            "version": 1,
            "modules": ["01_numbers"],
            "findings": [
                {
                    "module": "01_numbers",
                    "where": "numbers.py",
                    "rule": "points",
                    "message": "71 automatic and 30 manual points, expected 70 and 30",
                }
            ],
        },
    )


def test_only_the_module_asked_for_is_reported(dev: Dev, curriculum: Path) -> None:
    change(curriculum / "01_numbers" / "numbers.py", "points=20", "points=21")

    assert dev("check", "boxes", "--static").code == 0


def test_a_check_that_a_stub_passes_is_found(dev: Dev, curriculum: Path) -> None:
    change(
        curriculum / "01_numbers" / "numbers.py",
        'expect_close(double(np.array([1.0, 2.0, 3.0])), [2.0, 4.0, 6.0], call="double([1, 2, 3])"',
        'expect_close(2.0, 2.0, call="double(1)"',
    )

    assert dev("check", "01").code == 1


def test_a_solution_that_fails_is_found(dev: Dev, curriculum: Path) -> None:
    change(curriculum / "01_numbers" / "numbers.py", "np.multiply(x, 2.0)", "np.multiply(x, 2.1)")

    assert dev("check", "01").code == 1


def test_a_misconception_that_no_check_catches_is_found(dev: Dev, curriculum: Path) -> None:
    change(curriculum / "01_numbers" / "misconceptions" / "squares_instead.py", "return x * x", "return x + x")
    ran = dev("check", "01")

    assert ran.code == 1
    assert "squares-instead" in ran.out


def test_a_file_that_is_no_module_is_a_finding_and_no_crash(dev: Dev, curriculum: Path) -> None:
    (curriculum / "01_numbers" / "numbers.py").write_text("x = 1\n", "utf-8")
    ran = dev("check")

    assert (ran.code, "does not begin with a cell" in ran.out) == (1, True)


def test_no_module_is_called_sound_while_another_cannot_be_read(dev: Dev, curriculum: Path) -> None:
    shutil.rmtree(curriculum / "02_boxes")

    ran = dev("check", "01")

    assert ran.code == 1
    assert "01_numbers             not proven" in ran.out
    assert "02_boxes               1 to mend" in ran.out


def test_an_unknown_module_is_wrong_usage(dev: Dev) -> None:
    assert dev("check", "numbrs").code == 2
