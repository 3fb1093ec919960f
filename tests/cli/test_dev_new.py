from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tito.course.curriculum import load

MINI = Path(__file__).parents[1] / "fixtures" / "mini"
Tito = Callable[..., object]


@pytest.fixture
def curriculum(tmp_path: Path) -> Path:
    return shutil.copytree(MINI, tmp_path / "curriculum")


@pytest.fixture
def dev(tito: Callable[..., object], curriculum: Path) -> Callable[..., object]:
    """`tito dev ...` on a copy of the mini curriculum."""
    return lambda *words: tito("dev", *words, env={"TITO_CURRICULUM": str(curriculum)})


def test_a_new_module_is_registered_behind_the_others(dev: Tito, curriculum: Path) -> None:
    ran = dev("new", "waves", "--needs", "boxes")

    assert (ran.code, load(curriculum).course.find("waves").id) == (0, "03_waves")


def test_a_new_module_can_be_read_and_breaks_no_rule(dev: Tito) -> None:
    dev("new", "waves")

    assert dev("check", "waves", "--static").code == 0


def test_a_new_module_is_proven_as_it_stands(dev: Tito) -> None:
    dev("new", "waves")

    ran = dev("check", "waves")

    assert (ran.code, ran.out.splitlines()[1:]) == (0, ["03_waves               sound"])


def test_it_says_what_is_to_be_filled_in(dev: Tito) -> None:
    said = dev("new", "waves").out

    assert all(
        name in said for name in ("waves.py", "ABOUT.md", "hints.toml", "misconceptions/", "tito dev check waves")
    )


def test_the_comments_in_the_registry_stay(dev: Tito, curriculum: Path) -> None:
    before = (curriculum / "course.toml").read_text("utf-8")
    dev("new", "waves")

    assert (curriculum / "course.toml").read_text("utf-8").startswith(before.rstrip())


def test_an_existing_module_is_left_alone(dev: Tito, curriculum: Path) -> None:
    ran = dev("new", "numbers")

    assert (ran.code, (curriculum / "01_numbers" / "numbers.py").read_bytes()) == (
        2,
        (MINI / "01_numbers" / "numbers.py").read_bytes(),
    )


@pytest.mark.parametrize("name", ["Waves", "3", "a b", "../waves"])
def test_a_name_that_no_import_could_spell_is_refused(dev: Tito, name: str) -> None:
    assert dev("new", name).code == 2


def test_an_unknown_need_is_refused_before_anything_is_written(dev: Tito, curriculum: Path) -> None:
    ran = dev("new", "waves", "--needs", "numbrs")

    assert (ran.code, (curriculum / "03_waves").exists()) == (2, False)
