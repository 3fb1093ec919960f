"""Module 01's reference Tensor beside NumPy and PyTorch: values, shapes, dtypes, memory."""

from __future__ import annotations

import operator
from collections.abc import Callable
from types import ModuleType
from typing import Any

import hypothesis.extra.numpy as hnp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

SHAPES = hnp.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=4)
FULL_SHAPES = hnp.array_shapes(min_dims=1, max_dims=4, min_side=1, max_side=4)
SMALL = st.floats(-8, 8, width=32).map(lambda x: np.float32(round(x * 8) / 8))
DTYPES = [np.bool_, np.int8, np.int32, np.int64, np.float32]


def examples(*drawn: st.SearchStrategy[Any], **named: st.SearchStrategy[Any]) -> Callable[[Callable[..., None]], Any]:
    return lambda test: settings(deadline=None, max_examples=60)(given(*drawn, **named)(test))


def floats(shape: Any) -> st.SearchStrategy[Any]:
    return hnp.arrays(np.float32, shape, elements=SMALL)


@st.composite
def array_and_axis(draw: st.DrawFn) -> tuple[Any, Any]:
    x = draw(floats(FULL_SHAPES))
    axes = st.integers(-x.ndim, x.ndim - 1)
    return x, draw(st.none() | axes | hnp.valid_tuple_axes(x.ndim, min_size=1))


def same(got: Any, expected: Any) -> None:
    """Same numbers, shape and dtype; `got` is ours, `expected` an array or PyTorch's."""
    expected = expected.numpy() if hasattr(expected, "numpy") else np.asarray(expected)
    assert (got.shape, got.dtype.name) == (expected.shape, expected.dtype.name)
    np.testing.assert_allclose(got.data, expected, rtol=2e-5, atol=1e-5)


# Making tensors


@pytest.mark.parametrize(
    ("data", "dtype"),
    [
        (1.5, "float32"),
        ([1.5, 2], "float32"),
        (np.zeros(2), "float32"),
        (np.zeros(2, np.float16), "float32"),
        (3, "int64"),
        ([[1], [2]], "int64"),
        (np.zeros(2, np.int8), "int8"),
        (np.zeros(2, np.uint8), "uint8"),
        ([True, False], "bool"),
        ([], "float32"),
    ],
)
def test_dtype_follows_the_data(tensor: ModuleType, data: Any, dtype: str) -> None:
    assert tensor.Tensor(data).dtype.name == dtype


@pytest.mark.parametrize("dtype", [np.float64, "float64", np.float16, np.int8, bool])
def test_a_requested_dtype_is_given(tensor: ModuleType, dtype: Any) -> None:
    assert tensor.Tensor([1, 0], dtype=dtype).dtype == np.dtype(dtype)


def test_a_tensor_of_tensors_keeps_their_numbers(tensor: ModuleType) -> None:
    row = tensor.Tensor([1.0, 2.0])
    same(tensor.Tensor([row, row]), np.array([[1, 2], [1, 2]], np.float32))
    assert tensor.Tensor(tensor.Tensor([1.0], dtype=np.float64)).dtype == np.float64


def test_data_are_copied(tensor: ModuleType) -> None:
    data = np.zeros(3, np.float32)
    assert not np.shares_memory(tensor.Tensor(data).data, data)
    assert not np.shares_memory(tensor.Tensor(tensor.wrap(data)).data, data)


def test_integers_that_require_gradients_become_float32(tensor: ModuleType) -> None:
    x = tensor.Tensor([1, 2, 3], requires_grad=True)
    assert (x.dtype.name, x.requires_grad, x.grad) == ("float32", True, None)
    assert tensor.Tensor([1.0], requires_grad=True, dtype=np.float64).dtype == np.float64


@pytest.mark.parametrize(("data", "error"), [("text", TypeError), ([[1, 2], [3]], ValueError), (None, TypeError)])
def test_what_is_not_numbers_is_refused(tensor: ModuleType, data: Any, error: type[Exception]) -> None:
    with pytest.raises(error):
        tensor.Tensor(data)


