"""The GPT of workloads c and d by hand: NumPy alone, gradients written out, arrays by the names in the state."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

Arrays = dict[str, Any]
BETAS, EPS, DECAY = (0.9, 0.999), 1e-8, 0.01  # AdamW's
NORM_EPS = 1e-5
RATE = math.sqrt(2 / math.pi)


def step(w: Arrays, moments: Arrays, ids: Any, labels: Any, heads: int, lr: float) -> float:
    """One step of AdamW on ids (B, T) and what follows them; returns the loss before it."""
    hidden = np.where(np.tri(ids.shape[1], dtype=bool), np.float32(0), np.float32(-np.inf))
    x, blocks = w["words.weight"][ids] + w["places.weight"][: ids.shape[1]], []
    for n in range(depth(w)):
        x, kept = block(w, f"blocks.{n}.", x, heads, hidden)
        blocks.append(kept)
    top, norm = normed(x, w["norm.weight"], w["norm.bias"])
    rows = top.reshape(-1, top.shape[-1])
    loss, slopes = surprise(rows @ w["words.weight"].T, labels.reshape(-1))
    grads = {"words.weight": slopes.T @ rows}
    grad, grads["norm.weight"], grads["norm.bias"] = through_norm((slopes @ w["words.weight"]).reshape(x.shape), norm)
    for n in reversed(range(depth(w))):
        grad = back(w, grads, f"blocks.{n}.", grad, blocks[n], heads)
    grads["words.weight"] += by_word(ids.reshape(-1), grad.reshape(-1, grad.shape[-1]), len(w["words.weight"]))
    grads["places.weight"] = np.zeros_like(w["places.weight"])
    grads["places.weight"][: ids.shape[1]] = grad.sum(axis=0)
    adamw(w, grads, moments, lr)
    return loss


def generate(w: Arrays, ids: Any, count: int, heads: int) -> Any:
    """ids (1, T) continued by the best of each time, everything read anew each time."""
    for _ in range(count):
        hidden = np.where(np.tri(ids.shape[1], dtype=bool), np.float32(0), np.float32(-np.inf))
        x = w["words.weight"][ids] + w["places.weight"][: ids.shape[1]]
        for n in range(depth(w)):
            x, _ = block(w, f"blocks.{n}.", x, heads, hidden)
        scores = normed(x[:, -1], w["norm.weight"], w["norm.bias"])[0] @ w["words.weight"].T
        ids = np.concatenate([ids, scores.argmax(axis=1)[:, None]], axis=1)
    return ids


def depth(w: Arrays) -> int:
    return sum(name.endswith("norm1.weight") for name in w)


def block(w: Arrays, name: str, x: Any, heads: int, hidden: Any) -> tuple[Any, Any]:
    """The stream after a block, and what its way back needs."""
    first, norm1 = normed(x, w[f"{name}norm1.weight"], w[f"{name}norm1.bias"])
    qkv = linear(first, w[f"{name}attention.in_proj_weight"], w[f"{name}attention.in_proj_bias"])
    mixed, weights = attended(qkv, heads, hidden)
    x = x + linear(mixed, w[f"{name}attention.out_proj.weight"], w[f"{name}attention.out_proj.bias"])
    second, norm2 = normed(x, w[f"{name}norm2.weight"], w[f"{name}norm2.bias"])
    wide = linear(second, w[f"{name}feed_forward.expand.weight"], w[f"{name}feed_forward.expand.bias"])
    bent, gate = gelu(wide)
    x = x + linear(bent, w[f"{name}feed_forward.contract.weight"], w[f"{name}feed_forward.contract.bias"])
    return x, (first, norm1, qkv, weights, mixed, second, norm2, wide, gate, bent)


def back(w: Arrays, grads: Arrays, name: str, grad: Any, kept: Any, heads: int) -> Any:
    first, norm1, qkv, weights, mixed, second, norm2, wide, gate, bent = kept
    inside = through_linear(w, grads, f"{name}feed_forward.contract", ".", grad, bent)
    inside = through_linear(w, grads, f"{name}feed_forward.expand", ".", through_gelu(inside, wide, gate), second)
    inside, grads[f"{name}norm2.weight"], grads[f"{name}norm2.bias"] = through_norm(inside, norm2)
    grad = grad + inside
    inside = through_linear(w, grads, f"{name}attention.out_proj", ".", grad, mixed)
    inside = through_attention(inside, qkv, weights, heads)
    inside = through_linear(w, grads, f"{name}attention.in_proj", "_", inside, first)
    inside, grads[f"{name}norm1.weight"], grads[f"{name}norm1.bias"] = through_norm(inside, norm1)
    return grad + inside


def linear(x: Any, weight: Any, bias: Any) -> Any:
    out = x @ weight.T
    out += bias
    return out


def through_linear(w: Arrays, grads: Arrays, name: str, joint: str, grad: Any, x: Any) -> Any:
    rows = grad.reshape(-1, grad.shape[-1])
    grads[f"{name}{joint}weight"] = rows.T @ x.reshape(-1, x.shape[-1])
    grads[f"{name}{joint}bias"] = np.ones(len(rows), np.float32) @ rows
    return grad @ w[f"{name}{joint}weight"]


def normed(x: Any, weight: Any, bias: Any) -> tuple[Any, Any]:
    n = x - x.mean(axis=-1, keepdims=True)
    factor = 1 / np.sqrt(np.einsum("...i,...i->...", n, n)[..., None] / x.shape[-1] + NORM_EPS)
    n *= factor
    out = n * weight
    out += bias
    return out, (n, factor, weight)


def through_norm(grad: Any, kept: Any) -> tuple[Any, Any, Any]:
    n, factor, weight = kept
    for_x = grad * weight
    along = np.einsum("...i,...i->...", for_x, n)[..., None] / n.shape[-1]
    for_x -= for_x.mean(axis=-1, keepdims=True)
    for_x -= n * along
    for_x *= factor
    rows = grad.reshape(-1, grad.shape[-1])
    return for_x, np.einsum("ni,ni->i", rows, n.reshape(rows.shape)), np.ones(len(rows), np.float32) @ rows


def heads_of(qkv: Any, heads: int) -> Any:
    batch, length, width = qkv.shape
    return qkv.reshape(batch, length, 3, heads, width // 3 // heads).transpose(2, 0, 3, 1, 4)


def attended(qkv: Any, heads: int, hidden: Any) -> tuple[Any, Any]:
    q, k, v = heads_of(qkv, heads)
    weights = q * np.float32(1 / math.sqrt(q.shape[-1])) @ k.swapaxes(-1, -2)
    weights += hidden
    weights -= weights.max(axis=-1, keepdims=True)
    np.exp(weights, out=weights)
    weights /= weights.sum(axis=-1, keepdims=True)
    return (weights @ v).transpose(0, 2, 1, 3).reshape(*qkv.shape[:2], -1), weights


def through_attention(grad: Any, qkv: Any, weights: Any, heads: int) -> Any:
    q, k, v = heads_of(qkv, heads)
    found, scale = np.empty_like(qkv), np.float32(1 / math.sqrt(q.shape[-1]))
    for_q, for_k, for_v = heads_of(found, heads)
    grad = grad.reshape(*grad.shape[:2], heads, -1).transpose(0, 2, 1, 3)
    for_v[...] = weights.swapaxes(-1, -2) @ grad
    slopes = grad @ v.swapaxes(-1, -2)
    slopes -= np.einsum("...s,...s->...", slopes, weights)[..., None]
    slopes *= weights
    for_q[...] = slopes @ (k * scale)
    for_k[...] = slopes.swapaxes(-1, -2) @ (q * scale)
    return found


def gelu(x: Any) -> tuple[Any, Any]:
    gate = x * x
    gate *= 0.044715 * RATE
    gate += RATE
    gate *= x
    np.tanh(gate, out=gate)
    out = gate + 1
    out *= x
    out *= 0.5
    return out, gate


def through_gelu(grad: Any, x: Any, gate: Any) -> Any:
    """The slope is (1 + t) (1 + (1 - t) s) / 2, with t the gate and s = x (RATE + 3 · 0.044715 · RATE x²)."""
    s = x * x
    s *= 3 * 0.044715 * RATE
    s += RATE
    s *= x
    s *= 1 - gate
    s += 1
    s *= gate + 1
    s *= grad
    s *= 0.5
    return s


def surprise(scores: Any, labels: Any) -> tuple[float, Any]:
    """The mean cross-entropy of scores (N, V), and its gradient in their place."""
    scores -= scores.max(axis=1, keepdims=True)
    true, places = scores[np.arange(len(labels)), labels], np.arange(len(labels))
    np.exp(scores, out=scores)
    total = scores.sum(axis=1, keepdims=True)
    loss = float((np.log(total[:, 0]) - true).mean())
    scores /= total
    scores[places, labels] -= 1
    scores /= len(labels)
    return loss, scores


def by_word(ids: Any, rows: Any, count: int) -> Any:
    order = np.argsort(ids, kind="stable")
    ids = ids[order]
    starts = np.flatnonzero(np.diff(ids, prepend=-1))
    total = np.zeros((count, rows.shape[1]), rows.dtype)
    total[ids[starts]] = np.add.reduceat(rows[order], starts, axis=0)
    return total


def adamw(w: Arrays, grads: Arrays, moments: Arrays, lr: float) -> None:
    count = moments["count"] = moments.get("count", 0) + 1
    first, second = (1 - beta**count for beta in BETAS)
    for name, array in w.items():
        grad = grads[name]
        mean, square = moments.setdefault(name, (np.zeros_like(array), np.zeros_like(array)))
        mean += (1 - BETAS[0]) * (grad - mean)
        square += (1 - BETAS[1]) * (grad * grad - square)
        root = np.sqrt(square * (1 / second))
        root += EPS
        np.multiply(array, 1 - lr * DECAY, out=array)
        np.subtract(array, (lr / first) * mean / root, out=array)
