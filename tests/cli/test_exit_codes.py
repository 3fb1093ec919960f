"""Exit codes of a student's commands: 0 fine, 1 the work did not pass, 2 wrong usage, 3 the tool or machine failed.

Each command runs in an untouched workspace, in one whose module 01 is solved, in one whose notebook of module 01 is
damaged, in one whose tito.toml is damaged, and in a folder that is no workspace.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

CODES = {
    # command                         untouched, solved, damaged notebook, damaged tito.toml, outside
    "": (0, 0, 0, 3, 0),
    "status": (0, 0, 0, 3, 2),
    "module status": (0, 0, 0, 3, 2),
    "module list": (0, 0, 0, 3, 2),
    "module start 01 --no-browser": (0, 0, 0, 3, 2),
    "module test 01": (1, 0, 3, 3, 2),
    "module complete 01": (1, 0, 3, 3, 2),
    "module export 01": (0, 0, 3, 3, 2),
    "module hint 01": (0, 0, 3, 3, 2),
    "module hint 01 double": (0, 0, 0, 3, 2),
    "module solution 01 double": (1, 0, 3, 3, 2),
    "module reset 01 --yes": (0, 0, 0, 3, 2),
    "module submit 01": (0, 0, 3, 3, 2),
    "package status": (0, 0, 0, 3, 2),
    "package sync": (0, 0, 0, 3, 2),
    "package reset --yes": (0, 0, 0, 0, 2),
    "checkpoint list": (0, 0, 0, 3, 2),
    "checkpoint run": (1, 1, 1, 3, 2),
    "checkpoint run 01": (1, 1, 1, 3, 2),
    "checkpoint status": (0, 0, 0, 3, 2),
    "checkpoint timeline": (0, 0, 0, 3, 2),
    "benchmark baseline --rounds 1": (0, 0, 0, 3, 2),
    "community join": (0, 0, 0, 0, 2),
    "community profile": (0, 0, 0, 0, 2),
    "community stats": (0, 0, 0, 3, 2),
    "community leave --yes": (0, 0, 0, 0, 2),
    "community export": (2, 2, 2, 2, 2),
    "system health": (0, 0, 0, 3, 0),
    "system info": (0, 0, 0, 0, 0),
    "system reset --yes": (0, 0, 0, 0, 2),
    "completion bash": (0, 0, 0, 0, 0),
}


SITUATIONS = ("untouched", "solved", "damaged notebook", "damaged tito.toml", "outside")


@pytest.fixture
def arrange(request: pytest.FixtureRequest, tito: Callable[..., Any], tmp_path: Path) -> Callable[[str], Any]:
    """The command, run where the situation asks for."""

    def situation(name: str) -> Any:
        if name == "outside":
            return lambda *words: tito(*words, cwd=tmp_path)
        desk = request.getfixturevalue("solved" if name == "solved" else "desk")
        if name == "damaged notebook":
            desk.path("01_numbers").write_text("{")
        if name == "damaged tito.toml":
            (desk.root / "tito.toml").write_text("[")
        return desk.run

    return situation


@pytest.mark.parametrize("situation", SITUATIONS)
@pytest.mark.parametrize("words", CODES)
def test_the_exit_code_says_what_happened(arrange: Any, words: str, situation: str) -> None:
    ran = arrange(situation)(*words.split())
    assert ran.code == CODES[words][SITUATIONS.index(situation)], ran.said
    assert bool(ran.err) or ran.code < 2 or words == "system health"  # whatever went wrong was said on stderr
