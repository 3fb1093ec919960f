"""`tito init`: what it makes, what it leaves alone, and what it takes from an instructor's kit."""

from __future__ import annotations

import tomllib
import zipfile
from pathlib import Path

import pytest

from tito.errors import BadFile, WrongUsage
from tito.learn import making
from tito.learn.edition import Edition, find_edition
from tito.learn.workspace import Workspace


def content(root: Path) -> dict[str, bytes]:
    return {file.relative_to(root).as_posix(): file.read_bytes() for file in root.rglob("*") if file.is_file()}


@pytest.fixture
def kit(edition: Edition, tmp_path: Path) -> Path:
    """A student kit with module 00 alone, from a tool of another version."""
    file = tmp_path / "student kit.zip"
    with zipfile.ZipFile(file, "w") as archive:
        for name, data in content(edition.root).items():
            if name == "course.toml" or name.startswith("00"):
                archive.writestr(f"course/{name}", data)
        archive.writestr("tinytorch-0.0.1-py3-none-any.whl", b"")
    return file


def test_a_workspace_holds_what_a_student_begins_with(made: Workspace) -> None:
    files = content(made.root)

    assert files.keys() - {".tinytorch/lock"} == {
        "README.md",
        "tito.toml",
        "modules/00_hello/00_hello.ipynb",
        "modules/00_hello/README.md",
        "modules/01_numbers/01_numbers.ipynb",
        "modules/01_numbers/README.md",
        "modules/02_boxes/README.md",
        ".tinytorch/base/00_hello.ipynb",
        ".tinytorch/base/01_numbers.ipynb",
    }
    assert made.package.is_dir()


def test_its_table_says_what_each_module_makes(made: Workspace) -> None:
    table = tomllib.loads(made.table.read_text())

    assert table["workspace"] == {"format": 1}
    assert table["module"][1]["number"] == "01"
    assert table["module"][1]["provides"] == ["double", "row_sums"]


def test_making_it_again_changes_nothing(made: Workspace) -> None:
    made.notebook(made.course.find("numbers")).write_text("my work")
    before = content(made.root)

    again = making.make(made.root)

    assert (again.fresh, again.notebooks, again.remarks) == (False, (), ())
    assert content(made.root) == before


def test_making_it_again_puts_back_what_is_missing(made: Workspace) -> None:
    hello = made.course.find("hello")
    made.notebook(hello).unlink()
    (made.root / "README.md").unlink()

    again = making.make(made.root)

    assert again.notebooks == ("00_hello",)
    assert made.notebook(hello).is_file()
    assert (made.root / "README.md").is_file()


def test_a_damaged_table_is_set_aside_and_written_anew(made: Workspace) -> None:
    before = made.table.read_text()
    made.table.write_text("[workspace")

    again = making.make(made.root)

    assert "set aside" in again.remarks[0]
    assert made.table.read_text() == before
    assert (made.root / "tito.toml.corrupt-1").read_text() == "[workspace"


def test_files_of_the_same_name_stay_as_they_are(mini: Path, tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("mine")

    making.make(tmp_path)

    assert (tmp_path / "README.md").read_text() == "mine"


def test_a_folder_with_another_tinytorch_in_it_is_refused(mini: Path, tmp_path: Path) -> None:
    (tmp_path / "tinytorch").mkdir()
    (tmp_path / "tinytorch" / "__init__.py").write_text("")

    with pytest.raises(WrongUsage, match="already holds a Python package"):
        making.make(tmp_path)

    assert content(tmp_path) == {"tinytorch/__init__.py": b""}


def test_a_kit_brings_the_released_modules_and_says_that_the_tool_differs(kit: Path, tmp_path: Path) -> None:
    made = making.make(tmp_path / "work", kit=kit)

    assert made.notebooks == ("00_hello",)
    assert not (made.workspace.modules / "01_numbers").exists()
    assert find_edition(made.workspace).root == made.workspace.kit
    assert "pip install tinytorch-0.0.1-py3-none-any.whl" in made.remarks[0]


def test_a_newer_kit_adds_modules_and_keeps_work(kit: Path, edition: Edition, tmp_path: Path) -> None:
    workspace = making.make(tmp_path / "work", kit=kit).workspace
    hello = workspace.notebook(workspace.course.find("hello"))
    hello.write_text("my work")
    with zipfile.ZipFile(kit, "a") as archive:
        for name, data in content(edition.root).items():
            if name.startswith("01"):
                archive.writestr(f"course/{name}", data)

    again = making.make(workspace.root, kit=kit)

    assert again.notebooks == ("01_numbers",)
    assert hello.read_text() == "my work"


def test_an_unpacked_kit_is_one_too(kit: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(kit) as archive:
        archive.extractall(tmp_path / "unpacked")

    assert making.make(tmp_path / "work", kit=tmp_path / "unpacked").notebooks == ("00_hello",)


def test_a_file_that_is_not_there_is_said(mini: Path, tmp_path: Path) -> None:
    with pytest.raises(WrongUsage, match="There is no file"):
        making.make(tmp_path / "work", kit=tmp_path / "none.zip")


def test_half_a_kit_is_said(kit: Path, tmp_path: Path) -> None:
    kit.write_bytes(kit.read_bytes()[:300])

    with pytest.raises(BadFile, match="only half of one"):
        making.make(tmp_path / "work", kit=kit)


def test_a_kit_with_a_flipped_byte_is_said(kit: Path, tmp_path: Path) -> None:
    data = bytearray(kit.read_bytes())
    with zipfile.ZipFile(kit) as archive:
        first = archive.infolist()[0]
    data[first.header_offset + 30 + len(first.filename) + 5] ^= 0xFF
    kit.write_bytes(data)

    with pytest.raises(BadFile, match="cannot be unpacked"):
        making.make(tmp_path / "work", kit=kit)


def test_another_zip_is_not_a_kit(mini: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "other.zip", "w") as archive:
        archive.writestr("holiday.txt", "sun")

    with pytest.raises(WrongUsage, match="is not a student kit"):
        making.make(tmp_path / "work", kit=tmp_path / "other.zip")


@pytest.mark.parametrize("name", ["../outside", "/outside", "course/../../outside", "C:\\outside", "..\\outside"])
def test_a_zip_cannot_write_outside(mini: Path, tmp_path: Path, name: str) -> None:
    with zipfile.ZipFile(tmp_path / "evil.zip", "w") as archive:
        archive.writestr(name, "gotcha")

    with pytest.raises(BadFile, match="not a student kit"):
        making.make(tmp_path / "work", kit=tmp_path / "evil.zip")

    assert not (tmp_path / "outside").exists()


def test_a_kit_that_is_none_makes_nothing(mini: Path, tmp_path: Path) -> None:
    (tmp_path / "kit.zip").write_bytes(b"PK")

    with pytest.raises(BadFile):
        making.make(tmp_path / "work", kit=tmp_path / "kit.zip")

    assert not (tmp_path / "work").exists()