def test_creation(tensor: ModuleType) -> None:
    same(tensor.zeros(2, 3), np.zeros((2, 3), np.float32))
    same(tensor.ones((2, 3), dtype=np.int64), np.ones((2, 3), np.int64))
    same(tensor.eye(3), np.eye(3, dtype=np.float32))
    same(tensor.arange(2, 8, 3), np.array([2, 5]))
    same(tensor.arange(0, 1, 0.25), np.array([0, 0.25, 0.5, 0.75], np.float32))
    draws = [tensor.randn(4, 5, rng=np.random.default_rng(7)) for _ in range(2)]
    assert draws[0].tolist() == draws[1].tolist()
    assert (draws[0].shape, draws[0].dtype.name) == ((4, 5), "float32")


# Arithmetic

BINARY = [operator.add, operator.sub, operator.mul]
COMPARISONS = [operator.eq, operator.ne, operator.lt, operator.le, operator.gt, operator.ge]


@pytest.mark.parametrize("op", [*BINARY, *COMPARISONS])
@examples(data=st.data())
def test_elementwise_like_numpy(tensor: ModuleType, op: Callable[..., Any], data: st.DataObject) -> None:
    shapes = data.draw(hnp.mutually_broadcastable_shapes(num_shapes=2, min_side=0, max_dims=3)).input_shapes
    a, b = (data.draw(floats(shape)) for shape in shapes)
    same(op(tensor.Tensor(a), tensor.Tensor(b)), op(a, b))
    same(op(tensor.Tensor(a), b), op(a, b))
    same(op(a, tensor.Tensor(b)), op(a, b))


def test_division_and_powers_like_pytorch(tensor: ModuleType, torch: ModuleType) -> None:
    a, b = np.array([[1.0], [-2.0]], np.float32), np.array([3.0, 0.5, 2.0], np.float32)
    same(tensor.Tensor(a) / tensor.Tensor(b), torch.tensor(a) / torch.tensor(b))
    same(tensor.Tensor([1, 2]) / tensor.Tensor([2, 3]), torch.tensor([1, 2]) / torch.tensor([2, 3]))
    for exponent in (2, 3, 0.5, -1):
        same(tensor.Tensor(b) ** exponent, torch.tensor(b) ** exponent)
    same(2 ** tensor.Tensor(b), 2 ** torch.tensor(b))
    same(-tensor.Tensor(b), -torch.tensor(b))


@pytest.mark.parametrize("number", [2, 2.5, True, np.float64(2.5), np.float32(2.5), np.int64(2)])
@pytest.mark.parametrize("op", [*BINARY, operator.truediv])
def test_numbers_on_either_side_adapt(tensor: ModuleType, op: Callable[..., Any], number: Any) -> None:
    x = np.array([1, 2], np.float32)
    same(op(tensor.Tensor(x), number), op(x, np.float32(number)))
    same(op(number, tensor.Tensor(x)), op(np.float32(number), x))


@pytest.mark.parametrize("a", DTYPES)
@pytest.mark.parametrize("b", DTYPES)
def test_float64_does_not_appear_by_itself(tensor: ModuleType, a: Any, b: Any) -> None:
    x, y = tensor.ones(3, dtype=a), tensor.ones(3, dtype=b)
    halves = [0.5, 1.5, 2.5]
    results = [x + y, x * y, x / y, x / 2, x * 0.5, x + np.ones(3), x.mean(), x.var(), (x @ y), x + halves]
    assert not [r.dtype for r in results if r.dtype == np.float64]


def test_float64_that_was_asked_for_stays(tensor: ModuleType) -> None:
    x, y = tensor.ones(3, dtype=np.float64), tensor.ones(3)
    results = [
        x + y,
        y - x,
        x / 3,
        x.mean(axis=0),
        x.var(),
        x.sum(),
        x @ y,
        x[0],
        x * np.float32(2),
        tensor.cat([y, x]),
    ]
    assert {r.dtype.name for r in results} == {"float64"}
    assert (x / 3).data[0] == 1 / 3


@pytest.mark.parametrize(
    ("a", "b"),
    [((2, 3), (3, 4)), ((3,), (3, 4)), ((2, 3), (3,)), ((3,), (3,)), ((5, 2, 3), (3, 4)), ((5, 1, 2, 3), (4, 3, 2))],
)
def test_matmul_like_pytorch(tensor: ModuleType, torch: ModuleType, a: tuple[int, ...], b: tuple[int, ...]) -> None:
    rng = np.random.default_rng(0)
    x, y = (rng.normal(size=shape).astype(np.float32) for shape in (a, b))
    same(tensor.Tensor(x) @ tensor.Tensor(y), torch.tensor(x) @ torch.tensor(y))
    same(x @ tensor.Tensor(y), torch.tensor(x) @ torch.tensor(y))
    same(tensor.Tensor(x).matmul(tensor.Tensor(y)), torch.tensor(x).matmul(torch.tensor(y)))


