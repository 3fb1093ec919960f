"""Module 05's reference beside PyTorch and central differences: every rule, the recorded graph, the backward pass."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType, SimpleNamespace
from typing import Any

import hypothesis.extra.numpy as hnp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

Modules = dict[str, ModuleType]
SHAPES = hnp.array_shapes(min_dims=1, max_dims=3, min_side=1, max_side=4)


def examples(*drawn: st.SearchStrategy[Any], **named: st.SearchStrategy[Any]) -> Callable[[Callable[..., None]], Any]:
    return lambda test: settings(deadline=None, max_examples=50)(given(*drawn, **named)(test))


def numbers(shape: Any, seed: int = 0) -> Any:
    """Numbers apart from each other and from 0, so that no kink lies near."""
    rng = np.random.default_rng(seed)
    size = int(np.prod(shape))
    return ((rng.permutation(size) + 0.5) * rng.choice([-1.0, 1.0], size=size) * 2 / max(size, 1)).reshape(shape)


@pytest.fixture(scope="session")
def ns(framework: Modules) -> SimpleNamespace:
    """Every public name of modules 01 to 05."""
    found = {name: value for module in framework.values() for name, value in vars(module).items()}
    return SimpleNamespace(**{name: value for name, value in found.items() if not name.startswith("_")})


def compare(ns: SimpleNamespace, torch: ModuleType, ours: Any, theirs: Any, *arrays: Any) -> None:
    """Values and gradients of the same function of our tensors and of PyTorch's, in float32, weighed at random."""
    a = [ns.Tensor(array, requires_grad=True, dtype=np.float32) for array in arrays]
    b = [torch.tensor(np.asarray(array, np.float32), requires_grad=True) for array in arrays]
    x, y = ours(*a), theirs(*b)
    assert (x.shape, x.dtype.name) == (tuple(y.shape), "float32")
    np.testing.assert_allclose(x.data, y.detach(), rtol=2e-5, atol=2e-6)
    weights = np.random.default_rng(1).normal(size=x.shape).astype(np.float32)
    x.backward(weights)
    y.backward(torch.tensor(weights))
    for mine, other in zip(a, b, strict=True):
        expected = np.zeros(mine.shape, np.float32) if other.grad is None else other.grad.numpy()
        got = np.zeros(mine.shape, np.float32) if mine.grad is None else mine.grad
        assert (type(got), got.shape, got.dtype.name) == (np.ndarray, mine.shape, "float32")
        np.testing.assert_allclose(got, expected, rtol=1e-4, atol=1e-5)


# Every rule

UNARY = {
    "neg": (lambda ns, x: -x, lambda t, x: -x),
    "square": (lambda ns, x: x**2, lambda t, x: x**2),
    "cube": (lambda ns, x: x**3, lambda t, x: x**3),
    "root": (lambda ns, x: (x * x) ** 0.5, lambda t, x: (x * x) ** 0.5),
    "inverse": (lambda ns, x: x**-1, lambda t, x: x**-1),
    "zeroth": (lambda ns, x: x**0, lambda t, x: x**0),
    "exponential": (lambda ns, x: 2**x, lambda t, x: 2**x),
    "numbers": (lambda ns, x: 3 - 2 * x / 5 + 1 / x, lambda t, x: 3 - 2 * x / 5 + 1 / x),
    "exp": (lambda ns, x: ns.exp(x), lambda t, x: t.exp(x)),
    "log": (lambda ns, x: ns.log(x * x), lambda t, x: t.log(x * x)),
    "tanh": (lambda ns, x: ns.tanh(x), lambda t, x: t.tanh(x)),
    "relu": (lambda ns, x: ns.relu(x), lambda t, x: t.relu(x)),
    "leaky_relu": (lambda ns, x: ns.leaky_relu(x, 0.2), lambda t, x: t.nn.functional.leaky_relu(x, 0.2)),
    "sigmoid": (lambda ns, x: ns.sigmoid(x), lambda t, x: t.sigmoid(x)),
    "silu": (lambda ns, x: ns.silu(x), lambda t, x: t.nn.functional.silu(x)),
    "gelu": (lambda ns, x: ns.gelu(x), lambda t, x: t.nn.functional.gelu(x)),
    "gelu tanh": (
        lambda ns, x: ns.gelu(x, approximate="tanh"),
        lambda t, x: t.nn.functional.gelu(x, approximate="tanh"),
    ),
    "masked_fill": (lambda ns, x: x.masked_fill(x.data > 0, 7.0), lambda t, x: x.masked_fill(x > 0, 7.0)),
    "dropout-like": (lambda ns, x: x * (x.data > 0), lambda t, x: x * (x > 0)),
    "counts": (lambda ns, x: x * np.full(x.shape, 3), lambda t, x: x * 3),
}


