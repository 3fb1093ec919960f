"""Module 12's reference beside PyTorch: masks, heads, both ways of attending, and nothing from the future."""

from __future__ import annotations

import doctest
import runpy
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

LESSON = Path(__file__).parents[2] / "curriculum" / "12_attention"
Modules = dict[str, ModuleType]
SIZES = st.tuples(*(st.integers(1, n) for n in (3, 3, 6, 6, 5)))  # batch, heads, queries, keys, width of a head


@pytest.fixture(scope="session")
def attention(framework: Modules) -> ModuleType:
    return framework["attention"]


def numbers(*shape: int, seed: int = 0) -> Any:
    return np.random.default_rng(seed).normal(size=shape).astype(np.float32)


def leaves(make: Any, *arrays: Any) -> list[Any]:
    return [make(array, requires_grad=True) for array in arrays]


# The function


@settings(deadline=None, max_examples=80)
@given(sizes=SIZES, mask=st.sampled_from(["none", "full", "keys", "causal"]), seed=st.integers(0, 99))
def test_attention_like_pytorch(
    attention: ModuleType, torch: ModuleType, sizes: tuple[int, ...], mask: str, seed: int
) -> None:
    batch, heads, t, s, d = sizes
    arrays = [numbers(batch, heads, n, d, seed=seed + n) for n in (t, s, s)]
    rng = np.random.default_rng(seed)
    seen = {"full": rng.random((batch, heads, t, s)) < 0.7, "keys": rng.random((batch, 1, 1, s)) < 0.7}.get(mask)
    ours, theirs = leaves(attention.Tensor, *arrays), leaves(torch.tensor, *arrays)
    got, weights = attention.scaled_dot_product_attention(*ours, seen, is_causal=mask == "causal")
    hidden = None if seen is None else torch.tensor(seen)
    expected = torch.nn.functional.scaled_dot_product_attention(*theirs, hidden, is_causal=mask == "causal")
    assert (got.dtype, weights.shape) == (np.float32, (batch, heads, t, s))
    np.testing.assert_allclose(got.data, expected.detach(), rtol=1e-4, atol=1e-5)
    weigh = numbers(*got.shape, seed=7)
    got.backward(weigh)
    expected.backward(torch.tensor(weigh))
    for mine, other in zip(ours, theirs, strict=True):
        np.testing.assert_allclose(mine.grad, other.grad, rtol=1e-3, atol=1e-4)


@settings(deadline=None, max_examples=40)
@given(sizes=SIZES, seed=st.integers(0, 99))
def test_weights_add_up_to_one_or_nothing(attention: ModuleType, sizes: tuple[int, ...], seed: int) -> None:
    batch, heads, t, s, _ = sizes
    rng = np.random.default_rng(seed)
    scores = (rng.normal(size=(batch, heads, t, s)) * 300).astype(np.float32)
    mask = rng.random((batch, heads, t, s)) < 0.5
    weights = attention.masked_softmax_forward(scores, mask)
    assert not np.isnan(weights).any()
    assert not weights[~mask].any()
    np.testing.assert_allclose(weights.sum(axis=-1), mask.any(axis=-1), atol=1e-5)


def test_a_mask_of_numbers_is_refused(attention: ModuleType) -> None:
    q = attention.Tensor(numbers(2, 3))
    with pytest.raises(TypeError, match="boolean"):
        attention.scaled_dot_product_attention(q, q, q, np.ones((2, 2)))
    with pytest.raises(ValueError, match="6 numbers cannot be cut into 4"):
        attention.MultiHeadAttention(6, 4)


@pytest.mark.parametrize("causal", [False, True])
@pytest.mark.parametrize("need_weights", [False, True])
def test_a_mask_that_does_not_fit_is_named(attention: ModuleType, causal: bool, need_weights: bool) -> None:
    layer, x = attention.MultiHeadAttention(4, 2), attention.Tensor(numbers(2, 3, 4))
    words = attention.padding_mask([1, 3], 3)
    with pytest.raises(ValueError, match=r"mask \(2, 3\) does not end in \(3, 3\)"):
        layer(x, mask=words[:, 0, 0], is_causal=causal, need_weights=need_weights)
    assert layer(x, mask=words, is_causal=causal, need_weights=need_weights)[0].shape == (2, 3, 4)
    assert layer(x, mask=words[0, 0, 0], is_causal=causal, need_weights=need_weights)[0].shape == (2, 3, 4)


