"""Workload b at a tiny size: the contenders must do the same work."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

import tinytorch
from benchmarks.framework import cnn, twin_cnn
from tito.course.curriculum import load
from tito.judge.reference import build_reference

CURRICULUM = Path(__file__).parents[2] / "curriculum"
BATCH = 3


@pytest.fixture(scope="module")
def modules(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, ModuleType]]:
    curriculum, place = load(CURRICULUM), tmp_path_factory.mktemp("reference")
    package = str(build_reference(curriculum, place) / "tinytorch")
    tinytorch.__path__.append(package)
    yield {module.name: import_module(f"tinytorch.{module.export}") for module in curriculum.course.modules}
    tinytorch.__path__.remove(package)


def test_the_network_trains_alike_by_hand_and_on_the_reference(modules: dict[str, ModuleType]) -> None:
    (train, infer), (train_by_hand, infer_by_hand) = cnn.of_tinytorch(modules, BATCH), cnn.of_numpy(BATCH)
    for _ in range(3):
        assert train() == pytest.approx(train_by_hand(), rel=1e-4)
    np.testing.assert_allclose(infer(), infer_by_hand(), rtol=1e-3, atol=1e-3)


def test_the_network_trains_alike_by_hand_and_in_pytorch() -> None:
    pytest.importorskip("torch", reason="PyTorch is an optional contender")
    (train, infer), (train_by_hand, infer_by_hand) = cnn.of_pytorch(BATCH), cnn.of_numpy(BATCH)
    for _ in range(3):
        assert train() == pytest.approx(train_by_hand(), rel=1e-4)
    np.testing.assert_allclose(infer(), infer_by_hand(), rtol=1e-3, atol=1e-3)


def test_the_twins_gradients_are_slopes() -> None:
    x, labels, weights = cnn.data(2)
    x, weights = x.astype(np.float64), [array.astype(np.float64) for array in weights]
    loss, gradients = twin_cnn.loss_and_gradients(weights, x, labels)
    rng = np.random.default_rng(0)
    for array, gradient in zip(weights, gradients, strict=True):
        place = tuple(int(rng.integers(n)) for n in array.shape)
        array[place] += 1e-6
        above, _ = twin_cnn.loss_and_gradients(weights, x, labels)
        array[place] -= 1e-6
        assert (above - loss) / 1e-6 == pytest.approx(gradient[place], rel=1e-3, abs=1e-6)
