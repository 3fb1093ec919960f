"""The real modules against a student who does not do the work: what is learnt by heart, and what is merely returned.

A hidden check must not be passed by who knows it: the course can be read by anybody. So an honest run is recorded and
played back to the same checks with another seed. What passes then is known beforehand, check by check.
"""

from __future__ import annotations

import json
import os
import socket
import struct
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from tito.course import curriculum as curricula
from tito.course import editions
from tito.course.curriculum import Curriculum
from tito.course.notebook import Notebook, grade_id
from tito.judge.expectations import counted, demanding
from tito.judge.handles import Student
from tito.judge.plan import Plan, plan
from tito.judge.reference import build_reference, importable
from tito.judge.split import Pairs
from tito.judge.verdict import judge
from tito.judge.wire import Link
from tito.results import Outcome, Report
from tito.sandbox.choose import choose

CURRICULUM = Path(__file__).parents[2] / "curriculum"
MODULES = ("01", "02", "03", "04", "05", "06", "07")

# Hidden checks whose inputs are the same each time, so that who has read the course can pass them.
LEARNT_BY_HEART: Mapping[str, set[str]] = {
    "03_layers": {"hidden-named_parts", "hidden-set_training"},
    "04_losses": {"hidden-require_same_shape"},
    "05_autograd": {"hidden-record", "hidden-no_grad"},
    "06_optimizers": {"hidden-make_groups"},
    "07_training": {"hidden-evaluation", "hidden-write_atomically", "hidden-progress_line"},
}

# What somebody might write who wants points without the work, in the place of every exercise.
LAZY = {
    "nothing": "pass",
    "the first argument": "return given[0] if given else None",
    "a copy of it": "return np.array(given[0])",
    "zeros": "return np.zeros_like(given[0])",
    "one": "return 1.0",
    "true": "return True",
    "an empty list": "return []",
    "an empty tuple": "return ()",
    "every error": "raise ValueError(' '.join(map(repr, given)) + str([np.shape(g) for g in given]))",
    "whatever works": "try:\n        return given[0] * given[1]\n    except Exception:\n        return given[0]",
    "what came last": "SEEN.append(given[0])\n    return SEEN[-2]",
    "by shape": "return {(3,): np.ones(3), (2, 3): np.ones((2, 3))}.get(np.shape(given[0]), given[0])",
}


Message = tuple[bytes, bytes]  # a text and the bytes behind it
_HEAD = struct.Struct("!II")


class Tape:
    """What was asked and answered in one run. Asked the same again it answers the same; asked of the same function with
    other numbers it answers in the recorded order."""

    def __init__(self) -> None:
        self._exactly: dict[Message, list[Message]] = {}
        self._likely: dict[str, list[Message]] = {}
        self._turn: Counter[Any] = Counter()

    def record(self, question: Message, answer: Message) -> None:
        self._exactly.setdefault((without_word(question[0]), question[1]), []).append(answer)
        self._likely.setdefault(likeness(question), []).append(answer)

    def play(self, question: Message) -> Message:
        exact, like = (without_word(question[0]), question[1]), likeness(question)
        known, key = (self._exactly[exact], exact) if exact in self._exactly else (self._likely.get(like, []), like)
        self._turn[key] += 1
        text, blob = known[(self._turn[key] - 1) % len(known)] if known else (UNKNOWN, b"")
        word = items(question[0])[0]
        return json.dumps(["list", [word, *items(text)[1:]]]).encode(), blob


UNKNOWN = json.dumps(["list", ["", "raised", ["list", ["ValueError"]], "", "", ""]]).encode()


def items(text: bytes) -> list[Any]:
    return list(json.loads(text)[1])


def without_word(text: bytes) -> bytes:
    return json.dumps(items(text)[1:]).encode()


def likeness(question: Message) -> str:
    """What a question is about: its kind, and the object, function or scenario that it asks of."""
    return json.dumps(items(question[0])[1:3])


def received(end: socket.socket) -> Message | None:
    with end.makefile("rb", buffering=0) as file:
        parts = []
        head = exactly(file, _HEAD.size)
        for size in _HEAD.unpack(head) if len(head) == _HEAD.size else ():
            parts.append(exactly(file, size))
    return (parts[0], parts[1]) if parts else None


def exactly(file: Any, size: int) -> bytes:
    data = bytearray()
    while len(data) < size and (chunk := file.read(size - len(data))):
        data += chunk
    return bytes(data)


def sent(end: socket.socket, message: Message) -> None:
    end.sendall(_HEAD.pack(len(message[0]), len(message[1])) + message[0] + message[1])


def answering(end: socket.socket, answer: Callable[[Message], Message | None]) -> None:
    with end:
        while (question := received(end)) and (found := answer(question)):
            sent(end, found)


