"""Module 13's reference beside PyTorch: norms, blocks, a whole GPT, and what it writes."""

from __future__ import annotations

import doctest
import runpy
from pathlib import Path
from types import ModuleType
from typing import Any

import hypothesis.extra.numpy as hnp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

LESSON = Path(__file__).parents[2] / "curriculum" / "13_transformers"
Modules = dict[str, ModuleType]


@pytest.fixture(scope="session")
def transformers(framework: Modules) -> ModuleType:
    return framework["transformers"]


def numbers(*shape: int, seed: int = 0) -> Any:
    return np.random.default_rng(seed).normal(size=shape).astype(np.float32)


def small(transformers: ModuleType, seed: int = 0, **sizes: int) -> Any:
    sizes = {"vocab_size": 13, "d_model": 8, "num_layers": 2, "num_heads": 2, "context": 6} | sizes
    return transformers.GPT(**sizes, rng=np.random.default_rng(seed))


# The norm


@settings(deadline=None, max_examples=60)
@given(
    hnp.array_shapes(min_dims=0, max_dims=3, min_side=1, max_side=4),
    st.integers(3, 8),
    st.sampled_from([1e-5, 0.1]),
    st.floats(0.1, 100),
)
def test_layer_norm_like_pytorch(
    transformers: ModuleType, torch: ModuleType, before: tuple[int, ...], width: int, eps: float, scale: float
) -> None:
    shape = (*before, width)
    ours, theirs = transformers.LayerNorm(shape[-1], eps), torch.nn.LayerNorm(shape[-1], eps)
    ours.weight[...], ours.bias[...] = numbers(shape[-1], seed=1), numbers(shape[-1], seed=2)
    theirs.load_state_dict({name: torch.tensor(array) for name, array in ours.state_dict().items()})
    x = numbers(*shape) * np.float32(scale)
    a, b = transformers.Tensor(x, requires_grad=True), torch.tensor(x, requires_grad=True)
    got, expected = ours(a), theirs(b)
    assert got.dtype == np.float32
    np.testing.assert_allclose(got.data, expected.detach(), rtol=1e-3, atol=1e-4)
    weigh = numbers(*shape, seed=3)
    got.backward(weigh)
    expected.backward(torch.tensor(weigh))
    for mine, other in ((a, b), (ours.weight, theirs.weight), (ours.bias, theirs.bias)):
        assert mine.grad.dtype == np.float32
        np.testing.assert_allclose(mine.grad, other.grad, rtol=1e-2, atol=2e-3)


@pytest.mark.parametrize("shape", [(5,), (2, 3), (2, 2, 4)])
def test_layer_norm_by_central_differences(
    transformers: ModuleType, autograd: ModuleType, shape: tuple[int, ...]
) -> None:
    def norm(x: Any, w: Any, b: Any) -> Any:
        return transformers.apply(transformers.LAYER_NORM, x, w, b, eps=1e-5)

    assert autograd.check_gradients(norm, numbers(*shape), numbers(shape[-1], seed=1), numbers(shape[-1], seed=2))


# The block


@pytest.mark.parametrize("causal", [False, True])
def test_a_block_like_pytorch(transformers: ModuleType, torch: ModuleType, causal: bool) -> None:
    ours = transformers.TransformerBlock(8, 2, rng=np.random.default_rng(0))
    for parameter in ours.parameters():
        parameter[...] = numbers(*parameter.shape, seed=parameter.size) / 2
    theirs = torch.nn.TransformerEncoderLayer(
        8, 2, 32, 0.0, lambda x: torch.nn.functional.gelu(x, approximate="tanh"), batch_first=True, norm_first=True
    )
    names = {
        "attention": "self_attn",
        "feed_forward.expand": "linear1",
        "feed_forward.contract": "linear2",
        "norm1": "norm1",
        "norm2": "norm2",
    }
    state = {}
    for name, array in ours.state_dict().items():
        part = next(part for part in names if name.startswith(part + "."))
        state[names[part] + name.removeprefix(part)] = torch.tensor(array)
    theirs.load_state_dict(state)
    x = numbers(2, 5, 8)
    a, b = transformers.Tensor(x, requires_grad=True), torch.tensor(x, requires_grad=True)
    got = ours(a) if causal else ours(a, transformers.look_around)
    expected = theirs(b, src_mask=torch.ones(5, 5).tril() == 0 if causal else None)
    np.testing.assert_allclose(got.data, expected.detach(), rtol=1e-3, atol=1e-4)
    got.sum().backward()
    expected.sum().backward()
    np.testing.assert_allclose(a.grad, b.grad, rtol=1e-2, atol=2e-3)


