"""The warm server: imports once what every run needs, then runs each program in a fork behind walls of its own.

    python -m tito.sandbox.server DESCRIPTOR

It knows nothing of courses, holds no secrets, and has one thread. On its descriptor come packets of JSON: first what to
build, import and prepare, with a file for each module that has something to prepare; then, one run at a time, a job
with open files as its descriptors 0, 1, 3, 4, ... A job is a module, whose main() is called, or a program. Sent back
are "ready", "started" and, exactly once for each run, "ended" with how. When the other end is closed, everything ends.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import select
import signal
import socket
import sys
import tempfile
import traceback
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from tito.sandbox import kernel, walls

PACKET = 1 << 17  # bytes
MOST_FILES = 16
_WATCH = 0.05  # seconds between two looks at how much memory a run takes
_MB = 1 << 20


@dataclass
class _Run:
    pid: int
    end: int  # readable when the first process has ended
    why: str = ""  # it was killed, in words


class Server:
    def __init__(self, control: socket.socket, plan: walls.Plan) -> None:
        self._control, self._plan, self._walls = control, plan, walls.Fork(plan)
        self._run: _Run | None = None

    def serve(self) -> None:
        """Until the other end is closed."""
        poll = select.poll()
        poll.register(self._control, select.POLLIN)
        while True:
            running = self._run
            if running:
                poll.register(running.end, select.POLLIN)
            ready = {descriptor for descriptor, _ in poll.poll(_WATCH * 1000 if running else None)}
            if running:
                poll.unregister(running.end)
            if running and running.end in ready:
                self._ended(running)
            elif self._control.fileno() in ready and not self._answer():
                return
            elif running and not ready:
                self._watch(running)

    def close(self) -> None:
        if self._run:
            self._kill(self._run)
            self._ended(self._run)

    def _answer(self) -> bool:
        """Do what a packet asks for. False when there will be no more."""
        packet, files, _, _ = socket.recv_fds(self._control, PACKET, MOST_FILES)
        if not packet:
            return False
        order = json.loads(packet)
        if order["do"] == "run":
            self._start(order["job"], files)
        elif self._run and order["do"] == "interrupt":
            os.kill(self._run.pid, signal.SIGINT)
        elif self._run and order["do"] == "kill":
            self._kill(self._run)
        return True

    def _start(self, job: dict[str, Any], files: list[int]) -> None:
        try:
            self._walls.prepare()
            pid = os.fork()
        except OSError as problem:
            _close(files)
            self._say({"failed": str(problem)})
            return
        if pid == 0:
            _inside(self._walls, job, files, self._control.detach())
        _close(files)
        self._run = _Run(pid, os.pidfd_open(pid))
        alone = self._plan.namespaces
        self._say({"started": pid, "left": {} if alone else {"group": pid, "scratch": self._walls.scratch}})

    def _kill(self, run: _Run) -> None:
        if self._plan.namespaces:
            os.kill(run.pid, signal.SIGKILL)  # the first of its namespace: the kernel takes all others along
        else:
            os.killpg(run.pid, signal.SIGKILL)  # all of it is in one group: the filter refuses to leave it

    def _ended(self, run: _Run) -> None:
        """The first process has ended: so do all others, before anybody is told."""
        if not self._plan.namespaces:
            self._kill(run)
        _, status = os.waitpid(run.pid, 0)
        _reap(wait=self._plan.level != "none")
        os.close(run.end)
        self._walls.clean()
        self._run = None
        self._say({"ended": os.waitstatus_to_exitcode(status), "why": run.why})

    def _watch(self, run: _Run) -> None:
        """What the kernel limits for each process only, and on level C what it does not limit at all."""
        if self._plan.level == "none":
            return
        limits = self._plan.limits
        if _memory(self._pids(run)) > limits["memory_mb"] * _MB:
            run.why = f"it took more than {limits['memory_mb']} MB of memory in total"
        elif self._plan.level == "C" and _overfull(self._walls.scratch, limits["files"], limits["file_mb"] * _MB):
            run.why = f"it made more than {limits['files']} files or filled more than {limits['file_mb']} MB"
        if run.why:
            self._kill(run)

    def _pids(self, run: _Run) -> list[int]:
        pids = [int(entry.name) for entry in os.scandir("/proc") if entry.name.isdigit()]
        if self._plan.namespaces:
            return [pid for pid in pids if pid != os.getpid()]
        return [pid for pid in pids if _group(pid) == run.pid]

    def _say(self, words: dict[str, Any]) -> None:
        try:
            self._control.send(json.dumps(words).encode())
        except OSError:  # nobody listens any more: the next look at the descriptor ends us
            return


def _inside(around: walls.Fork, job: dict[str, Any], files: list[int], control: int) -> NoReturn:
    """The fork: arrange the open files, build the walls, become the program."""
    try:
        os.close(control)
        _arrange(files)
        signal.signal(signal.SIGINT, signal.default_int_handler)  # ignored, if the grader runs in the background
        around.enter()
        os.environ.update({"HOME": around.scratch, "TMPDIR": around.scratch, **job["env"]})
        tempfile.tempdir = None  # the server has looked it up for itself
        os.chdir(job["cwd"] or around.scratch)
        if job["program"]:
            os.execve(job["program"][0], job["program"], os.environ)
        _reseed()
        sys.argv = [job["module"], *job["arguments"]]
        sys.modules[job["module"]].main()
        os._exit(0)
    except BaseException:  # the border: nothing may come back into the server's loop
        os.write(2, traceback.format_exc().encode()[-4000:])
        os._exit(1)


def _arrange(files: list[int]) -> None:
    """The first two are standard input and output, the rest follow from 3 on; nothing else stays open."""
    high = [os.dup2(descriptor, 100 + index) for index, descriptor in enumerate(files)]
    wanted = [0, 1, *range(3, 1 + len(files))]
    for descriptor, number in zip(high, wanted, strict=True):
        os.dup2(descriptor, number, inheritable=True)
    os.closerange(1 + len(files), 1 << 20)


def _close(files: list[int]) -> None:
    for descriptor in files:
        os.close(descriptor)


def _reseed() -> None:
    """`random` does it itself after a fork."""
    if "numpy.random" in sys.modules:
        sys.modules["numpy.random"].seed()


def _group(pid: int) -> int:
    try:
        return os.getpgid(pid)
    except ProcessLookupError:
        return 0


def _memory(pids: list[int]) -> int:
    """Bytes that these processes alone keep in memory."""
    total = 0
    for pid in pids:
        try:
            with Path(f"/proc/{pid}/status").open("rb") as file:
                total += sum(int(line.split()[1]) for line in file if line.startswith((b"RssAnon", b"RssShmem")))
        except (OSError, ValueError):  # it has ended
            continue
    return total << 10


def _overfull(folder: str, files: float, size: float) -> bool:
    """Whether more lies below `folder`; what vanishes meanwhile counts for nothing."""
    folders = [folder]
    while folders and files >= 0 and size >= 0:
        try:
            with os.scandir(folders.pop()) as entries:
                for entry in entries:
                    files -= 1
                    if files < 0:
                        break
                    size -= entry.stat(follow_symlinks=False).st_blocks * 512
                    if entry.is_dir(follow_symlinks=False):
                        folders.append(entry.path)
        except OSError:
            continue
    return files < 0 or size < 0


def _reap(*, wait: bool) -> None:
    """Orphans that came to us: they were killed, but may not be gone yet."""
    with suppress(ChildProcessError):
        while os.waitpid(-1, 0 if wait else os.WNOHANG)[0]:
            pass


def main() -> None:
    control = socket.socket(fileno=int(sys.argv[1]))
    packet, files, _, _ = socket.recv_fds(control, PACKET, MOST_FILES)
    order = json.loads(packet)
    plan = walls.Plan.from_json(order["plan"])
    if plan.namespaces:
        walls.outer(plan)
        if room := os.fork():
            control.close()
            os._exit(os.waitstatus_to_exitcode(os.waitpid(room, 0)[1]) & 255)
        walls.first_process()
    kernel.adopt_orphans()
    for name in order["preload"]:
        importlib.import_module(name)
    for name, descriptor in zip(order["prepare"], files, strict=True):
        with os.fdopen(descriptor, "rb") as data:
            sys.modules[name].prepare(data.read())
    gc.collect()
    gc.freeze()
    server = Server(control, plan)
    control.send(json.dumps({"ready": len(list(Path("/proc/self/task").iterdir()))}).encode())
    server.serve()
    server.close()


if __name__ == "__main__":
    main()
