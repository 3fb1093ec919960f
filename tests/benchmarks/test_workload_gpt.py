"""Workloads c and d at a tiny size: every contender must do the same work."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

import tinytorch
from benchmarks.framework import gpt
from tito.course.curriculum import load
from tito.judge.reference import build_reference

CURRICULUM = Path(__file__).parents[2] / "curriculum"
NEEDED = ("tensor", "losses", "optimizers", "transformers")
SIZES = {"vocab_size": 11, "d_model": 8, "num_layers": 2, "num_heads": 2, "context": 6}


@pytest.fixture(scope="module")
def modules() -> Iterator[dict[str, ModuleType]]:
    course = load(CURRICULUM)
    with tempfile.TemporaryDirectory(prefix="reference-") as folder:
        package = build_reference(course, Path(folder)) / "tinytorch"
        tinytorch.__path__.append(str(package))
        exports = {module.name: module.export for module in course.course.modules}
        yield {name: import_module(f"tinytorch.{exports[name]}") for name in NEEDED}
        tinytorch.__path__.remove(str(package))


@pytest.mark.parametrize("other", ["of_numpy", "of_pytorch"])
def test_steps_and_texts_are_the_same(modules: dict[str, ModuleType], other: str) -> None:
    if other == "of_pytorch":
        pytest.importorskip("torch", reason="PyTorch is an optional contender")
    ours: tuple[Any, Any] = gpt.of_tinytorch(modules, SIZES, 2)
    theirs: tuple[Any, Any] = getattr(gpt, other)(modules, SIZES, 2)
    np.testing.assert_allclose([ours[0]() for _ in range(4)], [theirs[0]() for _ in range(4)], rtol=1e-4)
    np.testing.assert_array_equal(ours[1](), theirs[1]())
