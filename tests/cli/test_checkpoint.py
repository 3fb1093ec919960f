"""`tito checkpoint`: capabilities, tried on the student's own package."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture
def able(solved: Any) -> Any:
    """A workspace whose modules 00 and 01 are completed."""
    ran = solved.run("module", "complete", "01")
    assert ran.code == 0, ran.said
    return solved


def spoil(desk: Any) -> None:
    """The exported code no longer doubles: what the checkpoint runs on is the package."""
    file = desk.root / "tinytorch" / "core" / "numbers.py"
    file.write_text(file.read_text().replace("np.multiply(x, 2.0)", "np.multiply(x, 30.0)"))


def states(desk: Any) -> dict[str, str]:
    found = json.loads(desk.run("checkpoint", "list", "--json").out)
    assert found["version"] == 1
    return {row["module"]: row["state"] for row in found["checkpoints"]}


def test_a_fresh_workspace_says_what_each_waits_for(desk: Any) -> None:
    ran = desk.run("checkpoint", "list")

    assert ran.code == 0
    assert "Can this framework calculate with numbers?  waiting for 01" in ran.out
    assert ran.out.endswith("next   tito module start 01\n")
    assert states(desk) == {"01_numbers": "waiting"}


@pytest.mark.parametrize("words", [(), ("01",)], ids=["all", "one"])
def test_it_does_not_run_before_its_modules_are_completed(desk: Any, words: tuple[str, ...]) -> None:
    ran = desk.run("checkpoint", "run", *words)

    assert ran.code == 1
    assert "completed: 01_numbers" in ran.err
    assert "tito module complete 01" in ran.err


def test_a_capable_package_passes_and_it_is_remembered(able: Any) -> None:
    ran = able.run("checkpoint", "run", "01")

    assert ran.code == 0, ran.said
    assert "Can this framework calculate with numbers?" in ran.out
    assert "2 of 2 programs run as they should on your package: passed." in ran.out
    assert states(able) == {"01_numbers": "passed"}
    assert able.run("checkpoint", "status").out.startswith("1 of 1 checkpoints passed")
    assert "Every checkpoint is passed." in able.run("checkpoint", "timeline").out


def test_it_runs_on_the_package_and_one_failure_does_not_hide_the_rest(able: Any) -> None:
    spoil(able)

    ran = able.run("checkpoint", "run")

    assert ran.code == 1
    assert "doubling   wrong" in ran.out
    assert "call      double(double(values))" in ran.out
    assert "sums       passed" in ran.out
    assert "not passed: doubling" in able.run("checkpoint", "status").out
    assert "next   tito checkpoint run 01" in able.run("checkpoint", "status").out


def test_what_was_reached_stays_in_the_timeline(able: Any) -> None:
    assert able.run("checkpoint", "run", "01").code == 0
    spoil(able)
    assert able.run("checkpoint", "run", "01").code == 1

    found = json.loads(able.run("checkpoint", "timeline", "--json").out)
    assert [row["state"] for row in found["reached"]] == ["not passed"]
    assert found["ahead"] == []


def test_a_package_without_the_file_says_which_module_to_finish(able: Any) -> None:
    assert able.run("package", "reset", "--yes").code == 0

    ran = able.run("checkpoint", "run", "01", "--json")

    assert ran.code == 1
    (report,) = json.loads(ran.out)["reports"]
    assert {check["outcome"] for check in report["checks"]} == {"crashed"}
    assert "tito module complete 01" in report["checks"][0]["error"]


def test_code_that_never_ends_is_stopped(able: Any) -> None:
    file = able.root / "tinytorch" / "core" / "numbers.py"
    file.write_text(file.read_text().replace("return np.multiply", "while True: pass\n    return np.multiply"))

    ran = able.run("checkpoint", "run", "01", "--seconds", "0.5")

    assert ran.code == 1
    assert "doubling   timed out" in ran.out


def test_a_module_without_a_checkpoint_is_wrong_usage(desk: Any) -> None:
    ran = desk.run("checkpoint", "run", "00")

    assert ran.code == 2
    assert "Module 00 has no checkpoint." in ran.err


def test_a_kit_that_holds_none_yet_is_said(desk: Any, tmp_path: Path) -> None:
    kit = desk.root / ".tinytorch" / "course"
    kit.mkdir()
    (kit / "course.toml").write_bytes((desk.root / "tito.toml").read_bytes())

    for words in (("list",), ("status",), ("timeline",)):
        ran = desk.run("checkpoint", *words)
        assert ran.code == 0, ran.said
        assert "No module that was handed out has a checkpoint." in ran.out
    assert desk.run("checkpoint", "run").code == 1


def test_the_real_checkpoint_of_module_01_passes_on_the_answers(taught: Any) -> None:
    ran = taught.run("checkpoint", "run", "tensor")

    assert ran.code == 0, ran.said
    assert "Can this framework compute with arrays?" in ran.out
