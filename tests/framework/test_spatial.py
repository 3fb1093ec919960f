"""Module 09's reference beside PyTorch: convolutions, pooling, batch normalisation, states in both directions."""

from __future__ import annotations

import math
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

Modules = dict[str, ModuleType]

pairs = st.tuples(st.integers(1, 3), st.integers(1, 3))
paddings = st.tuples(st.integers(0, 2), st.integers(0, 2))
sides = st.tuples(st.integers(1, 9), st.integers(1, 9))
dtypes = st.sampled_from([np.float32, np.float64])
TOLERANCE = {np.float32: {"rtol": 1e-4, "atol": 1e-4}, np.float64: {"rtol": 1e-9, "atol": 1e-9}}


@pytest.fixture(scope="session")
def spatial(framework: Modules) -> ModuleType:
    return framework["spatial"]


def fits(size: Any, kernel: Any, padding: Any, dilation: Any) -> bool:
    return all(d * (k - 1) + 1 <= n + 2 * p for n, k, p, d in zip(size, kernel, padding, dilation, strict=True))


def holds_a_number(length: int, kernel: int, stride: int, padding: int, dilation: int) -> bool:
    """Whether no window along an axis lies in the padding alone, for which PyTorch writes outside its memory."""
    starts = range(-padding, length + padding - dilation * (kernel - 1), stride)
    return all(any(0 <= start + u * dilation < length for u in range(kernel)) for start in starts)


def both(framework: Modules, torch: ModuleType, arrays: list[Any]) -> tuple[list[Any], list[Any]]:
    """The arrays as our tensors and as PyTorch's, gradients wanted."""
    ours = [framework["tensor"].Tensor(array, requires_grad=True, dtype=array.dtype) for array in arrays]
    return ours, [torch.tensor(array, requires_grad=True) for array in arrays]


def alike(mine: Any, other: Any, ours: list[Any], theirs: list[Any], dtype: Any, seed: int) -> None:
    """Values, shapes and dtype are equal, and so are gradients of all inputs for the same gradient of the result."""
    assert (mine.shape, mine.dtype) == (tuple(other.shape), np.dtype(dtype))
    np.testing.assert_allclose(mine.data, other.detach().numpy(), **TOLERANCE[dtype])
    gradient = np.random.default_rng(seed).normal(size=mine.shape).astype(dtype)
    mine.backward(gradient)
    other.backward(other.detach().new_tensor(gradient))
    for x, y in zip(ours, theirs, strict=True):
        assert (x.grad.shape, x.grad.dtype) == (x.shape, np.dtype(dtype))
        np.testing.assert_allclose(x.grad, y.grad.numpy(), **TOLERANCE[dtype])


# Convolutions


@settings(deadline=None, max_examples=150)
@given(
    sides,
    st.tuples(st.integers(1, 5), st.integers(1, 3), st.integers(1, 3)),
    st.tuples(pairs, pairs, paddings, pairs),
    st.booleans(),
    dtypes,
    st.integers(0, 1000),
)
def test_conv2d_like_pytorch(
    framework: Modules, torch: ModuleType, size: Any, counts: Any, window: Any, bias: bool, dtype: Any, seed: int
) -> None:
    kernel, stride, padding, dilation = window
    assume(fits(size, kernel, padding, dilation))
    (n, c, out), rng = counts, np.random.default_rng(seed)
    shapes = [(n, c, *size), (out, c, *kernel), (out,)][: 3 if bias else 2]
    ours, theirs = both(framework, torch, [rng.normal(size=shape).astype(dtype) for shape in shapes])
    settings_ = {"stride": stride, "padding": padding, "dilation": dilation}
    mine = framework["spatial"].conv2d(*ours, **settings_)
    alike(mine, torch.nn.functional.conv2d(*theirs, **settings_), ours, theirs, dtype, seed)


