"""`tito package`: what a student reads about their own package."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture
def work(tito: Callable[..., Any], tmp_path: Path) -> Path:
    """A workspace whose module 01 has been exported as it was handed out."""
    tito("init", "work")
    tito("module", "export", "01", cwd=tmp_path / "work")
    return tmp_path / "work"


def test_status_says_what_is_there_and_whether_it_is_current(tito: Callable[..., Any], work: Path) -> None:
    ran = tito("package", "status", cwd=work)

    assert ran.code == 0
    assert "tinytorch/core/numbers.py  up to date  double, row_sums" in ran.out


def test_status_of_an_empty_package_says_how_to_fill_it(tito: Callable[..., Any], work: Path) -> None:
    tito("package", "reset", "--yes", cwd=work)

    assert "nothing has been exported yet" in tito("package", "status", cwd=work).out


def test_status_says_how_to_mend_a_file_changed_by_hand(tito: Callable[..., Any], work: Path) -> None:
    (work / "tinytorch" / "core" / "numbers.py").write_text("")

    ran = tito("package", "status", cwd=work)

    assert "changed by hand" in ran.out
    assert "next   tito module complete 01" in ran.out


def test_a_package_that_hides_the_installed_one_is_a_problem(tito: Callable[..., Any], work: Path) -> None:
    (work / "tinytorch" / "__init__.py").write_text("")

    ran = tito("package", "status", cwd=work)

    assert ran.code == 1
    assert "hides the installed tinytorch" in ran.out


def test_status_as_json_has_a_version(tito: Callable[..., Any], work: Path) -> None:
    said = json.loads(tito("package", "status", "--json", cwd=work).out)

    assert said["version"] == 1
    assert said["parts"][0]["held"] == "up to date"


@pytest.mark.parametrize("words", [("package", "sync"), ("module", "export", "--all"), ("export", "--all")])
def test_sync_without_anything_completed_says_so(tito: Callable[..., Any], work: Path, words: tuple[str, ...]) -> None:
    ran = tito(*words, cwd=work)

    assert ran.code == 0
    assert "No module is completed yet" in ran.out


def test_reset_keeps_a_copy_and_says_where(tito: Callable[..., Any], work: Path) -> None:
    ran = tito("package", "reset", "--yes", cwd=work)

    kept = ran.out.partition("is kept in ")[2].splitlines()[0].rstrip(".")
    assert (work / kept / "tinytorch" / "core" / "numbers.py").is_file()


def test_without_a_terminal_reset_asks_for_yes(tito: Callable[..., Any], work: Path) -> None:
    ran = tito("package", "reset", cwd=work)

    assert ran.code == 2
    assert "tito package reset --yes" in ran.err
    assert (work / "tinytorch" / "core" / "numbers.py").is_file()
