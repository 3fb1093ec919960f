"""Reading a run's events, whatever becomes of the run meanwhile."""

from __future__ import annotations

import io
import json
import os
import time
from dataclasses import dataclass
from typing import IO

from tito.judge.events import Events


@dataclass
class Pipe:
    """A child that is nothing but its pipe."""

    stream: IO[bytes]
    token: str = "t"

    def kill(self) -> None:
        pass

    def ended(self) -> str:
        return "ended"

    def diagnostics(self) -> str:
        return ""


def test_the_reader_has_a_descriptor_of_its_own() -> None:
    """The number of a closed one belongs to the next run's pipe, whose events must not be taken away."""
    reading, writing = os.pipe()
    child = Pipe(io.FileIO(reading))
    with os.fdopen(writing, "wb", buffering=0) as sender, Events(child) as events:
        child.stream.close()
        for step in range(3):
            sender.write(json.dumps({"event": "begin", "step": step, "token": "t"}).encode() + b"\n")
            event = events.next(time.monotonic() + 60)
            assert event is not None
            assert event.get("step") == step
