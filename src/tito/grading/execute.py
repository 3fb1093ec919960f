"""Running a rebuilt notebook and its checks: the one file of grading that calls the judge.

Student code runs nowhere else, and only inside a sandbox whose self-test held.
"""

from __future__ import annotations

import shutil
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from weakref import WeakSet

from tito.course import editions
from tito.course.curriculum import Curriculum
from tito.course.manifest import Module
from tito.course.notebook import Notebook
from tito.errors import ToolFailed
from tito.judge.capability import checkpoint_plan
from tito.judge.expectations import Counts, counted, demanding
from tito.judge.plan import Plan, plan
from tito.judge.reference import build_reference, importable
from tito.judge.split import Pairs
from tito.results import Report
from tito.sandbox.choose import choose
from tito.sandbox.levels import Walls
from tito.sandbox.protocol import Limits
from tito.sandbox.room import Room

LIMITS = Limits()


@dataclass
class Stoppable:
    """A sandbox whose rooms can all be ended at once, when the person at the terminal has had enough."""

    inner: Walls
    _rooms: WeakSet[Room] = field(default_factory=WeakSet)  # a room leaves when its run has let go of it
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _stopped: threading.Event = field(default_factory=threading.Event)

    @property
    def name(self) -> str:
        return self.inner.name

    def room(
        self,
        *,
        limits: Limits,
        read_only: Sequence[Path] = (),
        env: Mapping[str, str] | None = None,
        preload: Sequence[str] = (),
        prepare: Mapping[str, bytes] | None = None,
    ) -> Room:
        if self._stopped.is_set():
            raise ToolFailed("Grading was stopped.")
        room = self.inner.room(limits=limits, read_only=read_only, env=env, preload=preload, prepare=prepare)
        with self._lock:
            self._rooms.add(room)
        if self._stopped.is_set():  # meanwhile
            room.stop()
        return room

    def stop(self) -> None:
        self._stopped.set()
        with self._lock:
            rooms = list(self._rooms)
        for room in rooms:
            room.stop()


@dataclass(frozen=True)
class Executor:
    """Runs hand-ins of one module on the reference package of what the module needs, in warm rooms.

    `run` may be called by several threads: each gets rooms of its own, which are used again. `close` ends them.
    """

    module: Module
    package: Path
    sandbox: Stoppable
    pairs: Pairs
    counts: Mapping[str, Counts] = field(default_factory=dict)  # by a check's source

    def run(self, notebook: Notebook, *, seed: str) -> Report:
        return self.pairs.run(demanding(plan(notebook, seed=seed), self.counts))

    def measured(self, steps: Plan) -> Executor:
        """The same, knowing from the module's solutions how much each check compares."""
        return replace(self, counts=counted(steps, self.pairs.run(steps)))

    def stop(self) -> None:
        """End what runs, from any thread; `run` then raises ToolFailed."""
        self.sandbox.stop()
        self.pairs.stop()

    def close(self) -> None:
        """When nothing runs any more."""
        self.pairs.close()


def prepare(curriculum: Curriculum, module: Module, place: Path) -> Executor:
    """Build the reference of what `module` needs in `place`; NoSandbox if nothing here confines student code."""
    sandbox = Stoppable(choose())
    shutil.rmtree(place, ignore_errors=True)  # nothing of an earlier build may lie there: later modules hold solutions
    package = build_reference(curriculum, place, needed_by=module, compiled=True) / "tinytorch"
    steps = plan(editions.instructor(module, curriculum.lesson(module).cells, curriculum.course), seed="reference")
    pairs = Pairs(sandbox, package=package, preload=importable(package), known=steps, limits=LIMITS)
    return Executor(module, package, sandbox, pairs).measured(steps)


def on_own(package: Path, sandbox: Stoppable) -> Pairs:
    """Warm rooms on what one student's hand-ins make: nothing of it is imported outside the walls of a fork."""
    return Pairs(sandbox, package=package, limits=LIMITS)


def capability(module: Module, checkpoint: str, rooms: Pairs, *, seed: str) -> Report:
    """Run a module's checkpoint on a student's package."""
    return rooms.run(checkpoint_plan(module, checkpoint, seed=seed))


def on_package(notebook: Notebook, rooms: Pairs, *, seed: str) -> Report:
    """Run a hand-in on another package than the reference: the student's own."""
    return rooms.run(plan(notebook, seed=seed))


def in_process(executor: Executor, notebook: Notebook, *, seed: str) -> Report:
    """Run an assignment whose checks are not proven for two processes."""
    from tito.judge.in_process import run_in_process

    made = plan(notebook, seed=seed)
    return run_in_process(made, sandbox=executor.sandbox, package=executor.package, limits=LIMITS)
