"""How a speed is measured here: as a ratio, side by side, on a machine that others use too.

The contenders take turns, round by round, so that a slow moment of the machine meets all of them; within its turn a
contender runs warm, as it would in a training loop. A contender's time in a round is the 20th percentile of its calls'
CPU times, and the result is the median of the rounds' ratios.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Mapping, Sequence

Samples = dict[str, list[float]]  # contender -> CPU seconds of each call, in one round
Meter = Callable[[Callable[[], object]], float]


def own_cpu(work: Callable[[], object]) -> float:
    """CPU seconds that this process spends on `work()`."""
    start = time.process_time()
    work()
    return time.process_time() - start


def paired(
    contenders: Mapping[str, Callable[[], object]], *, rounds: int, calls: int, meter: Meter = own_cpu
) -> list[Samples]:
    """Let each contender run `calls` times in each of `rounds` rounds, after one round that is thrown away."""
    return [_round(contenders, calls, meter) for _ in range(rounds + 1)][1:]


def _round(contenders: Mapping[str, Callable[[], object]], calls: int, meter: Meter) -> Samples:
    return {name: [meter(work) for _ in range(calls)] for name, work in contenders.items()}


def typical(seconds: Sequence[float]) -> float:
    """The 20th percentile: close to the undisturbed time, without trusting one lucky call."""
    return sorted(seconds)[len(seconds) // 5]


def time_of(rounds: Sequence[Samples], name: str) -> float:
    return statistics.median(typical(samples[name]) for samples in rounds)


def speedup(rounds: Sequence[Samples], *, ours: str, theirs: str) -> float:
    """How many times as fast as `theirs` `ours` is."""
    return statistics.median(typical(samples[theirs]) / typical(samples[ours]) for samples in rounds)


def beyond(rounds: Sequence[Samples], *, whole: str, part: str) -> float:
    """Seconds that `whole` takes beyond `part`: the median of the paired differences."""
    pairs = (zip(samples[whole], samples[part], strict=True) for samples in rounds)
    return statistics.median(a - b for pair in pairs for a, b in pair)
