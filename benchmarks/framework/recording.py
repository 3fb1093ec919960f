"""A stand-in for module 05, as small as the seam of module 01 allows: it records operations and runs them backward.

It exists so that the cost of the seam can be measured before module 05 is written, and goes when it is.
"""

from __future__ import annotations

from functools import lru_cache
from heapq import heappop, heappush
from itertools import count
from types import ModuleType
from typing import Any

import numpy as np

GRADIENTS = {  # gradient(grad, out, *arrays, **params) -> one gradient for each input; broadcasting is undone elsewhere
    "add": lambda grad, out, a, b: (grad, grad),
    "mul": lambda grad, out, a, b: (grad * b, grad * a),
    "sum": lambda grad, out, a, **params: (np.broadcast_to(grad, a.shape),),
}


def record_on(tensor: ModuleType) -> None:
    """Switch recording on in a `tinytorch.core.tensor` module, for the operations of GRADIENTS."""
    for name, gradient in GRADIENTS.items():
        tensor.Op.table[name].gradient = gradient
    tensor.set_recorder(recorder(tensor.Tensor))


def recorder(tensor_class: Any) -> object:
    """What goes into the seam: `record`, called for every operation, and `backward`, called for a tensor."""
    ages = count(0, -1)  # falling, so that the youngest result comes out of a heap first

    class Recorder:
        def record(self, op: Any, inputs: tuple[Any, ...], arrays: list[Any], params: dict[str, Any], out: Any) -> None:
            for x in inputs:
                if isinstance(x, tensor_class) and x.requires_grad:
                    out.requires_grad = True
                    out.origin = (next(ages), op, inputs, arrays, params)
                    return

        def backward(self, root: Any, gradient: Any = None, retain_graph: bool = False) -> None:
            """Go from the youngest result to the oldest: when its turn comes, a tensor has all its gradients."""
            root.grad = np.ones_like(root.data)
            waiting = [(root.origin, root)]
            while waiting:
                (_, op, inputs, arrays, params), out = heappop(waiting)
                grads = op.gradient(out.grad, out.data, *arrays, **params)
                out.grad = out.origin = None
                for x, found in zip(inputs, grads):  # noqa: B905 - `strict` costs 2 % of what is measured here
                    if isinstance(x, tensor_class) and x.requires_grad:
                        shape = x.data.shape
                        grad = found if found.shape == shape else sum_to(found, shape)
                        if x.grad is not None:
                            x.grad = x.grad + grad
                        else:
                            x.grad = grad
                            if x.origin is not None:
                                heappush(waiting, (x.origin, x))

    return Recorder()


def sum_to(grad: Any, shape: tuple[int, ...]) -> Any:
    """Undo broadcasting: (8, 32) -> (32,), (8, 32) -> (8, 1).

    A sum over rows is a product with a row of ones, which BLAS begins three times as fast as NumPy a reduction.
    """
    while grad.ndim > len(shape):
        grad = ones(len(grad), grad.dtype).dot(grad) if grad.ndim == 2 else np.add.reduce(grad)
    if 1 in shape:
        stretched = tuple(axis for axis, size in enumerate(shape) if size == 1)
        grad = np.add.reduce(grad, axis=stretched, keepdims=True)
    return grad


@lru_cache
def ones(size: int, dtype: Any) -> Any:
    return np.ones(size, dtype)