# Reductions


@examples(array_and_axis(), st.booleans())
def test_reductions_like_numpy(tensor: ModuleType, drawn: tuple[Any, Any], keepdims: bool) -> None:
    x, axis = drawn
    for name in ("sum", "mean", "max", "min"):
        expected = getattr(x, name)(axis=axis, keepdims=keepdims)
        same(getattr(tensor.Tensor(x), name)(axis=axis, keepdims=keepdims), expected)
    if not isinstance(axis, tuple):
        same(tensor.Tensor(x).argmax(axis=axis, keepdims=keepdims), x.argmax(axis=axis, keepdims=keepdims))


@examples(array_and_axis(), st.booleans(), st.integers(0, 1))
def test_variance_like_pytorch(
    tensor: ModuleType, torch: ModuleType, drawn: tuple[Any, Any], keepdims: bool, correction: int
) -> None:
    x, axis = drawn
    count = x.size // max(x.sum(axis=axis).size, 1)
    if count > correction:
        expected = torch.var(torch.tensor(x), dim=axis, correction=correction, keepdim=keepdims)
        same(tensor.Tensor(x).var(axis=axis, keepdims=keepdims, correction=correction), expected)


def test_reductions_of_integers_and_masks(tensor: ModuleType) -> None:
    same(tensor.Tensor([1, 2]).mean(), np.float32(1.5))
    same(tensor.Tensor([True, False, True, True]).mean(), np.float32(0.75))
    same(tensor.Tensor([True, True]).sum(), np.int64(2))
    same(tensor.zeros(0, 3).sum(axis=0), np.zeros(3, np.float32))
    same(tensor.zeros(3, 0).mean(axis=0), np.zeros(0, np.float32))


# Layout and memory


@examples(floats(FULL_SHAPES), st.data())
def test_layout_like_pytorch(tensor: ModuleType, torch: ModuleType, x: Any, data: st.DataObject) -> None:
    ours, theirs = tensor.Tensor(x), torch.tensor(x)
    dims = st.integers(-x.ndim, x.ndim - 1)
    a, b = data.draw(dims), data.draw(dims)
    order = data.draw(st.permutations(range(x.ndim)))
    first = data.draw(st.integers(0, x.ndim - 1))
    same(ours.transpose(a, b), theirs.transpose(a, b))
    assert ours.transpose(a, b).stride() == theirs.transpose(a, b).stride()
    assert ours.transpose(a, b).is_contiguous() == theirs.transpose(a, b).is_contiguous()
    same(ours.permute(*order), theirs.permute(*order))
    same(ours.squeeze(), theirs.squeeze())
    same(ours.squeeze(a), theirs.squeeze(a))
    same(ours.unsqueeze(a), theirs.unsqueeze(a))
    same(ours.flatten(first), theirs.flatten(first))
    same(ours.flatten(0, first), theirs.flatten(0, first))
    same(ours.reshape(-1), theirs.reshape(-1))
    same(ours.reshape(tuple(reversed(x.shape))), theirs.reshape(tuple(reversed(x.shape))))


@pytest.mark.parametrize("view", ["x[:1].T", "x[:, :1].T", "x[:, :1]", "x[1:1].T", "x[:, ::2]", "x.T", "x[:1, 1:]"])
def test_contiguity_like_pytorch(tensor: ModuleType, torch: ModuleType, view: str) -> None:
    ours, theirs = (eval(view, {"x": x}) for x in (tensor.ones(3, 4), torch.ones(3, 4)))
    assert ours.is_contiguous() == theirs.is_contiguous()


@examples(hnp.mutually_broadcastable_shapes(num_shapes=2, min_side=0))
def test_broadcast_shapes(tensor: ModuleType, drawn: Any) -> None:
    assert tensor.broadcast_shapes(*drawn.input_shapes) == drawn.result_shape


