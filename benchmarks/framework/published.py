"""A character GPT of a size whose result is published, trained by the reference package: run by hand, a few minutes.

    python -m benchmarks.framework.published

4 layers, 4 heads, 128 numbers, context 64, batch 12, 2,000 steps: nanoGPT's README reports a validation loss of 1.88 on
its Shakespeare (1.1 MB, 65 characters). Ours is trained by the same recipe on the eight plays that ship with the course
(75 characters, the last tenth held out), so the two numbers should be near each other, not equal.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

import tinytorch

ROOT = Path(__file__).parents[2]
PUBLISHED = 1.88
SIZES = {"d_model": 128, "num_layers": 4, "num_heads": 4, "context": 64}
BATCH, STEPS, WARMUP, RATE, LOWEST = 12, 2000, 100, 1e-3, 1e-4
NEEDED = ("autograd", "losses", "optimizers", "tokenization", "training", "transformers")


def train(modules: Mapping[str, ModuleType], text: str, steps: int = STEPS) -> float:
    """The loss on the held-out tenth after `steps` steps, in nats for each letter."""
    tokenizer = modules["tokenization"].CharTokenizer(text)
    ids, rng = np.array(tokenizer.encode(text)), np.random.default_rng(1337)
    known, held_out = ids[: len(ids) * 9 // 10], ids[len(ids) * 9 // 10 :]
    model = modules["transformers"].GPT(tokenizer.vocab_size, **SIZES, rng=rng)
    optimizer = modules["optimizers"].AdamW(model.parameters(), lr=RATE, betas=(0.9, 0.99), weight_decay=0.1)
    schedules = modules["optimizers"]
    decay = schedules.CosineAnnealingLR(optimizer, T_max=steps - WARMUP, eta_min=LOWEST)
    scheduler = schedules.LinearWarmup(optimizer, total_iters=WARMUP, start_factor=0.01, after=decay)
    start = time.perf_counter()
    for step in range(1, steps + 1):
        x, y = batch(known, rng)
        loss = modules["training"].train_step(model, surprise(modules), optimizer, x, y, max_norm=1.0)
        scheduler.step()
        if step % 200 == 0:
            print(f"step {step:>5}, {time.perf_counter() - start:6.1f} s: loss {loss:.3f}", flush=True)
    with modules["training"].evaluation(model):
        losses = [float(surprise(modules)(model(x), y).item()) for x, y in (batch(held_out, rng) for _ in range(200))]
    return float(np.mean(losses))


def batch(ids: Any, rng: np.random.Generator) -> tuple[Any, Any]:
    """BATCH stretches of the text, and the same one letter on."""
    starts = rng.integers(0, len(ids) - SIZES["context"], size=BATCH)
    rows = np.stack([ids[start : start + SIZES["context"] + 1] for start in starts])
    tensor = import_module("tinytorch.core.tensor").Tensor
    return tensor(rows[:, :-1]), tensor(rows[:, 1:])


def surprise(modules: Mapping[str, ModuleType]) -> Any:
    return lambda scores, letters: modules["losses"].cross_entropy(scores.transpose(1, 2), letters)


def main() -> None:
    from tito.course.curriculum import load
    from tito.judge.reference import build_reference

    course = load(ROOT / "curriculum")
    exports = {module.name: module.export for module in course.course.modules}
    with tempfile.TemporaryDirectory(prefix="reference-") as folder:
        tinytorch.__path__.append(str(build_reference(course, Path(folder)) / "tinytorch"))
        modules = {name: import_module(f"tinytorch.{exports[name]}") for name in NEEDED}
        text = (ROOT / "datasets" / "shakespeare" / "shakespeare.txt").read_text(encoding="utf-8")
        print(f"held out: {train(modules, text):.3f} (published for this size, on another selection: {PUBLISHED})")


if __name__ == "__main__":
    main()
