"""The launcher on a stand-in clone: one tiny wheel instead of the course, so that no test needs the network."""

from __future__ import annotations

import json
import os
import pty
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TOY = {
    "toy.py": "import json, sys\ndef run():\n    print(json.dumps(sys.argv[1:]))\n    sys.exit(len(sys.argv) - 1)\n",
    "toy-1.dist-info/METADATA": "Metadata-Version: 2.1\nName: toy\nVersion: 1\n",
    "toy-1.dist-info/WHEEL": "Wheel-Version: 1.0\nGenerator: tests\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    "toy-1.dist-info/entry_points.txt": "[console_scripts]\ntito = toy:run\n",
}
RECORD = "toy-1.dist-info/RECORD"
# Runs the launcher as it would see another machine: `{change}` is one statement about that machine.
ELSEWHERE = "import os, runpy, sys; {change}; sys.argv = sys.argv[1:]; runpy.run_path(sys.argv[0], run_name='__main__')"
WITHOUT_VENV = "sys.modules['ensurepip'] = None"


def make_clone(folder: Path) -> Path:
    folder.mkdir()
    shutil.copy(ROOT / "tito", folder)
    (folder / "pyproject.toml").write_text("# stand-in\n")
    (folder / "requirements.txt").write_text("./toy-1-py3-none-any.whl\n")
    with zipfile.ZipFile(folder / "toy-1-py3-none-any.whl", "w") as wheel:
        for name, text in TOY.items():
            wheel.writestr(name, text)
        wheel.writestr(RECORD, "".join(f"{name},,\n" for name in [*TOY, RECORD]))
    return folder


def launch(
    clone: Path, *arguments: str, path: Path | None = None, change: str = "", **options: object
) -> subprocess.CompletedProcess[str]:
    """Run ./tito in a clean environment; `path` replaces PATH, `change` alters what it sees of the machine."""
    python = [sys.executable, "-c", ELSEWHERE.format(change=change)] if change else [sys.executable]
    command = [*python, str(clone / "tito"), *arguments]
    environment = {"PATH": str(path or os.environ["PATH"]), "HOME": str(clone), "PIP_NO_INDEX": "1"}
    settings = {
        "stdin": subprocess.DEVNULL,
        "capture_output": True,
        "text": True,
        "timeout": 120,
        "check": False,
    } | options
    return subprocess.run(command, env=environment, **settings)  # type: ignore[call-overload, no-any-return]  # noqa: PLW1510


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    clone = make_clone(tmp_path_factory.mktemp("launcher") / "a clone, été")
    first = launch(clone, "init", "my course")
    assert json.loads(first.stdout) == ["init", "my course"], first.stderr
    assert first.returncode == 2
    return clone


@pytest.fixture
def clone(installed: Path) -> Path:
    """The same clone for each test, whole again whatever the test before did to it."""
    assert launch(installed).returncode == 0
    return installed


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """A machine's programs: none but those that a test puts there."""
    (tmp_path / "bin").mkdir()
    return tmp_path / "bin"


def program(folder: Path, name: str, script: str) -> None:
    (folder / name).write_text(f"#!/bin/sh\n{script}\n")
    (folder / name).chmod(0o755)


def apt_that_brings(folder: Path, *names: str) -> None:
    """An apt-get that writes down how it was called and, asked to install, brings the named programs."""
    brings = "".join(f"; printf '#!/bin/sh\\n' > {folder}/{name}; /bin/chmod +x {folder}/{name}" for name in names)
    program(folder, "apt-get", f'echo "$@" >> {folder}/apt.log; if [ "$1" = install ]; then :{brings}; fi')


def files(clone: Path) -> dict[str, int]:
    return {str(path): path.stat().st_mtime_ns for path in clone.rglob("*") if "__pycache__" not in path.parts}


def toy_files(clone: Path) -> Path:
    return next((clone / ".venv").glob("lib/*/site-packages"))


def test_a_second_run_changes_nothing(clone: Path, tmp_path: Path) -> None:
    before = files(clone)

    again = launch(clone, "status", cwd=tmp_path)

    assert (again.stdout, again.stderr) == ('["status"]\n', "")
    assert files(clone) == before


def test_new_requirements_are_installed(clone: Path) -> None:
    (clone / "pyproject.toml").write_text("# stand-in, changed\n")

    assert "Installing" in launch(clone).stderr
    assert launch(clone).stderr == ""


def test_a_cut_off_install_is_mended(clone: Path) -> None:
    site = toy_files(clone)
    (clone / ".venv/tito-installed").unlink()
    (site / RECORD).unlink()
    (site / "toy.py").unlink()

    assert launch(clone, "status").stdout == '["status"]\n'


def test_an_environment_cut_off_before_pip_is_made_anew(clone: Path) -> None:
    shutil.rmtree(toy_files(clone) / "pip")
    (clone / ".venv/tito-installed").unlink()

    assert launch(clone, "status").stdout == '["status"]\n'


def test_a_vanished_python_is_mended(clone: Path) -> None:
    (clone / ".venv/bin/python").unlink()

    assert launch(clone, "status").stdout == '["status"]\n'


def test_a_moved_clone_gets_its_environment_anew(tmp_path: Path) -> None:
    old = make_clone(tmp_path / "old")
    launch(old)
    new = old.rename(tmp_path / "new")

    assert launch(new, "status").stdout == '["status"]\n'
    assert str(old) not in (new / ".venv/bin/activate").read_text()


