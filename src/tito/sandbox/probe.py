"""Tries, from inside a sandbox, what must not succeed there. Writes a line of words for what did, and a last line.

python -m tito.sandbox.probe '{"level": "A", "outside": {...}, "limits": {...}}'
"""

from __future__ import annotations

import contextlib
import ctypes
import encodings.idna  # noqa: F401 - what a socket call loads may be out of reach by then
import json
import os
import select
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

MB = 1 << 20
END = "that is all"
_CALLS = {"x86_64": 0, "aarch64": 1}
_KERNEL = {
    "processes can be traced": ((101, 117), (16, 0, 0, 0)),
    "namespaces can be made": ((272, 97), (0x1000_0000,)),
    "folders can be mounted": ((165, 40), (b"none", b"/tmp", b"none such", 0, None)),
    "kernel keys can be used": ((250, 219), (0, -3, 1)),
    "bpf can be used": ((321, 280), (0, None, 0)),
    "io_uring can be used": ((425, 425), (1, None)),
    "userfaultfd can be used": ((323, 282), (0,)),
    "performance counters can be used": ((298, 241), (None, 0, -1, -1, 0)),
    "files can be opened by handle": ((304, 265), (-100, None, 0)),
    "unnamed memory files can be made": ((319, 279), (b"x", 0)),
    "shared memory segments can be made": ((29, 194), (0, 4096, 0o1600)),
    "clone3 can be used": ((435, 435), (None, 0)),
    "calls unknown to the filter can be made": ((470, 470), ()),
}
_REFUSED = (1, 38)  # EPERM, ENOSYS; another error would mean that the kernel has looked at the request


def found(outside: dict[str, Any], limits: dict[str, int], level: str) -> Iterator[str]:
    yield from _kernel()
    yield from _identity(level)
    yield from _files(outside)
    yield from _network(outside)
    yield from _processes(outside, limits, level)
    yield from _disk(limits, level)
    yield from _memory(limits)


def succeeds(action: Callable[[], object]) -> bool:
    try:
        action()
    except (OSError, ValueError, subprocess.SubprocessError):
        return False
    return True


def _kernel() -> Iterator[str]:
    libc = ctypes.CDLL(None, use_errno=True)
    column = _CALLS[os.uname().machine]
    for words, (numbers, arguments) in _KERNEL.items():
        ctypes.set_errno(0)
        result = libc.syscall(ctypes.c_long(numbers[column]), *arguments)
        if result >= 0 or ctypes.get_errno() not in _REFUSED:
            yield words


def _identity(level: str) -> Iterator[str]:
    if os.getuid() == 0 or os.geteuid() == 0:
        yield "the program runs as root"
    if succeeds(lambda: os.setuid(0)):
        yield "the program can become root"
    if level != "C":
        lines = Path("/proc/self/status").read_text().splitlines() if Path("/proc/self").exists() else []
        if any(int(line.split()[1], 16) for line in lines if line.startswith(("CapPrm", "CapEff", "CapBnd"))):
            yield "the program has capabilities"


def _files(outside: dict[str, Any]) -> Iterator[str]:
    file, folder = Path(outside["file"]), Path(outside["folder"])
    if succeeds(file.read_bytes):
        yield "files outside can be read"
    if succeeds(lambda: list(folder.iterdir())):
        yield "folders outside can be listed"
    if _made(folder / "mark"):
        yield "files can be made outside"
    if succeeds(lambda: file.chmod(0o666)) or succeeds(lambda: os.truncate(file, 0)):
        yield "files outside can be changed"
    if succeeds(lambda: Path(os.__file__).open("a").close()):
        yield "the interpreter can be written"
    for place in ("/mark", "/usr/lib/mark", "/dev/mark", "/proc/mark"):
        if _made(Path(place)):
            yield f"{place} can be written"


def _made(place: Path) -> bool:
    """Whether a file could be made there; it does not stay."""
    if not succeeds(lambda: place.touch(exist_ok=False)):
        return False
    place.unlink()
    return True


def _network(outside: dict[str, Any]) -> Iterator[str]:
    if succeeds(lambda: socket.create_connection(("127.0.0.1", outside["port"]), timeout=2).close()):
        yield "the network can be reached"
    if succeeds(lambda: _unix(outside["abstract"])):
        yield "abstract sockets can be reached"
    if succeeds(lambda: socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)):
        yield "datagram sockets can be made"


def _unix(name: str) -> None:
    with socket.socket(socket.AF_UNIX) as end:
        end.connect("\0" + name)


def _processes(outside: dict[str, Any], limits: dict[str, int], level: str) -> Iterator[str]:
    pid = outside["pid"]
    if succeeds(lambda: os.kill(pid, 0)) or succeeds(lambda: os.kill(os.getppid() or pid, 0)):
        yield "processes outside can be signalled"
    if succeeds(Path(f"/proc/{pid}/environ").read_bytes):
        yield "other processes can be seen"
    if level == "C" and (succeeds(os.setsid) or succeeds(lambda: os.setpgid(0, 0))):
        yield "the process group can be left"
    if _swarm(limits["processes"]) > limits["processes"]:
        yield "processes are not limited"


def _swarm(limit: int) -> int:
    """How many processes could be started, of a few more than the limit."""
    gate, hold = os.pipe()
    children: list[int] = []
    with contextlib.suppress(OSError):
        while len(children) < 4 * limit:
            child = os.fork()
            if child == 0:
                os.close(hold)
                os.read(gate, 1)
                os._exit(0)
            children.append(child)
    os.close(hold)
    for child in children:
        os.waitpid(child, 0)
    return len(children)


def _disk(limits: dict[str, int], level: str) -> Iterator[str]:
    if succeeds(lambda: _flood("one", limits["file_mb"] + 1, 1)):
        yield "a file is not limited"
    if level != "C" and succeeds(lambda: _flood("part", 1, limits["file_mb"] + 1)):
        yield "the temporary folder is not limited"
    if level != "C" and succeeds(lambda: _flood("empty", 0, limits["files"] + 1)):
        yield "the number of files is not limited"


def _flood(name: str, megabytes: int, count: int) -> None:
    made: list[Path] = []
    try:
        for number in range(count):
            made.append(Path(f"{name}{number}"))
            with made[-1].open("wb") as file:
                for _ in range(megabytes):
                    file.write(bytes(MB))
    finally:
        for path in made:
            with contextlib.suppress(OSError):
                path.unlink()


def _memory(limits: dict[str, int]) -> Iterator[str]:
    with contextlib.suppress(MemoryError):
        bytearray(limits["memory_mb"] * MB)
        yield "the memory of a process is not limited"


def hog(limits: dict[str, int]) -> Iterator[str]:
    """Three processes, each below the limit for one; together they must not come through."""
    told, tell = os.pipe()
    for _ in range(3):
        if os.fork() == 0:
            kept = bytearray(limits["memory_mb"] * MB // 2)
            kept[::4096] = b"x" * len(kept[::4096])
            os.write(tell, b"x")
            signal.pause()
    os.close(tell)
    if sum(len(os.read(told, 1)) for _ in range(3)) == 3:
        select.select([], [], [], 15.0)  # who watches memory looks some times a second, and less often under load
        yield "memory in total is not limited"


if __name__ == "__main__":
    asked = json.loads(sys.argv[1])
    tried = hog(asked["limits"]) if asked.get("hog") else found(asked["outside"], asked["limits"], asked["level"])
    for words in tried:  # one by one: it may be ended on the way
        os.write(1, f"{words}\n".encode())
    os.write(1, f"{END}\n".encode())
    os._exit(0)
