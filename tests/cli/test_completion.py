"""Shell completion: the scripts, and what they answer for half a command line."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tito.cli.completion import SHELLS

COURSE = """
[[module]]
number = "00"
name = "hello"
title = "Hello"
[[module]]
number = "01"
name = "numbers"
title = "Numbers"
[[scaffold]]
number = "05a"
name = "bridge"
title = "Bridge"
"""


@pytest.fixture
def complete(tito: Callable[..., Any], tmp_path: Path) -> Callable[[str], list[str]]:
    """What bash would be offered after `line`, in a workspace of three modules."""
    (tmp_path / "tito.toml").write_text(COURSE)

    def offered(line: str) -> list[str]:
        words = {"COMP_WORDS": line, "COMP_CWORD": str(len(line.split(" ")) - 1)}
        ran = tito(env={"_TITO_COMPLETE": "bash_complete", **words})
        return [row.partition(",")[2] for row in ran.out.splitlines() if row]

    return offered


@pytest.mark.parametrize("shell", SHELLS)
def test_each_shell_has_a_script_that_asks_tito(shell: str, tito: Callable[..., Any]) -> None:
    ran = tito("completion", shell)
    assert ran.code == 0
    assert f"{shell}_complete" in ran.out
    assert "_TITO_COMPLETE" in ran.out


@pytest.mark.parametrize(("shell", "word"), [("bash", "2"), ("zsh", "2"), ("fish", "tes"), ("powershell", "2")])
def test_each_shell_gets_its_answer(shell: str, word: str, tito: Callable[..., Any]) -> None:
    words = {"COMP_WORDS": "tito module tes", "COMP_CWORD": word}
    ran = tito(env={"_TITO_COMPLETE": f"{shell}_complete", **words})
    assert ran.code == 0
    assert "test" in ran.out
    assert "reset" not in ran.out


def test_bash_accepts_the_script(tito: Callable[..., Any]) -> None:
    bash = shutil.which("bash")
    assert bash, "the shells of this test suite's platforms include bash"
    subprocess.run([bash, "-n"], input=tito("completion", "bash").out, encoding="utf-8", check=True)


def test_bash_completes_with_it(tito: Callable[..., Any], tmp_path: Path) -> None:
    """The script, the command and a module's name, as bash itself puts them together."""
    (tmp_path / "tito.toml").write_text(COURSE)
    program = """source <(tito completion bash)
    COMP_WORDS=(tito module test nu) COMP_CWORD=3
    _tito_completion tito
    echo "${COMPREPLY[@]}" """
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    assert tito(program=("bash", "-c", program), env={"PATH": path}).out.strip() == "numbers"


def test_without_a_name_it_is_the_shell_that_runs(tito: Callable[..., Any]) -> None:
    assert tito("completion", env={"SHELL": "/usr/bin/fish"}).out == tito("completion", "fish").out


def test_a_shell_without_completion_is_wrong_usage(tito: Callable[..., Any]) -> None:
    ran = tito("completion", env={"SHELL": "/bin/tcsh"})
    assert ran.code == 2
    assert "'tcsh'" in ran.err
    assert "powershell" in ran.err


def test_commands_complete_without_the_aliases(complete: Callable[[str], list[str]]) -> None:
    assert complete("tito mod") == ["module"]
    assert "doctor" not in complete("tito system ")


def test_options_complete(complete: Callable[[str], list[str]]) -> None:
    assert complete("tito system health --js") == ["--json"]


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("", ["00_hello", "01_numbers", "05a_bridge"]),
        ("01", ["01_numbers"]),
        ("0", ["00_hello", "01_numbers", "05a_bridge"]),
        ("num", ["numbers"]),
        ("x", []),
    ],
)
def test_module_names_complete(complete: Callable[[str], list[str]], typed: str, offered: list[str]) -> None:
    assert complete(f"tito module test {typed}") == offered


@pytest.mark.parametrize(("typed", "offered"), [("", ["double", "row_sums"]), ("ro", ["row_sums"])])
def test_exercises_complete(desk: Any, typed: str, offered: list[str]) -> None:
    words = {"COMP_WORDS": f"tito module hint 01 {typed}", "COMP_CWORD": "4"}
    ran = desk.run(env={"_TITO_COMPLETE": "bash_complete", **words})
    assert ran.out.splitlines() == [f"plain,{name}" for name in offered]


def test_outside_of_a_workspace_there_is_nothing_to_offer_and_no_noise(tito: Callable[..., Any]) -> None:
    words = {"COMP_WORDS": "tito module test ", "COMP_CWORD": "3"}
    ran = tito(env={"_TITO_COMPLETE": "bash_complete", **words})
    assert (ran.out.strip(), ran.err) == ("", "")
