"""The parent of every run: reads events, keeps the deadlines, replays without the cell that killed a run.

A run that loops, exits, crashes the interpreter or floods us ends at some step. That step is recorded as what it was,
and the notebook is replayed without it and without the checks already decided: one endless loop costs one check.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field

from tito.errors import ToolFailed
from tito.judge.events import Child, Event, Events
from tito.judge.plan import Plan, Step
from tito.results import CellError, CheckResult, Outcome, Report
from tito.sandbox.protocol import Limits

STARTUP = 60.0  # seconds until a child must be ready: a loaded machine, a cold disk
REPLAYS = 16
_WORDS = ("call", "got", "expected", "difference", "why", "error", "where", "waits_for", "output")


Launch = Callable[[frozenset[int]], AbstractContextManager[Child]]
"""Starts a driver that leaves out the steps of these numbers."""


@dataclass
class _Record:
    """What is known so far, over all replays."""

    plan: Plan
    deadline: float
    decided: dict[int, Event] = field(default_factory=dict)  # end events by step
    killers: set[int] = field(default_factory=set)

    @property
    def skip(self) -> frozenset[int]:
        checks = {step.index for step in self.plan.checks if step.index in self.decided}
        return frozenset(checks | self.killers)

    @property
    def open(self) -> list[Step]:
        """Steps that still have to run, cells included: they make what the checks look at."""
        return [step for step in self.plan.steps if step.index not in self.skip]

    @property
    def finished(self) -> bool:
        return all(step.index in self.decided for step in self.plan.checks)


def supervise(plan: Plan, launch: Launch, *, limits: Limits, sandbox: str) -> Report:
    """Run all steps of `plan` to an outcome each. ToolFailed only if the driver itself does not start."""
    start = time.monotonic()
    record = _Record(plan, start + limits.seconds_total)
    for _ in range(REPLAYS):
        with launch(record.skip) as child:
            blamed, why = _attempt(record, child, limits)
        if blamed is None:
            break
        _blame(record, blamed, why)
        if record.finished or time.monotonic() >= record.deadline:
            break
    _close(record, limits)
    return _report(record, sandbox=sandbox, seconds=time.monotonic() - start)


def _attempt(record: _Record, child: Child, limits: Limits) -> tuple[Step | None, Event]:
    """Follow one run. The step it stopped at, and what to record for that; None if it went through."""
    progress = _Progress(record)
    with Events(child) as events:
        while (event := events.next(progress.deadline(limits))) is not None:
            if event["event"] in ("done", "end of events"):
                break
            progress.take(event)
        child.kill()
    if event is not None and event["event"] == "done" and progress.running is None:
        return None, {}
    if not progress.ready:
        raise ToolFailed("the checks could not be started", got=child.diagnostics() or child.ended())
    return progress.stopped_at, _ending(event, child, record, limits)


class _Progress:
    """Where one run is; its events go into the record."""

    def __init__(self, record: _Record) -> None:
        self.record = record
        self.steps = {step.index: step for step in record.plan.steps}
        self.ready = False
        self.running: Step | None = None
        self.last = -1

    def take(self, event: Event) -> None:
        self.ready = self.ready or event["event"] == "ready"
        if event["event"] == "begin":
            self.running = self.steps.get(event["step"])
        elif event["event"] == "end" and self.running and event["step"] == self.running.index:
            self.record.decided.setdefault(self.running.index, event)
            self.last, self.running = self.running.index, None

    def deadline(self, limits: Limits) -> float:
        allowed = limits.seconds_per_step if self.ready else STARTUP
        return min(time.monotonic() + allowed, self.record.deadline) if self.ready else time.monotonic() + allowed

    @property
    def stopped_at(self) -> Step | None:
        """The running step, or the next one if a run ends between two (a thread of the student's may do that)."""
        return self.running or next((step for step in self.record.open if step.index > self.last), None)


def _ending(event: Event | None, child: Child, record: _Record, limits: Limits) -> Event:
    if event is not None:
        return {"outcome": Outcome.CRASHED, "error": f"Ended: {child.ended()}"}
    if time.monotonic() >= record.deadline:
        return {"outcome": Outcome.TIMED_OUT, "error": f"TimedOut: {_late(limits)}"}
    return {"outcome": Outcome.TIMED_OUT, "error": f"TimedOut: it took longer than {limits.seconds_per_step:g} s"}


def _late(limits: Limits) -> str:
    return f"the notebook took longer than {limits.seconds_total:g} s"


def _blame(record: _Record, step: Step, ending: Event) -> None:
    """Record the step at which a run stopped; an exercise cell that never ends takes its checks with it."""
    record.killers.add(step.index)
    record.decided.setdefault(step.index, ending)
    if step.kind == "run" and step.exercise:
        for check in record.plan.checks:
            if check.exercise == step.exercise:
                record.decided.setdefault(check.index, {**ending, "where": step.label})


def _close(record: _Record, limits: Limits) -> None:
    """Time or replays are used up: what is still open gets its outcome in words."""
    late = time.monotonic() >= record.deadline
    error = f"TimedOut: {_late(limits)}" if late else "Ended: the run kept ending before this check"
    ending = {"outcome": Outcome.TIMED_OUT if late else Outcome.CRASHED, "error": error}
    for check in record.plan.checks:
        record.decided.setdefault(check.index, ending)


def _report(record: _Record, *, sandbox: str, seconds: float) -> Report:
    plan = record.plan
    failures = {step.exercise: record.decided[step.index] for step in plan.steps if _failed(record, step)}
    checks = tuple(_result(step, record.decided[step.index], failures.get(step.exercise)) for step in plan.checks)
    errors = tuple(_cell_error(step, record.decided[step.index]) for step in plan.steps if _failed(record, step))
    return Report(plan.module, checks, errors, plan.remarks, seed=plan.seed, sandbox=sandbox, seconds=seconds)


def _failed(record: _Record, step: Step) -> bool:
    return step.kind == "run" and bool(record.decided.get(step.index, {}).get("error"))


def _cell_error(step: Step, event: Event) -> CellError:
    return CellError(step.name, _text(event, "error"), _text(event, "where"))


def _result(step: Step, event: Event, failed_cell: Event | None) -> CheckResult:
    """No event counts as a pass but one that says so; a missing name is explained by the cell that should define it."""
    try:
        outcome = Outcome(event.get("outcome", ""))
    except ValueError:
        outcome = Outcome.CRASHED
    words = {key: _text(event, key) for key in _WORDS}
    if failed_cell and outcome is Outcome.CRASHED and words["error"].startswith("NameError"):
        words |= {key: _text(failed_cell, key) for key in ("error", "where")}
    seconds = event.get("seconds", 0.0)
    seconds = float(seconds) if isinstance(seconds, int | float) else 0.0
    return CheckResult(step.name, step.exercise, outcome, step.points, step.hidden, seconds=seconds, **words)


def _text(event: Event, key: str) -> str:
    value = event.get(key, "")
    return value[:4000] if isinstance(value, str) else ""