@pytest.mark.parametrize("shape", [(64, 3, 32, 32), (70, 16, 17, 15)])
def test_a_batch_that_is_taken_in_bites(framework: Modules, torch: ModuleType, shape: tuple[int, ...]) -> None:
    spatial, rng = framework["spatial"], np.random.default_rng(0)
    kernels = (5, shape[1], 3, 3)
    assert len(spatial.bites(np.zeros(shape, np.float32), np.zeros(kernels), shape[2:])) > 1
    ours, theirs = both(framework, torch, [rng.normal(size=s).astype(np.float64) for s in (shape, kernels, (5,))])
    mine = spatial.conv2d(*ours, padding=1)
    alike(mine, torch.nn.functional.conv2d(*theirs, padding=1), ours, theirs, np.float64, 0)


@pytest.mark.parametrize("window", [(2, 2, 0), (3, 2, 1)])
def test_max_pooling_whose_gradient_is_taken_in_bites(
    framework: Modules, torch: ModuleType, window: tuple[int, int, int]
) -> None:
    spatial, pictures = framework["spatial"], np.random.default_rng(0).normal(size=(19, 16, 32, 32))
    assert 1 < spatial.CACHE // pictures[:1].nbytes < len(pictures)
    ours, theirs = both(framework, torch, [pictures])
    alike(
        spatial.max_pool2d(*ours, *window),
        torch.nn.functional.max_pool2d(*theirs, *window),
        ours,
        theirs,
        np.float64,
        0,
    )


@settings(deadline=None, max_examples=60)
@given(
    st.integers(1, 12), st.integers(1, 4), st.integers(1, 3), st.integers(0, 2), st.integers(1, 3), st.integers(0, 99)
)
def test_conv1d_like_pytorch(
    framework: Modules, torch: ModuleType, length: int, kernel: int, stride: int, padding: int, dilation: int, seed: int
) -> None:
    assume(fits((length,), (kernel,), (padding,), (dilation,)))
    rng = np.random.default_rng(seed)
    ours = framework["spatial"].Conv1d(2, 3, kernel, stride, padding, dilation, rng=rng)
    theirs = torch.nn.Conv1d(2, 3, kernel, stride, padding, dilation)
    theirs.load_state_dict({name: torch.tensor(array) for name, array in ours.state_dict().items()})
    assert repr(ours) == repr(theirs)
    (x,), (y,) = both(framework, torch, [rng.normal(size=(4, 2, length)).astype(np.float32)])
    inputs, others = [x, ours.weight, ours.bias], [y, theirs.weight, theirs.bias]
    alike(ours(x), theirs(y), inputs, others, np.float32, seed)


@settings(deadline=None, max_examples=60)
@given(sides, pairs, pairs, paddings, pairs)
def test_columns_like_pytorchs_unfold_and_fold(
    spatial: ModuleType, torch: ModuleType, size: Any, kernel: Any, stride: Any, padding: Any, dilation: Any
) -> None:
    assume(fits(size, kernel, padding, dilation))
    x = np.random.default_rng(0).normal(size=(2, 3, *size)).astype(np.float32)
    window = {"stride": stride, "padding": padding, "dilation": dilation}
    columns = spatial.im2col(x, kernel, **window)
    theirs = torch.nn.functional.unfold(torch.tensor(x), kernel, **window)
    np.testing.assert_array_equal(columns, theirs.numpy())
    back = torch.nn.functional.fold(theirs, size, kernel, **window)
    np.testing.assert_allclose(spatial.col2im(columns, x.shape, kernel, **window), back.numpy(), rtol=1e-5, atol=1e-5)


@settings(deadline=None, max_examples=30)
@given(sides, pairs, pairs, paddings, pairs)
def test_the_loops_and_the_product_agree(
    spatial: ModuleType, size: Any, kernel: Any, stride: Any, padding: Any, dilation: Any
) -> None:
    assume(fits(size, kernel, padding, dilation))
    rng = np.random.default_rng(0)
    x, weight, bias = (rng.normal(size=shape) for shape in ((2, 2, *size), (2, 2, *kernel), (2,)))
    window = {"stride": stride, "padding": padding, "dilation": dilation}
    np.testing.assert_allclose(
        spatial.conv2d_forward(x, weight, bias, **window), spatial.convolve_loops(x, weight, bias, **window), atol=1e-9
    )


def test_a_convolution_takes_lists_and_bytes_and_stays_float32(framework: Modules) -> None:
    layer = framework["spatial"].Conv2d(1, 2, 2)
    assert layer([[[[1, 2], [3, 4]]]]).dtype == np.float32
    assert layer(np.ones((1, 1, 2, 2), np.uint8)).dtype == np.float32
    assert layer(framework["tensor"].Tensor(np.ones((1, 1, 2, 2), np.int64))).dtype == np.float32


