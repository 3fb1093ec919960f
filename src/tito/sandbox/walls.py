"""The walls, from inside: what the warm server builds around itself, and what each of its forks builds around itself.

Levels A and B: the server lives in namespaces of its own, in a file tree made of nothing but the listed paths, as a
user whom the machine does not know otherwise. A fork makes them again for itself, with empty temporary folders of
limited size, then gives up every right. Level C has no namespaces: Landlock, the filter and the limits are the walls.
Standard library only: this runs in every fork.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import tempfile
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tito.sandbox import enter, kernel, landlock, seccomp
from tito.sandbox.runtime import DEVICES, SCRATCH

STUDENT = 1000  # the user's number inside
_OLD = "/.old"
_EMPTY = kernel.NO_SETUID | kernel.NO_DEVICES


@dataclass(frozen=True)
class Plan:
    """What to build: sent to the server as JSON."""

    level: str  # "A", "B", "C", or "none" for no walls at all
    readable: tuple[str, ...]
    listed: tuple[str, ...]  # folders to import from: without a file tree of their own their names are seen
    limits: Mapping[str, float]

    @classmethod
    def from_json(cls, raw: Mapping[str, Any]) -> Plan:
        return cls(**{**raw, "readable": tuple(raw["readable"]), "listed": tuple(raw["listed"])})

    @property
    def namespaces(self) -> bool:
        return self.level in ("A", "B")


def outer(plan: Plan) -> None:
    """Build the room that the server lives in; its next fork is the first process there."""
    if os.geteuid() != 0:
        kernel.new_users(0, more=kernel.NEW_MOUNTS)
        _build_tree(plan)
    else:  # as root first: the interpreter may lie in a home folder that only root can open
        kernel.unshare(kernel.NEW_MOUNTS)
        _build_tree(plan)
        kernel.become(some_uid())
        kernel.new_users(0, more=kernel.NEW_MOUNTS)
    kernel.unshare(kernel.NEW_PIDS | kernel.NEW_IPC | kernel.NEW_NETWORK | kernel.NEW_HOSTNAME)
    socket.sethostname("sandbox")


def first_process() -> None:
    """In the room's first process: it goes with whoever started it, and everything in the room goes with it."""
    kernel.die_with_parent(signal.SIGKILL)
    with suppress(PermissionError):  # in a container that hides parts of its /proc: the server keeps that view
        kernel.mount("proc", "/proc", "proc", _EMPTY | kernel.NO_PROGRAMS)


def _build_tree(plan: Plan) -> None:
    kernel.mount("none", "/", "", kernel.PRIVATE | kernel.RECURSIVE)
    kernel.mount("tmpfs", "/tmp", "tmpfs", _EMPTY, "mode=0755,size=1m")
    Path(f"/tmp{_OLD}").mkdir()
    os.chdir("/tmp")
    kernel.pivot_root(".", f".{_OLD}")
    os.chdir("/")
    for place in (*SCRATCH, "/proc"):
        _make(Path(place))
    for path in plan.readable:
        _show(path)
    for device in DEVICES:
        _bind(f"{_OLD}{device}", device)
        kernel.set_mount(device, kernel.READ_ONLY | kernel.NO_SETUID)
    kernel.mount(f"{_OLD}/proc", "/proc", "", kernel.BIND | kernel.RECURSIVE)
    kernel.unmount(_OLD)
    Path(_OLD).rmdir()
    kernel.set_mount("/", kernel.READ_ONLY | kernel.PLAIN_FILES)


def _show(path: str) -> None:
    """Make one path of the machine readable at its own place."""
    old = Path(f"{_OLD}{path}")
    if old.is_symlink() and path.count("/") == 1:
        Path(path).symlink_to(old.readlink())  # /lib on a system with one /usr
    elif old.exists():
        _bind(str(old), path)
        kernel.set_mount(path, kernel.READ_ONLY | kernel.PLAIN_FILES, recursive=True)


def _bind(source: str, path: str) -> None:
    if Path(source).is_dir():
        _make(Path(path))
    else:
        _make(Path(path).parent)
        Path(path).touch(0o644)
    kernel.mount(source, path, "", kernel.BIND | kernel.RECURSIVE)


def _make(folder: Path) -> None:
    """Open to all, its parents too: whoever lives here has another number than who builds."""
    for place in (*reversed(folder.parents), folder):
        if not place.exists():
            place.mkdir(mode=0o755)
            place.chmod(0o755)


