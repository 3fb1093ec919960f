"""The sandbox at each of its levels."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tito.sandbox import room, runtime
from tito.sandbox.protocol import Level, Limits, SelfTest
from tito.sandbox.room import Program, Room

MADE_OF = {
    Level.A: "namespaces, Landlock, system call filter, limits, control group",
    Level.B: "namespaces, Landlock, system call filter, limits, watched memory",
    Level.C: "no namespaces: Landlock, system call filter, limits, one process group",
    Level.NONE: "no walls: these submissions are trusted",
}
CANNOT = {  # what a level does not promise
    Level.B: ("the memory of all processes together is watched, some times a second, and not limited by the kernel",),
    Level.C: (
        "that files exist, and how large they are, can be seen (not what is in them)",
        "processes are counted together with the user's others, unless root starts it",
        "the number of files and their size in total are watched, not limited",
    ),
    Level.NONE: ("anything",),
}


@dataclass(frozen=True)
class Walls:
    level: Level

    @property
    def name(self) -> str:
        return f"level {self.level}" if self.level is not Level.NONE else "none (submissions trusted)"

    @property
    def python(self) -> tuple[str, ...]:
        return runtime.interpreter()

    def room(
        self,
        *,
        limits: Limits,
        read_only: Sequence[Path] = (),
        env: Mapping[str, str] | None = None,
        preload: Sequence[str] = (),
        prepare: Mapping[str, bytes] | None = None,
    ) -> Room:
        return Room(self.level, limits=limits, read_only=read_only, env=env, preload=preload, prepare=prepare)

    def start(
        self,
        argv: Sequence[str],
        *,
        limits: Limits,
        read_only: Sequence[Path] = (),
        env: Mapping[str, str] | None = None,
        cwd: Path | None = None,
        stdin: bytes = b"",
    ) -> Program:
        """A room for this one program: its server imports nothing, and ends with it."""
        alone = self.room(limits=limits, read_only=read_only, env=env)
        return room.start(alone, argv, cwd=cwd, stdin=stdin)

    def self_test(self) -> SelfTest:
        """Try everything that this level promises, on this machine."""
        from tito.sandbox.trial import trial

        if not sys.platform.startswith("linux"):
            return SelfTest(ok=False, reasons=("it needs Linux",))
        return trial(self)
