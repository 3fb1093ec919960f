"""The examination of a machine: what each finding is worth, and to whom."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from tito.learn import health
from tito.learn.health import Health, Line, State, examine, satisfies


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that is no workspace."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("TITO_WORKSPACE", raising=False)
    return tmp_path


def line(name: str) -> Line:
    return next(line for line in examine().lines if line.name == name)


def test_this_machine_is_ready(elsewhere: Path) -> None:
    assert examine().ready, [line for line in examine().lines if line.state is State.BROKEN]


def test_every_line_says_why_and_what_is_not_fine_says_how_to_mend_it(elsewhere: Path) -> None:
    for found in examine().lines:
        assert found.found
        assert found.why
        assert (found.state is State.FINE) is (not found.mend)


def test_the_report_is_versioned_json(elsewhere: Path) -> None:
    report = json.loads(json.dumps(examine().to_json()))
    assert report["version"] == 1
    assert {"name", "state", "found", "why", "mend"} == set(report["lines"][0])


@pytest.mark.parametrize(
    ("state", "ready"), [(State.FINE, True), (State.ADVICE, True), (State.MISSING, True), (State.BROKEN, False)]
)
def test_only_what_students_need_makes_a_machine_unready(state: State, ready: bool) -> None:
    assert Health((Line("something", state, "found", "why"),)).ready is ready


@pytest.mark.parametrize(
    ("version", "versions", "good"),
    [
        ("2.1.3", ">=2.0", True),
        ("1.26.4", ">=2.0", False),
        ("0.9.5", "<0.10,>=0.9.5", True),
        ("0.10.0", "<0.10,>=0.9.5", False),
        ("8.5", ">=8.5", True),
        ("8.10", ">=8.5", True),
        ("2.13.0rc1", ">=2.13", True),
        ("anything", "", True),
    ],
)
def test_versions_are_compared_as_numbers(version: str, versions: str, good: bool) -> None:
    assert satisfies(version, versions) is good


def test_what_is_looked_for_is_what_the_distribution_requires() -> None:
    found = {need.package: need.extra for need in health.requirements()}
    assert found["numpy"] == ""
    assert found["nbgrader"] == "grade"
    assert "pytest" not in found


def test_a_missing_package_of_the_grader_is_no_fault_of_a_students_machine(
    elsewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "installed", lambda package: "" if package == "nbgrader" else "99")
    found = line("nbgrader")
    assert found.state is State.MISSING
    assert "grading" in found.why
    assert "pip install" in found.mend


def test_a_package_that_every_command_needs_must_be_there(elsewhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "installed", lambda package: "" if package == "filelock" else "99")
    assert line("filelock").state is State.BROKEN


def test_an_old_python_is_said(elsewhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 10, 1))
    found = line("Python")
    assert found.state is State.BROKEN
    assert "3.11" in found.mend


def test_no_workspace_here_is_not_a_fault(elsewhere: Path) -> None:
    found = line("workspace")
    assert found.state is State.MISSING
    assert "tito init" in found.mend


def test_a_damaged_workspace_is_broken_and_reset_mends_it(elsewhere: Path) -> None:
    (elsewhere / "tito.toml").write_text("[course")
    found = line("workspace")
    assert found.state is State.BROKEN
    assert "tito system reset" in found.mend


def test_a_bug_report_does_not_name_the_home_folder(elsewhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(elsewhere))
    assert str(elsewhere) not in "".join(health.facts().values())
    assert health.facts()["folder"] == "~"