@pytest.mark.parametrize("name", UNARY)
@pytest.mark.parametrize("shape", [(), (5,), (2, 3, 2), (1, 1)])
def test_functions_of_each_number(ns: SimpleNamespace, torch: ModuleType, name: str, shape: tuple[int, ...]) -> None:
    ours, theirs = UNARY[name]
    compare(ns, torch, lambda x: ours(ns, x), lambda x: theirs(torch, x), numbers(shape))


@pytest.mark.parametrize("op", [lambda a, b: a + b, lambda a, b: a - b, lambda a, b: a * b, lambda a, b: a / b])
@examples(drawn=hnp.mutually_broadcastable_shapes(num_shapes=2, min_side=1, max_dims=3, max_side=4))
def test_arithmetic_with_broadcasting(ns: SimpleNamespace, torch: ModuleType, op: Any, drawn: Any) -> None:
    first, second = (numbers(shape, seed) for seed, shape in enumerate(drawn.input_shapes))
    compare(ns, torch, op, op, first, second)


def test_powers_of_tensors(ns: SimpleNamespace, torch: ModuleType) -> None:
    base, exponent = np.array([[0.5], [2.0]]), np.array([2.0, 0.5, -1.0])
    compare(ns, torch, lambda a, b: a**b, lambda a, b: a**b, base, exponent)
    compare(ns, torch, lambda a, b: a**b, lambda a, b: a**b, np.array([0.0, 0.0, 0.0]), np.array([0.0, 1.0, 2.0]))


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ((2, 3), (3, 4)),
        ((3,), (3, 4)),
        ((2, 3), (3,)),
        ((3,), (3,)),
        ((5, 2, 3), (3, 4)),
        ((2, 3), (5, 3, 4)),
        ((5, 1, 2, 3), (4, 3, 2)),
        ((5, 2, 3), (3,)),
        ((3,), (5, 3, 2)),
        ((1, 1), (1, 1)),
    ],
)
def test_products(ns: SimpleNamespace, torch: ModuleType, a: tuple[int, ...], b: tuple[int, ...]) -> None:
    compare(ns, torch, lambda a, b: a @ b, lambda a, b: a @ b, numbers(a), numbers(b, 1))


@examples(SHAPES, st.data(), st.booleans())
def test_reductions(ns: SimpleNamespace, torch: ModuleType, shape: tuple[int, ...], data: Any, keepdims: bool) -> None:
    x = numbers(shape)
    axis = data.draw(st.none() | st.integers(-x.ndim, x.ndim - 1) | hnp.valid_tuple_axes(x.ndim, min_size=1))
    dims = tuple(range(x.ndim)) if axis is None else axis
    for name, theirs in (("sum", "sum"), ("mean", "mean"), ("max", "amax"), ("min", "amin")):
        compare(
            ns,
            torch,
            lambda x, name=name: getattr(x, name)(axis=axis, keepdims=keepdims),
            lambda x, name=theirs: getattr(x, name)(dim=dims, keepdim=keepdims),
            x,
        )
    if x.size // max(x.sum(axis=axis).size, 1) > 1:
        compare(
            ns,
            torch,
            lambda x: x.var(axis=axis, keepdims=keepdims),
            lambda x: x.var(dim=dims, keepdim=keepdims),
            x,
        )


