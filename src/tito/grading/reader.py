"""Has hand-ins taken apart by a process behind walls, and believes of its answer only what it can be.

One warm process serves a run, each hand-in in a fork of its own there: some milliseconds. Whatever becomes of that fork
is a result for its hand-in alone.
"""

from __future__ import annotations

import os
import select
import socket
import time
import weakref
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path

from tito.course.notebook import Notebook
from tito.errors import BadFile, ToolFailed
from tito.grading import reading
from tito.sandbox.choose import choose
from tito.sandbox.levels import Walls
from tito.sandbox.protocol import Limits
from tito.sandbox.room import GONE, Room

LIMITS = Limits(seconds_total=20, memory_mb=1024, processes=32, file_mb=1, files=64)
PATIENCE = 60.0  # seconds of wall time for one hand-in, on a machine under load
_KILLED = b"-9"  # from outside: a hand-in cannot have that done, its own limits end it otherwise
_LINK = 3  # the first descriptor after the standard ones


class _Unread(Exception):
    """No answer came. `ours`: this machine may be to blame. `again`: another time it may be otherwise."""

    def __init__(self, why: str, *, ours: bool = False, again: bool = True) -> None:
        super().__init__(why)
        self.ours, self.again = ours, again


def as_notebook(data: bytes, name: str) -> Notebook:
    """What was handed in as `name`; BadFile says in words why it is no notebook. NoSandbox if nothing confines."""
    return _reader(choose()).read(data, name)


@cache
def _reader(walls: Walls) -> Reader:
    """One for all that a command reads, as there is one sandbox for it."""
    return Reader(walls)


class Reader:
    """Reads for several threads, each by a process of its own; those that are idle are used again."""

    def __init__(self, walls: Walls, *, limits: Limits = LIMITS, patience: float = PATIENCE) -> None:
        self._walls, self._limits, self._patience = walls, limits, patience
        self._idle: list[_Desk] = []

    def read(self, data: bytes, name: str) -> Notebook:
        """A process that died gets a second chance: the machine may have been short of memory."""
        try:
            return self._once(data, name)
        except _Unread as problem:
            if not problem.again:
                raise BadFile(f"{name} could not be read: {problem}.") from problem
        self.close()  # what ended one process may have ended those that are idle
        try:
            return self._once(data, name)
        except _Unread as problem:
            kind = ToolFailed if problem.ours else BadFile
            raise kind(f"{name} could not be read: {problem}.") from problem

    def close(self) -> None:
        with suppress(IndexError):  # another thread may take the last one
            while True:
                self._idle.pop().close()

    def _once(self, data: bytes, name: str) -> Notebook:
        with self._desk() as desk:
            answer = desk.ask(data, name, time.monotonic() + self._patience)
        try:
            return reading.taken(answer)
        except ValueError as problem:
            raise _Unread("what came back from reading it is no answer") from problem

    @contextmanager
    def _desk(self) -> Iterator[_Desk]:
        """It comes back only from a reading that went well."""
        try:
            desk = self._idle.pop()
        except IndexError:
            desk = _Desk(self._walls, self._limits)
        try:
            yield desk
        except BaseException:
            desk.close()
            raise
        self._idle.append(desk)


class _Desk:
    """A warm process in a room of its own, and the socket to it."""

    def __init__(self, walls: Walls, limits: Limits) -> None:
        self._room: Room = walls.room(limits=limits, preload=[reading.__name__])
        self._link, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        weakref.finalize(self, self._link.close)
        with theirs, Path(os.devnull).open("r+b", buffering=0) as nothing:
            files = [nothing.fileno(), nothing.fileno(), theirs.fileno()]
            self._run = self._room.run(module=reading.__name__, arguments=[str(_LINK)], files=files)

    def ask(self, data: bytes, name: str, deadline: float) -> bytes:
        """The answer for one hand-in, as it came."""
        try:
            answer = self._sent(data, name, deadline)
            ended = self._heard(deadline)
        except OSError as problem:  # the process that forks has gone
            raise self._gone() from problem
        if not ended:
            raise self._gone()
        if ended != b"0":
            raise _Unread("the process that read it died", ours=ended == _KILLED)
        return answer

    def close(self) -> None:
        self._link.close()
        self._room.close()

    def _sent(self, data: bytes, name: str, deadline: float) -> bytes:
        reading_end, writing_end = os.pipe()
        with os.fdopen(reading_end, "rb", buffering=0):
            with os.fdopen(writing_end, "wb"), os.fdopen(os.memfd_create("hand-in"), "w+b", buffering=0) as source:
                source.write(data)
                source.seek(0)
                packet = name.encode("utf-8", "replace")[: reading.NAME] or b"?"
                socket.send_fds(self._link, [packet], [source.fileno(), writing_end])
            return b"".join(_chunks(reading_end, deadline))

    def _heard(self, deadline: float) -> bytes:
        """How the fork ended; empty if there is nobody to say so."""
        _wait(self._link.fileno(), deadline)
        return self._link.recv(64)

    def _gone(self) -> _Unread:
        self._run.kill()
        why = self._run.why or GONE
        return _Unread(why, ours=why == GONE)


def _chunks(descriptor: int, deadline: float) -> Iterator[bytes]:
    """What comes until the other end is closed."""
    size = 0
    while True:
        _wait(descriptor, deadline)
        chunk = os.read(descriptor, 1 << 20)
        size += len(chunk)
        if not chunk:
            return
        if size > reading.LARGEST:
            raise _Unread(f"it holds more than {reading.LARGEST >> 20} MB of text", again=False)
        yield chunk


def _wait(descriptor: int, deadline: float) -> None:
    """Until there is something to read."""
    poll = select.poll()
    poll.register(descriptor, select.POLLIN)
    if not poll.poll(max(0.0, deadline - time.monotonic()) * 1000):
        raise _Unread("reading it took too long", again=False)
