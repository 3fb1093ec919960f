"""`run_split`: other people's code in one sandboxed process, the verdict in another, plain data between them.

Both are forks of warm servers: what every run needs is imported once, and each run gets fresh walls around it. The
verdict's server also gets the course's own checks ready to run; the student's holds nothing of them.
"""

from __future__ import annotations

import json
import os
import socket
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Protocol

from tito.errors import ToolFailed
from tito.judge.events import Child
from tito.judge.local import STEADY, tool
from tito.judge.plan import Plan
from tito.judge.supervise import supervise
from tito.results import Report
from tito.sandbox.protocol import Limits
from tito.sandbox.room import Room, Run, in_memory
from tito.sandbox.runtime import numpy_folder

_SERVE, _VERDICT = "tito.judge.serve", "tito.judge.verdict"
_LINK = 3  # the first descriptor after the standard ones
_BEFOREHAND = ("numpy", "numpy.random", "numpy.ma", "hashlib", "html", "tomllib")  # numpy itself loads some of it late
_VOCABULARY = "tinytorch.checks"


class Rooms(Protocol):
    """What makes rooms: a sandbox."""

    @property
    def name(self) -> str: ...

    def room(
        self,
        *,
        limits: Limits,
        read_only: Sequence[Path] = (),
        env: Mapping[str, str] | None = None,
        preload: Sequence[str] = (),
        prepare: Mapping[str, bytes] | None = None,
    ) -> Room: ...


def run_split(plan: Plan, *, sandbox: Rooms, package: Path | None = None, limits: Limits | None = None) -> Report:
    """Run one plan on top of `package`: the `tinytorch` folder of a workspace or reference, beside its tito.toml."""
    with Pairs(sandbox, package=package, limits=limits or Limits()) as pairs:
        return pairs.run(plan)


class Pairs:
    """Warm pairs of rooms, one for each thread that runs plans at the same time; made when they are needed.

    `preload`: modules of the package that its rooms import beforehand. Only of a package that is the course's own:
    importing `tinytorch` runs parts of it, and that is outside the walls of a fork. None: nothing of it.
    `known`: the course's own plan. What its checks take to be got ready is done once, where the verdict is found, and
    never where the student's code runs. Others are got ready when they come.
    """

    def __init__(
        self,
        sandbox: Rooms,
        *,
        package: Path | None = None,
        preload: Sequence[str] | None = None,
        known: Plan | None = None,
        limits: Limits | None = None,
    ) -> None:
        trusted = package is None or preload is not None
        self._sandbox, self._package = sandbox, package
        self._preload = (*_BEFOREHAND, _SERVE, *([_VOCABULARY] if trusted else []), *(preload or ()))
        self._known = known.of_checks() if known else Plan("", ())
        self._limits = limits or Limits()
        self._lock = threading.Lock()
        self._idle: list[_Pair] = []
        self._busy: set[_Pair] = set()
        self._stopped = False

    def run(self, plan: Plan) -> Report:
        """Run `plan` to its report. A sandbox that fails by itself gets a second chance; then ToolFailed."""
        try:
            return self._run_once(plan)
        except ToolFailed:
            if self._stopped:
                raise
            return self._run_once(plan)

    def stop(self) -> None:
        """End everything that runs, from any thread; `run` then raises ToolFailed."""
        with self._lock:
            self._stopped = True
            busy = list(self._busy)
        for pair in busy:
            pair.stop()

    def close(self) -> None:
        """After the last run has come back."""
        self.stop()
        while self._idle:
            self._idle.pop().close()

    def _run_once(self, plan: Plan) -> Report:
        with self._pair() as pair:

            def launch(skip: frozenset[int]) -> AbstractContextManager[Child]:
                return pair.launch(plan, skip)

            return supervise(plan, launch, limits=self._limits, sandbox=self._sandbox.name)

    @contextmanager
    def _pair(self) -> Iterator[_Pair]:
        """One that is idle, or a new one. It comes back only from a run that went well."""
        pair = self._taken()
        try:
            yield pair
        except BaseException:
            pair.close()
            raise
        else:
            with self._lock:
                self._idle.append(pair)
        finally:
            with self._lock:
                self._busy.discard(pair)

    def _taken(self) -> _Pair:
        with self._lock:
            pair = self._idle.pop() if self._idle else None
        pair = pair or self._new()
        with self._lock:
            self._busy.add(pair)
            stopped = self._stopped
        if stopped:
            pair.close()
            raise ToolFailed("Grading was stopped.")
        return pair

    def _new(self) -> _Pair:
        with ExitStack() as stack:
            student = stack.enter_context(self._student())
            verdict = stack.enter_context(self._verdict())
            stack.pop_all()
            return _Pair(student, verdict, str(self._limits.output_kb * 1024))

    def _student(self) -> Room:
        package = self._package
        readable = [] if package is None else [package, package.parent / "tito.toml"]  # and nothing else beside it
        workspace = {} if package is None else {"TITO_WORKSPACE": str(package.parent)}
        return self._sandbox.room(
            limits=self._limits,
            read_only=[*tool(), *readable],
            env={**_environment(), **workspace},
            preload=self._preload,
        )

    def _verdict(self) -> Room:
        return self._sandbox.room(
            limits=self._limits,
            read_only=tool(),
            env=_environment(),
            preload=[*_BEFOREHAND, _VERDICT],
            prepare={_VERDICT: json.dumps(self._known.to_json()).encode()},
        )

    def __enter__(self) -> Pairs:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _environment() -> Mapping[str, str]:
    folders = dict.fromkeys(str(path) for path in (numpy_folder(), *(folder.parent for folder in tool())))
    return {**STEADY, "PYTHONPATH": ":".join(folders)}


