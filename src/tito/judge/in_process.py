"""`run_in_process`: checks that are not proven for two processes, in one, inside the sandbox, watched by canaries.

An assignment of another course asserts in ways that plain data and handles cannot carry. Its checks then run beside the
code that they judge, which could deceive them. Two more checks run among them at a random place: one that must pass and
one that must fail. If either comes out otherwise, somebody has tampered with how checks are judged, and none counts.
"""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO

from tito.judge.events import Child
from tito.judge.local import STEADY, tool
from tito.judge.plan import Plan, Step
from tito.judge.split import Rooms
from tito.judge.supervise import supervise
from tito.results import CheckResult, Outcome, Report
from tito.sandbox.protocol import Limits
from tito.sandbox.room import Room, Run
from tito.sandbox.runtime import numpy_folder

_DRIVER = "tito.judge.local_driver"
TAMPERED = "Refused: a check that must fail did pass, or one that must pass did not"
REMARK = "The checks of this assignment run in one process with your code, watched by checks of their own."


def run_in_process(plan: Plan, *, sandbox: Rooms, package: Path | None = None, limits: Limits | None = None) -> Report:
    """Run cells and checks of `plan` in one sandboxed process; any sign of tampering makes every check a failure."""
    limits = limits or Limits()
    watched, canaries = _watched(plan)
    with _room(sandbox, package, limits) as room:

        @contextmanager
        def launch(skip: frozenset[int]) -> Iterator[Child]:
            with _started(room, watched, skip, limits) as child:
                yield child

        report = supervise(watched, launch, limits=limits, sandbox=f"{sandbox.name}, in one process")
    return _judged(report, canaries)


def _watched(plan: Plan) -> tuple[Plan, Mapping[str, Outcome]]:
    """The plan with the two canaries among its checks, and what must become of each."""
    one, other = secrets.randbelow(10**6), secrets.randbelow(10**6)
    passing = _canary(f"assert {one} + {other} == {one + other}")
    failing = _canary(f"assert {one} + {other} == {one + other + 1 + secrets.randbelow(9)}")
    steps = list(plan.steps)
    first = next((number for number, step in enumerate(steps) if step.kind == "check"), len(steps))
    for canary in (passing, failing):
        steps.insert(first + secrets.randbelow(len(steps) - first + 1), canary)
    numbered = tuple(replace(step, index=number) for number, step in enumerate(steps))
    wanted = {passing.name: Outcome.PASSED, failing.name: Outcome.FAILED}
    return replace(plan, steps=numbered), wanted


def _canary(source: str) -> Step:
    name = f"check-{secrets.token_hex(6)}"
    return Step(0, "check", name, source, exercise=name)


def _judged(report: Report, canaries: Mapping[str, Outcome]) -> Report:
    found = {check.name: check.outcome for check in report.checks if check.name in canaries}
    checks = tuple(check for check in report.checks if check.name not in canaries)
    if found != dict(canaries):
        checks = tuple(_refused(check) for check in checks)
    return replace(report, checks=checks, remarks=(REMARK, *report.remarks))


def _refused(check: CheckResult) -> CheckResult:
    return replace(check, outcome=Outcome.CRASHED, error=TAMPERED)


def _room(sandbox: Rooms, package: Path | None, limits: Limits) -> Room:
    readable = [] if package is None else [package, package.parent / "tito.toml"]
    workspace = {} if package is None else {"TITO_WORKSPACE": str(package.parent)}
    folders = dict.fromkeys(str(path) for path in (numpy_folder(), *(folder.parent for folder in tool())))
    return sandbox.room(
        limits=limits,
        read_only=[*tool(), *readable],
        env={**STEADY, "PYTHONPATH": ":".join(folders), **workspace},
        preload=["numpy", "numpy.random", _DRIVER],
    )


@contextmanager
def _started(room: Room, plan: Plan, skip: frozenset[int], limits: Limits) -> Iterator[Child]:
    token = secrets.token_hex(16)
    job = {"plan": plan.to_json(), "skip": sorted(skip), "token": token, "output": limits.output_kb * 1024}
    reading, writing = os.pipe()
    with os.fdopen(reading, "rb", buffering=0) as events:
        with os.fdopen(writing, "wb"), os.fdopen(os.memfd_create("job"), "w+b", buffering=0) as source:
            source.write(json.dumps(job).encode())
            source.seek(0)
            run = room.run(module=_DRIVER, env={"TINYTORCH_CHECK_SEED": plan.seed}, files=[source.fileno(), writing])
        try:
            yield _Running(run, events, token)
        finally:
            run.kill()


@dataclass(frozen=True)
class _Running:
    run: Run
    stream: IO[bytes]
    token: str

    def interrupt(self) -> bool:
        return False  # cells and checks are one process: it would interrupt the check's own bookkeeping

    def kill(self) -> None:
        self.run.kill()

    def ended(self) -> str:
        return self.run.why or f"the process ended itself (exit code {self.run.wait()})"

    def diagnostics(self) -> str:
        return self.run.diagnostics()
