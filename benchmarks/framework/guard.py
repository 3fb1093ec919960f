"""Has the framework become slower? Ours beside the NumPy twin: a ratio that hardly depends on the machine.

A ratio below its floor is measured once more before it counts. The floors lie a tenth below what was measured when they
were set: raise them when the framework has become faster.
"""

from __future__ import annotations

from collections.abc import Callable

from benchmarks.framework.reference import reference
from benchmarks.framework.run import OURS, TWIN, Contenders, taken, workloads
from benchmarks.measure import speedup

FLOORS = {"e (32,)": 0.28, "e (8, 32) with (32,)": 0.46, "a": 0.73}

Ratio = Callable[[str, Contenders], float]


def ratio(name: str, contenders: Contenders, *, rounds: int = 5, calls: int = 80) -> float:
    """How many times as fast as the twin ours is."""
    two = {who: contenders[who] for who in (OURS, TWIN)}
    return speedup(taken(name, two, rounds, calls).rounds, ours=OURS, theirs=TWIN)


def complaints(measured: Ratio = ratio) -> list[str]:
    """One line for each workload that was twice too slow."""
    with reference() as course:
        every = workloads(course)
        best = {name: measured(name, every[name]) for name in FLOORS}
        for name in [name for name, got in best.items() if got < FLOORS[name]]:
            best[name] = max(best[name], measured(name, every[name]))
    return [
        f"{name}: {got:.2f}× as fast as the NumPy twin, expected at least {FLOORS[name]}×"
        for name, got in best.items()
        if got < FLOORS[name]
    ]
