"""An honest run of a module's checks, recorded, and played back by something that computes nothing."""

from __future__ import annotations

import json
import os
import socket
import struct
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from tito.judge.handles import Student
from tito.judge.plan import Plan
from tito.judge.verdict import judge
from tito.judge.wire import Link

Message = tuple[bytes, bytes]  # a text and the bytes behind it
_HEAD = struct.Struct("!II")


class Tape:
    """What was asked and answered in one run. Asked the same again it answers the same; asked of the same function with
    other numbers it answers in the recorded order."""

    def __init__(self) -> None:
        self._exactly: dict[Message, list[Message]] = {}
        self._likely: dict[str, list[Message]] = {}
        self._turn: Counter[Any] = Counter()
        self.messages: list[tuple[Message, Message]] = []

    def record(self, question: Message, answer: Message) -> None:
        self.messages.append((question, answer))
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
        environment = {**os.environ, "TITO_WORKSPACE": str(self.workspace), "OPENBLAS_NUM_THREADS": "1"}
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
