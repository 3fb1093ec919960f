"""Measure the framework's workloads on the reference package, beside every contender that is installed."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from importlib.util import find_spec

from benchmarks.framework import chain, mlp
from benchmarks.framework.reference import Course, reference
from benchmarks.measure import paired
from benchmarks.record import Workload

Contenders = Mapping[str, Callable[[], object]]

OURS, TWIN, TORCH = "tinytorch", "numpy by hand", "pytorch"
CHAINS = {"e (32,)": (32,), "e (8, 32) with (32,)": (8, 32)}
MLP = "a"
TARGETS: Mapping[str, dict[str, float]] = {  # how many times as fast as a contender we want to be
    "e (32,)": {TORCH: 1.8},
    "e (8, 32) with (32,)": {TORCH: 1.5},
    MLP: {TORCH: 1.5, TWIN: 0.85},
}


def measure(*, rounds: int = 9, calls: int = 150) -> list[Workload]:
    with reference() as course:
        found = [taken(name, contenders, rounds, calls) for name, contenders in workloads(course).items()]
    for package, extra in (("torch", "oracle"), ("autograd", "bench")):
        if not find_spec(package):
            print(f"{package} is not installed: measured without it (pip install -e '.[{extra}]')", file=sys.stderr)
    return found


def taken(name: str, contenders: Contenders, rounds: int, calls: int) -> Workload:
    chained = name in CHAINS
    return Workload(
        name=name,
        unit="µs per operation, forward and backward" if chained else "ms per training step",
        per_call=chain.OPERATIONS if chained else 1,
        ours=OURS,
        targets=TARGETS[name],
        rounds=paired(contenders, rounds=rounds, calls=calls),
    )


def workloads(course: Course) -> dict[str, Contenders]:
    """Who takes part in which workload: ours and the twin always, the others where they are installed."""
    return {**{name: of_chain(course, shape) for name, shape in CHAINS.items()}, MLP: of_mlp(course)}


def of_chain(course: Course, shape: tuple[int, ...]) -> Contenders:
    found = {OURS: chain.of_tinytorch(course["tensor"], shape), TWIN: chain.of_numpy(shape)}
    return found | ({TORCH: chain.of_pytorch(shape)} if find_spec("torch") else {})


def of_mlp(course: Course) -> Contenders:
    found = {OURS: mlp.of_tinytorch(course), TWIN: mlp.of_numpy()}
    if find_spec("torch"):
        found |= {TORCH: mlp.of_pytorch(), f"{TORCH}, fused Adam": mlp.of_pytorch(fused=True)}
    if find_spec("autograd"):
        found["HIPS autograd, Adam by hand"] = mlp.of_autograd()
    return {name: training.step for name, training in found.items()}