def test_float64_stays_when_asked_for(attention: ModuleType) -> None:
    q = attention.Tensor(numbers(2, 3), dtype=np.float64)
    output, weights = attention.scaled_dot_product_attention(q, q, q, is_causal=True)
    assert (output.dtype, weights.dtype) == (np.float64, np.float64)


# The layer


def both(attention: ModuleType, torch: ModuleType, width: int, heads: int, bias: bool = True) -> tuple[Any, Any]:
    ours = attention.MultiHeadAttention(width, heads, bias=bias, rng=np.random.default_rng(0))
    theirs = torch.nn.MultiheadAttention(width, heads, bias=bias, batch_first=True)
    theirs.load_state_dict({name: torch.tensor(array) for name, array in ours.state_dict().items()})
    return ours, theirs


@settings(deadline=None, max_examples=40)
@given(sizes=SIZES, causal=st.booleans(), padded=st.booleans(), bias=st.booleans(), fast=st.booleans())
def test_the_layer_like_pytorch(
    attention: ModuleType,
    torch: ModuleType,
    sizes: tuple[int, ...],
    causal: bool,
    padded: bool,
    bias: bool,
    fast: bool,
) -> None:
    batch, heads, t, _, d = sizes
    ours, theirs = both(attention, torch, heads * d, heads, bias)
    x, lengths = numbers(batch, t, heads * d), np.random.default_rng(1).integers(1, t + 1, size=batch)
    words = attention.padding_mask(lengths, t) if padded else None
    a, b = attention.Tensor(x, requires_grad=True), torch.tensor(x, requires_grad=True)
    got, weights = ours(a, mask=words, is_causal=causal, need_weights=not fast)
    expected, their_weights = theirs(
        b,
        b,
        b,
        key_padding_mask=None if words is None else torch.tensor(~words[:, 0, 0]),
        attn_mask=torch.tensor(~attention.causal_mask(t)) if causal else None,
    )
    np.testing.assert_allclose(got.data, expected.detach(), rtol=1e-3, atol=1e-5)
    if fast:
        assert weights is None
    else:
        np.testing.assert_allclose(weights.data, their_weights.detach(), rtol=1e-3, atol=1e-5)
    weigh = numbers(*x.shape, seed=3)
    got.backward(weigh)
    expected.backward(torch.tensor(weigh))
    np.testing.assert_allclose(a.grad, b.grad, rtol=1e-2, atol=1e-4)
    np.testing.assert_allclose(ours.in_proj_weight.grad, theirs.in_proj_weight.grad, rtol=1e-2, atol=1e-3)
    assert all(p.grad.dtype == np.float32 for p in ours.parameters())


def test_looking_elsewhere_like_pytorch(attention: ModuleType, torch: ModuleType) -> None:
    ours, theirs = both(attention, torch, 6, 2)
    query, key, value = numbers(2, 3, 6), numbers(2, 5, 6, seed=1), numbers(2, 5, 6, seed=2)
    for given_to_ours in ((query, key, value), (query, key)):
        tensors = [attention.Tensor(array) for array in given_to_ours]
        arrays = [*given_to_ours, given_to_ours[1]][:3]
        expected, weights = theirs(*(torch.tensor(array) for array in arrays))
        got = ours(*tensors)
        np.testing.assert_allclose(got[0].data, expected.detach(), rtol=1e-4, atol=1e-5)
        np.testing.assert_allclose(got[1].data, weights.detach(), rtol=1e-4, atol=1e-5)


def test_a_state_goes_to_pytorch_and_back(attention: ModuleType, torch: ModuleType) -> None:
    ours, theirs = both(attention, torch, 8, 2)
    fresh = attention.MultiHeadAttention(8, 2)
    fresh.load_state_dict({name: tensor.numpy() for name, tensor in theirs.state_dict().items()})
    x = attention.Tensor(numbers(1, 4, 8))
    np.testing.assert_array_equal(fresh(x)[0].data, ours(x)[0].data)


