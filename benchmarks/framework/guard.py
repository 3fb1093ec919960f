"""Has the framework become slower? Ours beside the hand-written twin: a ratio that hardly depends on the machine.

A ratio below its floor is measured once more before it counts. The floors lie a tenth below what was measured when they
were set: raise them when the framework has become faster.
"""

from __future__ import annotations

from collections.abc import Callable

from benchmarks.framework.contest import OURS, Contest, taken
from benchmarks.framework.reference import reference
from benchmarks.framework.run import CONTESTS
from benchmarks.measure import speedup

FLOORS = {  # by the contest's name
    "a": 0.73,
    "b training": 0.83,
    "b inference": 0.86,
    "c": 0.85,
    "d without a cache": 0.80,
    "e (32,)": 0.28,
    "e (8, 32) with (32,)": 0.46,
    "f BPE training, 50 kB and 384 entries": 12.0,
    "f BPE encoding, cold, 50 kB": 1.75,
    "f loader": 0.9,
}

Ratio = Callable[[Contest], float]


def ratio(contest: Contest, *, rounds: int = 5, calls: int = 0) -> float:
    """How many times as fast as the twin ours is."""
    two = taken(contest, rounds=rounds, calls=calls, only=(OURS, contest.twin))
    return speedup(two.rounds, ours=OURS, theirs=contest.twin)


def complaints(measured: Ratio = ratio) -> list[str]:
    """One line for each workload that was twice too slow."""
    with reference() as course:
        every = [contest for contests in CONTESTS.values() for contest in contests(course, False)]
        guarded = {contest.name: contest for contest in every if contest.name in FLOORS}
        best = {name: measured(contest) for name, contest in guarded.items()}
        for name in [name for name, got in best.items() if got < FLOORS[name]]:
            best[name] = max(best[name], measured(guarded[name]))
    return [
        f"{name}: {got:.2f}× as fast as written by hand, expected at least {FLOORS[name]}×"
        for name, got in best.items()
        if got < FLOORS[name]
    ]
