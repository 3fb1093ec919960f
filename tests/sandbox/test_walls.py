"""What a program inside the sandbox cannot do: reach, read, write, swarm, fill, stay."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tito.sandbox.levels import Walls
from tito.sandbox.protocol import Level, Limits
from tito.sandbox.runtime import readable

ROOT = Path(__file__).parents[2]
NOT_THERE = ("FileNotFoundError", "PermissionError")

READ = """
import sys
try:
    print(open(sys.argv[1]).read()[:5])
except OSError as error:
    print(type(error).__name__)
"""


def test_numpy_runs_as_nobody_in_an_empty_folder(inside, walls: Walls) -> None:
    """Its own folder; with namespaces that is /tmp, where what is listed is seen should it lie there."""
    places = [path for path in readable() if path.parts[1] == "tmp" and walls.level is not Level.C]
    program = "import numpy, os; print(numpy.ones(3).sum(), os.getuid() != 0, sorted(os.listdir('.')))"
    ran = inside(program, OPENBLAS_NUM_THREADS="1")
    assert ran.out == f"3.0 True {sorted({path.parts[2] for path in places})}", ran.err


@pytest.mark.parametrize(
    "place",
    [
        "home/.bashrc",
        "course/gradebook.db",
        "course/submitted/ada/01_numbers/01_numbers.ipynb",
        "curriculum/01_numbers/numbers.py",
    ],
)
def test_files_that_nobody_listed_cannot_be_read(inside, tmp_path, place: str) -> None:
    file = tmp_path / place
    file.parent.mkdir(parents=True)
    file.write_text("secret")
    assert inside(READ, str(file)).out in NOT_THERE


@pytest.mark.parametrize(
    "file",
    ["/etc/passwd", "/etc/shadow", f"/proc/{os.getpid()}/environ", str(ROOT / "pyproject.toml")],
    ids=["users", "passwords", "environment", "project"],  # the same in every worker
)
def test_the_machines_own_files_cannot_be_read(inside, file: str) -> None:
    assert inside(READ, file).out in NOT_THERE


def test_listed_files_can_be_read_and_not_written(inside, tmp_path) -> None:
    given, other = tmp_path / "given.txt", tmp_path / "other.txt"
    given.write_text("given")
    other.write_text("other")
    for folder in (tmp_path, *tmp_path.parents[:2]):
        folder.chmod(0o755)
    assert inside(READ, str(given), read_only=[given]).out == "given"
    assert inside(READ, str(other), read_only=[given]).out in NOT_THERE
    assert inside(f"open({str(given)!r}, 'w')", read_only=[tmp_path]).code == 1
    assert given.read_text() == "given"


@pytest.mark.parametrize("place", ["/mark", "/usr/lib/mark", "/dev/mark", str(Path(os.__file__).with_name("mark"))])
def test_nothing_can_be_written_but_the_temporary_folder(inside, place: str) -> None:
    assert inside(f"open({place!r}, 'w')").code == 1
    assert not Path(place).exists()


def test_what_one_run_writes_is_not_there_for_the_next(inside) -> None:
    program = "import os, tempfile; place = tempfile.gettempdir(); open(f'{place}/mark', 'w').write('x'); print(place)"
    place = inside(program).out
    assert inside(f"import os; print(os.path.exists('{place}/mark'), os.path.exists('mark'))").out == "False False"


def test_the_network_is_not_reached(inside) -> None:
    program = """
import socket, sys
try:
    socket.create_connection(("127.0.0.1", int(sys.argv[1])), timeout=5)
except OSError as error:
    print(type(error).__name__)
"""
    with socket.create_server(("127.0.0.1", 0)) as server:
        assert inside(program, str(server.getsockname()[1])).out == "PermissionError"


def test_sockets_come_in_pairs_that_reach_nobody(inside) -> None:
    program = """
