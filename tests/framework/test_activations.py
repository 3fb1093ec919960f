"""Module 02's reference activations beside PyTorch: values, dtypes, extremes, settings, the lesson's own examples."""

from __future__ import annotations

import doctest
import runpy
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import hypothesis.extra.numpy as hnp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

LESSON = Path(__file__).parents[2] / "curriculum" / "02_activations"
SHAPES = hnp.array_shapes(min_dims=1, max_dims=4, min_side=1, max_side=5)
CALLABLES = ["ReLU", "LeakyReLU", "Sigmoid", "Tanh", "SiLU", "GELU", "Softmax", "LogSoftmax"]
ROWS = ["softmax", "log_softmax", "logsumexp"]
ELEMENTWISE = {
    "relu": "relu",
    "leaky_relu": "nn.functional.leaky_relu",
    "sigmoid": "sigmoid",
    "tanh": "tanh",
    "silu": "nn.functional.silu",
    "gelu": "nn.functional.gelu",
    "exp": "exp",
}


@pytest.fixture(scope="module")
def activations(framework: dict[str, ModuleType]) -> ModuleType:
    return framework["activations"]


def examples(*drawn: st.SearchStrategy[Any], **named: st.SearchStrategy[Any]) -> Callable[[Callable[..., None]], Any]:
    return lambda test: settings(deadline=None, max_examples=60)(given(*drawn, **named)(test))


def numbers(size: float, dtype: Any = np.float32) -> st.SearchStrategy[Any]:
    width = np.dtype(dtype).itemsize * 8
    return hnp.arrays(dtype, SHAPES, elements=st.floats(-size, size, width=width))


def same(got: Any, expected: Any, *, rtol: float = 2e-5, atol: float = 2e-6) -> None:
    expected = expected.numpy()
    assert (got.shape, got.dtype.name) == (expected.shape, expected.dtype.name)
    np.testing.assert_allclose(got.data, expected, rtol=rtol, atol=atol)


def _theirs(torch: ModuleType, path: str) -> Any:
    found: Any = torch
    for name in path.split("."):
        found = getattr(found, name)
    return found


# Values


@pytest.mark.parametrize("name", sorted(ELEMENTWISE))
@examples(numbers(30))
def test_elementwise_like_pytorch(activations: ModuleType, torch: ModuleType, name: str, x: Any) -> None:
    same(getattr(activations, name)(activations.Tensor(x)), _theirs(torch, ELEMENTWISE[name])(torch.tensor(x)))


@pytest.mark.parametrize("name", sorted(ELEMENTWISE))
@examples(numbers(30, np.float64))
def test_float64_keeps_its_digits(activations: ModuleType, torch: ModuleType, name: str, x: Any) -> None:
    ours = getattr(activations, name)(activations.Tensor(x, dtype=np.float64))
    same(ours, _theirs(torch, ELEMENTWISE[name])(torch.tensor(x)), rtol=1e-12, atol=1e-14)


@examples(numbers(1000), st.floats(-2, 3, width=32))
def test_any_leak(activations: ModuleType, torch: ModuleType, x: Any, slope: float) -> None:
    theirs = torch.nn.functional.leaky_relu(torch.tensor(x), slope)
    same(activations.LeakyReLU(slope)(activations.Tensor(x)), theirs)


@examples(numbers(30))
def test_both_forms_of_gelu(activations: ModuleType, torch: ModuleType, x: Any) -> None:
    for form in ("none", "tanh"):
        theirs = torch.nn.functional.gelu(torch.tensor(x), approximate=form)
        same(activations.GELU(approximate=form)(activations.Tensor(x)), theirs)


@pytest.mark.parametrize("name", ROWS)
@examples(numbers(1000), st.data())
def test_rows_like_pytorch(activations: ModuleType, torch: ModuleType, name: str, x: Any, data: st.DataObject) -> None:
    dim = data.draw(st.integers(-x.ndim, x.ndim - 1))
    same(getattr(activations, name)(activations.Tensor(x), dim=dim), getattr(torch, name)(torch.tensor(x), dim))