def test_equal_winners_share(ns: SimpleNamespace, torch: ModuleType) -> None:
    x = np.array([[1.0, 3.0, 3.0], [2.0, 2.0, 2.0]])
    compare(ns, torch, lambda x: x.max(axis=1), lambda x: x.amax(dim=1), x)
    compare(ns, torch, lambda x: x.min(), lambda x: x.amin(), x)


@examples(SHAPES, st.data())
def test_layout(ns: SimpleNamespace, torch: ModuleType, shape: tuple[int, ...], data: Any) -> None:
    dims = st.integers(-len(shape), len(shape) - 1)
    a, b, order = data.draw(dims), data.draw(dims), data.draw(st.permutations(range(len(shape))))
    negative = tuple(n - len(shape) for n in order)
    for f in (
        lambda x: x.reshape(-1),
        lambda x: x.transpose(a, b),
        lambda x: x.permute(*order),
        lambda x: x.permute(negative),
        lambda x: x.unsqueeze(a).squeeze(),
        lambda x: x.flatten(),
    ):
        compare(ns, torch, f, f, numbers(shape))
    compare(ns, torch, lambda x: ns.cat([x, x * 2], dim=a), lambda x: torch.cat([x, x * 2], dim=a), numbers(shape))
    compare(ns, torch, lambda x: ns.stack([x, x * 2], dim=a), lambda x: torch.stack([x, x * 2], dim=a), numbers(shape))


@examples(SHAPES, st.data())
def test_indexing_accumulates(ns: SimpleNamespace, torch: ModuleType, shape: tuple[int, ...], data: Any) -> None:
    rows = data.draw(hnp.arrays(np.int64, st.integers(1, 6), elements=st.integers(-shape[0], shape[0] - 1)))
    mask = data.draw(hnp.arrays(np.bool_, shape))
    compare(ns, torch, lambda x: x[rows], lambda x: x[torch.tensor(rows)], numbers(shape))
    compare(ns, torch, lambda x: x[ns.Tensor(rows)], lambda x: x[torch.tensor(rows)], numbers(shape))
    compare(ns, torch, lambda x: x[mask], lambda x: x[torch.tensor(mask)], numbers(shape))
    compare(ns, torch, lambda x: x[..., :2], lambda x: x[..., :2], numbers(shape))
    compare(ns, torch, lambda x: x[None, 0], lambda x: x[None, 0], numbers(shape))


def test_choosing(ns: SimpleNamespace, torch: ModuleType) -> None:
    mask = np.array([[True], [False]])
    ours, theirs = lambda a, b: ns.where(mask, a, b), lambda a, b: torch.where(torch.tensor(mask), a, b)
    compare(ns, torch, ours, theirs, numbers((2, 3)), numbers((3,), 1))
    compare(
        ns, torch, lambda a: ns.where(mask, a, 0.0), lambda a: torch.where(torch.tensor(mask), a, 0.0), numbers((2, 3))
    )


@pytest.mark.parametrize("dim", [0, 1, -1])
def test_softmax_and_its_kin(ns: SimpleNamespace, torch: ModuleType, dim: int) -> None:
    x = numbers((3, 4)) * 3
    compare(ns, torch, lambda x: ns.softmax(x, dim=dim), lambda x: torch.softmax(x, dim=dim), x)
    compare(ns, torch, lambda x: ns.log_softmax(x, dim=dim), lambda x: torch.log_softmax(x, dim=dim), x)
    for keep in (False, True):
        compare(
            ns,
            torch,
            lambda x, keep=keep: ns.logsumexp(x, dim=dim, keepdim=keep),
            lambda x, keep=keep: torch.logsumexp(x, dim=dim, keepdim=keep),
            x,
        )


