"""Workloads c and d: a GPT of 4 layers, 4 heads and 128 numbers, context 128, vocabulary 96.

c is a step of training, batch 8, AdamW; d generates 127 tokens greedily, reading everything anew each time (with a
cache, from module 17 on, it is measured there). float32, the same weights and ids for every contender.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import ModuleType
from typing import Any

import numpy as np

from benchmarks.framework import twin_gpt

Work = Callable[[], Any]
Modules = Mapping[str, ModuleType]  # the reference's modules by name: "tensor", "layers", "transformers" ...
SIZES = {"vocab_size": 96, "d_model": 128, "num_layers": 4, "num_heads": 4, "context": 128}
BATCH, RATE = 8, 0.001
TRAINING, GENERATION = {"pytorch": 1.1, "numpy by hand": 0.85}, {"pytorch": 1.05, "numpy by hand": 0.8}


def data(modules: Modules, sizes: Mapping[str, int], batch: int) -> tuple[Any, Any, dict[str, Any]]:
    """Ids, what follows each of them, and first weights by the names of the model's state."""
    rng = np.random.default_rng(0)
    ids = rng.integers(0, sizes["vocab_size"], size=(batch, sizes["context"] + 1))
    return ids[:, :-1], ids[:, 1:], modules["transformers"].GPT(**sizes, rng=rng).state_dict()


def of_tinytorch(modules: Modules, sizes: Mapping[str, int] = SIZES, batch: int = BATCH) -> tuple[Work, Work]:
    """A step of training, which returns the loss, and a generation, which returns the ids."""
    ids, labels, state = data(modules, sizes, batch)
    trained, writer = (modules["transformers"].GPT(**sizes) for _ in range(2))
    for model in (trained, writer):
        model.load_state_dict(state)
    loss_fn, optimizer = (
        modules["losses"].CrossEntropyLoss(),
        modules["optimizers"].AdamW(trained.parameters(), lr=RATE),
    )
    x, y = modules["tensor"].Tensor(ids), modules["tensor"].Tensor(labels.reshape(-1))

    def train() -> float:
        loss = loss_fn(trained(x).reshape(-1, sizes["vocab_size"]), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        return float(loss.item())

    return train, lambda: writer.generate(ids[:1, :1], sizes["context"] - 1, temperature=0)


def of_numpy(modules: Modules, sizes: Mapping[str, int] = SIZES, batch: int = BATCH) -> tuple[Work, Work]:
    ids, labels, state = data(modules, sizes, batch)
    trained, moments = {name: array.copy() for name, array in state.items()}, dict[str, Any]()
    heads = sizes["num_heads"]
    return (
        lambda: twin_gpt.step(trained, moments, ids, labels, heads, RATE),
        lambda: twin_gpt.generate(state, ids[:1, :1], sizes["context"] - 1, heads),
    )


def of_pytorch(
    modules: Modules, sizes: Mapping[str, int] = SIZES, batch: int = BATCH, *, fused: bool = False
) -> tuple[Work, Work]:
    """Eager PyTorch with its fused attention; `fused` is its one-kernel AdamW, too."""
    import torch

    torch.set_num_threads(1)
    arrays, following, state = data(modules, sizes, batch)
    ids, labels = torch.from_numpy(arrays.copy()), torch.from_numpy(following.copy())
    trained, writer = pytorch_model(sizes), pytorch_model(sizes)
    for model in (trained, writer):
        model.load_state_dict({name: torch.from_numpy(array.copy()) for name, array in state.items()})
    optimizer = torch.optim.AdamW(trained.parameters(), lr=RATE, fused=fused)

    def train() -> float:
        scores = trained(ids).reshape(-1, sizes["vocab_size"])
        loss = torch.nn.functional.cross_entropy(scores, labels.reshape(-1))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        return float(loss.item())

    def write() -> Any:
        text = ids[:1, :1]
        with torch.no_grad():
            for _ in range(sizes["context"] - 1):
                text = torch.cat([text, writer(text, last=True).argmax(dim=-1)], dim=1)
        return text.numpy()

    return train, write


def pytorch_block(width: int, heads: int) -> Any:
    from torch import nn

    class Attention(nn.MultiheadAttention):  # for its parameters; what runs is the fused function
        def forward(self, x: Any) -> Any:
            batch, length, _ = x.shape
            packed = nn.functional.linear(x, self.in_proj_weight, self.in_proj_bias)
            q, k, v = packed.view(batch, length, 3, heads, width // heads).permute(2, 0, 3, 1, 4)
            mixed = nn.functional.scaled_dot_product_attention(q, k, v, is_causal=True)
            return self.out_proj(mixed.transpose(1, 2).reshape(batch, length, width))

    class FeedForward(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.expand, self.contract = nn.Linear(width, 4 * width), nn.Linear(4 * width, width)

        def forward(self, x: Any) -> Any:
            return self.contract(nn.functional.gelu(self.expand(x), approximate="tanh"))

    class Block(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.norm1, self.norm2 = nn.LayerNorm(width), nn.LayerNorm(width)
            self.attention, self.feed_forward = Attention(width, heads, batch_first=True), FeedForward()

        def forward(self, x: Any) -> Any:
            x = x + self.attention(self.norm1(x))
            return x + self.feed_forward(self.norm2(x))

    return Block()


def pytorch_model(sizes: Mapping[str, int]) -> Any:
    """The same model in PyTorch's eager mode, its parts under the same names."""
    from torch import nn

    width, heads = sizes["d_model"], sizes["num_heads"]

    class GPT(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.words = nn.Embedding(sizes["vocab_size"], width)
            self.places = nn.Embedding(sizes["context"], width)
            self.blocks = nn.ModuleList(pytorch_block(width, heads) for _ in range(sizes["num_layers"]))
            self.norm = nn.LayerNorm(width)

        def forward(self, ids: Any, *, last: bool = False) -> Any:
            x = self.words(ids) + self.places.weight[: ids.shape[1]]
            for block in self.blocks:
                x = block(x)
            return self.norm(x[:, -1:] if last else x) @ self.words.weight.T

    return GPT()
