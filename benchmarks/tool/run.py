"""Measure what the tool adds: to starting Python, and to running a module's checks."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

from benchmarks.measure import paired
from benchmarks.record import Workload
from benchmarks.tool.solved import solve

PASS = [sys.executable, "-c", "pass"]
TITO = [sys.executable, "-m", "tito"]


def measure(*, rounds: int = 3, calls: int = 10) -> list[Workload]:
    with tempfile.TemporaryDirectory(prefix="tool-") as folder:
        workspace = Path(folder, "course")
        run([*TITO, "init", str(workspace)], cwd=Path(folder))
        checks = solve(workspace, "01")
        tool, alone = [*TITO, "module", "test", "01"], [sys.executable, str(checks)]
        return [
            start("tito --help", [*TITO, "--help"], cwd=workspace, rounds=rounds, calls=calls),
            start("tito module status", [*TITO, "module", "status"], cwd=workspace, rounds=rounds, calls=calls),
            compare("tito module test 01", tool, "its cells and checks alone", alone, workspace, rounds, calls),
        ]


def start(name: str, command: list[str], *, cwd: Path, rounds: int, calls: int) -> Workload:
    return compare(name, command, "python -c pass", PASS, cwd, rounds, calls)


def compare(name: str, ours: list[str], other: str, theirs: list[str], cwd: Path, rounds: int, calls: int) -> Workload:
    contenders = {name: partial(run, ours, cwd=cwd), other: partial(run, theirs, cwd=cwd)}
    samples = paired(contenders, rounds=rounds, calls=calls, meter=childrens_cpu)
    return Workload(name=name, unit="ms of CPU", per_call=1, ours=name, rounds=samples)


def run(command: list[str], *, cwd: Path) -> None:
    """Run a command that must succeed."""
    environment = {**os.environ, "TITO_WORKSPACE": str(cwd) if (cwd / "tito.toml").exists() else ""}
    subprocess.run(command, cwd=cwd, env=environment, check=True, stdout=subprocess.DEVNULL, timeout=300)


def childrens_cpu(work: Callable[[], object]) -> float:
    """CPU seconds of the processes that `work` starts and waits for, theirs included."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    work()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
