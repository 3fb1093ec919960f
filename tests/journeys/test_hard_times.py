"""A machine that refuses: no permission, no space, Ctrl-C at every moment, two runs at once, odd names of folders."""

from __future__ import annotations

import ctypes
import os
import resource
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

CHANGING = [
    ("module", "complete", "01"),
    ("module", "submit", "01"),
    ("module", "reset", "01", "--yes"),
    ("package", "sync"),
]

# Runs tito and sends itself SIGINT before the N-th thing that it does to the workspace or to processes (0: never). What
# it does after that is written to a file.
INTERRUPTED_BEFORE = """
import os, signal, sys
countdown = int(sys.argv.pop(1))
WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT
ALTERS = {"os.rename", "os.mkdir", "os.remove", "os.rmdir", "os.chmod", "subprocess.Popen"}
def hook(event, args):
    global countdown
    here = "subprocess" in event or str(args[:1]).removeprefix("('").startswith(os.getcwd())
    if here and (event in ALTERS or event == "open" and args[2] & WRITES):
        countdown -= 1
        if countdown == 0:
            signal.raise_signal(signal.SIGINT)
        elif countdown < 0:
            os.write(sink, f"{event} {args[0]}\\n".encode(errors="replace"))
from tito.cli.main import run
sink = os.open(sys.argv.pop(1), os.O_WRONLY | os.O_CREAT)
sys.addaudithook(hook)
run()
"""


def files(root: Path) -> dict[str, bytes]:
    """Everything that a command may change, but for the record of times."""
    found = {file.relative_to(root).as_posix(): file for file in root.rglob("*") if file.is_file()}
    volatile = (".tinytorch/progress.json", ".tinytorch/backups/", ".tinytorch/lock")
    return {name: file.read_bytes() for name, file in found.items() if not name.startswith(volatile)}


def bound_by_permissions() -> None:
    """Even root then needs the permission bits: it gives up the right to ignore them."""
    if os.geteuid() == 0:
        drop, override, read_search = 24, 1, 2  # PR_CAPBSET_DROP, CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH
        prctl = ctypes.CDLL(None).prctl
        if prctl(drop, override, 0, 0, 0) or prctl(drop, read_search, 0, 0, 0):
            raise OSError("cannot give up root's rights over files")


def without_room(size: int) -> Callable[[], None]:
    """No file may grow beyond `size` bytes: what a full disk does to a write, at a place of our choice."""
    return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


@contextmanager
def read_only(root: Path) -> Iterator[None]:
    folders = [root, *(path for path in root.rglob("*") if path.is_dir())]
    for folder in folders:
        folder.chmod(0o555)
    try:
        yield
    finally:
        for folder in folders:
            folder.chmod(0o755)


@pytest.fixture
def at_work(solved: Any) -> Any:
    """Something to do for each of the CHANGING commands."""
    (solved.root / "tinytorch" / "core" / "utils.py").unlink()
    return solved


@pytest.mark.parametrize("words", CHANGING, ids=" ".join)
def test_a_read_only_workspace_is_said_and_nothing_changes(at_work: Any, words: tuple[str, ...]) -> None:
    before = files(at_work.root)
    with read_only(at_work.root):
        ran = at_work.run(*words, before=bound_by_permissions)
    assert ran.code == 3
    assert "Permission denied" in ran.err
    assert files(at_work.root) == before
    assert at_work.run(*words).code == 0


def test_a_read_only_workspace_can_still_be_looked_at(solved: Any) -> None:
    with read_only(solved.root):
        assert solved.run("module", "status", before=bound_by_permissions).code == 0
        assert solved.run("module", "list", before=bound_by_permissions).code == 0


def test_init_in_a_read_only_folder_is_said(tito: Callable[..., Any], tmp_path: Path) -> None:
    parent = tmp_path / "parent"
    parent.mkdir()
    with read_only(parent):
        ran = tito("init", str(parent / "work"), before=bound_by_permissions)
    assert ran.code == 3
    assert "Permission denied" in ran.err
    assert list(parent.iterdir()) == []


@pytest.mark.parametrize("size", [10, 100])
@pytest.mark.parametrize("words", CHANGING, ids=" ".join)
def test_a_write_that_fails_half_way_changes_nothing(at_work: Any, words: tuple[str, ...], size: int) -> None:
    before = files(at_work.root)
    ran = at_work.run(*words, before=without_room(size))
    assert ran.code == 3
    assert "File too large" in ran.err
    assert files(at_work.root) == before
    assert at_work.run(*words).code == 0