@dataclass(frozen=True)
class Lesson:
    """A module with its solutions, and the package it stands on."""

    steps: Plan
    workspace: Path

    def recorded(self, seed: str) -> tuple[Tape, Mapping[str, Any]]:
        """An honest run, and what became of each check."""
        tape = Tape()
        ours, theirs = socket.socketpair()
        argv = [sys.executable, "-P", "-m", "tito.judge.serve", str(theirs.fileno()), "2048"]
        environment = {**os.environ, "TITO_WORKSPACE": str(self.workspace)}
        with subprocess.Popen(argv, env=environment, pass_fds=[theirs.fileno()], stderr=subprocess.DEVNULL) as student:
            theirs.close()

            def passed_on(question: Message) -> Message | None:
                sent(ours, question)
                if answer := received(ours):
                    tape.record(question, answer)
                return answer

            with ours:
                outcomes = self._judged(passed_on, seed)
            student.wait()
        return tape, outcomes

    def played(self, tape: Tape, seed: str) -> Mapping[str, Any]:
        return self._judged(tape.play, seed)

    def _judged(self, answer: Callable[[Message], Message | None], seed: str) -> Mapping[str, Any]:
        names = {step.index: step.name for step in self.steps.checks}
        events: list[dict[str, Any]] = []
        ours, theirs = socket.socketpair()
        thread = Thread(target=answering, args=(theirs, answer))
        thread.start()
        with pytest.MonkeyPatch.context() as patch, ours:
            patch.setenv("TINYTORCH_CHECK_SEED", seed)
            patch.setitem(sys.modules, "__main__", sys.modules["__main__"])
            judge(self.steps, Student(Link(ours)), events.append, skip=frozenset())
        thread.join()
        return {names[e["step"]]: e for e in events if e["event"] == "end" and e["step"] in names}


@pytest.fixture(scope="module")
def course() -> Curriculum:
    return curricula.load(CURRICULUM)


@dataclass(frozen=True)
class Recording:
    lesson: Lesson
    tape: Tape
    outcomes: Mapping[str, Any]


@pytest.fixture(scope="module", params=MODULES)
def recording(
    request: pytest.FixtureRequest, course: Curriculum, tmp_path_factory: pytest.TempPathFactory
) -> Recording:
    module = course.course.find(request.param)
    workspace = build_reference(course, tmp_path_factory.mktemp("reference"), needed_by=module)
    lesson = Lesson(plan(solved(course, request.param)), workspace)
    return Recording(lesson, *lesson.recorded("one"))


def solved(course: Curriculum, number: str) -> Notebook:
    module = course.course.find(number)
    return editions.instructor(module, course.lesson(module).cells, course.course)


def test_what_is_learnt_by_heart_does_not_pass_hidden_checks(recording: Recording) -> None:
    assert {event["outcome"] for event in recording.outcomes.values()} == {Outcome.PASSED}
    again = recording.lesson.played(recording.tape, "two")
    passed = {name for name, event in again.items() if event["outcome"] is Outcome.PASSED}
    known = LEARNT_BY_HEART.get(recording.lesson.steps.module, set())
    assert {name for name in passed if name.startswith("hidden-")} == known


def test_how_much_a_check_compares_does_not_depend_on_the_seed(recording: Recording) -> None:
    """Grading holds each hand-in to the number of comparisons that the solutions make."""
    _, other = recording.lesson.recorded("two")
    assert compared(other) == compared(recording.outcomes)


def compared(outcomes: Mapping[str, Any]) -> list[tuple[str, Any]]:
    return [(name, event["compared"]) for name, event in outcomes.items()]


@pytest.fixture(scope="module", params=["01", "05"])
def lazily(
    request: pytest.FixtureRequest, course: Curriculum, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[str], Report]]:
    """Grades a module in which every exercise has the same body."""
    module = course.course.find(request.param)
    place = tmp_path_factory.mktemp("reference")
    package = build_reference(course, place, needed_by=module, compiled=True) / "tinytorch"
    notebook = solved(course, request.param)
    with Pairs(choose(), package=package, preload=importable(package)) as pairs:
        counts = counted(plan(notebook), pairs.run(plan(notebook)))
        yield lambda body: pairs.run(demanding(plan(written(notebook, body), seed="lazy"), counts))


def written(notebook: Notebook, body: str) -> Notebook:
    return notebook.with_cells(
        replace(cell, source=f"SEEN = []\ndef {tag.partition('-')[2]}(*given, **named):\n    {body}")
        if (tag := grade_id(cell) or "").startswith("exercise-")
        else cell
        for cell in notebook.cells
    )


@pytest.mark.parametrize("body", LAZY)
def test_functions_that_merely_return_something_gain_nothing(lazily: Callable[[str], Report], body: str) -> None:
    report = lazily(LAZY[body])
    assert [check.name for check in report.checks if check.points] == []
