"""A sandbox as the machine at hand offers it; without one these tests fail, because nothing may be graded then."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from tito.sandbox.choose import choose
from tito.sandbox.protocol import Limits


@dataclass(frozen=True)
class Ran:
    code: int
    out: str
    err: str


@pytest.fixture
def inside() -> Callable[..., Ran]:
    """Run a program's text in the sandbox to its end."""

    def run(program: str, *arguments: str, limits: Limits | None = None, **options: object) -> Ran:
        sandbox = choose()
        argv = [*sandbox.python, "-c", program, *arguments]
        with sandbox.start(argv, limits=limits or Limits(), **options) as process:  # type: ignore[arg-type]
            out = process.stdout.read().decode()
            return Ran(process.wait(), out.strip(), process.diagnostics())

    return run