def test_a_mask_of_three_axes_is_one_for_each_sequence(attention: ModuleType) -> None:
    """As many sequences as heads: broadcasting alone would take the one for the other."""
    layer, x = attention.MultiHeadAttention(4, 2, rng=np.random.default_rng(0)), attention.Tensor(numbers(2, 3, 4))
    mask = np.stack([attention.causal_mask(3), np.ones((3, 3), bool)])
    causal, open_ = layer(x, is_causal=True)[0].data, layer(x)[0].data
    for need_weights in (True, False):
        got = layer(x, mask=mask, need_weights=need_weights)[0].data
        np.testing.assert_allclose(got[0], causal[0], atol=1e-6)
        np.testing.assert_allclose(got[1], open_[1], atol=1e-6)


@pytest.mark.parametrize("fast", [False, True])
@pytest.mark.parametrize("place", range(7))
def test_nothing_from_the_future_to_the_last_bit(attention: ModuleType, fast: bool, place: int) -> None:
    layer = attention.MultiHeadAttention(8, 2, rng=np.random.default_rng(0))
    x = numbers(3, 7, 8)
    before = layer(attention.Tensor(x), is_causal=True, need_weights=not fast)[0].data
    x[:, place] = 1e4 * numbers(3, 8, seed=5)
    after = layer(attention.Tensor(x), is_causal=True, need_weights=not fast)[0].data
    assert (before[:, :place] == after[:, :place]).all()
    assert (before[:, place:] != after[:, place:]).any()


def test_dropout_on_the_weights_in_training_only(attention: ModuleType) -> None:
    layer = attention.MultiHeadAttention(8, 2, dropout=0.5, rng=np.random.default_rng(0))
    x = attention.Tensor(numbers(1, 6, 8))
    first, second = (layer(x, need_weights=False)[0].data for _ in range(2))
    assert (first != second).any()
    layer.eval()
    np.testing.assert_allclose(layer(x, need_weights=False)[0].data, layer(x)[0].data, atol=1e-6)


@pytest.mark.parametrize("keep", [False, True])
def test_one_operation_by_central_differences(attention: ModuleType, autograd: ModuleType, keep: bool) -> None:
    mask = attention.causal_mask(4)

    def attend(qkv: Any) -> Any:
        return attention.apply(attention.ATTENTION, qkv, num_heads=2, mask=mask, kept=[] if keep else None)

    assert autograd.check_gradients(attend, numbers(2, 4, 12))


def test_keeping_and_computing_again_give_the_same_bits(attention: ModuleType) -> None:
    found = []
    for keep in (True, False):
        layer = attention.MultiHeadAttention(8, 2, rng=np.random.default_rng(0))
        layer.keep_weights = keep
        layer(attention.Tensor(numbers(2, 5, 8)), is_causal=True, need_weights=False)[0].sum().backward()
        found.append(layer.in_proj_weight.grad)
    np.testing.assert_array_equal(*found)


def test_keys_of_earlier_places_may_be_handed_in(attention: ModuleType) -> None:
    """What a cache does: project the new places only, attend to the kept keys and values as well."""
    layer, x = attention.MultiHeadAttention(8, 2, rng=np.random.default_rng(0)), numbers(2, 6, 8)
    whole = layer(attention.Tensor(x), is_causal=True)[0].data
    kept = [part.data for part in layer.project(attention.Tensor(x[:, :4]))[1:]]
    q, k, v = layer.project(attention.Tensor(x[:, 4:]))
    k, v = (attention.Tensor(np.concatenate([old, new.data], axis=2)) for old, new in zip(kept, (k, v), strict=True))
    got, _ = layer.attend(q, k, v, mask=attention.causal_mask(2, 6, offset=4))
    np.testing.assert_allclose(got.data, whole[:, 4:], rtol=1e-5, atol=1e-6)


# The lesson


def test_docstring_examples_run(attention: ModuleType) -> None:
    result = doctest.testmod(attention)
    assert result.attempted >= 7
    assert result.failed == 0


@pytest.mark.parametrize("name", ["lookup", "heads"])
def test_the_figure_is_what_its_script_draws(name: str) -> None:
    drawn = runpy.run_path(str(LESSON / "figures" / "draw.py"))[name]()
    assert (LESSON / "figures" / f"{name}.svg").read_text(encoding="utf-8") == drawn