@pytest.mark.parametrize("shape", [(3,), (5, 3), (2, 4, 3), (0, 3)])
@pytest.mark.parametrize("bias", [False, True])
def test_linear(ns: SimpleNamespace, torch: ModuleType, shape: tuple[int, ...], bias: bool) -> None:
    arrays = [numbers(shape), numbers((2, 3), 1), *([numbers((2,), 2)] if bias else [])]
    compare(ns, torch, lambda *a: ns.apply(ns.LINEAR, *a), torch.nn.functional.linear, *arrays)


@pytest.mark.parametrize("reduction", ["mean", "sum", "none"])
def test_losses(ns: SimpleNamespace, torch: ModuleType, reduction: str) -> None:
    f, scores, ids = torch.nn.functional, numbers((4, 3)), np.array([0, 2, -100, 2])
    labels, shares = torch.tensor(ids), np.linspace(0.1, 0.9, 12).reshape(4, 3)
    share = torch.tensor(shares.astype(np.float32))
    compare(
        ns,
        torch,
        lambda a, b: ns.mse_loss(a, b, reduction=reduction),
        lambda a, b: f.mse_loss(a, b, reduction=reduction),
        scores,
        numbers((4, 3), 5),
    )
    pairs = [
        (ns.cross_entropy, f.cross_entropy, scores, ids, labels),
        (
            lambda x, t, **k: ns.nll_loss(ns.log_softmax(x), t, **k),
            lambda x, t, **k: f.nll_loss(x.log_softmax(1), t, **k),
            scores,
            ids,
            labels,
        ),
        (
            lambda x, t, **k: ns.binary_cross_entropy(ns.sigmoid(x), t, **k),
            lambda x, t, **k: f.binary_cross_entropy(x.sigmoid(), t, **k),
            scores,
            shares,
            share,
        ),
        (ns.binary_cross_entropy_with_logits, f.binary_cross_entropy_with_logits, scores, shares, share),
    ]
    for ours, theirs, x, target, other in pairs:
        compare(
            ns,
            torch,
            lambda x, ours=ours, target=target: ours(x, target, reduction=reduction),
            lambda x, theirs=theirs, other=other: theirs(x, other, reduction=reduction),
            x,
        )


def test_extreme_inputs_give_finite_gradients(ns: SimpleNamespace, torch: ModuleType) -> None:
    x = np.array([[-1000.0, 0.0, 1000.0], [1000.0, 1000.0, -1000.0]])
    for name in ("sigmoid", "silu", "gelu", "tanh", "softmax", "log_softmax"):
        leaf = ns.Tensor(x, requires_grad=True)
        getattr(ns, name)(leaf).sum().backward()
        assert np.isfinite(leaf.grad).all(), name
    compare(
        ns,
        torch,
        lambda x: ns.cross_entropy(x, np.array([0, 1])),
        lambda x: torch.nn.functional.cross_entropy(x, torch.tensor([0, 1])),
        x,
    )


def test_every_operation_has_a_rule_or_no_slope(framework: Modules) -> None:
    table = framework["tensor"].Op.table
    without = {name for name, op in table.items() if op.gradient is None}
    assert without == {"eq", "ne", "lt", "le", "gt", "ge", "argmax"}
    assert framework["autograd"].gradient_of("mul") is framework["autograd"].gradient_of(table["mul"])
    with pytest.raises(LookupError, match="argmax has no gradient rule"):
        framework["autograd"].gradient_of("argmax")


@pytest.mark.parametrize("name", [name for name in UNARY if name not in {"masked_fill", "dropout-like", "counts"}])
def test_rules_agree_with_central_differences(ns: SimpleNamespace, name: str) -> None:
    assert ns.check_gradients(lambda x: UNARY[name][0](ns, x), numbers((2, 3)))
