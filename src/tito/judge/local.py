"""`run_local`: a student's own notebook on their own machine, in one separate process."""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import IO

import tito
from tito.judge.events import Child
from tito.judge.plan import Plan
from tito.judge.supervise import supervise
from tito.results import Report
from tito.sandbox.plain import Plain
from tito.sandbox.protocol import Limits, Process

STEADY = {  # one thread each: faster for small arrays, and the same sums on every machine
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "PYTHONHASHSEED": "0",
    "PYTHONUTF8": "1",
}
OWN_MACHINE = Limits(memory_mb=8192, file_mb=1024)


def run_local(
    plan: Plan,
    *,
    workspace: Path | None = None,
    limits: Limits = OWN_MACHINE,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
) -> Report:
    """Run cells and checks in a child process of this interpreter, which imports `tinytorch` from `workspace`."""
    path = os.pathsep.join(dict.fromkeys(str(folder.parent) for folder in tool()))
    settings = {**STEADY, "PYTHONPATH": path, "TINYTORCH_CHECK_SEED": plan.seed, **(env or {})}
    if workspace is not None:
        settings["TITO_WORKSPACE"] = str(workspace)

    @contextmanager
    def launch(skip: frozenset[int]) -> Iterator[Child]:
        token = secrets.token_hex(16)
        job = {"plan": plan.to_json(), "skip": sorted(skip), "token": token, "output": limits.output_kb * 1024}
        argv = [*Plain().python, "-P", "-m", "tito.judge.local_driver"]
        with Plain().start(argv, limits=limits, env=settings, cwd=cwd, stdin=json.dumps(job).encode()) as process:
            yield OneProcess(process, token)

    return supervise(plan, launch, limits=limits, sandbox=Plain.name)


def tool() -> list[Path]:
    """The folders that a child imports the driver and the vocabulary from.

    tinytorch is looked up and never imported here: importing it runs modules of the student's that extend others.
    """
    spec = find_spec("tinytorch")
    assert spec is not None
    assert spec.origin is not None
    return [Path(str(tito.__file__)).parent, Path(spec.origin).parent]


@dataclass(frozen=True)
class OneProcess:
    """A run that is one process, whose events carry its token."""

    process: Process
    token: str

    @property
    def stream(self) -> IO[bytes]:
        return self.process.stdout

    def interrupt(self) -> bool:
        return False  # cells and checks are one process: it would interrupt the check's own bookkeeping

    def kill(self) -> None:
        self.process.kill()

    def ended(self) -> str:
        return f"the process ended itself (exit code {self.process.wait()})"

    def diagnostics(self) -> str:
        return self.process.diagnostics()
