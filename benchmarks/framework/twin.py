"""The NumPy twin: what somebody writes by hand who knows the network and needs no framework.

No graph, no objects for operations, gradients written straight into place. It is as fast as NumPy was made to go here,
so the ratio to it says what a framework costs; and being the same arithmetic, that ratio hardly depends on the machine.
"""

from __future__ import annotations

from typing import Any

import numpy as np

Array = Any
BLOCK = 16_384  # numbers: what Adam reads and writes of a block stays in the second-level cache


class Adam:
    """Adam over one flat vector, in blocks and in place. `parameters` and `gradients` are views into flat vectors."""

    def __init__(self, parameters: list[Array], lr: float) -> None:
        self.lr, self.steps = lr, 0
        self.flat = np.concatenate([array.ravel() for array in parameters])
        self.grad, self.mean, self.square = (np.zeros_like(self.flat) for _ in range(3))
        self.room = np.empty(min(BLOCK, self.flat.size), self.flat.dtype)
        shapes = [array.shape for array in parameters]
        self.parameters, self.gradients = views(self.flat, shapes), views(self.grad, shapes)

    def step(self) -> None:
        self.steps += 1
        root = (1 - 0.999**self.steps) ** 0.5
        rate = self.lr * root / (1 - 0.9**self.steps)
        for begin in range(0, self.flat.size, BLOCK):
            block = slice(begin, begin + BLOCK)
            _adam(
                self.flat[block], self.grad[block], self.mean[block], self.square[block], self.room, rate, 1e-8 * root
            )


def _adam(data: Array, grad: Array, mean: Array, square: Array, room: Array, rate: float, eps: float) -> None:
    """rate and eps hold both corrections of the bias, so that no array has to."""
    room = room[: data.size]
    mean *= 0.9
    mean += np.multiply(grad, 0.1, out=room)
    square *= 0.999
    np.multiply(grad, grad, out=room)
    room *= 0.001
    square += room
    np.sqrt(square, out=room)
    room += eps
    np.divide(mean, room, out=room)
    room *= rate
    data -= room


class Mlp:
    """Linear layers with ReLU between them, softmax and cross-entropy behind them."""

    def __init__(self, parameters: list[Array], lr: float) -> None:
        self.adam = Adam(parameters, lr)
        self.parameters = self.adam.parameters
        self.weights, self.biases = self.parameters[::2], self.parameters[1::2]

    def step(self, images: Array, labels: Array) -> float:
        """One step; returns the loss before it."""
        signals = [images]  # what goes into each layer
        for weight, bias in zip(self.weights, self.biases, strict=True):
            out = signals[-1] @ weight.T  # (batch, out)
            out += bias
            signals.append(np.maximum(out, 0, out=out) if weight is not self.weights[-1] else out)
        loss, grad = cross_entropy(signals.pop(), labels)
        self._backward(signals, grad)
        self.adam.step()
        return loss

    def _backward(self, signals: list[Array], grad: Array) -> None:
        for place in reversed(range(len(self.weights))):
            np.matmul(grad.T, signals[place], out=self.adam.gradients[2 * place])
            np.add.reduce(grad, axis=0, out=self.adam.gradients[2 * place + 1])
            if place:
                grad = grad @ self.weights[place]
                grad *= signals[place] > 0


def cross_entropy(scores: Array, labels: Array) -> tuple[float, Array]:
    """The mean loss, and its gradient for `scores`, written into their place: softmax minus truth."""
    rows = np.arange(len(labels))
    scores -= scores.max(axis=1, keepdims=True)
    true = scores[rows, labels]
    np.exp(scores, out=scores)
    total = scores.sum(axis=1, keepdims=True)
    loss = float((np.log(total[:, 0]) - true).mean())
    scores /= total
    scores[rows, labels] -= 1
    scores /= len(labels)
    return loss, scores


def views(flat: Array, shapes: list[tuple[int, ...]]) -> list[Array]:
    """One view into the flat vector for each shape."""
    found, begin = [], 0
    for shape in shapes:
        end = begin + int(np.prod(shape))
        found.append(flat[begin:end].reshape(shape))
        begin = end
    return found
