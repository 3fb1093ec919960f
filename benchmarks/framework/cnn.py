"""Workload b: a small convolutional network on pictures of 3 × 32 × 32, training and inference.

conv16 3 × 3, ReLU, pool 2, conv32 3 × 3, ReLU, pool 2, linear to 10; batches of 64, SGD, float32. The same weights and
pictures for every contender.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import ModuleType
from typing import Any

import numpy as np

from benchmarks.framework import twin_cnn

Work = Callable[[], object]
Modules = Mapping[str, ModuleType]  # the reference's modules by name: "tensor", "layers", "spatial" ...
BATCH, CLASSES, RATE = 64, 10, 0.001
TRAINING, INFERENCE = {"pytorch": 0.75, "numpy by hand": 0.8}, {"pytorch": 1.6, "numpy by hand": 0.8}


def data(batch: int = BATCH, seed: int = 0) -> tuple[Any, Any, list[Any]]:
    """Pictures, labels, and first weights in the order of the layers' parameters."""
    rng = np.random.default_rng(seed)
    weights = []
    for shape in ((16, 3, 3, 3), (32, 16, 3, 3), (CLASSES, 2048)):
        weights.append((rng.normal(size=shape) * np.sqrt(2 / np.prod(shape[1:]))).astype(np.float32))
        weights.append(np.zeros(shape[0], np.float32))
    pictures = rng.normal(size=(batch, 3, 32, 32)).astype(np.float32)
    return pictures, rng.integers(0, CLASSES, size=batch), weights


def tinytorch_model(modules: Modules, weights: list[Any]) -> Any:
    spatial, layers = modules["spatial"], modules["layers"]
    relu = modules["activations"].ReLU
    model = layers.Sequential(
        *(spatial.Conv2d(3, 16, 3, padding=1), relu(), spatial.MaxPool2d(2)),
        *(spatial.Conv2d(16, 32, 3, padding=1), relu(), spatial.MaxPool2d(2)),
        *(layers.Flatten(), layers.Linear(2048, CLASSES)),
    )
    for parameter, array in zip(model.parameters(), weights, strict=True):
        parameter[...] = array
    return model


def of_tinytorch(modules: Modules, batch: int = BATCH) -> tuple[Work, Work]:
    """A step of training, which returns the loss, and an inference, which returns the scores."""
    pictures, labels, weights = data(batch)
    tensor = modules["tensor"].Tensor
    model, x, y = tinytorch_model(modules, weights), tensor(pictures), tensor(labels)
    loss_fn, optimizer = modules["losses"].CrossEntropyLoss(), modules["optimizers"].SGD(model.parameters(), lr=RATE)

    def train() -> float:
        optimizer.zero_grad()
        loss = loss_fn(model(x), y)
        loss.backward()
        optimizer.step()
        return float(loss.item())

    def infer() -> Any:
        with modules["autograd"].no_grad():
            return model(x).data

    return train, infer


def of_numpy(batch: int = BATCH) -> tuple[Work, Work]:
    pictures, labels, weights = data(batch)
    return lambda: twin_cnn.step(weights, pictures, labels, RATE), lambda: twin_cnn.scores(weights, pictures)


def of_pytorch(batch: int = BATCH) -> tuple[Work, Work]:
    import torch
    from torch import nn

    torch.set_num_threads(1)
    arrays, labels, weights = data(batch)
    first = (nn.Conv2d(3, 16, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2))
    second = (nn.Conv2d(16, 32, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2))
    model = nn.Sequential(*first, *second, nn.Flatten(), nn.Linear(2048, CLASSES))
    with torch.no_grad():
        for parameter, array in zip(model.parameters(), weights, strict=True):
            parameter.copy_(torch.from_numpy(array))
    x, y, loss_fn = torch.from_numpy(arrays), torch.from_numpy(labels), nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=RATE)

    def train() -> float:
        optimizer.zero_grad()
        loss = loss_fn(model(x), y)
        loss.backward()
        optimizer.step()
        return float(loss.item())

    def infer() -> Any:
        with torch.no_grad():
            return model(x).numpy()

    return train, infer
