"""HIPS autograd and tinygrad at tiny sizes: they must do the same work as the twins."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest

from benchmarks.framework import cnn, gpt, hips, small
from benchmarks.framework.contest import Work, absent
from benchmarks.framework.reference import Course, reference

BATCH, STEPS = 3, 3
SIZES = {"vocab_size": 11, "d_model": 8, "num_layers": 1, "num_heads": 2, "context": 6}


@pytest.fixture(scope="module")
def course() -> Iterator[Course]:
    with reference() as modules:
        yield modules


def require(package: str) -> None:
    if why := absent(package):
        pytest.skip(f"an optional contender: {why}")


def same_losses(theirs: Work, by_hand: Work) -> None:
    losses = [theirs() for _ in range(STEPS)]
    np.testing.assert_allclose(losses, [by_hand() for _ in range(STEPS)], rtol=1e-3)
    assert len(set(losses)) == STEPS


@pytest.mark.parametrize(("package", "make"), [("autograd", hips.of_cnn), ("tinygrad", lambda n: small.of_cnn(n)[0])])
def test_the_picture_network_trains_alike(package: str, make: Callable[[int], Work]) -> None:
    require(package)
    same_losses(make(BATCH), cnn.of_numpy(BATCH)[0])


@pytest.mark.parametrize(("package", "make"), [("autograd", hips.of_gpt), ("tinygrad", small.of_gpt)])
def test_the_writing_network_trains_alike(course: Course, package: str, make: Callable[..., Any]) -> None:
    require(package)
    same_losses(make(course, SIZES, 2), gpt.of_numpy(course, SIZES, 2)[0])


def test_tinygrad_has_the_same_scores() -> None:
    require("tinygrad")
    np.testing.assert_allclose(small.of_cnn(BATCH)[1](), cnn.of_numpy(BATCH)[1](), rtol=1e-3, atol=1e-3)
