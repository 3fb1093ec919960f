"""Every level that this machine offers, in warm rooms that the tests of one level share as the hand-ins of a class do.

A level that is missing is skipped with its reasons; TITO_REQUIRE_LEVEL makes it a failure.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from tito.sandbox.choose import REQUIRE, choice
from tito.sandbox.levels import Walls
from tito.sandbox.protocol import Level, Limits
from tito.sandbox.room import Room, Run
from tito.sandbox.runtime import numpy_folder

LEVELS = (Level.A, Level.B, Level.C)


@dataclass(frozen=True)
class Ran:
    code: int
    out: str
    err: str
    why: str = ""


@dataclass(frozen=True)
class Started:
    """A program at work in a room."""

    run: Run
    stdout: int

    def read(self) -> str:
        """What it prints from here to its end."""
        with os.fdopen(self.stdout, "rb") as stream:
            return stream.read().decode()


Start = Callable[..., Started]
Inside = Callable[..., Ran]


@pytest.fixture(params=LEVELS, ids=[f"level-{level}" for level in LEVELS])
def walls(request: pytest.FixtureRequest) -> Walls:
    found = choice(request.param)
    required = os.environ.get(REQUIRE)
    if not found.holds:
        assert not required or request.param < required, found.missing
        pytest.skip(found.missing)
    return found.walls


@pytest.fixture(scope="session")
def rooms() -> Iterator[Callable[..., Room]]:
    with ExitStack() as stack:

        @cache
        def room(walls: Walls, limits: Limits, read_only: tuple[Path, ...]) -> Room:
            made = walls.room(limits=limits, read_only=read_only, env={"PYTHONPATH": str(numpy_folder())})
            return stack.enter_context(made)

        yield room


@pytest.fixture
def start(walls: Walls, rooms: Callable[..., Room]) -> Start:
    """Start a program's text in a fork of a warm server."""

    def start(
        program: str, *arguments: str, limits: Limits | None = None, read_only: Sequence[Path] = (), **env: str
    ) -> Started:
        room = rooms(walls, limits or Limits(), tuple(read_only))
        reading, writing = os.pipe()
        with Path(os.devnull).open("rb") as nothing, os.fdopen(writing, "wb"):
            argv = [*walls.python, "-c", program, *arguments]
            return Started(room.run(program=argv, env=env, files=[nothing.fileno(), writing]), reading)

    return start


@pytest.fixture
def inside(start: Start) -> Inside:
    """Run a program's text to its end."""

    def inside(program: str, *arguments: str, **options: object) -> Ran:
        started = start(program, *arguments, **options)
        out = started.read()
        code = started.run.wait()
        return Ran(code, out.strip(), started.run.diagnostics(), started.run.why)

    return inside
