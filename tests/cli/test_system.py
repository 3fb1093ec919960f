"""`tito system`: health, info and reset, as the guides name them."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest


@pytest.mark.parametrize("name", ["health", "doctor"])
def test_health_says_the_state_of_each_part_and_ends_well(tito: Callable[..., Any], name: str) -> None:
    ran = tito("system", name)
    assert ran.code == 0
    assert "fine     Python" in ran.out
    assert "Everything a student needs is here." in ran.out


def test_health_as_json_says_the_same(tito: Callable[..., Any]) -> None:
    ran = tito("system", "health", "--json")
    report = json.loads(ran.out)
    assert (ran.code, report["version"], report["ready"]) == (0, 1, True)
    assert {"Python", "numpy", "nbgrader", "sandbox", "disk", "workspace"} <= {line["name"] for line in report["lines"]}


def test_health_of_a_damaged_workspace_is_exit_code_3_and_names_the_mending(desk: Any) -> None:
    (desk.root / "tito.toml").write_text("[")
    ran = desk.run("system", "health")
    assert ran.code == 3
    assert "broken   workspace" in ran.out
    assert "to mend: tito system reset" in ran.out


def test_health_sees_a_package_that_hides_the_installed_one(desk: Any) -> None:
    (desk.root / "tinytorch" / "__init__.py").write_text("")
    ran = desk.run("system", "health")
    assert ran.code == 3
    assert "tinytorch/__init__.py hides the installed tinytorch" in ran.out


def test_health_without_a_sandbox_is_fine_for_students(tito: Callable[..., Any], tmp_path: Path) -> None:
    ran = tito("system", "health", env={"TITO_SANDBOX_LEVEL": "C", "TITO_REQUIRE_LEVEL": "A"})
    assert ran.code == 0
    assert "missing  sandbox" in ran.out
    assert "let this user make namespaces" in " ".join(ran.out.split())


def test_health_names_the_level_and_why_it_is_not_a_better_one(tito: Callable[..., Any]) -> None:
    ran = tito("system", "health", "--json", env={"TITO_SANDBOX_LEVEL": "C"})
    line = next(line for line in json.loads(ran.out)["lines"] if line["name"] == "sandbox")
    assert line["found"].startswith("level C, self-test passed: no namespaces")
    assert "not promised: " in line["found"]


def test_info_names_versions_and_places(desk: Any) -> None:
    ran = desk.run("system", "info")
    assert ran.code == 0
    for name in ("tito", "Python", "platform", "packages", "workspace"):
        assert f"\n{name} " in f"\n{ran.out}"
    assert str(desk.root) in ran.out


def test_info_as_json(desk: Any) -> None:
    report = json.loads(desk.run("system", "info", "--json").out)
    assert report["version"] == 1
    assert report["workspace"] == str(desk.root)


def test_reset_leaves_a_sound_workspace_as_it_is(desk: Any) -> None:
    def content() -> dict[Path, bytes]:
        files = [file for file in desk.root.rglob("*") if file.is_file() and "backups" not in file.parts]
        return {file: file.read_bytes() for file in files}

    before = content()
    ran = desk.run("system", "reset", "--yes")
    assert ran.code == 0
    assert "The workspace is whole. Your notebooks were not touched." in ran.out
    assert content() == before


def test_reset_puts_back_whatever_is_missing_but_the_work(desk: Any) -> None:
    work = desk.path("01_numbers").read_bytes()
    (desk.root / "tito.toml").write_text("")
    (desk.root / "tinytorch" / "__init__.py").write_text("mine = 1")
    shutil.rmtree(desk.root / ".tinytorch" / "base")
    (desk.root / ".tinytorch" / "progress.json").write_text("{")
    (desk.root / "modules" / "01_numbers" / ".01_numbers.ipynb.4711").write_text("half")
    ran = desk.run("system", "reset", "--yes")
    assert ran.code == 0
    assert desk.run("system", "health").code == 0
    assert desk.run("module", "status").code == 0
    assert desk.path("01_numbers").read_bytes() == work
    assert (desk.root / ".tinytorch" / "base" / "01_numbers.ipynb").read_bytes() == work
    assert not (desk.root / "modules" / "01_numbers" / ".01_numbers.ipynb.4711").exists()
    (kept,) = (desk.root / ".tinytorch" / "backups").glob("*/tinytorch/__init__.py")
    assert kept.read_text() == "mine = 1"


def test_reset_exports_again_what_was_completed(solved: Any) -> None:
    exported = solved.root / "tinytorch" / "core" / "utils.py"
    content = exported.read_text()
    exported.unlink()
    assert solved.run("system", "reset", "--yes").code == 0
    assert exported.read_text() == content


def test_reset_cannot_make_what_an_instructor_handed_out(desk: Any) -> None:
    course = desk.root / ".tinytorch" / "course"
    course.mkdir()
    (course / "course.toml").write_text("[")
    ran = desk.run("system", "reset", "--yes")
    assert ran.code == 3
    assert "course material here is damaged" in ran.err
    assert "--course FILE" in ran.err


def test_reset_says_what_it_could_not_export(solved: Any) -> None:
    solved.path("00_hello").write_text("{")
    ran = solved.run("system", "reset", "--yes")
    assert ran.code == 0
    assert "00_hello was not exported" in ran.out
    assert solved.path("00_hello").read_text() == "{"
