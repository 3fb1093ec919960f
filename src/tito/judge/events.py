"""Events of a run, read with a deadline. Whatever else arrives on the pipe is dropped; a flood ends the reading."""

from __future__ import annotations

import json
import os
import time
from collections import deque
from collections.abc import Iterable, Iterator
from queue import Empty, Queue
from threading import Thread
from typing import IO, Any, Protocol

Event = dict[str, Any]

_LINE = 1 << 16  # bytes: the longest event
_FLOOD = 1 << 24  # bytes: all events of a run


class Child(Protocol):
    """A started driver. Its events are JSON lines: ready, begin and end (with a step), done."""

    @property
    def stream(self) -> IO[bytes]: ...

    @property
    def token(self) -> str:
        """Every event carries it, where the student's code shares a process with whoever writes them."""

    def interrupt(self) -> bool:
        """Ctrl-C for the student's process. False if it cannot be had: then nothing but `kill` is left."""

    def kill(self) -> None: ...

    def ended(self) -> str:
        """How the student's process ended, in words; called after the events have."""

    def diagnostics(self) -> str: ...


class Events:
    """Read by a thread, because a pipe cannot be waited for with a deadline on every platform."""

    def __init__(self, child: Child) -> None:
        self._child = child
        self._queue: Queue[list[Event]] = Queue(maxsize=100)
        self._here: deque[Event] = deque()  # taken from the queue, not yet asked for
        self._thread = Thread(target=self._read, daemon=True)

    def next(self, deadline: float) -> Event | None:
        """The next event, "end of events" at the end, None when the deadline (on time.monotonic) passes first."""
        try:
            while not self._here:
                self._here.extend(self._queue.get(timeout=max(0.0, deadline - time.monotonic())))
        except Empty:
            return None
        return self._here.popleft()

    def __enter__(self) -> Events:
        # A descriptor of the reader's own. The child's is closed while the reader may be on its way into a read, and
        # its number then is the next run's pipe: the reader would take that run's events away.
        self._stream = os.fdopen(os.dup(self._child.stream.fileno()), "rb", buffering=0)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._child.kill()
        while self._thread.is_alive() and not self._queue.empty():  # it may wait for room
            self._queue.get_nowait()
            self._thread.join(timeout=0.01)

    def _read(self) -> None:
        with self._stream as stream:
            for lines in _lines(stream):
                self._queue.put(list(_well_formed(lines, self._child.token)))
        self._queue.put([{"event": "end of events"}])


def _well_formed(lines: Iterable[bytes], token: str) -> Iterator[Event]:
    for line in lines:
        event = _parsed(line)
        if event is not None and event.get("token", "") == token:
            yield event


def _lines(stream: IO[bytes]) -> Iterator[list[bytes]]:
    """As many as come at once."""
    total, rest = 0, b""
    while total < _FLOOD and len(rest) < _LINE and (chunk := _chunk(stream)):
        total += len(chunk)
        *lines, rest = (rest + chunk).split(b"\n")
        yield lines


def _chunk(stream: IO[bytes]) -> bytes:
    try:
        return stream.read(_LINE)
    except (OSError, ValueError):  # closed meanwhile: the run is over
        return b""


def _parsed(line: bytes) -> Event | None:
    try:
        raw = json.loads(line)
    except (ValueError, RecursionError):
        return None
    if not isinstance(raw, dict):
        return None
    complete = raw.get("event") in ("ready", "done") or isinstance(raw.get("step"), int)
    return raw if complete and isinstance(raw.get("event"), str) else None
