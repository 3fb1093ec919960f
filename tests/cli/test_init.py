"""`tito init` from a terminal's point of view."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest


@pytest.mark.parametrize("name", ["init", "setup"])
def test_it_says_where_the_workspace_is_and_what_to_type_next(
    tito: Callable[..., Any], tmp_path: Path, name: str
) -> None:
    ran = tito(name, "my work")

    assert ran.code == 0
    assert f"Workspace made in {tmp_path / 'my work'}" in ran.out
    assert "next   cd 'my work'\n       tito module start 00" in ran.out


def test_without_a_name_it_is_the_current_folder(tito: Callable[..., Any], tmp_path: Path) -> None:
    (tmp_path / "here").mkdir()

    ran = tito("init", cwd=tmp_path / "here")

    assert (tmp_path / "here" / "tito.toml").is_file()
    assert "cd " not in ran.out


def test_inside_a_workspace_it_completes_that_one(tito: Callable[..., Any], tmp_path: Path) -> None:
    tito("init", "work")

    ran = tito("init", cwd=tmp_path / "work" / "modules")

    assert ran.code == 0
    assert "is a workspace already" in ran.out
    assert not (tmp_path / "work" / "modules" / "tito.toml").exists()


def test_the_home_folder_itself_is_not_made_one_by_accident(
    tito: Callable[..., Any], environment: dict[str, str]
) -> None:
    ran = tito("init", cwd=Path(environment["HOME"]))

    assert ran.code == 2
    assert "tito init my-tinytorch" in ran.err
    assert list(Path(environment["HOME"]).iterdir()) == []


def test_a_file_in_the_way_is_said(tito: Callable[..., Any], tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("")

    ran = tito("init", "taken")

    assert ran.code == 2
    assert "is a file" in ran.err
