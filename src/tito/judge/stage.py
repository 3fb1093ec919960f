"""Runs a milestone's program on a package, in a process of its own, and lets its gate decide."""

from __future__ import annotations

import base64
import binascii
import json
import os
import secrets
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from math import isfinite
from pathlib import Path
from typing import Any

import numpy as np

from tito.judge import wire
from tito.judge.events import Event, Events
from tito.judge.gates import GATES, judged
from tito.judge.gating import Task
from tito.judge.local import OWN_MACHINE, STEADY, OneProcess, tool
from tito.results import Finding, Verdict
from tito.sandbox.plain import Plain
from tito.sandbox.protocol import Limits, Sandbox

LIMITS = replace(OWN_MACHINE, seconds_total=600.0)
MOST_REPORTS = 10_000

Watch = Callable[[Mapping[str, float]], None]
"""Called with each report of the program as it comes: step, of, and what it measures."""


@dataclass
class _Run:
    """What has come from the program so far."""

    reports: list[dict[str, float]] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)  # of the block of bytes behind what was handed in
    end: Event = field(default_factory=dict)

    def take(self, event: Event, watch: Watch) -> None:
        if event["event"] == "report" and (report := _numbers(event.get("values"))):
            if len(self.reports) < MOST_REPORTS:
                self.reports.append(report)
                watch(report)
        elif event["event"] == "piece" and isinstance(event.get("data"), str):
            self.pieces.append(event["data"])
        elif event["event"] == "end":
            self.end = event


def perform(
    program: Path,
    gate: str,
    *,
    workspace: Path,
    datasets: Path,
    seed: int = 0,
    limits: Limits = LIMITS,
    sandbox: Sandbox | None = None,
    watch: Watch = lambda report: None,
) -> Verdict:
    """Run `program` on the package of `workspace` with the data that `gate` makes from `seed`; judge its answers.

    Without a `sandbox` it runs as the student's own code on their own machine: under limits, without walls.
    """
    start = time.monotonic()
    task = GATES[gate](np.random.default_rng(seed), datasets)
    with _started(program, task, workspace, limits, sandbox) as child:
        run = _followed(child, limits, watch)
    error, where, said = (_text(run.end, key) for key in ("error", "where", "output"))
    findings = () if error else _findings(task, run)
    seconds = time.monotonic() - start
    return Verdict(program.stem, findings, tuple(run.reports), error, where, said, seed, seconds)


def _followed(child: OneProcess, limits: Limits, watch: Watch) -> _Run:
    run, deadline = _Run(), time.monotonic() + limits.seconds_total
    with Events(child) as events:
        while (event := events.next(deadline)) is not None and event["event"] not in ("done", "end of events"):
            run.take(event, watch)
        child.kill()
        if event is None:
            run.end = {"error": f"TimedOut: it took longer than {limits.seconds_total:g} s"}
        elif not run.end:
            run.end = {"error": f"Ended: {child.ended()}", "output": child.diagnostics()}
    return run


@contextmanager
def _started(
    program: Path, task: Task, workspace: Path, limits: Limits, sandbox: Sandbox | None
) -> Iterator[OneProcess]:
    token, blob = secrets.token_hex(16), bytearray()
    given = wire.encode(dict(task.given), blob, _refused)
    job = {"program": str(program), "given": given, "token": token, "output": limits.output_kb * 1024}
    place = sandbox or Plain()
    readable = [*tool(), workspace / "tinytorch", workspace / "tito.toml", program]  # and nothing else beside them
    with place.start(
        [*place.python, "-P", "-m", "tito.judge.stage_driver"],
        limits=limits,
        read_only=readable,
        env={**STEADY, "PYTHONPATH": os.pathsep.join(_importable(sandbox)), "TITO_WORKSPACE": str(workspace)},
        cwd=None if sandbox else program.parent,
        stdin=json.dumps(job).encode() + b"\n" + blob,
    ) as process:
        yield OneProcess(process, token)


def _importable(sandbox: Sandbox | None) -> dict[str, None]:
    folders = dict.fromkeys(str(folder.parent) for folder in tool())
    if sandbox is None:
        return folders
    from tito.sandbox.runtime import numpy_folder

    return {str(numpy_folder()): None, **folders}


def _findings(task: Task, run: _Run) -> tuple[Finding, ...]:
    try:
        blob = b"".join(base64.b64decode(piece, validate=True) for piece in run.pieces)
        answers = wire.decode(run.end.get("answers"), wire.Block(bytearray(blob)), _refused)
    except (ValueError, TypeError, KeyError, IndexError, RecursionError, binascii.Error) as problem:
        return (Finding("what was handed in", f"unreadable ({type(problem).__name__})", "arrays", passed=False),)
    return judged(task, answers if isinstance(answers, dict) else {})


def _refused(value: Any) -> Any:
    raise ValueError(f"{type(value).__name__} is not plain data")


def _numbers(values: Any) -> dict[str, float]:
    """A report's values, as far as they are numbers under short names."""
    pairs = values.items() if isinstance(values, dict) else ()
    return {str(key)[:40]: float(value) for key, value in pairs if type(value) in (int, float) and isfinite(value)}


def _text(event: Event, key: str) -> str:
    value = event.get(key, "")
    return value[:4000] if isinstance(value, str) else ""
