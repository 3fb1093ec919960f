"""A workload as a contest: who takes part, how often, and who would but cannot on this machine."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from shutil import which
from typing import Any

from benchmarks.measure import paired
from benchmarks.record import Workload

Work = Callable[[], Any]
OURS, TWIN, TORCH, HIPS, TINYGRAD = "tinytorch", "numpy by hand", "pytorch", "HIPS autograd", "tinygrad"
FUSED = f"{TORCH}, fused Adam"
EXTRAS = {"torch": "oracle", "autograd": "bench", "tinygrad": "bench", "tokenizers": "bench", "tiktoken": "bench"}


@dataclass(frozen=True)
class Peer:
    """A contender that needs a package which may not be there."""

    package: str
    make: Callable[[], Any]


@dataclass(frozen=True)
class Contest:
    """Contenders that do the same work, and how often they do it."""

    name: str
    unit: str
    works: Mapping[str, Work]
    targets: Mapping[str, float]  # contender -> how many times as fast we want to be
    rounds: int = 5
    calls: int = 10
    per_call: int = 1
    twin: str = TWIN
    without: Mapping[str, str] = field(default_factory=dict)  # contender -> why it does not take part


def taken(contest: Contest, *, rounds: int = 0, calls: int = 0, only: tuple[str, ...] = ()) -> Workload:
    """Let all (or only some) run, as often as the contest wants it or as is given."""
    works = {who: work for who, work in contest.works.items() if who in (only or contest.works)}
    return Workload(
        name=contest.name,
        unit=contest.unit,
        per_call=contest.per_call,
        ours=OURS,
        targets={who: aim for who, aim in contest.targets.items() if who in works},
        rounds=paired(works, rounds=rounds or contest.rounds, calls=calls or contest.calls),
        results={f"without {who}": why for who, why in contest.without.items()},
    )


def invited(peers: Mapping[str, Peer]) -> tuple[dict[str, Any], dict[str, str]]:
    """What those peers made that can take part, and why the others cannot."""
    without = {who: why for who, peer in peers.items() if (why := absent(peer.package))}
    return {who: peer.make() for who, peer in peers.items() if who not in without}, without


@cache
def absent(package: str) -> str:
    """Why this package cannot take part; empty if it can."""
    if not find_spec(package):
        return f"{package} is not installed (pip install -e '.[{EXTRAS[package]}]')"
    if package == "tinygrad":
        return _tinygrad_fails()
    return ""


def _tinygrad_fails() -> str:
    """It compiles each operation for the processor, and needs clang for that: is it there, does an addition work?"""
    compiler = os.environ.get("CC", "clang")
    if not which(compiler):
        return f"tinygrad compiles its operations with {compiler}, which is not installed"
    os.environ.setdefault("DEV", "CPU")  # read when it is imported; the others compute there too
    try:
        import_module("tinygrad").Tensor([1.0]).add(1).numpy()
    except (RuntimeError, OSError, subprocess.CalledProcessError) as problem:
        return f"tinygrad is installed and does not run here ({type(problem).__name__}: {problem})"
    return ""