class Fork:
    """The walls around one fork."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._own_pids = os.open("/proc/self/ns/pid", os.O_RDONLY | os.O_CLOEXEC) if plan.namespaces else -1
        self._signals = plan.namespaces or landlock.version() >= landlock.FIRST_WITH_SIGNALS
        self._filter = b"" if plan.level == "none" else seccomp.program(shared=not plan.namespaces)
        self._covered = [path for path in plan.readable if path.startswith(SCRATCH) and Path(path).exists()]
        self.scratch, self._uid = SCRATCH[0], STUDENT
        self._is_root = not plan.namespaces and os.geteuid() == 0
        self._keep = (kernel.READ_EVERYTHING,) if self._is_root and not _open_to_all(plan.readable) else ()

    def prepare(self) -> None:
        """In the server: the next fork is the first process of a namespace of its own, or gets a folder of its own."""
        if self._plan.namespaces:
            kernel.join_namespace(self._own_pids, kernel.NEW_PIDS)
            kernel.unshare(kernel.NEW_PIDS)
            return
        self.scratch = tempfile.mkdtemp(prefix="tito-")
        if self._is_root:
            self._uid = some_uid()
            os.chown(self.scratch, self._uid, self._uid)

    def clean(self) -> None:
        """In the server, after the fork has ended with all that it started."""
        if not self._plan.namespaces:
            shutil.rmtree(self.scratch, ignore_errors=True)

    def enter(self) -> None:
        """In the fork: build the walls and give up every right."""
        os.setsid()
        if self._plan.level == "none":
            enter.limit(self._plan.limits, count_processes=False)
            return
        keep = self._apart() if self._plan.namespaces else self._among_others()
        kernel.drop_capabilities(keep=keep)
        kernel.no_new_privileges()
        read, write = (("/",), SCRATCH) if self._plan.namespaces else (self._plan.readable, (self.scratch,))
        landlock.confine(read=(*read, *DEVICES), write=(*write, DEVICES[0]), list_=self._plan.listed)
        seccomp.load(self._filter if self._signals else seccomp.program(shared=True, signals=False))

    def _apart(self) -> tuple[int, ...]:
        """Mounts first, by the room's rights; then a user namespace of its own, which has none over them.

        There the limit on processes counts from nothing, and no user but this one exists.
        """
        _first_to_be_ended()
        kernel.unshare(kernel.NEW_MOUNTS | kernel.NEW_IPC)
        limits = self._plan.limits
        size = f"size={int(limits['file_mb'])}m,nr_inodes={int(limits['files'])},mode=1777"
        own = os.open("/proc/self", os.O_PATH | os.O_CLOEXEC)
        covered = {path: os.open(path, os.O_PATH | os.O_CLOEXEC) for path in self._covered}
        for place in SCRATCH:
            kernel.mount("tmpfs", place, "tmpfs", _EMPTY | kernel.NO_PROGRAMS, size)
        for path, descriptor in covered.items():
            _bind(f"/proc/self/fd/{descriptor}", path)
            os.close(descriptor)
        _mount_proc()
        kernel.new_users(STUDENT, own=f"/proc/self/fd/{own}")
        enter.limit(limits, count_processes=True)
        os.close(own)
        return ()

    def _among_others(self) -> tuple[int, ...]:
        """A user of its own if root started us; else processes are counted with all others of this user."""
        _first_to_be_ended()
        others = 0 if self._is_root else _threads_of(os.getuid())
        limits = {**self._plan.limits, "processes": self._plan.limits["processes"] + others}
        enter.limit(limits, count_processes=True)
        if self._is_root:
            self._become()
        kernel.die_with_parent(signal.SIGKILL)
        return self._keep

    def _become(self) -> None:
        try:
            kernel.become(self._uid, keep=self._keep)
        except PermissionError as problem:
            words = "the interpreter or the tool lies in a folder that only root can open: install it elsewhere"
            raise PermissionError(problem.errno, words if self._keep else str(problem)) from problem


def some_uid() -> int:
    """One of those that exist only while something runs (systemd's range for that)."""
    return 61184 + int.from_bytes(os.urandom(4), "big") % 4336


def _open_to_all(paths: Iterable[str]) -> bool:
    """Whether another user can reach them: not if they lie in a home folder that only root can open."""
    above = {folder for path in paths for folder in Path(path).parents if Path(path).exists()}
    return all(folder.stat().st_mode & 0o001 for folder in above)


def _first_to_be_ended() -> None:
    """When memory runs out the kernel ends the student's program, not the server that started it."""
    Path("/proc/self/oom_score_adj").write_text("1000")


def _mount_proc() -> None:
    """A view of this namespace's processes only. In a container that hides parts of its own it is refused: none."""
    flags = _EMPTY | kernel.NO_PROGRAMS | kernel.READ_ONLY
    try:
        kernel.mount("proc", "/proc", "proc", flags)
    except PermissionError:
        kernel.mount("tmpfs", "/proc", "tmpfs", flags, "size=4k,nr_inodes=1")


def _threads_of(uid: int) -> int:
    """What RLIMIT_NPROC counts where no namespace keeps a count of its own."""
    total = 0
    for process in Path("/proc").iterdir():
        try:
            if process.name.isdigit() and process.stat().st_uid == uid:
                total += len(list((process / "task").iterdir()))
        except OSError:  # ended meanwhile, or hidden from us
            continue
    return total
