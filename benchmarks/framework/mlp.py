"""Workload a: one training step of an MLP 784-256-128-10 on a batch of 64 images, cross-entropy and Adam, in float32.

A step is everything between two batches: forward, loss, forgetting the old gradients, backward, Adam. Every contender
starts from the same weights and sees the same batch.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from itertools import pairwise
from types import ModuleType
from typing import Any

import numpy as np

from benchmarks.framework import twin

SIZES = (784, 256, 128, 10)
BATCH = 64
LR = 0.001
Array = Any


@dataclass(frozen=True)
class Training:
    step: Callable[[], object]  # one more on the same batch
    weights: Callable[[], list[Array]]  # copies: (out, in) and (out,) for each layer


def start(sizes: tuple[int, ...] = SIZES, batch: int = BATCH) -> tuple[list[Array], Array, Array]:
    """The first weights, He-initialised, and a batch of images and labels."""
    rng = np.random.default_rng(0)
    parameters: list[Array] = []
    for inputs, outputs in pairwise(sizes):
        weight = rng.normal(0, np.sqrt(2 / inputs), (outputs, inputs)).astype(np.float32)
        parameters += [weight, np.zeros(outputs, np.float32)]
    images = rng.uniform(0, 1, (batch, sizes[0])).astype(np.float32)
    return parameters, images, rng.integers(0, sizes[-1], batch)


def of_tinytorch(course: Mapping[str, ModuleType], sizes: tuple[int, ...] = SIZES, batch: int = BATCH) -> Training:
    parameters, images, labels = start(sizes, batch)
    model = course["layers"].MLP(list(sizes), rng=np.random.default_rng(0))
    for held, given in zip(model.parameters(), parameters, strict=True):
        held.data[...] = given
    x = course["tensor"].Tensor(images)
    y = course["tensor"].Tensor(labels)
    cost, optimizer = course["losses"].CrossEntropyLoss(), course["optimizers"].Adam(model.parameters(), lr=LR)

    def step() -> None:
        loss = cost(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()

    return Training(step, lambda: [parameter.data.copy() for parameter in model.parameters()])


def of_numpy(sizes: tuple[int, ...] = SIZES, batch: int = BATCH) -> Training:
    parameters, images, labels = start(sizes, batch)
    mlp = twin.Mlp(parameters, LR)
    return Training(lambda: mlp.step(images, labels), lambda: [array.copy() for array in mlp.parameters])


def of_pytorch(sizes: tuple[int, ...] = SIZES, batch: int = BATCH, *, fused: bool = False) -> Training:
    """Eager PyTorch as anyone would write it; `fused` is its one-kernel Adam."""
    import torch

    torch.set_num_threads(1)
    parameters, images, labels = start(sizes, batch)
    layers: list[Any] = []
    for inputs, outputs in pairwise(sizes):
        layers += [torch.nn.Linear(inputs, outputs), torch.nn.ReLU()]
    model = torch.nn.Sequential(*layers[:-1])
    with torch.no_grad():
        for held, given in zip(model.parameters(), parameters, strict=True):
            held.copy_(torch.from_numpy(given))
    x, y = torch.from_numpy(images), torch.from_numpy(labels)
    cost, optimizer = torch.nn.CrossEntropyLoss(), torch.optim.Adam(model.parameters(), lr=LR, fused=fused)

    def step() -> None:
        loss = cost(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()

    return Training(step, lambda: [parameter.detach().numpy().copy() for parameter in model.parameters()])


def of_autograd(sizes: tuple[int, ...] = SIZES, batch: int = BATCH) -> Training:
    """HIPS autograd differentiates NumPy and has no fast optimiser of its own: it is given the twin's Adam."""
    anp, grad = import_module("autograd.numpy"), import_module("autograd").grad  # optional, and without types
    given, images, labels = start(sizes, batch)
    adam = twin.Adam(given, LR)
    rows = np.arange(batch)

    def loss(parameters: list[Array]) -> Any:
        x = images
        for place in range(0, len(parameters), 2):
            x = anp.dot(x, parameters[place].T) + parameters[place + 1]
            x = anp.maximum(x, np.float32(0)) if place + 2 < len(parameters) else x
        shifted = x - anp.max(x, axis=1, keepdims=True)
        return -anp.mean((shifted - anp.log(anp.sum(anp.exp(shifted), axis=1, keepdims=True)))[rows, labels])

    gradient = grad(loss)

    def step() -> None:
        for room, found in zip(adam.gradients, gradient(adam.parameters), strict=True):
            room[...] = found
        adam.step()

    return Training(step, lambda: [array.copy() for array in adam.parameters])
