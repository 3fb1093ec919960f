"""The sandbox for other people's code on this machine."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cache

from tito.errors import NoSandbox, WrongUsage
from tito.sandbox.levels import Walls
from tito.sandbox.protocol import Level, SelfTest

ASK = "TITO_SANDBOX_LEVEL"  # this level and no other
REQUIRE = "TITO_REQUIRE_LEVEL"  # this level or a better one, else nothing is graded
TRUST = "TITO_TRUST_SUBMISSIONS"  # set by --i-trust-these-submissions
_BEST_FIRST = (Level.A, Level.B, Level.C)
_REMEDY = (
    "let this user make namespaces (sysctl kernel.apparmor_restrict_unprivileged_userns=0), "
    "run as root or in a container started with --privileged, or use a kernel with Landlock (5.13 or newer)"
)


@dataclass(frozen=True)
class Choice:
    """What was tried, best first: the last is the one, if it holds."""

    tried: tuple[tuple[Walls, SelfTest], ...]

    @property
    def walls(self) -> Walls:
        return self.tried[-1][0]

    @property
    def holds(self) -> bool:
        return self.tried[-1][1].ok

    @property
    def missing(self) -> str:
        """Why it is not a better level, in words."""
        return "; ".join(f"no {walls.name}: {', '.join(found.reasons)}" for walls, found in self.tried if not found.ok)


def choose() -> Walls:
    """The best sandbox whose self-test holds here; NoSandbox, with what to do about it, if none does."""
    found, required = choice(_level(ASK)), _level(REQUIRE)
    if required and not (found.holds and found.walls.level <= required):  # A < B < C
        best = found.walls.name if found.holds else "none"
        words = f"{REQUIRE}={required}, and this machine has {best} at most"
        raise NoSandbox(words, got=found.missing, then=_REMEDY)
    if found.holds:
        return found.walls
    if os.environ.get(TRUST) == "1":
        return Walls(Level.NONE)
    raise NoSandbox("nothing on this machine confines other people's code", got=found.missing, then=_REMEDY)


def why_no_better() -> str:
    """Why `choose` gives no better level, in words; empty if there is none."""
    return choice(_level(ASK)).missing


@cache
def choice(only: Level | None = None) -> Choice:
    """The machine does not change while one command runs, so this is tried once."""
    tried: list[tuple[Walls, SelfTest]] = []
    for level in (only,) if only else _BEST_FIRST:
        walls = Walls(level)
        tried.append((walls, walls.self_test()))
        if tried[-1][1].ok:
            break
    return Choice(tuple(tried))


def _level(variable: str) -> Level | None:
    text = os.environ.get(variable, "")
    if not text:
        return None
    if text not in (*_BEST_FIRST,):
        raise WrongUsage(f"{variable} is not a level.", got=text, expected="A, B or C")
    return Level(text)
