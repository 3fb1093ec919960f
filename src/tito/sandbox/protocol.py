"""What every sandbox offers: start a program under limits, and kill all of it.

`choose` (in `tito.sandbox.choose`) names the best that holds on this machine. A caller asks the sandbox for `python`,
the interpreter as it is called inside, lists what the program may read, and gets a `Process`; leaving its `with` block
kills the program and everything it started.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from types import TracebackType
from typing import IO, Protocol


class Level(StrEnum):
    """How much confines a program; recorded with every result."""

    A = "A"  # namespaces, Landlock, a filter of system calls, no rights, limits for each process and in total (cgroup)
    B = "B"  # as A without cgroup: the server watches memory in total
    C = "C"  # no namespaces: Landlock, the filter, limits, one process group
    NONE = "none"  # limits only, by somebody's explicit choice


@dataclass(frozen=True)
class Limits:
    """For each run of a notebook. Seconds are wall time on the caller's clock, which the program cannot reach."""

    seconds_per_step: float = 10.0
    seconds_total: float = 120.0
    memory_mb: int = 1024  # address space of each process, and memory of all together
    processes: int = 32  # threads count too
    file_mb: int = 32  # the largest file, and all files of a temporary folder together
    files: int = 4096  # in a temporary folder
    output_kb: int = 2  # of what a step prints, how much is kept


@dataclass(frozen=True)
class SelfTest:
    ok: bool
    reasons: tuple[str, ...] = ()  # what does not hold, in words
    then: str = ""  # what to do about it


class Process(Protocol):
    """A running program. `stdout` ends when it and all that it started have ended."""

    @property
    def stdout(self) -> IO[bytes]: ...

    def kill(self) -> None:
        """Kill the program and everything it started; calling it twice does no harm."""

    def wait(self) -> int:
        """Wait for the end; the exit code, 128 + N after signal N."""

    def diagnostics(self) -> str:
        """The last of what was written to stderr: for the tool's own failures, never a result."""

    def __enter__(self) -> Process: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


class Sandbox(Protocol):
    @property
    def name(self) -> str:
        """Recorded with every result: "level B", "plain"."""

    @property
    def python(self) -> tuple[str, ...]:
        """The command for an interpreter inside, with its options."""

    def start(
        self,
        argv: Sequence[str],
        *,
        limits: Limits,
        read_only: Sequence[Path] = (),
        env: Mapping[str, str] | None = None,
        cwd: Path | None = None,
        stdin: bytes = b"",
    ) -> Process:
        """Start `argv`. It sees `read_only` at their own paths; without `cwd` it starts in an empty scratch folder."""

    def self_test(self) -> SelfTest:
        """Try on this machine what the sandbox promises. Costs some tens of milliseconds."""
