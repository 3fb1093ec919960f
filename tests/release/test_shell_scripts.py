"""setup-environment.sh and activate.sh on a stand-in clone, whose launcher only writes down how it was called."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ACTIVATE = 'VIRTUAL_ENV=stand-in\nPATH="/stand-in:$PATH"\n'


def program(path: Path, script: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    root = tmp_path / "a clone, été"
    root.mkdir()
    for name in ("setup-environment.sh", "activate.sh"):
        shutil.copy(ROOT / name, root)
    program(root / "tito", 'echo "tito $*" >> calls.log')
    program(root / ".venv/bin/python", 'echo "python $*" >> calls.log')
    (root / ".venv/bin/activate").write_text(ACTIVATE)
    return root


def run(*command: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, cwd=cwd, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60, check=False
    )


def calls(clone: Path) -> list[str]:
    return (clone / "calls.log").read_text().splitlines()


def test_set_up_makes_environment_and_workspace_and_checks_them(clone: Path, tmp_path: Path) -> None:
    done = run(clone / "setup-environment.sh", cwd=tmp_path)

    assert (done.returncode, done.stderr) == (0, "")
    assert calls(clone) == ["tito --version", "tito init .", "tito system health"]
    assert "source activate.sh" in done.stdout


def test_set_up_answers_with_yes_and_brings_torch_when_asked(clone: Path) -> None:
    run(clone / "setup-environment.sh", "--with-torch", "--yes", cwd=clone)

    assert calls(clone)[:2] == [
        "tito --yes --version",
        "python -m pip install -qq --no-input --editable .[oracle]",
    ]


def test_set_up_stops_where_something_fails(clone: Path) -> None:
    program(clone / "tito", 'echo "tito $*" >> calls.log; exit 3')

    assert run(clone / "setup-environment.sh", cwd=clone).returncode == 3
    assert calls(clone) == ["tito --version"]


def test_set_up_refuses_what_it_does_not_know(clone: Path) -> None:
    done = run(clone / "setup-environment.sh", "--with-jax", cwd=clone)

    assert done.returncode == 2
    assert "unknown option --with-jax" in done.stderr


@pytest.mark.parametrize("shell", ["bash", "zsh"])
def test_activation_works_from_any_folder(clone: Path, tmp_path: Path, shell: str) -> None:
    script = 'set -eu; source "$1/activate.sh"; echo "$VIRTUAL_ENV ${PATH%%:*} ${_tito_here-unset}"'

    done = run(shell, "-c", script, shell, str(clone), cwd=tmp_path)

    assert (done.stdout, done.stderr) == ("stand-in /stand-in unset\n", "")


@pytest.mark.parametrize("shell", ["bash", "zsh"])
def test_activation_says_when_there_is_no_environment(clone: Path, tmp_path: Path, shell: str) -> None:
    shutil.rmtree(clone / ".venv")

    done = run(shell, "-c", 'source "$1/activate.sh"; echo "code $?"', shell, str(clone), cwd=tmp_path)

    assert done.stdout == "code 3\n"
    assert "./setup-environment.sh" in done.stderr


def test_activation_says_that_it_must_be_sourced(clone: Path) -> None:
    done = run("bash", "activate.sh", cwd=clone)

    assert done.returncode == 2
    assert "source activate.sh" in done.stderr