def test_blocks_and_models_by_central_differences(transformers: ModuleType, autograd: ModuleType) -> None:
    block, model = transformers.TransformerBlock(4, 2, rng=np.random.default_rng(0)), small(transformers)
    for parameter in [*block.parameters(), *model.parameters()]:
        parameter.data = parameter.data.astype(np.float64)
    assert autograd.check_gradients(block, numbers(2, 3, 4))

    def scores(table: Any) -> Any:
        model.norm.weight = table
        return model(np.array([[1, 2, 3]]))

    assert autograd.check_gradients(scores, np.ones(8))


# GPT


@settings(deadline=None, max_examples=25)
@given(st.integers(1, 20), st.integers(1, 4), st.integers(1, 3), st.integers(0, 3), st.integers(1, 9))
def test_parameters_are_as_the_formula_says(
    transformers: ModuleType, vocab_size: int, width: int, heads: int, layers: int, context: int
) -> None:
    model = transformers.GPT(vocab_size, width * heads, layers, heads, context)
    counted = sum(parameter.size for parameter in model.parameters())
    assert counted == transformers.gpt_parameters(vocab_size, width * heads, layers, context)


@pytest.mark.parametrize(
    ("sizes", "published"),
    [
        ((50257, 768, 12, 1024), 124_439_808),
        ((50257, 1024, 24, 1024), 354_823_168),
        ((50257, 1600, 48, 1024), 1_557_611_200),
    ],
)
def test_gpt_2_has_as_many_parameters_as_published(
    transformers: ModuleType, sizes: tuple[int, ...], published: int
) -> None:
    assert transformers.gpt_parameters(*sizes) == published


def test_flops_are_those_of_the_products_that_run(transformers: ModuleType, framework: Modules) -> None:
    tensor, work = framework["tensor"], 0

    class Meter:
        def record(self, op: Any, inputs: Any, arrays: Any, params: Any, result: Any) -> None:
            nonlocal work
            if op.name == "linear":
                work += 2 * result.data.size * arrays[1].shape[1]
            elif op.name == "attention":
                batch, length, width = result.data.shape
                work += 2 * 2 * batch * length * length * width

        changed = staticmethod(lambda x: None)

    model, before = small(transformers), tensor.recorder
    tensor.set_recorder(Meter())
    try:
        model(np.zeros((1, 5), int))
    finally:
        tensor.set_recorder(before)
    assert work == transformers.gpt_flops(13, 8, 2, 5)


@settings(deadline=None, max_examples=30)
@given(seed=st.integers(0, 999), place=st.integers(0, 5))
def test_nothing_from_the_future_to_the_last_bit(transformers: ModuleType, seed: int, place: int) -> None:
    model, ids = small(transformers, seed), np.random.default_rng(seed).integers(0, 13, size=(2, 6))
    before = model(ids).data
    ids[:, place] = (ids[:, place] + 1) % 13
    after = model(ids).data
    assert (before[:, :place] == after[:, :place]).all()
    assert (before[:, place:] != after[:, place:]).any(axis=-1).all()


def test_everything_stays_float32(transformers: ModuleType, framework: Modules) -> None:
    model, ids, tensor = small(transformers), np.arange(12).reshape(2, 6), framework["tensor"]
    kinds, before = set(), tensor.recorder

    class Listener:
        def record(self, op: Any, inputs: Any, arrays: Any, params: Any, result: Any) -> None:
            before.record(op, inputs, arrays, params, result)
            kinds.add(result.data.dtype.name)

        changed = staticmethod(lambda x: None)
        backward = staticmethod(before.backward)

    tensor.set_recorder(Listener())
    try:
        loss = framework["losses"].cross_entropy(model(ids).reshape(-1, 13), ids.reshape(-1))
        loss.backward()
    finally:
        tensor.set_recorder(before)
    assert kinds == {"float32"}
    assert {p.grad.dtype.name for p in model.parameters()} == {"float32"}