def test_a_failing_install_says_so_and_is_tried_again(clone: Path) -> None:
    good = (clone / "requirements.txt").read_text()
    (clone / "requirements.txt").write_text("./not-there.whl\n")

    failed = launch(clone)

    assert failed.returncode == 3
    assert "pip could not install what the course needs" in failed.stderr
    assert "Traceback" not in failed.stderr
    (clone / "requirements.txt").write_text(good)
    assert "Installing" in launch(clone).stderr


def test_an_old_python_says_so(clone: Path, bare: Path) -> None:
    old = launch(clone, change="sys.version_info = (3, 9, 2)", path=bare)

    assert old.returncode == 3
    assert "error: This Python is too old" in old.stderr
    assert "expected  Python 3.11 or newer" in old.stderr


def test_an_old_python_hands_over_to_a_newer_one(clone: Path, bare: Path) -> None:
    program(bare, "python3.12", 'echo newer "$@"')

    handed = launch(clone, "status", change="sys.version_info = (3, 9, 2)", path=bare)

    assert handed.stdout == f"newer {clone / 'tito'} status\n"


def test_without_a_terminal_the_apt_line_is_printed(tmp_path: Path, bare: Path) -> None:
    apt_that_brings(bare)

    refused = launch(
        make_clone(tmp_path / "clone"), "demo", change=f"os.geteuid = lambda: 0; {WITHOUT_VENV}", path=bare
    )

    package = "python{}.{}-venv".format(*sys.version_info)
    assert refused.returncode == 3
    assert f"next      apt-get update && apt-get install --yes --no-install-recommends {package}\n" in refused.stderr
    assert not (bare / "apt.log").exists()
    assert not (tmp_path / "clone/.venv").exists()


def test_a_closed_stdin_is_no_terminal(clone: Path, bare: Path) -> None:
    apt_that_brings(bare)

    assert launch(clone, "dev", "test", change="sys.stdin = None; os.geteuid = lambda: 0", path=bare).returncode == 3


def test_yes_installs_system_packages_as_root(clone: Path, bare: Path) -> None:
    apt_that_brings(bare, "bwrap", "git", "pg_ctlcluster", "zsh")

    done = launch(clone, "dev", "test", "--yes", change="os.geteuid = lambda: 0", path=bare)

    assert done.stdout == '["dev", "test"]\n'
    assert (
        bare / "apt.log"
    ).read_text() == "update\ninstall --yes --no-install-recommends bubblewrap clang git postgresql zsh\n"


def test_a_leading_yes_is_for_the_launcher_alone(clone: Path, bare: Path) -> None:
    apt_that_brings(bare, "bwrap", "git", "pg_ctlcluster", "zsh")

    done = launch(clone, "--yes", "dev", "test", change="os.geteuid = lambda: 0", path=bare)

    assert done.stdout == '["dev", "test"]\n'


def test_a_command_that_asks_gets_the_answer_itself(clone: Path) -> None:
    assert launch(clone, "module", "reset", "01", "--yes").stdout == '["module", "reset", "01", "--yes"]\n'


def test_other_users_go_through_sudo(clone: Path, bare: Path) -> None:
    apt_that_brings(bare, "bwrap", "git", "pg_ctlcluster", "zsh")
    program(bare, "sudo", f'echo sudo >> {bare}/apt.log; exec "$@"')

    launch(clone, "dev", "test", "--yes", change="os.geteuid = lambda: 1000", path=bare)

    assert (
        bare / "apt.log"
    ).read_text() == "sudo\nupdate\nsudo\ninstall --yes --no-install-recommends bubblewrap clang git postgresql zsh\n"


@pytest.mark.parametrize(("answer", "code"), [("y", 2), ("n", 3), ("", 3)])
def test_a_person_is_asked(clone: Path, bare: Path, answer: str, code: int) -> None:
    apt_that_brings(bare, "bwrap", "git", "pg_ctlcluster", "zsh")
    person, terminal = pty.openpty()
    os.write(person, f"{answer}\n".encode())

    done = launch(clone, "dev", "test", change="os.geteuid = lambda: 0", path=bare, stdin=terminal)

    os.close(person)
    os.close(terminal)
    assert "Run that now? [y/N]" in done.stderr
    assert done.returncode == code


def test_a_failing_apt_leaves_the_line_to_type(clone: Path, bare: Path) -> None:
    program(bare, "apt-get", "exit 100")

    failed = launch(clone, "dev", "test", "--yes", change="os.geteuid = lambda: 0", path=bare)

    assert failed.returncode == 3
    assert "apt-get ended with 100" in failed.stderr


def test_other_systems_are_told_what_is_lacking(clone: Path, bare: Path) -> None:
    told = launch(clone, "dev", "test", path=bare)

    assert told.returncode == 3
    assert "bubblewrap" in told.stderr


def test_student_commands_need_no_system_package(clone: Path, bare: Path) -> None:
    assert launch(clone, "module", "test", "01", path=bare).stdout == '["module", "test", "01"]\n'


def test_two_first_runs_at_once_install_once(tmp_path: Path) -> None:
    clone = make_clone(tmp_path / "clone")
    command = [sys.executable, str(clone / "tito"), "status"]
    environment = os.environ | {"PIP_NO_INDEX": "1"}
    runs = [subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) for _ in range(2)]

    said = [run.communicate(timeout=120)[1] for run in runs]

    assert [run.returncode for run in runs] == [1, 1]
    assert sum("Installing" in text for text in said) == 1
