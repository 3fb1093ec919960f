"""What a program inside the sandbox cannot do: reach, read, write, swarm, fill, stay."""

from __future__ import annotations

import os
import socket
import sys
from pathlib import Path

import pytest

from tito.sandbox import enter
from tito.sandbox.bubblewrap import runtime_path
from tito.sandbox.choose import choose
from tito.sandbox.protocol import Limits

ROOT = Path(__file__).parents[2]

READ = """
import sys
try:
    print(open(sys.argv[1]).read()[:5])
except OSError as error:
    print(type(error).__name__)
"""


def test_numpy_runs_as_nobody_in_an_empty_folder(inside) -> None:
    places = (runtime_path(), Path(enter.__file__), Path(sys.base_prefix))  # listed, so seen, should they lie in /tmp
    seen = sorted({place.parts[2] for place in places if place.parts[1] == "tmp"})
    program = "import numpy, os; print(numpy.ones(3).sum(), os.getuid() != 0, sorted(os.listdir('.')))"
    ran = inside(program, env={"PYTHONPATH": str(runtime_path()), "OPENBLAS_NUM_THREADS": "1"})
    assert (ran.out, ran.err) == (f"3.0 True {seen}", "")


@pytest.mark.parametrize(
    "place",
    [
        "home/.bashrc",
        "course/gradebook.db",
        "course/submitted/ada/01_numbers/01_numbers.ipynb",
        "curriculum/01_numbers/numbers.py",
    ],
)
def test_files_that_nobody_listed_are_not_there(inside, tmp_path, place: str) -> None:
    file = tmp_path / place
    file.parent.mkdir(parents=True)
    file.write_text("secret")
    assert inside(READ, str(file)).out == "FileNotFoundError"


@pytest.mark.parametrize("file", ["/etc/passwd", "/etc/shadow", "/proc/1/environ", str(ROOT / "pyproject.toml")])
def test_the_machines_own_files_are_not_there(inside, file: str) -> None:
    assert inside(READ, file).out in ("FileNotFoundError", "PermissionError")


def test_listed_files_can_be_read_and_not_written(inside, tmp_path) -> None:
    (tmp_path / "given.txt").write_text("given")
    (tmp_path / "other.txt").write_text("other")
    assert inside(READ, str(tmp_path / "given.txt"), read_only=[tmp_path / "given.txt"]).out == "given"
    assert inside(READ, str(tmp_path / "other.txt"), read_only=[tmp_path / "given.txt"]).out == "FileNotFoundError"
    ran = inside(f"open({str(tmp_path / 'given.txt')!r}, 'w')", read_only=[tmp_path])
    assert "Read-only file system" in ran.err or "Permission denied" in ran.err
    assert (tmp_path / "given.txt").read_text() == "given"


@pytest.mark.parametrize("place", ["/mark", "/usr/lib/mark", "/dev/mark", str(Path(os.__file__).with_name("mark"))])
def test_nothing_can_be_written_but_the_temporary_folder(inside, place: str) -> None:
    assert inside(f"open({place!r}, 'w')").code == 1
    assert inside("open('/tmp/mark', 'w').write('x'); print('written')").out == "written"
    assert inside("import os; print(os.path.exists('/tmp/mark'))").out == "False"


def test_the_network_is_not_reached(inside) -> None:
    program = """
import socket, sys
try:
    socket.create_connection(("127.0.0.1", int(sys.argv[1])), timeout=5)
except OSError as error:
    print(type(error).__name__)
"""
    with socket.create_server(("127.0.0.1", 0)) as server:
        assert inside(program, str(server.getsockname()[1])).out == "ConnectionRefusedError"


def test_other_processes_are_not_seen(inside) -> None:
    ran = inside("import os; print(sorted(int(p) for p in os.listdir('/proc') if p.isdigit())[-1] < 10)")
    assert ran.out == "True"


def test_a_fork_bomb_comes_to_an_end(inside) -> None:
    program = """
import os
n = 0
try:
    while True:
        if os.fork() == 0:
            os.read(0, 1)
            import signal
            signal.pause()
        n += 1
except OSError as error:
    print(n, type(error).__name__, flush=True)
    os._exit(0)
"""
    ran = inside(program, limits=Limits(processes=20))
    count, error = ran.out.split()
    assert int(count) < 20
    assert error == "BlockingIOError"


def test_memory_is_limited(inside) -> None:
    program = "try:\n    bytearray(2 << 30)\nexcept MemoryError:\n    print('MemoryError')"
    assert inside(program, limits=Limits(memory_mb=512)).out == "MemoryError"


@pytest.mark.parametrize("place", ["/tmp", "/dev/shm"])
def test_many_files_fill_no_more_than_the_temporary_folder(inside, place: str) -> None:
    program = f"""
n = 0
try:
    while True:
        with open(f"{place}/{{n}}", "wb") as file:
            file.write(bytes(1 << 20))
        n += 1
except OSError as error:
    print(n, error.strerror)
"""
    count, _, words = inside(program, limits=Limits(file_mb=4)).out.partition(" ")
    assert int(count) <= 4
    assert words == "No space left on device"


def test_one_file_is_limited(inside) -> None:
    assert "File too large" in inside("open('/tmp/x', 'wb').write(bytes(9 << 20))", limits=Limits(file_mb=8)).err


DAEMON = """
import os, signal, sys, time
for number in (signal.SIGHUP, signal.SIGTERM, signal.SIGINT):
    signal.signal(number, signal.SIG_IGN)
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        print("alive", flush=True)
        while True:
            signal.pause()
    os._exit(0)
os.wait()
{end}
"""


def test_a_daemon_ends_with_the_program_that_left_it(inside) -> None:
    assert inside(DAEMON.format(end="")).out == "alive"  # the pipe's end is the daemon's


def test_killing_takes_everything_along() -> None:
    sandbox = choose()
    with sandbox.start([*sandbox.python, "-c", DAEMON.format(end="signal.pause()")], limits=Limits()) as process:
        assert process.stdout.read(6) == b"alive\n"
        process.kill()
        assert process.stdout.read() == b""


def test_the_environment_is_clean(inside, monkeypatch) -> None:
    monkeypatch.setenv("SECRET_TOKEN", "secret")
    assert "secret" not in inside("import os; print(dict(os.environ))").out
