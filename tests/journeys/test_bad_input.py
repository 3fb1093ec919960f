"""Files and names that are not what they should be: the exit code, the words, and the student's work untouched."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

READERS = ("test", "complete", "submit", "hint")  # commands that read the student's notebook

DAMAGE = {
    "empty": (lambda whole: b"", "is empty"),
    "half-written": (lambda whole: whole[: len(whole) // 2], "not valid JSON"),
    "garbage": (lambda whole: b"\x00\xff\xfe garbage", "not"),
    "another file's content": (lambda whole: b"[1, 2, 3]", "JSON but not a notebook"),
    "of nbformat 3": (lambda whole: b'{"nbformat": 3, "worksheets": []}', "nbformat 3"),
    "with a cell that is none": (lambda whole: b'{"nbformat": 4, "cells": [7]}', "cell 1 is not a cell"),
    "nested without end": (lambda whole: b"[" * 200_000, "nested too deeply"),
}


@pytest.mark.parametrize("command", READERS)
@pytest.mark.parametrize("kind", DAMAGE)
def test_a_damaged_notebook_is_named_and_left_alone(desk: Any, kind: str, command: str) -> None:
    damage, words = DAMAGE[kind]
    broken = damage(desk.path("01_numbers").read_bytes())
    desk.path("01_numbers").write_bytes(broken)
    ran = desk.run("module", command, "01")
    assert ran.code == 3
    assert words in ran.err
    assert "01_numbers.ipynb" in ran.err
    assert "tito module reset 01" in ran.err
    assert desk.path("01_numbers").read_bytes() == broken


def test_a_damaged_notebook_does_not_hide_the_rest_of_the_course(desk: Any) -> None:
    desk.path("01_numbers").write_text("{")
    assert desk.run("module", "status").code == 0
    assert desk.run("module", "list").code == 0
    assert desk.run("module", "test", "00").code == 1  # not attempted yet, and tested all the same


def test_a_damaged_notebook_comes_back_by_reset_and_is_kept(desk: Any, only: Callable[..., Any]) -> None:
    desk.path("01_numbers").write_text('{"cells": [')
    assert desk.run("module", "reset", "01", "--yes").code == 0
    assert desk.run("module", "test", "01").code == 1
    kept = [file for file in desk.root.rglob("*.ipynb") if file.read_text() == '{"cells": [']
    assert len(kept) == 1


def test_a_deleted_notebook_is_said_with_the_way_back(desk: Any) -> None:
    desk.path("01_numbers").unlink()
    ran = desk.run("module", "test", "01")
    assert ran.code in (2, 3)
    assert "tito module start 01" in ran.err


def state_files(desk: Any) -> list[Path]:
    """Every file in which tito remembers something about the student."""
    return [file for file in (desk.root / ".tinytorch").rglob("*.json") if not file.is_relative_to(desk.root / "base")]


@pytest.mark.parametrize(
    "content", ["", '{"version": 1, "mod', "[]", '{"version": "one"}', '{"version": 1, "modules": 3}']
)
def test_damaged_state_is_set_aside_and_work_goes_on(solved: Any, content: str) -> None:
    files = state_files(solved)
    assert files
    before = solved.work("01_numbers")
    for file in files:
        file.write_text(content)
    ran = solved.run("module", "status")
    assert ran.code == 0
    assert "set aside" in ran.err
    aside = list((solved.root / ".tinytorch").rglob("*.corrupt-1"))
    assert [file.read_text() for file in aside] == [content] * len(aside)
    assert solved.run("module", "complete", "01").code == 0
    assert solved.work("01_numbers") == before


def test_state_of_a_newer_tito_is_never_overwritten(solved: Any) -> None:
    (file, *_) = state_files(solved)
    file.write_text('{"version": 999}')
    ran = solved.run("module", "complete", "01")
    assert ran.code == 3
    assert "newer tito" in ran.err
    assert file.read_text() == '{"version": 999}'


@pytest.mark.parametrize("content", ["", "[workspace", "\x00", "[course]\ntitle = 3\n"])
def test_a_damaged_config_is_named_and_mended_by_system_reset(solved: Any, content: str) -> None:
    before = solved.work("01_numbers")
    (solved.root / "tito.toml").write_text(content)
    ran = solved.run("module", "status")
    assert ran.code == 3
    assert "tito.toml" in ran.err
    assert "tito system reset" in ran.err
    assert solved.run("system", "reset", "--yes").code == 0
    assert solved.run("module", "complete", "01").code == 0
    assert solved.work("01_numbers") == before


def test_a_damaged_pristine_copy_does_not_stop_the_student(solved: Any) -> None:
    for file in (solved.root / ".tinytorch" / "base").rglob("*.ipynb"):
        file.write_text("{")
    ran = solved.run("module", "test", "01")
    assert ran.code == 0 or "tito system reset" in ran.err
    assert solved.run("system", "reset", "--yes").code == 0
    assert solved.run("module", "complete", "01").code == 0


def test_a_package_file_edited_by_hand_is_found_and_made_again(solved: Any) -> None:
    assert solved.run("module", "complete", "01").code == 0
    exported = solved.root / "tinytorch" / "core" / "numbers.py"
    exported.write_text("def double(:\n")
    assert "numbers.py" in solved.run("package", "status").said
    assert solved.run("module", "complete", "01").code == 0
    assert "def double(x):" in exported.read_text()


@pytest.mark.parametrize("command", [*READERS, "start", "reset", "export"])
@pytest.mark.parametrize(
    ("typed", "meant"), [("nubmers", "01_numbers"), ("boxs", "02_boxes"), ("1_numbers", "01_numbers")]
)
def test_a_misspelt_module_is_answered_with_the_nearest(desk: Any, command: str, typed: str, meant: str) -> None:
    ran = desk.run("module", command, typed)
    assert ran.code == 2
    assert f"no module called '{typed}'" in ran.err
    assert meant in ran.err


@pytest.mark.parametrize("typed", ["99", "-1", "", "💥", "../../etc", "01_numbers/.."])
def test_a_module_that_cannot_be_is_wrong_usage(desk: Any, typed: str) -> None:
    ran = desk.run("module", "test", "--", typed)
    assert ran.code == 2
    assert "no module called" in ran.err


@pytest.mark.parametrize("command", ["hint", "solution"])
def test_a_misspelt_exercise_is_answered_with_the_nearest(desk: Any, command: str) -> None:
    ran = desk.run("module", command, "01", "duoble")
    assert ran.code == 2
    assert "'duoble'" in ran.err
    assert "double" in ran.err


ODD_CELLS = {
    "half a letter": 'text = "\ud800"\n',
    "a NUL byte": 'text = "\x00"\n',
    "no Python": "def double(:\n",
    "an open string": '"""never closed\n',
    "tabs and blanks": "def double(x):\n\tif True:\n        return x\n",
    "the end of the program": "import os\nos._exit(0)\n",
    "an exit": "exit()\n",
    "closed streams": "import os\nos.close(1)\nos.close(2)\n",
    "a flood": "print('x' * 50_000_000)\n",
    "endless recursion": "def double(x):\n    return double(x)\ndouble(1)\n",
    "deep nesting": "(" * 100_000 + "\n",
}


