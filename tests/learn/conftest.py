"""A workspace of the mini course, made in this process."""

from __future__ import annotations

from pathlib import Path

import pytest

from tito.learn import making
from tito.learn.edition import Edition, find_edition
from tito.learn.workspace import Workspace

MINI = Path(__file__).parents[1] / "fixtures" / "mini"


@pytest.fixture
def mini(monkeypatch: pytest.MonkeyPatch, cache: Path) -> Path:
    """The mini curriculum, as the one that the tool finds."""
    monkeypatch.setenv("TITO_CURRICULUM", str(MINI))
    monkeypatch.setenv("XDG_CACHE_HOME", str(cache))
    monkeypatch.delenv("TITO_WORKSPACE", raising=False)
    return MINI


@pytest.fixture
def edition(mini: Path) -> Edition:
    return find_edition()


@pytest.fixture
def made(mini: Path, tmp_path: Path) -> Workspace:
    return making.make(tmp_path / "work").workspace