def test_an_empty_batch_stays_one(framework: Modules) -> None:
    x = framework["tensor"].Tensor(np.zeros((0, 2, 5, 5)), requires_grad=True)
    layer = framework["spatial"].Conv2d(2, 3, 3)
    out = framework["spatial"].max_pool2d(layer(x), 2)
    out.sum().backward()
    assert (out.shape, x.grad.shape, layer.weight.grad.any()) == ((0, 3, 1, 1), (0, 2, 5, 5), False)


def test_wrong_shapes_are_named(spatial: ModuleType) -> None:
    with pytest.raises(ValueError, match=r"reaches over 5 places does not fit into 3"):
        spatial.Conv2d(1, 1, 5)(np.ones((1, 1, 3, 3)))
    with pytest.raises(ValueError, match=r"reaches over 5 places does not fit into 4"):
        spatial.Conv2d(1, 1, 3, dilation=2)(np.ones((1, 1, 9, 4)))
    with pytest.raises(ValueError, match=r"\(2, 4, 8, 8\).*\(16, 3, 3, 3\)"):
        spatial.Conv2d(3, 16, 3)(np.ones((2, 4, 8, 8)))
    with pytest.raises(ValueError, match=r"\(3, 8, 8\)"):
        spatial.Conv2d(3, 16, 3)(np.ones((3, 8, 8)))
    with pytest.raises(ValueError, match="more than half"):
        spatial.MaxPool2d(2, padding=2)(np.ones((1, 1, 4, 4)))
    with pytest.raises(ValueError, match="does not fit"):
        spatial.AvgPool2d(5)(np.ones((1, 1, 4, 4)))


def test_the_cost_is_what_is_made(framework: Modules) -> None:
    x, weight = np.ones((3, 4, 9, 8), np.float32), np.ones((5, 4, 3, 2), np.float32)
    window = {"stride": (2, 1), "padding": (1, 0), "dilation": (1, 2)}
    spatial = framework["spatial"]
    flops, moved, columns = spatial.conv2d_cost(x.shape, weight.shape, **window)
    out = spatial.conv2d_forward(x, weight, **window)
    assert columns == spatial.im2col(x, (3, 2), **window).nbytes
    assert moved == x.nbytes + weight.nbytes + out.nbytes
    assert flops == 2 * out.size * math.prod(weight.shape[1:])


# Pooling