@pytest.mark.parametrize("kind", ODD_CELLS)
def test_whatever_stands_in_a_cell_is_tested_and_handed_in(solved: Any, kind: str) -> None:
    notebook = solved.read("01_numbers")
    solved.cell(notebook, "# exercise: double")["source"] = f"# exercise: double\n{ODD_CELLS[kind]}"
    solved.path("01_numbers").write_text(json.dumps(notebook))
    saved = solved.path("01_numbers").read_bytes()
    ran = solved.run("module", "test", "01")
    assert ran.code == 1
    assert "mistake in tito" not in ran.err
    assert "double" in ran.out
    assert solved.run("module", "complete", "01").code == 1
    assert solved.run("module", "submit", "01").code == 0
    raw = json.loads((solved.root / "submit" / "01_numbers.ipynb").read_text(encoding="utf-8"))
    assert ODD_CELLS[kind].rstrip("\n") in "".join(solved.cell(raw, "# exercise: double")["source"])
    assert solved.path("01_numbers").read_bytes() == saved


OUTSIDE = [
    ("module", "status"),
    ("module", "test", "01"),
    ("module", "start", "01"),
    ("module", "hint", "01"),
    ("module", "submit", "01"),
    ("module", "reset", "01", "--yes"),
    ("package", "status"),
    ("package", "sync"),
    ("system", "reset", "--yes"),
]


