"""`tito module reset`: nothing that a student wrote is ever gone."""

from __future__ import annotations

from typing import Any


def test_the_untouched_notebook_comes_back_and_the_work_is_kept(solved: Any) -> None:
    work = solved.path("01_numbers").read_bytes()
    ran = solved.run("module", "reset", "01", "--yes")
    assert ran.code == 0
    assert "tito module reset 01 --restore" in ran.out
    base = solved.root / ".tinytorch" / "base" / "01_numbers.ipynb"
    assert solved.path("01_numbers").read_bytes() == base.read_bytes()
    kept = [file for file in (solved.root / ".tinytorch" / "backups").rglob("*.ipynb") if file.read_bytes() == work]
    assert len(kept) == 1
    assert kept[0].relative_to(solved.root).as_posix() in ran.out


def test_restore_brings_the_work_back(solved: Any) -> None:
    work = solved.path("01_numbers").read_bytes()
    solved.run("module", "reset", "01", "--yes")
    assert solved.run("module", "reset", "01", "--restore").code == 0
    assert solved.path("01_numbers").read_bytes() == work


def test_restore_keeps_what_it_replaces(solved: Any) -> None:
    solved.run("module", "reset", "01", "--yes")
    solved.type("01_numbers", "double", "# exercise: double\n# something new\n")
    newer = solved.path("01_numbers").read_bytes()
    solved.run("module", "reset", "01", "--restore")
    solved.run("module", "reset", "01", "--restore")
    assert solved.path("01_numbers").read_bytes() == newer


def test_two_resets_in_a_row_keep_both_notebooks(solved: Any) -> None:
    work = solved.path("01_numbers").read_bytes()
    solved.run("module", "reset", "01", "--yes")
    solved.type("01_numbers", "double", "# exercise: double\n# second try\n")
    second = solved.path("01_numbers").read_bytes()
    solved.run("module", "reset", "01", "--yes")
    kept = {file.read_bytes() for file in (solved.root / ".tinytorch" / "backups").rglob("01_numbers.ipynb")}
    assert {work, second} <= kept
    solved.run("module", "reset", "01", "--restore")
    assert solved.path("01_numbers").read_bytes() == second


def test_without_a_backup_there_is_nothing_to_restore(desk: Any) -> None:
    ran = desk.run("module", "reset", "01", "--restore")
    assert ran.code == 2
    assert "no backup of 01_numbers" in ran.err


def test_without_an_answer_nothing_is_replaced(solved: Any) -> None:
    work = solved.path("01_numbers").read_bytes()
    ran = solved.run("module", "reset", "01")
    assert ran.code == 2
    assert "tito module reset 01 --yes" in ran.err
    assert solved.path("01_numbers").read_bytes() == work


def test_a_module_not_started_says_how_to_start_it(desk: Any) -> None:
    ran = desk.run("module", "reset", "02", "--yes")
    assert ran.code == 2
    assert "tito module start 02" in ran.err
