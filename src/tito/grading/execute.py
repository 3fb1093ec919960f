"""Running a rebuilt notebook and its checks: the one file of grading that calls the judge.

Student code runs nowhere else, and only inside a sandbox whose self-test held.
"""

from __future__ import annotations

import shutil
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from weakref import WeakSet

from tito.course.curriculum import Curriculum
from tito.course.manifest import Module
from tito.course.notebook import Notebook
from tito.judge.capability import checkpoint_plan
from tito.judge.plan import plan
from tito.judge.reference import build_reference
from tito.judge.split import run_split
from tito.results import Report
from tito.sandbox.choose import choose
from tito.sandbox.protocol import Limits, Process, Sandbox, SelfTest

LIMITS = Limits()


@dataclass
class Stoppable:
    """A sandbox whose running programs can all be killed at once, when the person at the terminal has had enough."""

    inner: Sandbox
    _running: WeakSet[Process] = field(default_factory=WeakSet)  # a process leaves when its run has let go of it
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _stopped: bool = False

    @property
    def name(self) -> str:
        return self.inner.name

    @property
    def python(self) -> tuple[str, ...]:
        return self.inner.python

    def start(self, argv: Sequence[str], **options: Any) -> Process:
        process = self.inner.start(argv, **options)
        with self._lock:
            self._running.add(process)
            stopped = self._stopped
        if stopped:
            process.kill()
        return process

    def self_test(self) -> SelfTest:
        return self.inner.self_test()

    def stop(self) -> None:
        with self._lock:
            self._stopped = True
            running = list(self._running)
        for process in running:
            process.kill()


@dataclass(frozen=True)
class Executor:
    """Runs hand-ins of one module on the reference package of what the module needs."""

    module: Module
    package: Path
    sandbox: Stoppable

    def run(self, notebook: Notebook, *, seed: str) -> Report:
        return run_split(plan(notebook, seed=seed), sandbox=self.sandbox, package=self.package, limits=LIMITS)


def prepare(curriculum: Curriculum, module: Module, place: Path) -> Executor:
    """Build the reference of everything before `module` in `place`; NoSandbox if nothing here confines student code."""
    sandbox = Stoppable(choose())
    shutil.rmtree(place, ignore_errors=True)  # nothing of an earlier build may lie there: later modules hold solutions
    return Executor(module, build_reference(curriculum, place, upto=module) / "tinytorch", sandbox)


def capability(module: Module, checkpoint: str, package: Path, sandbox: Sandbox, *, seed: str) -> Report:
    """Run a module's checkpoint on the package that one student's hand-ins make."""
    return run_split(checkpoint_plan(module, checkpoint, seed=seed), sandbox=sandbox, package=package, limits=LIMITS)
