"""Workloads b and c for HIPS autograd, which differentiates NumPy code and nothing else: no layers, no optimiser."""

from __future__ import annotations

import math
from collections.abc import Mapping
from importlib import import_module
from typing import Any

from benchmarks.framework import cnn, gpt, twin_gpt
from benchmarks.framework.contest import Work


def of_cnn(batch: int = cnn.BATCH) -> Work:
    """A step of SGD on workload b, which returns the loss before it."""
    anp, value_and_grad = import_module("autograd.numpy"), import_module("autograd").value_and_grad
    pictures, labels, weights = cnn.data(batch)

    def loss(weights: list[Any]) -> Any:
        x = pictures
        for place in (0, 2):
            x = _pooled(anp, anp.maximum(_convolved(anp, x, weights[place], weights[place + 1]), 0))
        return _surprise(anp, anp.dot(x.reshape(batch, -1), weights[4].T) + weights[5], labels)

    step = value_and_grad(loss)

    def train() -> float:
        found, gradients = step(weights)
        weights[:] = [weight - cnn.RATE * gradient for weight, gradient in zip(weights, gradients, strict=True)]
        return float(found)

    return train


def _convolved(anp: Any, x: Any, weight: Any, bias: Any) -> Any:
    n, channels, height, width = x.shape
    x = anp.pad(x, ((0, 0), (0, 0), (1, 1), (1, 1)), "constant")
    taps = [x[:, :, u : u + height, v : v + width] for u in range(3) for v in range(3)]
    columns = anp.stack(taps, axis=2).reshape(n, channels * 9, height * width)
    out = anp.matmul(weight.reshape(len(weight), -1), columns) + bias[:, None]
    return out.reshape(n, len(weight), height, width)


def _pooled(anp: Any, x: Any) -> Any:
    rows = anp.maximum(x[:, :, ::2], x[:, :, 1::2])
    return anp.maximum(rows[..., ::2], rows[..., 1::2])


def of_gpt(modules: gpt.Modules, sizes: Mapping[str, int] = gpt.SIZES, batch: int = gpt.BATCH) -> Work:
    """A step of AdamW (the twin's) on workload c, which returns the loss before it."""
    anp, value_and_grad = import_module("autograd.numpy"), import_module("autograd").value_and_grad
    ids, labels, state = gpt.data(modules, sizes, batch)
    weights, moments = {name: array.copy() for name, array in state.items()}, dict[str, Any]()
    step = value_and_grad(lambda w: _surprise(anp, _scores(anp, w, ids, sizes["num_heads"]), labels.reshape(-1)))

    def train() -> float:
        loss, gradients = step(weights)
        twin_gpt.adamw(weights, gradients, moments, gpt.RATE)
        return float(loss)

    return train


def _scores(anp: Any, w: Mapping[str, Any], ids: Any, heads: int) -> Any:
    x = w["words.weight"][ids] + w["places.weight"][: ids.shape[1]]
    for n in range(sum(name.endswith("norm1.weight") for name in w)):
        part = {name.removeprefix(f"blocks.{n}."): array for name, array in w.items()}
        inside = _normed(anp, x, part["norm1.weight"], part["norm1.bias"])
        x = x + _attended(anp, inside, part, heads)
        inside = _normed(anp, x, part["norm2.weight"], part["norm2.bias"])
        bent = _gelu(anp, _linear(anp, inside, part, "feed_forward.expand."))
        x = x + _linear(anp, bent, part, "feed_forward.contract.")
    x = _normed(anp, x, w["norm.weight"], w["norm.bias"])
    return anp.dot(x.reshape(-1, x.shape[-1]), w["words.weight"].T)


def _linear(anp: Any, x: Any, part: Mapping[str, Any], name: str) -> Any:
    return anp.dot(x, part[f"{name}weight"].T) + part[f"{name}bias"]


def _normed(anp: Any, x: Any, weight: Any, bias: Any) -> Any:
    x = x - anp.mean(x, axis=-1, keepdims=True)
    return x / anp.sqrt(anp.mean(x * x, axis=-1, keepdims=True) + twin_gpt.NORM_EPS) * weight + bias


def _attended(anp: Any, x: Any, part: Mapping[str, Any], heads: int) -> Any:
    batch, length, width = x.shape
    packed = _linear(anp, x, part, "attention.in_proj_")
    q, k, v = anp.transpose(anp.reshape(packed, (batch, length, 3, heads, width // heads)), (2, 0, 3, 1, 4))
    scores = anp.matmul(q, anp.swapaxes(k, -1, -2)) * (1 / math.sqrt(width // heads))
    scores = anp.where(anp.tri(length, dtype=bool), scores, scores.dtype.type(-1e9))
    weights = anp.exp(scores - anp.max(scores, axis=-1, keepdims=True))
    mixed = anp.matmul(weights / anp.sum(weights, axis=-1, keepdims=True), v)
    mixed = anp.reshape(anp.transpose(mixed, (0, 2, 1, 3)), (batch, length, width))
    return _linear(anp, mixed, part, "attention.out_proj.")


def _gelu(anp: Any, x: Any) -> Any:
    return 0.5 * x * (1 + anp.tanh(twin_gpt.RATE * (x + 0.044715 * (x * x * x))))


def _surprise(anp: Any, scores: Any, labels: Any) -> Any:
    scores = scores - anp.max(scores, axis=1, keepdims=True)
    return anp.mean(anp.log(anp.sum(anp.exp(scores), axis=1)) - scores[anp.arange(len(labels)), labels])