import socket
import subprocess
import sys
a, b = socket.socketpair()
a.send(b"x")
print(b.recv(1))
datagrams = lambda: socket.socketpair(type=socket.SOCK_DGRAM)
for action in (lambda: a.bind("\\0mark"), lambda: a.connect("\\0mark"), datagrams):
    try:
        action()
    except PermissionError:
        print("refused")
"""
    assert inside(program).out.split() == ["b'x'", *["refused"] * 3]


def test_other_processes_are_not_seen(inside, walls: Walls) -> None:
    ran = inside("import os; print([p for p in os.listdir('/proc') if p.isdigit()])")
    assert ran.out == ("" if walls.level is Level.C else "['1']")


def test_other_processes_are_not_signalled(inside) -> None:
    program = f"""
import os
for pid in filter(None, ({os.getpid()}, os.getppid())):
    try:
        os.kill(pid, 0)
        print(pid)
    except OSError:
        pass
"""
    assert inside(program).out == ""


def test_a_fork_bomb_comes_to_an_end(inside) -> None:
    program = """
import os
n = 0
try:
    while True:
        if os.fork() == 0:
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


HOGS = """
import os, signal
told, tell = os.pipe()
for _ in range(4):
    if os.fork() == 0:
        kept = bytearray(100 << 20)
        kept[::4096] = b"x" * len(kept[::4096])
        os.write(tell, b"x")
        signal.pause()
os.close(tell)
there = sum(len(os.read(told, 1)) for _ in range(4))
if there == 4:
    signal.pause()
print(there)
os._exit(0)
"""


def test_memory_of_all_processes_together_is_limited(inside) -> None:
    ran = inside(HOGS, limits=Limits(memory_mb=192))
    assert ran.why == "it took more than 192 MB of memory in total" or ran.out < "4"


def fill(place: str, size: int) -> str:
    return f"""
import os
n = 0
try:
    while True:
        with open(f"{place}/{{n}}", "wb") as file:
            file.write(bytes({size}))
        n += 1
except OSError as error:
    print(n, error.strerror)
"""


@pytest.mark.parametrize("place", ["/tmp", "/dev/shm"])
def test_many_files_fill_no_more_than_the_temporary_folder(inside, walls: Walls, place: str) -> None:
    limits = Limits(file_mb=4, files=50)
    for size, most in ((1 << 20, 4), (0, 50)):
        ran = inside(fill("." if walls.level is Level.C else place, size), limits=limits)
        if walls.level is Level.C:
            assert ran.why == "it made more than 50 files or filled more than 4 MB"
            continue
        count, _, words = ran.out.partition(" ")
        assert int(count) <= most
        assert words == "No space left on device"


def test_one_file_is_limited(inside) -> None:
    assert "File too large" in inside("open('x', 'wb').write(bytes(9 << 20))", limits=Limits(file_mb=8)).err


DAEMON = """
import os, signal
for number in (signal.SIGHUP, signal.SIGTERM, signal.SIGINT):
    signal.signal(number, signal.SIG_IGN)
if os.fork() == 0:
    try:
        os.setsid()
    except PermissionError:
        pass
    if os.fork() == 0:
        print("alive", flush=True)
        while True:
            signal.pause()
    os._exit(0)
os.wait()
{end}
"""


def test_a_daemon_ends_with_the_program_that_left_it(inside) -> None:
    """Reading to the end shows it: the pipe's other end is the daemon's."""
    assert inside(DAEMON.format(end="import time; time.sleep(0.1)")).out in ("alive", "")


def test_killing_takes_everything_along(start) -> None:
    started = start(DAEMON.format(end="signal.pause()"))
    assert os.read(started.stdout, 6) == b"alive\n"
    started.run.kill()
    assert started.read() == ""


def test_the_environment_is_clean(inside, monkeypatch) -> None:
    monkeypatch.setenv("SECRET_TOKEN", "secret")
    assert "secret" not in inside("import os; print(dict(os.environ))").out


