"""`tito benchmark baseline`: this machine, and the student's package beside plain NumPy on it.

The score is the geometric mean of the kernels' speeds, plain NumPy on the same machine being 100; so it says the same
of a package on a fast machine and on a slow one, as long as it is over the same kernels. Every figure was measured.
"""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from statistics import geometric_mean, median
from threading import Event, Timer
from typing import Any

from tito.errors import ToolFailed
from tito.learn import package, state
from tito.learn.kernels import KERNELS, MACHINE
from tito.learn.workspace import Workspace

BASELINE_VERSION = 1
ROUNDS = 9
SECONDS = 120.0  # for one kernel


@dataclass(frozen=True)
class Timed:
    """One kernel. Seconds of a call in each round; none where `problem` says why."""

    name: str
    waits_for: tuple[str, ...] = ()  # numbers of the modules to complete first
    problem: str = ""
    yours: tuple[float, ...] = ()
    numpy: tuple[float, ...] = ()

    @property
    def speed(self) -> float:
        """How many times as fast as plain NumPy: the median of the rounds' ratios."""
        return median(theirs / ours for ours, theirs in zip(self.yours, self.numpy, strict=True))


@dataclass(frozen=True)
class Baseline:
    taken: str  # UTC, ISO 8601
    machine: dict[str, Any]  # what it is, and rounds of what it does
    kernels: tuple[Timed, ...]

    @property
    def counted(self) -> tuple[Timed, ...]:
        return tuple(kernel for kernel in self.kernels if kernel.yours)

    @property
    def score(self) -> float | None:
        """None if no kernel of the package was timed."""
        return 100 * geometric_mean(kernel.speed for kernel in self.counted) if self.counted else None

    def typical(self, figure: str) -> float:
        """A figure of the machine: "sgemm_gflops", "bandwidth_gb_per_s" or "python_call_ns"."""
        return float(median(self.machine[figure]))

    def to_json(self) -> dict[str, Any]:
        kernels = [{**asdict(k), "speed": k.speed if k.yours else None} for k in self.kernels]
        summary = {"score": self.score, "over": [kernel.name for kernel in self.counted]}
        return {
            "version": BASELINE_VERSION,
            "taken": self.taken,
            **summary,
            "machine": self.machine,
            "kernels": kernels,
        }


def measure(
    workspace: Workspace,
    *,
    rounds: int = ROUNDS,
    seconds: float = SECONDS,
    saying: Callable[[str], None] = lambda _: None,
) -> Baseline:
    """Time the machine, then each kernel whose modules are completed, `seconds` at most for each.

    `saying` hears what is measured before it is.
    """
    saying(MACHINE)
    figures = _machine(workspace, rounds)
    done = {module.name for module in package.completed(workspace)}
    known = {module.name: module.number for module in workspace.course.modules}
    kernels = []
    for name, kernel in KERNELS.items():
        if not set(kernel.needs) <= known.keys():
            continue  # this course has no such module
        waits_for = tuple(known[needed] for needed in kernel.needs if needed not in done)
        if not waits_for:
            saying(name)
        kernels.append(Timed(name, waits_for) if waits_for else _timed(workspace, name, rounds, seconds))
    return Baseline(datetime.now(UTC).isoformat(timespec="seconds"), figures, tuple(kernels))


def save(workspace: Workspace, found: Baseline) -> Path:
    stamp = datetime.fromisoformat(found.taken).strftime("%Y%m%dT%H%M%SZ")
    path = _folder(workspace) / f"baseline-{stamp}.json"
    state.write_json(path, found.to_json(), version=BASELINE_VERSION)
    return path


def latest(workspace: Workspace) -> dict[str, Any] | None:
    """The newest saved baseline as it stands in its file; None if there is none that can be read."""
    for path in sorted(_folder(workspace).glob("baseline-*.json"), reverse=True):
        found = state.read_json(path, version=BASELINE_VERSION)
        if found.value:
            return dict(found.value)
    return None


def _folder(workspace: Workspace) -> Path:
    return workspace.state / "benchmarks"


def _machine(workspace: Workspace, rounds: int) -> dict[str, Any]:
    said = _child(workspace, MACHINE, rounds, SECONDS)
    if isinstance(said, str):
        raise ToolFailed("The machine could not be measured.", got=said, then="tito system health")
    about = {"processor": processor(), "cores": os.cpu_count(), "system": f"{platform.system()} {platform.release()}"}
    versions = {"python": platform.python_version(), "numpy": version("numpy"), "blas_threads": 1}
    return {**about, **versions, **said}


def _timed(workspace: Workspace, name: str, rounds: int, seconds: float) -> Timed:
    said = _child(workspace, name, rounds, seconds)
    if isinstance(said, str):
        return Timed(name, problem=said)
    if "differs" in said:
        return Timed(name, problem=f"its result is not NumPy's: {said['differs']}")
    return Timed(name, yours=tuple(said["yours"]), numpy=tuple(said["numpy"]))


def _child(workspace: Workspace, name: str, rounds: int, seconds: float) -> dict[str, Any] | str:
    """What the process that times `name` found; a text, if it ended without finding anything."""
    from tito.judge.local import OWN_MACHINE, STEADY, tool
    from tito.sandbox.plain import Plain

    path = os.pathsep.join(dict.fromkeys(str(folder.parent) for folder in tool()))
    env = {**STEADY, "PYTHONPATH": path, "TITO_WORKSPACE": str(workspace.root)}
    argv = [*Plain().python, "-P", "-m", "tito.learn.kernels", name, str(rounds)]
    late = Event()
    with Plain().start(argv, limits=OWN_MACHINE, env=env, cwd=workspace.root) as process:

        def stop() -> None:
            late.set()
            process.kill()

        watch = Timer(seconds, stop)
        watch.start()
        try:
            said = process.stdout.read()
        finally:  # also after Ctrl-C, which would otherwise wait for the timer
            watch.cancel()
        code, last = process.wait(), process.diagnostics().rpartition("\n")[2]
    if late.is_set():
        return f"it took longer than {seconds:g} s"
    return dict(json.loads(said)) if code == 0 else last or f"the process ended itself (exit code {code})"


def processor() -> str:
    cpuinfo = Path("/proc/cpuinfo")  # Linux; elsewhere platform knows
    lines = cpuinfo.read_text(encoding="utf-8").splitlines() if cpuinfo.exists() else []
    named = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return named[0] if named else platform.processor() or platform.machine()
