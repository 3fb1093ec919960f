"""Workloads a, b and c for tinygrad, as its own examples are written: tensors, and a step that TinyJit replays."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any

from benchmarks.framework import cnn, gpt, mlp
from benchmarks.framework.contest import Work


def of_mlp(sizes: tuple[int, ...] = mlp.SIZES, batch: int = mlp.BATCH) -> mlp.Training:
    tiny = import_module("tinygrad")
    parameters, images, labels = mlp.start(sizes, batch)
    weights, x, y = [_learned(tiny, array) for array in parameters], tiny.Tensor(images), tiny.Tensor(labels)

    def forward() -> Any:
        signal = x
        for place in range(0, len(weights), 2):
            signal = signal.linear(weights[place].T, weights[place + 1])
            signal = signal.relu() if place + 2 < len(weights) else signal
        return signal.sparse_categorical_crossentropy(y)

    optimizer = import_module("tinygrad.nn.optim").Adam(weights, lr=mlp.LR)
    return mlp.Training(_step(tiny, optimizer, forward), lambda: [weight.numpy() for weight in weights])


def of_cnn(batch: int = cnn.BATCH) -> tuple[Work, Work]:
    tiny = import_module("tinygrad")
    pictures, labels, arrays = cnn.data(batch)
    w1, b1, w2, b2, w3, b3 = weights = [_learned(tiny, array) for array in arrays]
    x, y = tiny.Tensor(pictures), tiny.Tensor(labels)

    def scores() -> Any:
        first = x.conv2d(w1, b1, padding=1).relu().max_pool2d(2)
        return first.conv2d(w2, b2, padding=1).relu().max_pool2d(2).flatten(1).linear(w3.T, b3)

    optimizer = import_module("tinygrad.nn.optim").SGD(weights, lr=cnn.RATE)
    train = _step(tiny, optimizer, lambda: scores().sparse_categorical_crossentropy(y))
    infer = tiny.TinyJit(lambda: scores().realize())
    return train, lambda: infer().numpy()


def of_gpt(modules: gpt.Modules, sizes: Mapping[str, int] = gpt.SIZES, batch: int = gpt.BATCH) -> Work:
    tiny = import_module("tinygrad")
    ids, labels, state = gpt.data(modules, sizes, batch)
    w = {name: _learned(tiny, array) for name, array in state.items()}
    x, y = tiny.Tensor(ids.copy()), tiny.Tensor(labels.reshape(-1))
    optimizer = import_module("tinygrad.nn.optim").AdamW(list(w.values()), lr=gpt.RATE, weight_decay=0.01)
    return _step(tiny, optimizer, lambda: _scores(w, x, sizes["num_heads"]).sparse_categorical_crossentropy(y))


def _learned(tiny: Any, array: Any) -> Any:
    return tiny.Tensor(array.copy()).realize()


def _step(tiny: Any, optimizer: Any, loss_of: Callable[[], Any]) -> Work:
    """A step of training, recorded at its second call and replayed from the third on; it returns the loss before it."""

    def train() -> Any:
        optimizer.zero_grad()
        loss = loss_of().backward()
        return loss.realize(*optimizer.schedule_step())

    jitted = tiny.TinyJit(train)

    def step() -> float:
        with tiny.Context(TRAINING=1):
            return float(jitted().item())

    return step


def _scores(w: Mapping[str, Any], ids: Any, heads: int) -> Any:
    x = w["words.weight"][ids] + w["places.weight"][: ids.shape[1]]
    for n in range(sum(name.endswith("norm1.weight") for name in w)):
        part = {name.removeprefix(f"blocks.{n}."): tensor for name, tensor in w.items()}
        x = x + _attended(_normed(x, part["norm1.weight"], part["norm1.bias"]), part, heads)
        inside = _linear(_normed(x, part["norm2.weight"], part["norm2.bias"]), part, "feed_forward.expand.")
        x = x + _linear(inside.gelu(), part, "feed_forward.contract.")
    x = _normed(x, w["norm.weight"], w["norm.bias"])
    return x.reshape(-1, x.shape[-1]) @ w["words.weight"].T


def _linear(x: Any, part: Mapping[str, Any], name: str) -> Any:
    return x.linear(part[f"{name}weight"].T, part[f"{name}bias"])


def _normed(x: Any, weight: Any, bias: Any) -> Any:
    return x.layernorm(eps=1e-5) * weight + bias


def _attended(x: Any, part: Mapping[str, Any], heads: int) -> Any:
    batch, length, width = x.shape
    packed = _linear(x, part, "attention.in_proj_").reshape(batch, length, 3, heads, width // heads)
    q, k, v = (packed[:, :, place].transpose(1, 2) for place in range(3))
    mixed = q.scaled_dot_product_attention(k, v, is_causal=True)
    return _linear(mixed.transpose(1, 2).reshape(batch, length, width), part, "attention.out_proj.")
