"""Where the course material comes from, and when it is made again."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tito.course import curriculum
from tito.errors import BadFile, ToolFailed, WrongUsage
from tito.judge import prove
from tito.learn import edition
from tito.learn.edition import Edition
from tito.learn.workspace import Workspace


@pytest.fixture
def copy(mini: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A curriculum that a test may change; one module makes it quick to build."""
    root = tmp_path / "curriculum"
    shutil.copytree(mini / "00_hello", root / "00_hello")
    (root / "course.toml").write_text((mini / "course.toml").read_text().partition('[[module]]\nname = "numbers"')[0])
    monkeypatch.setenv("TITO_CURRICULUM", str(root))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return root


def test_a_curriculum_becomes_a_folder_of_what_students_get(edition: Edition) -> None:
    numbers = edition.course.find("numbers")

    assert b"BEGIN SOLUTION" not in edition.notebook(numbers)
    assert numbers.provides == ("double", "row_sums")
    assert edition.companions(numbers).keys() == {"README.md"}
    assert len(edition.hints(numbers)["double"]) == 3
    assert [m["name"] for m in edition.misconceptions(numbers)] == ["squares-instead", "sums-columns"]


def test_it_is_made_again_only_when_the_curriculum_changes(copy: Path) -> None:
    first = edition.find_edition()
    made = {file: file.stat().st_mtime_ns for file in first.root.rglob("*")}
    assert {file: file.stat().st_mtime_ns for file in edition.find_edition().root.rglob("*")} == made

    (copy / "00_hello" / "ABOUT.md").write_text("# New words\n")

    hello = first.course.find("hello")
    assert edition.find_edition().companions(hello) == {"README.md": b"# New words\n"}


def test_building_removes_what_the_curriculum_no_longer_has(copy: Path, tmp_path: Path) -> None:
    stale = tmp_path / "out" / "07_gone" / "README.md"
    stale.parent.mkdir(parents=True)
    stale.write_text("old")

    edition.build(curriculum.load(copy), tmp_path / "out")

    assert not stale.exists()


def test_building_again_runs_no_misconception_whose_module_is_as_it_was(
    mini: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded, asked = curriculum.load(shutil.copytree(mini, tmp_path / "curriculum")), []
    monkeypatch.setattr(prove, "signatures", lambda lesson, *_: asked.append(lesson.module.name) or {})
    edition.build(loaded, tmp_path / "first")
    everything = [module.name for module in loaded.course.modules]
    assert asked == everything

    edition.build(loaded, tmp_path / "second")
    assert asked == everything

    (loaded.root / "01_numbers" / "hints.toml").write_text((mini / "01_numbers" / "hints.toml").read_text() + "\n")
    edition.build(loaded, tmp_path / "third")
    assert asked[len(everything) :] == [m.name for m in loaded.course.modules if "numbers" in (m.name, *m.needs)]


def test_the_kit_of_a_workspace_goes_before_everything_else(copy: Path, tmp_path: Path) -> None:
    workspace = Workspace(tmp_path / "work")
    shutil.copytree(edition.find_edition().root, workspace.kit)

    assert edition.find_edition(workspace).root == workspace.kit


def test_a_kit_may_hold_some_modules_only(copy: Path) -> None:
    found = Edition(edition.find_edition().root)
    hello = found.course.find("hello")
    shutil.rmtree(found.folder(hello))

    assert not found.holds(hello)
    assert found.hints(hello) == {}
    assert found.misconceptions(hello) == ()
    with pytest.raises(WrongUsage, match="has not handed out 00_hello"):
        found.notebook(hello)


@pytest.mark.parametrize(
    ("name", "read"), [("hints.toml", Edition.hints), ("misconceptions.json", Edition.misconceptions)]
)
def test_damaged_material_is_named(copy: Path, name: str, read: object) -> None:
    found = Edition(edition.find_edition().root)
    hello = found.course.find("hello")
    (found.folder(hello) / name).write_text("[[")

    with pytest.raises(BadFile, match=name):
        read(found, hello)  # type: ignore[operator]


def test_a_variable_that_names_no_curriculum_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TITO_CURRICULUM", str(tmp_path))

    with pytest.raises(ToolFailed, match="TITO_CURRICULUM"):
        edition.find_curriculum()
