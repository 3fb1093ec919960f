"""Starting fast: what every `tito` pays for before it does anything."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

HEAVY = {"numpy", "rich", "nbformat", "jupytext", "nbgrader", "asyncio", "sqlalchemy", "nbclient", "hatchling", "dask"}
# What costs milliseconds each and no listing of commands or modules needs.
UNNEEDED = {"subprocess", "multiprocessing", "socket", "urllib.request", "unittest", "importlib.metadata", "filelock"}


@pytest.fixture
def imported(environment: Mapping[str, str]) -> Callable[..., set[str]]:
    """The modules that a command imports, as Python's own log of imports names them."""

    def run(*args: str, cwd: Path) -> set[str]:
        command = [sys.executable, "-X", "importtime", "-m", "tito", *args]
        done = subprocess.run(command, cwd=cwd, env=dict(environment), capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        rows = [line for line in done.stderr.splitlines() if line.startswith("import time:")]
        return {row.rpartition("|")[2].strip() for row in rows}

    return run


def test_help_imports_nothing_heavy(imported: Callable[..., set[str]], tmp_path: Path) -> None:
    assert not imported("--help", cwd=tmp_path) & (HEAVY | UNNEEDED)


def test_module_status_imports_nothing_heavy(
    imported: Callable[..., set[str]], tito: Callable[..., Any], tmp_path: Path
) -> None:
    workspace = tmp_path / "work"
    assert tito("init", str(workspace)).code == 0
    assert not imported("module", "status", cwd=workspace) & (HEAVY | UNNEEDED)


def test_help_imports_no_command(imported: Callable[..., set[str]], tmp_path: Path) -> None:
    ours = {name for name in imported("--help", cwd=tmp_path) if name.startswith("tito")}
    assert ours <= {"tito", "tito.cli", "tito.cli.main", "tito.cli.lazy", "tito.cli.output", "tito.errors"}