def test_no_rights_are_left(inside, walls: Walls) -> None:
    """Level C started by root may keep the one that reads: the interpreter may lie where only root can look."""
    program = """
import ctypes, os
header, data = (ctypes.c_uint32 * 2)(0x20080522, 0), (ctypes.c_uint32 * 6)()
ctypes.CDLL(None).capget(header, data)
libc = ctypes.CDLL(None)
print(data[0] | data[1] | data[2] | data[3], libc.prctl(39, 0, 0, 0, 0), libc.prctl(21, 0, 0, 0, 0))
"""
    rights, no_new, filtered = inside(program).out.split()
    assert rights == "0" or (walls.level is Level.C and os.geteuid() == 0 and rights == str(1 << 2))
    assert (no_new, filtered) == ("1", "2")


CALLS = {
    "another architecture's numbers": "libc.syscall(ctypes.c_long(0x40000000 + 39))",
    "a call of another interface": "libc.syscall(ctypes.c_long(0x40000000))",
}


@pytest.mark.skipif(os.uname().machine != "x86_64", reason="x32 is an interface of x86_64")
@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
def test_a_second_system_call_interface_ends_the_program(inside, call: str) -> None:
    ran = inside(f"import ctypes; libc = ctypes.CDLL(None); {call}; print('went on')")
    assert (ran.code, ran.out) == (128 + 31, "")


def test_nobody_becomes_root(inside) -> None:
    program = """
import os
for become in (os.setuid, os.seteuid, os.setgid):
    try:
        become(0)
    except OSError:
        print("no")
"""
    assert inside(program).out.split() == ["no"] * 3


def test_numbers_drawn_are_others_in_each_run(inside) -> None:
    program = "import numpy, random; print(numpy.random.random(), random.random())"
    assert inside(program).out != inside(program).out


def test_an_interpreter_in_a_closed_home_folder_works(inside) -> None:
    """Wherever this one lies, the self-test has started it; here that it imports what is not loaded yet."""
    assert inside("import csv, decimal, unittest; print('imported')").out == "imported"


def test_packages_that_are_not_listed_are_not_there(inside) -> None:
    ran = inside("import nbgrader")
    assert ran.code == 1
    assert "ModuleNotFoundError" in ran.err or "PermissionError" in ran.err


GRADER = """
import os, sys
from tito.sandbox.levels import Walls
from tito.sandbox.protocol import Level, Limits

walls = Walls(Level(sys.argv[1]))
room = walls.room(limits=Limits())
with open(os.devnull, "rb") as nothing:
    room.run(program=[*walls.python, "-c", sys.argv[2]], files=[nothing.fileno(), int(sys.argv[3])])
os.close(int(sys.argv[3]))
sys.stdin.read()
"""


def test_nothing_outlives_a_grader_that_is_killed(walls: Walls) -> None:
    """Reading to the end shows it: whatever still ran would hold the pipe open."""
    reading, writing = os.pipe()
    argv = [sys.executable, "-c", GRADER, walls.level, DAEMON.format(end="signal.pause()"), str(writing)]
    grader = subprocess.Popen(argv, pass_fds=[writing], stdin=subprocess.PIPE)
    os.close(writing)
    with os.fdopen(reading, "rb") as stream, grader:
        assert stream.readline() == b"alive\n"
        grader.kill()
        assert stream.read() == b""


def test_nothing_outlives_a_server_that_is_killed(walls: Walls) -> None:
    reading, writing = os.pipe()
    with walls.room(limits=Limits()) as room:
        with Path(os.devnull).open("rb") as nothing, os.fdopen(writing, "wb"):
            program = DAEMON.format(end="print(os.getcwd(), flush=True); signal.pause()")
            room.run(program=[*walls.python, "-c", program], files=[nothing.fileno(), writing])
        stream = os.fdopen(reading, "rb")
        said = {stream.readline().decode().strip() for _ in range(2)}
        room._popen.kill()
    with stream:
        assert stream.read() == b""
    assert "alive" in said
    assert walls.level is not Level.C or not any(Path(place).exists() for place in said - {"alive"})