def test_a_full_disk_is_said_and_the_same_command_works_when_there_is_room(solved: Any, tmp_path: Path) -> None:
    bwrap, small, after = shutil.which("bwrap"), tmp_path / "small", tmp_path / "after"
    assert bwrap, "bubblewrap makes the small disk; the grader needs it as well"
    small.mkdir()
    script = f"""
    cp -r '{solved.root}' '{small}/work' && cd '{small}/work'
    cat /dev/zero > ../filler 2> /dev/null
    tito module complete 01; full=$?
    cp -r . '{after}'
    rm ../filler
    tito module complete 01 || exit 99
    exit $full
    """
    disk = [bwrap, "--dev-bind", "/", "/", "--size", str(2 << 20), "--tmpfs", str(small), "--", "sh", "-c", script]
    path = {"PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    ran = solved.run(program=disk, env=path)
    assert ran.code == 3
    assert "No space left" in ran.err
    assert files(after) == files(solved.root)


@pytest.mark.parametrize("words", [*CHANGING, ("module", "test", "01")], ids=" ".join)
def test_ctrl_c_at_any_moment_leaves_nothing_half_done(at_work: Any, words: tuple[str, ...], tmp_path: Path) -> None:
    program = (sys.executable, "-c", INTERRUPTED_BEFORE)
    fresh = Path(shutil.copytree(at_work.root, tmp_path / "fresh"))
    whole = at_work.run("0", str(tmp_path / "log"), *words, program=program)
    assert whole.code == 0, whole.said
    moments = len((tmp_path / "log").read_text().splitlines())
    for moment in sample(moments):
        again = Path(shutil.copytree(fresh, tmp_path / f"moment-{moment}"))
        ran = at_work.run(str(moment), os.devnull, *words, program=program, cwd=again)
        assert "Traceback" not in ran.err
        assert (ran.code, ran.err.strip().splitlines()[-1:]) == (130, [STOPPED]), f"moment {moment}"
        assert at_work.run(*words, cwd=again).code == 0
        assert files(again) == files(at_work.root)


STOPPED = "Stopped. Nothing was left half done; run the same command again to go on."


def sample(moments: int) -> list[int]:
    """At most five moments, the first and the last among them."""
    return sorted({1 + round(i * (moments - 1) / 4) for i in range(5)})


def test_ctrl_c_in_a_terminal_ends_the_students_code_too(solved: Any, environment: Mapping[str, str]) -> None:
    fifo = solved.root / "running"
    os.mkfifo(fifo)
    solved.type("01_numbers", "double", f"# exercise: double\nheld = open({str(fifo)!r}, 'w')\nwhile True: pass\n")
    tito = Path(sys.executable).with_name("tito")
    command = [str(tito), "module", "test", "01"]
    with subprocess.Popen(
        command, cwd=solved.root, env=dict(environment), stderr=subprocess.PIPE, text=True, start_new_session=True
    ) as running:
        with fifo.open() as reader:  # opens when the student's code has begun
            os.killpg(running.pid, signal.SIGINT)
            assert reader.read() == ""  # ends when the student's code has
        _, said = running.communicate()
    assert running.returncode == 130
    assert said.strip().splitlines()[-1] == STOPPED
    assert "Traceback" not in said


def test_two_runs_at_once_take_turns(solved: Any, environment: Mapping[str, str]) -> None:
    tito = Path(sys.executable).with_name("tito")
    command = [str(tito), "module", "complete", "01"]
    runs = [subprocess.Popen(command, cwd=solved.root, env=dict(environment)) for _ in range(2)]
    assert [run.wait() for run in runs] == [0, 0]
    assert "import numpy" in (solved.root / "tinytorch" / "core" / "numbers.py").read_text()
    assert "01" in solved.run("module", "status").out


def test_a_run_that_waits_for_another_says_so(solved: Any, environment: Mapping[str, str]) -> None:
    tito = Path(sys.executable).with_name("tito")
    command = [str(tito), "module", "complete", "01"]
    with (
        FileLock(solved.root / ".tinytorch" / "lock") as held,
        subprocess.Popen(command, cwd=solved.root, env=dict(environment), stderr=subprocess.PIPE, text=True) as run,
    ):
        assert run.stderr is not None
        assert "tito" in run.stderr.readline()  # it says that it waits before it gets its turn
        held.release()
        run.communicate()
    assert run.returncode == 0


def test_a_terminal_that_cannot_show_a_name_is_no_reason_to_fail(tito: Callable[..., Any], tmp_path: Path) -> None:
    assert tito("init", "ワーク", env={"PYTHONIOENCODING": "latin-1"}).code == 0
    ran = tito("module", "status", cwd=tmp_path / "ワーク", env={"PYTHONIOENCODING": "latin-1"})
    assert ran.code == 0
    assert "/???" in ran.out


def test_a_folder_whose_name_is_no_text_is_no_reason_to_fail(solved: Any) -> None:
    root = solved.root.rename(os.fsdecode(os.fsencode(solved.root) + b"-\xff"))
    for command in ("test", "complete", "submit"):
        assert solved.run("module", command, "01", cwd=root).code == 0


ODD_NAMES = ["a b", "Zoë Łukasiewicz", "ワークスペース", "it's (1) & $HOME #2", "tinytorch", "-work"]


@pytest.mark.parametrize("name", ODD_NAMES)
def test_any_folder_name_will_do(tito: Callable[..., Any], solved: Any, tmp_path: Path, name: str) -> None:
    home = tmp_path / "names"
    home.mkdir()
    assert tito("init", "--", name, cwd=home).code == 0
    root = home / name
    for module in ("00_hello", "01_numbers"):
        shutil.copy(solved.path(module), root / "modules" / module)
    for number in ("00", "01"):
        assert tito("module", "complete", number, cwd=root / "modules").code == 0
    assert tito("module", "submit", "01", cwd=root).code == 0
    python = (sys.executable, "-c", "from tinytorch.core.numbers import double; print(double(21.0))")
    assert tito(program=python, cwd=root).out.strip() == "42.0"
