"""Limits for all processes of a room together, where this user may make control groups (version 2 or 1)."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from pathlib import Path

from tito.errors import ToolFailed
from tito.sandbox.protocol import Limits

_ROOT, _OWN = Path("/sys/fs/cgroup"), Path("/proc/self/cgroup")
_SERVER_MB = 128  # for the server itself, beside what it runs
_SERVER_PIDS = 8
_MB = 1 << 20


Values = dict[str, int]


class Group:
    """One group (in version 1 one for each controller). ToolFailed if this user or this machine does not allow it."""

    def __init__(self, limits: Limits) -> None:
        memory, pids = (limits.memory_mb + _SERVER_MB) * _MB, limits.processes + _SERVER_PIDS
        self._folders: list[Path] = []
        try:
            for place, values in _places(memory, pids):
                _sweep(place)
                self._make(place / f"tito-{os.getpid()}-{secrets.token_hex(4)}", values)
        except OSError as problem:
            self.remove()
            words = f"control groups may not be made here ({problem.strerror or problem})"
            raise ToolFailed("No control group could be made.", got=words) from problem

    def _make(self, folder: Path, values: Values) -> None:
        folder.mkdir()
        self._folders.append(folder)
        for file, value in values.items():
            (folder / file).write_text(str(value))

    def add(self, pid: int) -> None:
        """Also for everything that it will start."""
        try:
            for folder in self._folders:
                (folder / "cgroup.procs").write_text(str(pid))
        except OSError as problem:
            raise ToolFailed("A program could not be put into its control group.", got=str(problem)) from problem

    def remove(self) -> None:
        """After the last of it has ended."""
        for folder in self._folders:
            with suppress(OSError):  # it is still being taken down: the next room sweeps it away
                folder.rmdir()


def _sweep(place: Path) -> None:
    """Remove what a process that was killed has left there."""
    for folder in place.glob("tito-*-*"):
        if not Path("/proc", folder.name.split("-")[1]).exists():
            with suppress(OSError):  # its last processes are still ending
                folder.rmdir()


def _places(memory: int, pids: int) -> list[tuple[Path, Values]]:
    own = _own()
    if "" in own and (_ROOT / "cgroup.controllers").is_file():
        place = _with_controllers(_ROOT / own[""].lstrip("/"))
        return [(place, {"memory.max": memory, "memory.swap.max": 0, "pids.max": pids})]
    if not {"memory", "pids"} <= own.keys():
        raise OSError("no control groups for memory and processes here")
    places = {name: _ROOT / name / own[name].lstrip("/") for name in ("memory", "pids")}
    memory_values = {"memory.limit_in_bytes": memory}
    if (places["memory"] / "memory.memsw.limit_in_bytes").is_file():
        memory_values["memory.memsw.limit_in_bytes"] = memory
    return [(places["memory"], memory_values), (places["pids"], {"pids.max": pids})]


def _own() -> dict[str, str]:
    """Where this process is, by controller; version 2 under the empty name."""
    lines = _OWN.read_text().splitlines()
    return {name: path for _, names, path in (line.split(":", 2) for line in lines) for name in names.split(",")}


def _with_controllers(place: Path) -> Path:
    """Version 2: groups below `place` may have limits only if no process is in `place` itself; so we move down."""
    if "memory" in (place / "cgroup.subtree_control").read_text().split():
        return place
    if place.name == "tito":  # moved by an earlier room
        return place.parent
    leaf = place / "tito"
    leaf.mkdir(exist_ok=True)
    (leaf / "cgroup.procs").write_text(str(os.getpid()))
    (place / "cgroup.subtree_control").write_text("+memory +pids")
    return place