@examples(numbers(1000))
def test_logsumexp_keeps_the_axis(activations: ModuleType, torch: ModuleType, x: Any) -> None:
    ours = activations.logsumexp(activations.Tensor(x), dim=0, keepdim=True)
    same(ours, torch.logsumexp(torch.tensor(x), 0, keepdim=True))


@examples(numbers(200))
def test_log_softmax_is_exact_where_probabilities_underflow(activations: ModuleType, x: Any) -> None:
    wide = x.astype(np.float64)
    expected = wide - np.log(np.exp(wide).sum(axis=-1, keepdims=True))
    got = activations.log_softmax(activations.Tensor(x))
    np.testing.assert_allclose(got.data, expected, rtol=1e-5, atol=1e-5)


@examples(hnp.arrays(np.float32, 50, elements=st.floats(-80, 80, width=32)))
def test_sigmoid_keeps_small_probabilities(activations: ModuleType, x: Any) -> None:
    expected = 1 / (1 + np.exp(-x.astype(np.float64)))
    np.testing.assert_allclose(activations.sigmoid(x).data, expected, rtol=2e-6, atol=0)


def test_erf_is_close_everywhere(activations: ModuleType, torch: ModuleType) -> None:
    x = np.linspace(-12, 12, 20_001, dtype=np.float32)
    np.testing.assert_allclose(activations.erf(x), torch.erf(torch.tensor(x)).numpy(), rtol=0, atol=6e-7)
    assert activations.erf(np.array([-3e38, 3e38, -np.inf], np.float32)).tolist() == [-1.0, 1.0, -1.0]


# Extremes


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("name", CALLABLES)
def test_nothing_overflows(activations: ModuleType, name: str, dtype: Any) -> None:
    values = [-1000.0, -100.0, -1.0, 0.0, 1.0, 100.0, 1000.0]
    x = activations.Tensor([values, values[::-1], [-1000.0] * 7], dtype=dtype)
    with np.errstate(over="raise", divide="raise", invalid="raise"):
        y = getattr(activations, name)()(x)
    assert np.isfinite(y.data).all()
    assert (y.shape, y.dtype) == (x.shape, x.dtype)


@pytest.mark.parametrize("name", CALLABLES[:6])
def test_the_largest_float32_does_no_harm(activations: ModuleType, name: str) -> None:
    x = activations.Tensor([-1e30, 1e30])
    with np.errstate(divide="raise", invalid="raise"):
        assert not np.isnan(getattr(activations, name)()(x).data).any()


def test_masked_scores_get_no_probability(activations: ModuleType) -> None:
    x = activations.Tensor([[0.0, -np.inf, 0.0]])
    assert activations.softmax(x).tolist() == [[0.5, 0.0, 0.5]]
    assert activations.log_softmax(x).tolist()[0][1] == -np.inf
    assert activations.logsumexp(x).tolist() == pytest.approx([np.log(2)])


@pytest.mark.parametrize("name", CALLABLES)
def test_nan_stays_visible(activations: ModuleType, name: str) -> None:
    assert np.isnan(getattr(activations, name)()(activations.Tensor([np.nan, 1.0])).data[0])


# What goes in, and what comes out


@pytest.mark.parametrize("name", CALLABLES)
@pytest.mark.parametrize("form", ["list", "floats", "array", "mask", "float64 array", "unsigned", "empty batch"])
def test_many_kinds_of_input(activations: ModuleType, name: str, form: str) -> None:
    data: dict[str, Any] = {
        "list": [-1, 0, 1],
        "floats": [[-1.0, 2.0]],
        "array": np.array([-1, 0, 300]),
        "mask": [True, False],
        "float64 array": np.linspace(-2, 2, 5),
        "unsigned": np.array([0, 255], np.uint8),
        "empty batch": np.zeros((0, 3), np.float32),
    }
    y = getattr(activations, name)()(data[form])
    assert y.shape == np.shape(data[form])
    assert np.isfinite(y.data).all()
    assert name == "ReLU" or y.dtype == np.float32