@dataclass(frozen=True, eq=False)
class _Pair:
    """A room for the student's process and one for the verdict's."""

    student: Room
    verdict: Room
    output: str

    @contextmanager
    def launch(self, plan: Plan, skip: frozenset[int]) -> Iterator[Child]:
        job = json.dumps({"plan": plan.to_json(), "skip": sorted(skip)}).encode()
        with ExitStack() as stack:
            student, verdict, events = self._started(stack, job, plan.seed)
            stack.callback(verdict.kill)
            stack.callback(student.kill)
            yield _Running(student, verdict, events)
        if not (self.student.alive and self.verdict.alive):
            said = self.student.diagnostics() or self.verdict.diagnostics()
            raise ToolFailed("The sandbox's server ended while a hand-in was running.", got=said)

    def _started(self, stack: ExitStack, job: bytes, seed: str) -> tuple[Run, Run, IO[bytes]]:
        ours, theirs = socket.socketpair()
        with ours, theirs, _nothing() as nothing, in_memory(job) as source:
            student = self.student.run(
                module=_SERVE, arguments=[str(_LINK), self.output], files=[nothing, nothing, theirs.fileno()]
            )
            reading, writing = os.pipe()
            events = stack.enter_context(os.fdopen(reading, "rb", buffering=0))
            with os.fdopen(writing, "wb"):
                verdict = self.verdict.run(
                    module=_VERDICT,
                    arguments=[str(_LINK)],
                    env={"TINYTORCH_CHECK_SEED": seed},
                    files=[source, writing, ours.fileno()],
                )
        return student, verdict, events

    def stop(self) -> None:
        self.student.stop()
        self.verdict.stop()

    def close(self) -> None:
        self.student.close()
        self.verdict.close()


@contextmanager
def _nothing() -> Iterator[int]:
    with Path(os.devnull).open("r+b", buffering=0) as file:
        yield file.fileno()


@dataclass(frozen=True)
class _Running:
    """Both processes; the verdict's word is the only one heard."""

    student: Run
    verdict: Run
    stream: IO[bytes]
    token: str = ""

    def interrupt(self) -> bool:
        self.student.interrupt()
        return True

    def kill(self) -> None:
        self.student.kill()
        self.verdict.kill()

    def ended(self) -> str:
        code = self.student.wait()
        ending = f"was ended by signal {code - 128}" if code > 128 else f"ended (exit code {code})"
        return self.student.why or f"the process {ending}"

    def diagnostics(self) -> str:
        return "\n".join(filter(None, [self.verdict.diagnostics(), self.student.diagnostics()]))