@pytest.mark.parametrize("words", OUTSIDE, ids=" ".join)
def test_outside_of_a_workspace_the_way_in_is_said(tito: Callable[..., Any], tmp_path: Path, words: tuple[str]) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    ran = tito(*words, cwd=empty)
    assert ran.code == 2
    assert "tito init" in ran.err
    assert list(empty.iterdir()) == []


def test_a_workspace_named_in_the_environment_must_exist(tito: Callable[..., Any], tmp_path: Path) -> None:
    ran = tito("module", "status", env={"TITO_WORKSPACE": str(tmp_path / "gone")})
    assert ran.code == 2
    assert "gone" in ran.err


def test_questions_are_not_asked_without_a_terminal(desk: Any) -> None:
    before = desk.path("01_numbers").read_bytes()
    for words in (("module", "reset", "01"), ("package", "reset"), ("system", "reset")):
        ran = desk.run(*words)
        assert ran.code == 2
        assert "--yes" in ran.err
    assert desk.path("01_numbers").read_bytes() == before


def test_init_will_not_write_over_files_that_are_not_its_own(tito: Callable[..., Any], tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    (mine / "modules" / "01_numbers").mkdir(parents=True)
    notebook = mine / "modules" / "01_numbers" / "01_numbers.ipynb"
    notebook.write_text("mine")
    tito("init", str(mine))
    assert notebook.read_text() == "mine"


def test_a_second_init_changes_no_work(solved: Any) -> None:
    before = {file: file.read_bytes() for file in (solved.root / "modules").rglob("*") if file.is_file()}
    assert solved.run("init", str(solved.root)).code == 0
    assert {file: file.read_bytes() for file in before} == before


def test_a_file_where_a_folder_should_be_is_said(tito: Callable[..., Any], tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    ran = tito("init", str(tmp_path / "file"))
    assert ran.code in (2, 3)
    assert "file" in ran.err
    assert (tmp_path / "file").read_text() == "mine"


def test_reports_are_json_even_for_work_that_does_not_pass(desk: Any) -> None:
    ran = desk.run("module", "test", "01", "--json")
    assert ran.code == 1
    assert json.loads(ran.out)["version"] == 1


def test_a_folder_that_is_gone_is_said(tito: Callable[..., Any], tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    ran = tito("module", "status", cwd=gone, before=gone.rmdir)
    assert ran.code == 3
    assert "current folder is gone" in ran.err


@pytest.mark.parametrize("stream", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_closed_streams_are_no_reason_to_fail(desk: Any, stream: str) -> None:
    shell = ("sh", "-c", f'exec "$0" "$@" {stream}', str(Path(sys.executable).with_name("tito")))
    assert desk.run("module", "status", program=shell).code == 0
    assert desk.run("module", "reset", "01", program=shell).code == 2
    assert desk.run("module", "test", "01", program=shell).code == 1


def test_a_reader_that_goes_away_is_not_told_of_in_a_traceback(desk: Any) -> None:
    shell = ("sh", "-c", '"$0" "$@" | true', str(Path(sys.executable).with_name("tito")))
    assert desk.run("module", "list", program=shell).err == ""
