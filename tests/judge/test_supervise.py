"""Deadlines, on runs that are nothing but their events."""

from __future__ import annotations

import io
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import IO

import pytest

from tito.judge import supervise as supervising
from tito.judge.plan import Plan, Step
from tito.judge.supervise import supervise
from tito.results import Report
from tito.sandbox.protocol import Limits

STEPS = (Step(0, "run", "example-1", ""), *(Step(n, "check", f"check-{n}", "", f"e{n}") for n in (1, 2, 3)))


@dataclass
class Hanging:
    """Begins its first step and never ends it; on an interrupt it does what the test says."""

    first: Step
    heeds: bool
    token: str = ""
    interrupts: int = 0
    stream: IO[bytes] = field(init=False)

    def __post_init__(self) -> None:
        reading, self.writing = os.pipe()
        self.stream = io.FileIO(reading)
        self.say(event="ready")
        self.say(event="begin", step=self.first.index)

    def say(self, **event: object) -> None:
        os.write(self.writing, json.dumps(event).encode() + b"\n")

    def interrupt(self) -> bool:
        self.interrupts += 1
        if self.heeds:
            self.say(event="end", step=self.first.index, outcome="crashed", error="KeyboardInterrupt")
        return True

    def kill(self) -> None:
        if self.writing >= 0:
            os.close(self.writing)
            self.writing = -1

    def ended(self) -> str:
        return "ended"

    def diagnostics(self) -> str:
        return ""


@dataclass
class Runs:
    heeds: bool
    started: list[Hanging] = field(default_factory=list)

    @contextmanager
    def launch(self, skip: frozenset[int]) -> Iterator[Hanging]:
        child = Hanging(next(step for step in STEPS if step.index not in skip), self.heeds)
        self.started.append(child)
        yield child
        child.kill()
        child.stream.close()


def report(runs: Runs, monkeypatch: pytest.MonkeyPatch) -> Report:
    monkeypatch.setattr(supervising, "_SHORTEST", 0.1)
    monkeypatch.setattr(supervising, "GRACE", 0.3)
    limits = Limits(seconds_per_step=0.8, seconds_total=20.0)
    return supervise(Plan("01_numbers", STEPS), runs.launch, limits=limits, sandbox="none")


def test_each_check_that_never_ends_leaves_the_next_half_the_time(monkeypatch) -> None:
    runs = Runs(heeds=False)
    found = report(runs, monkeypatch)
    assert [error.error for error in found.cell_errors] == ["TimedOut: it took longer than 0.8 s"]
    words = [check.error.removeprefix("TimedOut: it took longer than ") for check in found.checks]
    assert words == ["0.4 s", "0.2 s", "0.1 s"]


def test_what_does_not_heed_the_interrupt_is_killed_and_left_out_of_the_replay(monkeypatch) -> None:
    runs = Runs(heeds=False)
    report(runs, monkeypatch)
    assert [child.first.index for child in runs.started] == [0, 1, 2, 3]
    assert {child.interrupts for child in runs.started} == {1}


def test_what_heeds_the_interrupt_is_timed_out_whatever_it_says_then(monkeypatch) -> None:
    runs = Runs(heeds=True)
    found = report(runs, monkeypatch)
    assert {str(check.outcome) for check in found.checks} == {"timed out"}