def test_a_text_may_be_continued_with_kept_keys(transformers: ModuleType, framework: Modules) -> None:
    """The seam for a cache: an `attend` that remembers, and an offset; scores must be those of reading everything."""
    model, ids = small(transformers), np.random.default_rng(0).integers(0, 13, size=(2, 6))
    attention, kept = framework["attention"], {}

    def remember(layer: Any, x: Any) -> Any:
        q, k, v = layer.project(x)
        before = kept.get(id(layer))
        start = 0 if before is None else before[0].shape[2]
        if before is not None:
            k, v = (framework["tensor"].cat([old, new], dim=2) for old, new in zip(before, (k, v), strict=True))
        kept[id(layer)] = (k, v)
        mask = attention.causal_mask(q.shape[2], k.shape[2], offset=start)
        return layer.attend(q, k, v, mask=mask)[0]

    whole, start = model(ids).data, 0
    for stop in (3, 4, 6):
        got = model(ids[:, start:stop], offset=start, attend=remember).data
        np.testing.assert_allclose(got, whole[:, start:stop], rtol=1e-4, atol=1e-5)
        start = stop


# Writing


def test_the_same_seed_writes_the_same_text(transformers: ModuleType) -> None:
    model, start = small(transformers), [1, 2, 3]
    texts = [model.generate(start, 20, 0.9, 5, np.random.default_rng(seed)).tolist() for seed in (0, 0, 1)]
    assert texts[0] == texts[1] != texts[2]
    assert texts[0][:3] == start
    assert len(texts[0]) == 23
    assert model.generate([start, start], 4, temperature=0).shape == (2, 7)


def test_greedy_takes_the_best_of_the_last_context(transformers: ModuleType) -> None:
    model = small(transformers)
    written = model.generate([1, 2, 3], 10, temperature=0)
    for place in range(3, 13):
        seen = written[max(0, place - 6) : place]
        assert model(seen[None]).data[0, -1].argmax() == written[place]


def test_writing_leaves_the_model_in_training_and_no_graph(transformers: ModuleType, framework: Modules) -> None:
    model = small(transformers)
    model.generate([1], 3, temperature=0)
    assert model.training
    assert model(np.array([[1]])).requires_grad


def test_what_cannot_be_written_is_said(transformers: ModuleType) -> None:
    with pytest.raises(ValueError, match="at least one id"):
        small(transformers).generate([], 3, temperature=0)
    with pytest.raises(ValueError, match="needs a generator"):
        small(transformers).generate([1], 3)
    with pytest.raises(ValueError, match="place 6 is needed"):
        small(transformers)(np.zeros((1, 7), int))


@settings(deadline=None, max_examples=30)
@given(st.integers(1, 4), st.integers(1, 8), st.integers(1, 10))
def test_the_best_k_like_pytorch(transformers: ModuleType, torch: ModuleType, rows: int, words: int, k: int) -> None:
    scores = numbers(rows, words, seed=k)
    theirs = torch.tensor(scores)
    kth = theirs.topk(min(k, words)).values[:, -1:]
    expected = theirs.masked_fill(theirs < kth, -torch.inf)
    np.testing.assert_array_equal(transformers.keep_top(scores, k), expected)


def test_a_model_learns_a_pattern(transformers: ModuleType, framework: Modules) -> None:
    """After 0 1 2 3 4 comes 5, and so on around: a few dozen steps are enough."""
    model = small(transformers, vocab_size=7)
    optimizer = framework["optimizers"].AdamW(model.parameters(), lr=0.01)
    for step in range(80):
        ids = (np.arange(7) + np.arange(step % 7, step % 7 + 4)[:, None]) % 7
        loss = framework["losses"].cross_entropy(model(ids[:, :6]).reshape(-1, 7), ids[:, 1:].reshape(-1))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    assert loss.item() < 0.2
    assert model.generate([3, 4], 8, temperature=0).tolist() == [3, 4, 5, 6, 0, 1, 2, 3, 4, 5]


# The lesson


def test_docstring_examples_run(transformers: ModuleType) -> None:
    result = doctest.testmod(transformers)
    assert result.attempted >= 7
    assert result.failed == 0


def test_the_figure_is_what_its_script_draws() -> None:
    drawn = runpy.run_path(str(LESSON / "figures" / "draw.py"))["block"]()
    assert (LESSON / "figures" / "block.svg").read_text(encoding="utf-8") == drawn
