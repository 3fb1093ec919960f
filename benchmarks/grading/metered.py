"""A command, and what it took: time, CPU time of all its processes, and the memory of all of them at once."""

from __future__ import annotations

import os
import resource
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread

LOOK = 0.05  # seconds between two looks at the memory
PAGE = resource.getpagesize()


@dataclass(frozen=True)
class Used:
    """`memory`: the largest sum of the resident sets of the process and its descendants that was seen, in bytes. What
    forks share is counted for each of them."""

    wall: float
    cpu: float
    memory: int
    code: int
    said: str

    def must_succeed(self) -> Used:
        if self.code:
            raise RuntimeError(f"a command ended with {self.code}:\n{self.said}")
        return self


def metered(command: Sequence[str], *, cwd: Path, env: Mapping[str, str]) -> Used:
    with tempfile.TemporaryFile() as output:
        start = time.monotonic()
        process = subprocess.Popen(
            list(command), cwd=cwd, env=dict(env), stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT
        )
        with _Memory(process.pid) as memory:
            _, status, usage = os.wait4(process.pid, 0)
        wall = time.monotonic() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        said = output.read().decode(errors="replace")
    return Used(wall, usage.ru_utime + usage.ru_stime, memory.most, process.returncode, said)


class _Memory:
    """Looks at a process and all below it, in a thread."""

    def __init__(self, pid: int) -> None:
        self._pid, self.most = pid, 0
        self._over = Event()
        self._thread = Thread(target=self._watch)

    def _watch(self) -> None:
        while not self._over.wait(LOOK):
            self.most = max(self.most, sum(map(_resident, _tree(self._pid))))

    def __enter__(self) -> _Memory:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()


def _tree(root: int) -> list[int]:
    children: dict[int, list[int]] = {}
    for entry in os.scandir("/proc"):
        if entry.name.isdigit():
            children.setdefault(_parent(entry.name), []).append(int(entry.name))
    found = [root]
    for pid in found:
        found += children.get(pid, [])
    return found


def _parent(pid: str) -> int:
    try:
        return int(Path("/proc", pid, "stat").read_text().rpartition(")")[2].split()[1])
    except (OSError, IndexError):  # it has ended
        return -1


def _resident(pid: int) -> int:
    try:
        return int(Path("/proc", str(pid), "statm").read_text().split()[1]) * PAGE
    except (OSError, IndexError):
        return 0