def test_lists_print_sensibly(activations: ModuleType) -> None:
    assert repr(activations.ReLU()([-1, 0, 1])) == "Tensor([0, 0, 1])"
    assert repr(activations.relu([-1.5, 2])) == "Tensor([0., 2.])"
    assert repr(activations.relu(-2.0)) == "Tensor(0.)"


@pytest.mark.parametrize("name", CALLABLES)
def test_inputs_are_left_alone(activations: ModuleType, name: str) -> None:
    x = activations.Tensor([[-1.0, 0.5, 2.0]])
    y = getattr(activations, name)()(x)
    assert x.tolist() == [[-1.0, 0.5, 2.0]]
    assert not np.shares_memory(x.data, y.data)


def test_settings_print_as_in_pytorch(activations: ModuleType, torch: ModuleType) -> None:
    made = {"ReLU": {}, "LeakyReLU": {"negative_slope": 0.2}, "GELU": {"approximate": "tanh"}, "Softmax": {"dim": 1}}
    for name, arguments in made.items():
        assert repr(getattr(activations, name)(**arguments)) == repr(getattr(torch.nn, name)(**arguments))


def test_an_unknown_form_of_gelu_is_an_error(activations: ModuleType) -> None:
    with pytest.raises(ValueError, match=r"approximate must be 'none' or 'tanh', not 'exact'"):
        activations.GELU("exact")([1.0])


@pytest.mark.parametrize("name", [*sorted(ELEMENTWISE), "log", *ROWS])
def test_each_runs_as_one_operation(activations: ModuleType, name: str) -> None:
    assert name in activations.Op.table


# Signals


def test_collapse_does_what_the_layers_did(activations: ModuleType) -> None:
    rng = np.random.default_rng(0)
    layers = [(rng.normal(size=(4, 4)), rng.normal(size=4)) for _ in range(5)]
    x = rng.normal(size=(3, 4))
    weight, bias = activations.collapse(layers)
    once = x @ weight + bias
    for each, offset in layers:
        x = x @ each + offset
    np.testing.assert_allclose(once, x)


@pytest.mark.parametrize("name", ["sigmoid", "tanh", "silu", "gelu", "relu", "leaky_relu"])
def test_measured_slopes_are_pytorchs_gradients(activations: ModuleType, torch: ModuleType, name: str) -> None:
    places = np.array([-3.0, -0.5, 0.25, 2.0])
    x = torch.tensor(places, requires_grad=True)
    _theirs(torch, ELEMENTWISE[name])(x).sum().backward()
    measured = activations.slope(activations.Op.table[name].forward, places)
    np.testing.assert_allclose(measured, x.grad.numpy(), rtol=1e-6, atol=1e-7)


def test_signals_vanish_explode_and_survive(activations: ModuleType) -> None:
    rng = np.random.default_rng(0)
    x = activations.randn(64, 100, rng=rng)
    draws = [activations.randn(100, 100, rng=rng) for _ in range(50)]

    def last(activation: Any, gain: float) -> float:
        sizes = activations.signal_sizes(x, [draw * (gain / 10) for draw in draws], activation)
        assert len(sizes) == 50
        return float(sizes[-1])

    assert last(activations.Sigmoid(), 2.0) < 1e-6
    assert last(activations.ReLU(), 1.0) < 1e-6
    assert 0.05 < last(activations.ReLU(), 2**0.5) < 5
    assert last(activations.ReLU(), 2.0) > 1e6


# The lesson's own examples


def test_docstring_examples_run(activations: ModuleType) -> None:
    result = doctest.testmod(activations)
    assert result.attempted >= 12
    assert result.failed == 0


def test_the_figure_is_what_its_script_draws() -> None:
    drawn = runpy.run_path(str(LESSON / "figures" / "draw.py"))["activations"]()
    assert (LESSON / "figures" / "activations.svg").read_text(encoding="utf-8") == drawn
