"""Workload f, loader: one shuffled epoch over 20,000 examples of 784 numbers, in batches of 64."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial
from types import ModuleType
from typing import Any

import numpy as np

from benchmarks.framework.contest import OURS, TORCH, TWIN, Contest, Peer, Work, invited

COUNT, WIDTH, BATCH = 20_000, 784, 64
BY_BATCHES = f"{TORCH}, rows by the batch"


def contests(modules: Mapping[str, ModuleType], peers: bool, count: int = COUNT) -> list[Contest]:
    others, without = invited(
        {
            TORCH: Peer("torch", partial(of_pytorch, count)),
            BY_BATCHES: Peer("torch", partial(of_pytorch, count, by_batches=True)),
        }
        if peers
        else {}
    )
    works = {OURS: of_tinytorch(modules, count), TWIN: of_numpy(count), **others}
    return [Contest("f loader", "ms per epoch", works, {TORCH: 9.0}, calls=5, without=without)]


def data(count: int) -> tuple[Any, Any]:
    rng = np.random.default_rng(0)
    return rng.random((count, WIDTH), dtype=np.float32), rng.integers(0, 10, count)


def of_tinytorch(modules: Mapping[str, ModuleType], count: int = COUNT) -> Work:
    part = modules["dataloader"]
    batches = part.DataLoader(part.TensorDataset(*data(count)), batch_size=BATCH, shuffle=True)
    return lambda: seen(batches)


def of_numpy(count: int = COUNT) -> Work:
    (x, y), rng = data(count), np.random.default_rng(0)

    def epoch() -> tuple[int, int]:
        order = rng.permutation(count)
        rows = (order[start : start + BATCH] for start in range(0, count, BATCH))
        return seen((x[some], y[some]) for some in rows)

    return epoch


def of_pytorch(count: int = COUNT, *, by_batches: bool = False) -> Work:
    """PyTorch's loader as its tutorials use it; or with a sampler of whole batches, so that it indexes once."""
    import torch
    from torch.utils.data import BatchSampler, DataLoader, RandomSampler, TensorDataset

    dataset: Any = TensorDataset(*map(torch.from_numpy, data(count)))
    if by_batches:
        sampler = BatchSampler(RandomSampler(dataset), BATCH, drop_last=False)
        batches: Any = DataLoader(dataset, batch_size=None, sampler=sampler)
    else:
        batches = DataLoader(dataset, batch_size=BATCH, shuffle=True)
    return lambda: seen(batches)


def seen(batches: Iterable[tuple[Any, Any]]) -> tuple[int, int]:
    """How many batches there were, and how many examples."""
    sizes = [len(y) for _, y in batches]
    return len(sizes), sum(sizes)