@settings(deadline=None, max_examples=120)
@given(sides, st.tuples(pairs, st.none() | pairs, pairs), st.booleans(), st.booleans(), dtypes, st.integers(0, 1000))
def test_max_pooling_like_pytorch_ties_included(
    framework: Modules, torch: ModuleType, size: Any, window: Any, padded: bool, ties: bool, dtype: Any, seed: int
) -> None:
    kernel, stride, dilation = window
    padding = tuple(k // 2 for k in kernel) if padded else (0, 0)
    assume(fits(size, kernel, padding, dilation))
    steps = kernel if stride is None else stride
    assume(all(map(holds_a_number, size, kernel, steps, padding, dilation)))
    rng = np.random.default_rng(seed)
    x = rng.integers(-2, 2, size=(2, 2, *size)) if ties else rng.normal(size=(2, 2, *size))
    ours, theirs = both(framework, torch, [x.astype(dtype)])
    mine = framework["spatial"].MaxPool2d(kernel, stride, padding, dilation)(*ours)
    other = torch.nn.MaxPool2d(kernel, stride, padding, dilation)(*theirs)
    alike(mine, other, ours, theirs, dtype, seed)


@settings(deadline=None, max_examples=80)
@given(sides, pairs, st.none() | pairs, st.booleans(), dtypes, st.integers(0, 1000))
def test_mean_pooling_like_pytorch(
    framework: Modules, torch: ModuleType, size: Any, kernel: Any, stride: Any, padded: bool, dtype: Any, seed: int
) -> None:
    padding = tuple(k // 2 for k in kernel) if padded else (0, 0)
    assume(fits(size, kernel, padding, (1, 1)))
    ours, theirs = both(framework, torch, [np.random.default_rng(seed).normal(size=(2, 3, *size)).astype(dtype)])
    mine = framework["spatial"].AvgPool2d(kernel, stride, padding)(*ours)
    alike(mine, torch.nn.AvgPool2d(kernel, stride, padding)(*theirs), ours, theirs, dtype, seed)


def test_global_mean_pooling_like_pytorch(framework: Modules, torch: ModuleType) -> None:
    ours, theirs = both(framework, torch, [np.random.default_rng(0).normal(size=(2, 3, 4, 5))])
    layer = torch.nn.Sequential(torch.nn.AdaptiveAvgPool2d(1), torch.nn.Flatten())
    alike(framework["spatial"].GlobalAvgPool2d()(*ours), layer(*theirs), ours, theirs, np.float64, 0)


# Batch normalisation


@settings(deadline=None, max_examples=40)
@given(
    st.tuples(st.integers(1, 4), st.integers(1, 4), st.integers(1, 4), st.integers(2, 4)),
    st.sampled_from([1e-5, 1e-2, 1.0]),
    st.sampled_from([0.1, 0.01, 0.9]),
    dtypes,
    st.integers(0, 1000),
)
def test_batch_norm_like_pytorch_in_training_and_evaluation(
    framework: Modules, torch: ModuleType, shape: Any, eps: float, momentum: float, dtype: Any, seed: int
) -> None:
    rng = np.random.default_rng(seed)
    ours = framework["spatial"].BatchNorm2d(shape[1], eps, momentum)
    theirs = torch.nn.BatchNorm2d(shape[1], eps, momentum).to(torch.float64 if dtype == np.float64 else torch.float32)
    for name in ("weight", "bias"):
        array = rng.normal(size=shape[1]).astype(np.float32)
        getattr(ours, name)[...] = array
        getattr(theirs, name).data.copy_(torch.tensor(array))
    for training in (True, True, False):
        (x,), (y,) = both(framework, torch, [(rng.normal(size=shape) * 3 + 5).astype(dtype)])
        mine, other = ours.train(training)(x), theirs.train(training)(y)
        np.testing.assert_allclose(mine.data, other.detach().numpy(), rtol=1e-3, atol=1e-4)
        gradient = rng.normal(size=shape).astype(dtype)
        mine.backward(gradient)
        other.backward(torch.tensor(gradient))
        np.testing.assert_allclose(x.grad, y.grad.numpy(), rtol=1e-2, atol=2e-3)
    for name in ("running_mean", "running_var", "num_batches_tracked"):
        np.testing.assert_allclose(getattr(ours, name).data, getattr(theirs, name).numpy(), rtol=1e-4, atol=1e-5)
    assert int(ours.num_batches_tracked.data) == 2
    for name in ("weight", "bias"):
        np.testing.assert_allclose(
            getattr(ours, name).grad, getattr(theirs, name).grad.numpy(), rtol=1e-3, atol=1e-3, err_msg=name
        )


def test_evaluation_changes_nothing_and_looks_at_one_picture_at_a_time(framework: Modules) -> None:
    norm, rng = framework["spatial"].BatchNorm2d(2), np.random.default_rng(0)
    x = rng.normal(size=(8, 2, 3, 3)).astype(np.float32)
    norm(x)
    before = norm.state_dict()
    whole = norm.eval()(x)
    np.testing.assert_array_equal(whole.data[:1], norm(x[:1]).data)
    assert all((before[name] == array).all() for name, array in norm.state_dict().items())
    assert (whole.data != norm.train()(x).data).any()


def test_one_number_has_no_variance(framework: Modules) -> None:
    norm = framework["spatial"].BatchNorm2d(2)
    with pytest.raises(ValueError, match="variance"):
        norm(np.ones((1, 2, 1, 1)))
    assert norm.eval()(np.ones((1, 2, 1, 1))).shape == (1, 2, 1, 1)
    with pytest.raises(ValueError, match=r"\(N, 2, H, W\)"):
        norm(np.ones((1, 3, 4, 4)))


def test_statistics_are_saved_and_not_learned(framework: Modules) -> None:
    norm = framework["spatial"].BatchNorm2d(3)
    assert [name for name, _ in norm.named_parameters()] == ["weight", "bias"]
    assert list(norm.state_dict()) == ["weight", "bias", "running_mean", "running_var", "num_batches_tracked"]


# Together


def networks(framework: Modules, torch: ModuleType) -> tuple[Any, Any]:
    spatial, layers, nn = framework["spatial"], framework["layers"], torch.nn
    relu = framework["activations"].ReLU
    ours = layers.Sequential(
        *(spatial.Conv2d(2, 4, 3, padding=1, rng=np.random.default_rng(0)), spatial.BatchNorm2d(4), relu()),
        *(spatial.MaxPool2d(2), spatial.Conv2d(4, 3, (3, 2), (2, 1), bias=False, rng=np.random.default_rng(1))),
        *(spatial.AvgPool2d(2), layers.Flatten(), layers.Linear(6, 3)),
    )
    theirs = nn.Sequential(
        *(nn.Conv2d(2, 4, 3, padding=1), nn.BatchNorm2d(4), nn.ReLU(), nn.MaxPool2d(2)),
        *(nn.Conv2d(4, 3, (3, 2), (2, 1), bias=False), nn.AvgPool2d(2), nn.Flatten(), nn.Linear(6, 3)),
    )
    return ours, theirs


def test_states_go_to_pytorch_and_back(framework: Modules, torch: ModuleType, tmp_path: Path) -> None:
    ours, theirs = networks(framework, torch)
    x = np.random.default_rng(2).normal(size=(3, 2, 10, 10)).astype(np.float32)
    ours(x)
    np.savez(tmp_path / "state.npz", **ours.state_dict())
    with np.load(tmp_path / "state.npz") as state:
        assert list(state) == list(theirs.state_dict())
        theirs.load_state_dict({name: torch.tensor(array) for name, array in state.items()})
    expected = theirs.eval()(torch.tensor(x)).detach().numpy()
    np.testing.assert_allclose(ours.eval()(x).data, expected, rtol=1e-4, atol=1e-5)
    theirs.train()(torch.tensor(x))
    fresh, _ = networks(framework, torch)
    fresh.load_state_dict({name: t.numpy() for name, t in theirs.state_dict().items()})
    expected = theirs.eval()(torch.tensor(x)).detach().numpy()
    np.testing.assert_allclose(fresh.eval()(x).data, expected, rtol=1e-4, atol=1e-5)


def test_a_network_learns_as_pytorchs_does(framework: Modules, torch: ModuleType) -> None:
    ours, theirs = networks(framework, torch)
    theirs.load_state_dict({name: torch.tensor(array) for name, array in ours.state_dict().items()})
    rng = np.random.default_rng(3)
    x, labels = rng.normal(size=(8, 2, 10, 10)).astype(np.float32), rng.integers(0, 3, size=8)
    optimizer = framework["optimizers"].SGD(ours.parameters(), lr=0.1)
    other = torch.optim.SGD(theirs.parameters(), lr=0.1)
    for _ in range(5):
        optimizer.zero_grad()
        other.zero_grad()
        loss = framework["losses"].cross_entropy(ours(x), labels)
        expected = torch.nn.functional.cross_entropy(theirs(torch.tensor(x)), torch.tensor(labels))
        loss.backward()
        expected.backward()
        assert math.isclose(loss.item(), expected.item(), rel_tol=1e-3)
        optimizer.step()
        other.step()


def test_layers_print_as_pytorchs(spatial: ModuleType, torch: ModuleType) -> None:
    nn = torch.nn
    for make in (
        lambda m: m.Conv2d(3, 16, 3),
        lambda m: m.Conv2d(3, 16, (3, 5), stride=2, padding=1, dilation=(1, 2), bias=False),
        lambda m: m.Conv1d(2, 4, 3, dilation=2),
        lambda m: m.AvgPool2d(3, 1, padding=1),
    ):
        assert repr(make(spatial)) == repr(make(nn))
    for make in (lambda m: m.MaxPool2d(2), lambda m: m.BatchNorm2d(4)):  # theirs have settings that ours lack
        assert repr(make(nn)).startswith(repr(make(spatial)).removesuffix(")"))
