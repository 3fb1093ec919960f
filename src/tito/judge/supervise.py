"""The parent of every run: reads events, keeps the deadlines, replays without the cell that killed a run.

A step that takes too long is interrupted, as with Ctrl-C, and the run goes on. A run that does not heed that, or exits,
crashes the interpreter or floods us, ends at some step. That step is recorded as what it was, and the notebook is
replayed without it and without the checks already decided: one endless loop costs one check.
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
MOST_ERRORS = 100  # of cells, told of; a hand-in may hold thousands that fail
GRACE = 1.0  # seconds between an interrupt and the kill
_SHORTEST = 2.0  # seconds that a check gets at least, however many before it never ended
_INTERRUPT = "KeyboardInterrupt"
_WORDS = ("call", "got", "expected", "difference", "why", "error", "where", "waits_for", "output")


Launch = Callable[[frozenset[int]], AbstractContextManager[Child]]
"""Starts a driver that leaves out the steps of these numbers."""


@dataclass
class _Record:
    """What is known so far, over all replays."""

    plan: Plan
    deadline: float
    limits: Limits
    decided: dict[int, Event] = field(default_factory=dict)  # end events by step
    killers: set[int] = field(default_factory=set)
    late: int = 0  # steps that were stopped because they took too long

    @property
    def skip(self) -> frozenset[int]:
        checks = {step.index for step in self.plan.checks if step.index in self.decided}
        return frozenset(checks | self.killers)

    @property
    def open(self) -> list[Step]:
        """Steps that still have to run, cells included: they make what the checks look at."""
        return [step for step in self.plan.steps if step.index not in self.skip]

    def allowed(self, step: Step | None) -> float:
        """Seconds for a step. Each that never ended halves what the next check gets: many loops must not cost minutes.

        Not what a cell gets: examples may train for seconds, checks take fractions of one.
        """
        most = self.limits.seconds_per_step
        if step is None or step.kind == "run":
            return most
        return max(most / (1 << self.late), min(most, _SHORTEST))

    @property
    def finished(self) -> bool:
        return all(step.index in self.decided for step in self.plan.checks)


def supervise(plan: Plan, launch: Launch, *, limits: Limits, sandbox: str) -> Report:
    """Run all steps of `plan` to an outcome each. ToolFailed only if the driver itself does not start."""
    start = time.monotonic()
    record = _Record(plan, start + limits.seconds_total, limits)
    for _ in range(REPLAYS):
        with launch(record.skip) as child:
            through = _attempt(record, child)
        if through or record.finished or time.monotonic() >= record.deadline:
            break
    _close(record)
    return _report(record, sandbox=sandbox, seconds=time.monotonic() - start)


def _attempt(record: _Record, child: Child) -> bool:
    """Follow one run. Whether it went through; else the step it stopped at is recorded as the one to leave out."""
    progress = _Progress(record)
    with Events(child) as events:
        event = _last_event(progress, events, child)
        child.kill()
    if event is not None and event["event"] == "done" and progress.running is None:
        return True
    if not progress.ready:
        raise ToolFailed("the checks could not be started", got=child.diagnostics() or child.ended())
    if not progress.astray and (step := progress.stopped_at) is not None:
        _blame(record, step, progress.interrupted or _ending(event, child, record, step))
    return False


def _last_event(progress: _Progress, events: Events, child: Child) -> Event | None:
    """Take events until the run is over; None if it has to be killed."""
    while True:
        event = events.next(progress.deadline())
        if event is None:
            if not progress.may_be_interrupted or not child.interrupt():
                return None
            progress.interrupt()
        elif event["event"] in ("done", "end of events"):
            return event
        elif not progress.take(event):
            return None


class _Progress:
    """Where one run is; its events go into the record."""

    def __init__(self, record: _Record) -> None:
        self.record = record
        self.steps = {step.index: step for step in record.plan.steps}
        self.ready = False
        self.running: Step | None = None
        self.interrupted: Event = {}  # what to record for the running step, once it was told to stop
        self.astray = False  # an interrupt came too late for its step: what it hits is not to blame
        self.last = -1

    def take(self, event: Event) -> bool:
        """False if the run cannot go on."""
        self.ready = self.ready or event["event"] == "ready"
        if event["event"] == "begin":
            self.running = self.steps.get(event["step"])
        elif event["event"] == "end" and self.running and event["step"] == self.running.index:
            if self.interrupted:
                return self._stopped(self.running, event)
            self.record.decided.setdefault(self.running.index, event)
            self.last, self.running = self.running.index, None
        return True

    def interrupt(self) -> None:
        self.interrupted = _too_late(self.record, self.running)
        self.record.late += 1

    def deadline(self) -> float:
        if not self.ready:
            return time.monotonic() + STARTUP
        if self.interrupted:
            return time.monotonic() + GRACE
        return min(time.monotonic() + self.record.allowed(self.running), self.record.deadline)

    @property
    def may_be_interrupted(self) -> bool:
        return self.running is not None and not self.interrupted and time.monotonic() < self.record.deadline

    @property
    def stopped_at(self) -> Step | None:
        """The running step, or the next one if a run ends between two (a thread of the student's may do that)."""
        return self.running or next((step for step in self.record.open if step.index > self.last), None)

    def _stopped(self, step: Step, event: Event) -> bool:
        """The step has heeded the interrupt; or it ended by itself just then, and the next one would be hit."""
        _blame(self.record, step, self.interrupted)
        self.interrupted, self.last, self.running = {}, step.index, None
        self.astray = not any(_text(event, key).startswith(_INTERRUPT) for key in ("error", "got"))
        return not self.astray


def _ending(event: Event | None, child: Child, record: _Record, step: Step) -> Event:
    if event is not None:
        return {"outcome": Outcome.CRASHED, "error": f"Ended: {child.ended()}"}
    ending = _too_late(record, step)
    record.late += 1
    return ending


def _too_late(record: _Record, step: Step | None) -> Event:
    words = f"it took longer than {record.allowed(step):g} s"
    if time.monotonic() >= record.deadline:
        words = _late(record.limits)
    return {"outcome": Outcome.TIMED_OUT, "error": f"TimedOut: {words}"}


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


def _close(record: _Record) -> None:
    """Time or replays are used up: what is still open gets its outcome in words."""
    late = time.monotonic() >= record.deadline
    error = f"TimedOut: {_late(record.limits)}" if late else "Ended: the run kept ending before this check"
    ending = {"outcome": Outcome.TIMED_OUT if late else Outcome.CRASHED, "error": error}
    for check in record.plan.checks:
        record.decided.setdefault(check.index, ending)


def _report(record: _Record, *, sandbox: str, seconds: float) -> Report:
    plan = record.plan
    failures = {step.exercise: record.decided[step.index] for step in plan.steps if _failed(record, step)}
    checks = tuple(_result(step, record.decided[step.index], failures.get(step.exercise)) for step in plan.checks)
    failed = [step for step in plan.steps if _failed(record, step)][:MOST_ERRORS]
    errors = tuple(_cell_error(step, record.decided[step.index]) for step in failed)
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
    return CheckResult(
        step.name, step.exercise, outcome, step.points, step.hidden, seconds=seconds, compared=_counts(event), **words
    )


def _counts(event: Event) -> tuple[int, ...]:
    counts = event.get("compared", [])
    return tuple(counts) if isinstance(counts, list) and all(type(count) is int for count in counts) else ()


def _text(event: Event, key: str) -> str:
    value = event.get(key, "")
    return value[:4000] if isinstance(value, str) else ""
