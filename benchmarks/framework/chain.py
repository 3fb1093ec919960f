"""Workload e: what one operation costs, forward and backward, when the arrays are so small that only overhead counts.

A chain of 100 operations, `y = y * w` and `y = y + b` in turn, on shape (32,); the same with y of shape (8, 32), so
that w and b are broadcast and their gradients summed back. x, w and b all receive gradients.
"""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType
from typing import Any

import numpy as np

Work = Callable[[], object]
OPERATIONS = 100


def tensor_chain(x: Any, w: Any, b: Any) -> Any:
    """The chain as anyone would write it, for any library with tensors."""
    y = x
    for _ in range(OPERATIONS // 2):
        y = y * w
        y = y + b
    return y.sum()


def numpy_chain(x: Any, w: Any, b: Any) -> tuple[Any, Any, Any]:
    """The same by hand: no framework, gradients written out. Returns those of x, w and b."""
    ys = [x]
    for _ in range(OPERATIONS // 2):
        y = ys[-1] * w
        ys.append(y + b)
    grad = np.ones_like(x)
    grad_w = grad_b = np.zeros_like(w)
    rows = np.ones(len(x), x.dtype) if x.ndim > w.ndim else None  # a product with ones sums the rows back
    for y in reversed(ys[:-1]):
        along_w = grad * y
        grad_b = grad_b + (grad if rows is None else rows.dot(grad))
        grad_w = grad_w + (along_w if rows is None else rows.dot(along_w))
        grad = grad * w
    return grad, grad_w, grad_b


def inputs(shape: tuple[int, ...]) -> tuple[Any, Any, Any]:
    """x of `shape`, w and b of its last axis; w near one, so that a hundred steps stay finite."""
    rng = np.random.default_rng(0)
    sizes = (shape, shape[-1:], shape[-1:])
    return tuple(rng.uniform(0.9, 1.1, size).astype(np.float32) for size in sizes)  # type: ignore[return-value]


def of_tinytorch(tensor: ModuleType, shape: tuple[int, ...]) -> Work:
    leaves = [tensor.Tensor(array, requires_grad=True) for array in inputs(shape)]
    return lambda: _gradients(leaves)


def of_pytorch(shape: tuple[int, ...]) -> Work:
    import torch

    torch.set_num_threads(1)
    leaves = [torch.from_numpy(array).requires_grad_() for array in inputs(shape)]
    return lambda: _gradients(leaves)


def of_numpy(shape: tuple[int, ...]) -> Work:
    arrays = inputs(shape)
    return lambda: numpy_chain(*arrays)


def _gradients(leaves: list[Any]) -> list[Any]:
    tensor_chain(*leaves).backward()
    found = [leaf.grad for leaf in leaves]
    for leaf in leaves:
        leaf.grad = None
    return found
