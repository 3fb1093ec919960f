"""The sandbox for other people's code on this machine."""

from __future__ import annotations

from functools import cache

from tito.errors import NoSandbox
from tito.sandbox.bubblewrap import Bubblewrap
from tito.sandbox.protocol import Sandbox, SelfTest


def choose() -> Sandbox:
    """The best sandbox whose self-test holds here; NoSandbox, with what to do about it, if none does."""
    sandbox, found = _tried()
    if not found.ok:
        words = "nothing on this machine confines other people's code"
        raise NoSandbox(words, got="; ".join(found.reasons), then=found.then)
    return sandbox


@cache
def _tried() -> tuple[Sandbox, SelfTest]:
    """The machine does not change while one command runs, so the trial is made once."""
    sandbox = Bubblewrap()
    return sandbox, sandbox.self_test()
