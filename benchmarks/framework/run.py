"""Measure the framework's workloads on the reference package, beside every contender that can take part."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any

from benchmarks.framework import chain, cnn, gpt, hips, loader, mlp, small, text
from benchmarks.framework.contest import FUSED, HIPS, OURS, TINYGRAD, TORCH, TWIN, Contest, Peer, invited, taken
from benchmarks.framework.reference import Course, reference
from benchmarks.record import Workload

CHAINS = {"e (32,)": ((32,), 1.8), "e (8, 32) with (32,)": ((8, 32), 1.5)}
STEP = "ms per training step"


def measure(workloads: Iterable[str] = ()) -> list[Workload]:
    """The workloads of these letters, or all."""
    with reference() as course:
        return [_told(contest) for name in workloads or CONTESTS for contest in CONTESTS[name](course, True)]


def _told(contest: Contest) -> Workload:
    print(f"{contest.name}: {', '.join(contest.works)}", file=sys.stderr)
    return taken(contest)


def of_mlp(course: Course, peers: bool) -> list[Contest]:
    fast, without = _peers(
        peers,
        {
            TORCH: Peer("torch", mlp.of_pytorch),
            FUSED: Peer("torch", partial(mlp.of_pytorch, fused=True)),
            f"{HIPS}, Adam by hand": Peer("autograd", mlp.of_autograd),
            TINYGRAD: Peer("tinygrad", small.of_mlp),
        },
    )
    found = {OURS: mlp.of_tinytorch(course), TWIN: mlp.of_numpy(), **fast}
    works = {who: training.step for who, training in found.items()}
    targets = {TORCH: 1.5, TWIN: 0.85}
    return [Contest("a", STEP, works, targets, rounds=9, calls=150, without=without)]


def of_cnn(course: Course, peers: bool) -> list[Contest]:
    found, without = _peers(
        peers,
        {
            TORCH: Peer("torch", cnn.of_pytorch),
            TINYGRAD: Peer("tinygrad", small.of_cnn),
            HIPS: Peer("autograd", lambda: (hips.of_cnn(), None)),
        },
    )
    pairs = {OURS: cnn.of_tinytorch(course), TWIN: cnn.of_numpy(), **found}
    (train, train_aims), (infer, infer_aims) = _halves(pairs, cnn.TRAINING), _halves(pairs, cnn.INFERENCE, 1)
    return [
        Contest("b training", STEP, train, train_aims, rounds=7, calls=15, without=without),
        Contest("b inference", "ms per batch", infer, infer_aims, rounds=7, calls=15, without=without),
    ]


def of_gpt(course: Course, peers: bool, *, generation: bool = False) -> list[Contest]:
    everybody = {
        TORCH: Peer("torch", partial(gpt.of_pytorch, course)),
        FUSED: Peer("torch", partial(gpt.of_pytorch, course, fused=True)),
        f"{HIPS}, AdamW by hand": Peer("autograd", lambda: (hips.of_gpt(course), None)),
        TINYGRAD: Peer("tinygrad", lambda: (small.of_gpt(course), None)),
    }
    found, without = _peers(peers, {TORCH: everybody[TORCH]} if generation else everybody)
    pairs = {OURS: gpt.of_tinytorch(course), TWIN: gpt.of_numpy(course), **found}
    if generation:
        works, targets = _halves(pairs, gpt.GENERATION, 1)
        return [Contest("d without a cache", "ms for 127 tokens", works, targets, calls=3, without=without)]
    works, targets = _halves(pairs, gpt.TRAINING)
    return [Contest("c", STEP, works, targets, calls=6, without=without)]


def of_chain(course: Course, peers: bool) -> list[Contest]:
    found = []
    for name, (shape, aim) in CHAINS.items():
        works, without = _peers(peers, {TORCH: Peer("torch", partial(chain.of_pytorch, shape))})
        works = {OURS: chain.of_tinytorch(course["tensor"], shape), TWIN: chain.of_numpy(shape), **works}
        unit = "µs per operation, forward and backward"
        found += [Contest(name, unit, works, {TORCH: aim}, 9, 150, per_call=chain.OPERATIONS, without=without)]
    return found


def _peers(wanted: bool, peers: Mapping[str, Peer]) -> tuple[dict[str, Any], dict[str, str]]:
    return invited(peers if wanted else {})


def _halves(pairs: Mapping[str, Any], targets: dict[str, float], place: int = 0) -> tuple[dict[str, Any], Any]:
    """Of each contender's pair of works the one in this place, where it has one; and the targets."""
    return {who: pair[place] for who, pair in pairs.items() if pair[place] is not None}, targets


CONTESTS: Mapping[str, Callable[[Course, bool], list[Contest]]] = {  # letter -> contests, with or without others
    "a": of_mlp,
    "b": of_cnn,
    "c": of_gpt,
    "d": partial(of_gpt, generation=True),
    "e": of_chain,
    "f": lambda course, peers: [*text.contests(course, peers), *loader.contests(course, peers)],
}
