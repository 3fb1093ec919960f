"""Finding a workspace from wherever the student stands."""

from __future__ import annotations

from pathlib import Path

import pytest

from tito.errors import BadFile, NotInWorkspace
from tito.learn import workspace


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("TITO_WORKSPACE", raising=False)
    root = tmp_path / "Zoës work"
    (root / "modules" / "01_numbers").mkdir(parents=True)
    (root / "tito.toml").write_text('[course]\ntitle = "Mini"\nversion = "1.0"\n')
    return root


@pytest.mark.parametrize("folder", [".", "modules", "modules/01_numbers"])
def test_it_is_found_from_every_folder_inside(root: Path, folder: str) -> None:
    assert workspace.find(root / folder).root == root


def test_without_a_start_it_is_the_one_around_the_current_folder(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(root / "modules")

    assert workspace.find().root == root


def test_the_variable_goes_before_the_folder(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TITO_WORKSPACE", str(root))

    assert workspace.find(tmp_path).root == root


def test_a_variable_that_names_no_workspace_is_said_and_not_passed_over(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TITO_WORKSPACE", str(tmp_path / "none"))

    with pytest.raises(NotInWorkspace, match="TITO_WORKSPACE"):
        workspace.find(root)


def test_outside_it_says_what_to_type(tmp_path: Path, root: Path) -> None:
    with pytest.raises(NotInWorkspace) as caught:
        workspace.find(tmp_path)

    assert "tito init" in caught.value.then


@pytest.mark.parametrize("damaged", [b"", b"[course", b"\xff"])
def test_a_damaged_table_says_how_to_mend_it(root: Path, damaged: bytes) -> None:
    (root / "tito.toml").write_bytes(damaged)

    with pytest.raises(BadFile, match=r"tito\.toml is damaged") as caught:
        workspace.find(root).course  # noqa: B018 - reading it is what fails

    assert "tito system reset" in caught.value.then