@examples(hnp.array_shapes(max_dims=5))
def test_contiguous_strides(tensor: ModuleType, shape: tuple[int, ...]) -> None:
    assert tensor.contiguous_strides(shape) == tuple(s // 8 for s in np.empty(shape).strides)
    assert tensor.zeros(shape).is_contiguous()


@pytest.mark.parametrize(
    "view", ["x.T", "x.reshape(-1)", "x.transpose(0, 1)", "x[1]", "x[:, ::2]", "x.detach()", "x.flatten()"]
)
def test_views_share_memory(tensor: ModuleType, view: str) -> None:
    x = tensor.zeros(4, 6)
    assert np.shares_memory(eval(view, {"x": x}).data, x.data)


@pytest.mark.parametrize(
    "copied", ["x.copy()", "x[[0, 0]]", "x[x == 0]", "x.T.reshape(-1)", "x + 0", "cat([x])", "Tensor(x)"]
)
def test_copies_do_not(tensor: ModuleType, copied: str) -> None:
    x = tensor.zeros(4, 6)
    assert not np.shares_memory(eval(copied, {**vars(tensor), "x": x}).data, x.data)


@examples(hnp.arrays(st.sampled_from([np.float64, np.float16, np.int8, np.bool_]), SHAPES))
def test_memory_footprint_follows_the_dtype(tensor: ModuleType, x: Any) -> None:
    assert tensor.Tensor(x, dtype=x.dtype).memory_footprint() == x.size * x.itemsize


# Indexing, choosing, joining


@examples(floats(FULL_SHAPES), st.data())
def test_indexing_like_numpy(tensor: ModuleType, x: Any, data: st.DataObject) -> None:
    index = data.draw(hnp.basic_indices(x.shape, allow_newaxis=True))
    same(tensor.Tensor(x)[index], x[index])
    rows = data.draw(hnp.arrays(np.int64, st.integers(0, 6), elements=st.integers(-len(x), len(x) - 1)))
    for form in (rows, rows.tolist(), tensor.Tensor(rows)):
        same(tensor.Tensor(x)[form], x[rows.astype(int)])
    mask = data.draw(hnp.arrays(np.bool_, x.shape))
    same(tensor.Tensor(x)[tensor.Tensor(mask)], x[mask])
    same(tensor.Tensor(x)[..., tensor.Tensor([0, 0])], x[..., [0, 0]])


def test_assignment(tensor: ModuleType) -> None:
    x = tensor.zeros(2, 3)
    x[0, tensor.Tensor([0, 2])] = tensor.Tensor([1.0, 2.0])
    x[x == 0] = 5
    same(x, np.array([[1, 5, 2], [5, 5, 5]], np.float32))


@examples(hnp.mutually_broadcastable_shapes(num_shapes=2, max_dims=3), st.data())
def test_where_and_masked_fill_like_pytorch(
    tensor: ModuleType, torch: ModuleType, drawn: Any, data: st.DataObject
) -> None:
    x, other = (data.draw(floats(shape)) for shape in (drawn.result_shape, drawn.input_shapes[0]))
    mask = data.draw(hnp.arrays(np.bool_, drawn.input_shapes[1]))
    ours, theirs = tensor.Tensor(x), torch.tensor(x)
    expected = torch.where(torch.tensor(mask), theirs, torch.tensor(other))
    same(tensor.where(tensor.Tensor(mask), ours, tensor.Tensor(other)), expected)
    same(ours.masked_fill(tensor.Tensor(mask), -np.inf), theirs.masked_fill(torch.tensor(mask), -np.inf))
    same(tensor.masked_fill(ours, mask, 0.5), theirs.masked_fill(torch.tensor(mask), 0.5))


@examples(floats(FULL_SHAPES), st.data())
def test_cat_and_stack_like_pytorch(tensor: ModuleType, torch: ModuleType, x: Any, data: st.DataObject) -> None:
    dim = data.draw(st.integers(-x.ndim, x.ndim - 1))
    parts = [x, np.flip(x, axis=dim).copy(), np.take(x, [0, 0], axis=dim)]
    ours, theirs = [tensor.Tensor(p) for p in parts], [torch.tensor(p) for p in parts]
    same(tensor.cat(ours, dim), torch.cat(theirs, dim))
    same(tensor.cat(parts, dim=dim), torch.cat(theirs, dim))
    same(tensor.stack(ours[:2], dim), torch.stack(theirs[:2], dim))
