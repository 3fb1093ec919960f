"""Workload b by hand: forward pass, gradients and a step of SGD in NumPy alone, with no framework around them.

Pictures are taken a few at a time, so that their columns stay in the cache. What the backward pass needs is kept, what
can be changed in place is. Weights come and go as a list: kernels and bias of both convolutions, then weight and bias
of the linear layer.
"""

from __future__ import annotations

from typing import Any

import numpy as np

TAPS = 3
BITE = 4  # pictures at a time
Arrays = list[Any]


def scores(weights: Arrays, x: Any) -> Any:
    """(N, 3, 32, 32) -> (N, 10)"""
    w1, b1, w2, b2, w3, b3 = weights
    for w, b in ((w1, b1), (w2, b2)):
        h = convolved(padded(x), w, b)
        x = pooled(np.maximum(h, 0, out=h))
    return x.reshape(len(x), -1) @ w3.T + b3


def step(weights: Arrays, x: Any, labels: Any, rate: float) -> float:
    """Change the weights in place by one step downhill; returns the loss."""
    loss, gradients = loss_and_gradients(weights, x, labels)
    for weight, gradient in zip(weights, gradients, strict=True):
        np.subtract(weight, rate * gradient, out=weight)
    return loss


def loss_and_gradients(weights: Arrays, x: Any, labels: Any) -> tuple[float, Arrays]:
    w1, b1, w2, b2, w3, b3 = weights
    x1 = padded(x)
    h1 = convolved(x1, w1, b1)
    p1 = pooled(np.maximum(h1, 0, out=h1))
    x2 = padded(p1)
    h2 = convolved(x2, w2, b2)
    p2 = pooled(np.maximum(h2, 0, out=h2))
    flat = p2.reshape(len(x), -1)
    loss, grad = cross_entropy(flat @ w3.T + b3, labels)
    of_linear = [grad.T @ flat, grad.sum(axis=0)]
    grad = relu_pool_back((grad @ w3).reshape(p2.shape), h2, p2)
    of_second = [weight_gradient(grad, x2, w2), grad.sum(axis=(2, 3)).sum(axis=0)]
    grad = relu_pool_back(picture_gradient(grad, w2), h1, p1)
    of_first = [weight_gradient(grad, x1, w1), grad.sum(axis=(2, 3)).sum(axis=0)]
    return loss, [*of_first, *of_second, *of_linear]


def padded(x: Any) -> Any:
    out = np.zeros((*x.shape[:2], x.shape[2] + 2, x.shape[3] + 2), x.dtype)
    out[:, :, 1:-1, 1:-1] = x
    return out


def columns(x: Any) -> Any:
    """What each tap of a 3 × 3 kernel meets: (N, C, H + 2, W + 2) -> (N, C * 9, H * W)"""
    n, c, height, width = x.shape[0], x.shape[1], x.shape[2] - 2, x.shape[3] - 2
    made = np.empty((n, c, TAPS, TAPS, height, width), x.dtype)
    for u in range(TAPS):
        for v in range(TAPS):
            made[:, :, u, v] = x[:, :, u : u + height, v : v + width]
    return made.reshape(n, c * TAPS * TAPS, height * width)


def convolved(x: Any, w: Any, b: Any) -> Any:
    n, height, width = len(x), x.shape[2] - 2, x.shape[3] - 2
    out, rows = np.empty((n, len(w), height * width), x.dtype), w.reshape(len(w), -1)
    for start in range(0, n, BITE):
        some = slice(start, start + BITE)
        np.matmul(rows, columns(x[some]), out=out[some])
        out[some] += b[:, None]
    return out.reshape(n, len(w), height, width)


def pooled(x: Any) -> Any:
    rows = np.maximum(x[:, :, ::2], x[:, :, 1::2])
    return np.maximum(rows[..., ::2], rows[..., 1::2])


def relu_pool_back(grad: Any, h: Any, p: Any) -> Any:
    """Through max pooling and ReLU: to the first number that equals its window's maximum, if that is above 0."""
    out, free = np.zeros_like(h), p > 0
    for u in range(2):
        for v in range(2):
            won = h[:, :, u::2, v::2] == p
            won &= free
            free ^= won
            np.multiply(grad, won, out=out[:, :, u::2, v::2])
    return out


def weight_gradient(grad: Any, x: Any, w: Any) -> Any:
    grad, total = grad.reshape(*grad.shape[:2], -1), np.zeros((len(w), w[0].size), x.dtype)
    for start in range(0, len(x), BITE):
        some = slice(start, start + BITE)
        total += np.matmul(grad[some], columns(x[some]).transpose(0, 2, 1)).sum(axis=0)
    return total.reshape(w.shape)


def picture_gradient(grad: Any, w: Any) -> Any:
    n, _, height, width = grad.shape
    turned, rows = w.reshape(len(w), -1).T, grad.reshape(n, len(w), -1)
    out = np.zeros((n, w.shape[1], height + 2, width + 2), grad.dtype)
    for start in range(0, n, BITE):
        some = slice(start, start + BITE)
        made = np.matmul(turned, rows[some]).reshape(-1, w.shape[1], TAPS, TAPS, height, width)
        for u in range(TAPS):
            for v in range(TAPS):
                out[some, :, u : u + height, v : v + width] += made[:, :, u, v]
    return out[:, :, 1:-1, 1:-1]


def cross_entropy(logits: Any, labels: Any) -> tuple[float, Any]:
    """The mean loss, and its gradient for the logits."""
    logits = logits - logits.max(axis=1, keepdims=True)
    exps = np.exp(logits)
    sums = exps.sum(axis=1, keepdims=True)
    places = np.arange(len(labels)), labels
    grad = exps / sums
    grad[places] -= 1
    return float((np.log(sums[:, 0]) - logits[places]).mean()), grad / np.float32(len(labels))
