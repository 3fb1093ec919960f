"""Module 03's reference beside PyTorch: linear layers, initialisation, trees of modules, states in both directions."""

from __future__ import annotations

import copy
import doctest
import math
from pathlib import Path
from types import ModuleType
from typing import Any

import hypothesis.extra.numpy as hnp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

# One layer


@settings(deadline=None, max_examples=60)
@given(
    hnp.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=4),
    st.integers(1, 5),
    st.integers(1, 5),
    st.booleans(),
)
def test_linear_like_pytorch(
    layers: ModuleType, torch: ModuleType, batch: tuple[int, ...], n_in: int, n_out: int, bias: bool
) -> None:
    rng = np.random.default_rng(0)
    layer = layers.Linear(n_in, n_out, bias=bias, rng=rng)
    x = rng.normal(size=(*batch, n_in)).astype(np.float32)
    arrays = [torch.tensor(p.data) for p in layer.parameters()]
    expected = torch.nn.functional.linear(torch.tensor(x), *arrays).numpy()
    got = layer(x)
    assert (got.shape, got.dtype.name) == (expected.shape, "float32")
    np.testing.assert_allclose(got.data, expected, rtol=2e-5, atol=1e-5)


@pytest.mark.parametrize("x", [[[1, 2]], [[1.0, 2.0]], np.array([[1, 2]]), np.array([[1.0, 2.0]])])
def test_linear_takes_lists_and_stays_float32(layers: ModuleType, x: Any) -> None:
    assert layers.Linear(2, 3)(x).dtype == np.float32


def test_linear_keeps_float64_that_was_asked_for(framework: dict[str, ModuleType]) -> None:
    x = framework["tensor"].Tensor([[1.0, 2.0]], dtype=np.float64)
    assert framework["layers"].Linear(2, 3)(x).dtype == np.float64


def test_a_wrong_shape_is_named(layers: ModuleType) -> None:
    with pytest.raises(ValueError, match=r"\(4, 5\).*\(3, 2\)"):
        layers.Linear(2, 3)(np.ones((4, 5)))
    with pytest.raises(ValueError, match="between 0 and 1"):
        layers.Dropout(1.5)


# First numbers


@pytest.mark.parametrize("shape", [(300, 200), (64, 16, 3, 3), (50, 40, 5)])
def test_initialisation_like_pytorch(layers: ModuleType, torch: ModuleType, shape: tuple[int, ...]) -> None:
    theirs = torch.empty(shape)
    assert layers.fans(shape) == torch.nn.init._calculate_fan_in_and_fan_out(theirs)
    for ours, init in (
        (layers.xavier_uniform, torch.nn.init.xavier_uniform_),
        (layers.he_normal, lambda t: torch.nn.init.kaiming_normal_(t, nonlinearity="relu")),
    ):
        draws = ours(shape, np.random.default_rng(0))
        init(theirs)
        assert draws.dtype == np.float32
        assert math.isclose(draws.std(), float(theirs.std()), rel_tol=0.05)
        assert abs(draws.mean()) < 0.05 * draws.std()


def test_manual_seed_repeats_what_layers_draw(layers: ModuleType) -> None:
    layers.manual_seed(3)
    first = layers.MLP([4, 5, 2]).state_dict()
    layers.manual_seed(3)
    again = layers.MLP([4, 5, 2]).state_dict()
    assert all((first[name] == again[name]).all() for name in first)
    assert not (layers.Linear(4, 4).weight == layers.Linear(4, 4).weight).data.all()


# Trees


def test_names_and_printing_like_pytorch(
    layers: ModuleType, framework: dict[str, ModuleType], torch: ModuleType
) -> None:
    def build(nn: Any, relu: Any) -> Any:
        block = nn.Sequential(nn.Linear(3, 4), relu(), nn.Linear(4, 3, bias=False))
        return nn.Sequential(nn.Flatten(), block, block, nn.Linear(3, 2))

    ours, theirs = build(layers, framework["activations"].ReLU), build(torch.nn, torch.nn.ReLU)
    shapes = [(name, tuple(p.shape)) for name, p in theirs.named_parameters()]
    assert [(name, p.shape) for name, p in ours.named_parameters()] == shapes
    assert repr(ours) == repr(theirs)
    assert repr(ours[:2][1][0]) == "Linear(in_features=3, out_features=4, bias=True)"


def test_states_go_to_pytorch_and_back(layers: ModuleType, torch: ModuleType, tmp_path: Path) -> None:
    ours = layers.MLP([5, 7, 3], rng=np.random.default_rng(0))
    theirs = torch.nn.Sequential(torch.nn.Linear(5, 7), torch.nn.ReLU(), torch.nn.Linear(7, 3))
    x = np.random.default_rng(1).normal(size=(4, 5)).astype(np.float32)

    np.savez(tmp_path / "state.npz", **ours.state_dict())
    with np.load(tmp_path / "state.npz") as state:
        theirs.load_state_dict({name: torch.tensor(array) for name, array in state.items()})
    np.testing.assert_allclose(ours(x).data, theirs(torch.tensor(x)).detach(), rtol=1e-5, atol=1e-6)

    fresh = layers.MLP([5, 7, 3])
    fresh.load_state_dict({name: t.numpy() for name, t in theirs.state_dict().items()})
    assert (fresh(x) == ours(x)).data.all()


def test_a_state_is_a_snapshot_and_loading_writes_in_place(layers: ModuleType) -> None:
    layer = layers.Linear(2, 2)
    state, memory = layer.state_dict(), layer.weight.data
    layer.weight[...] = 0
    assert state["weight"].any()
    layer.load_state_dict(state)
    assert layer.weight.data is memory
    assert (memory == state["weight"]).all()
    layer.load_state_dict({name: array.astype(np.float64) for name, array in state.items()})
    assert layer.weight.dtype == np.float32


def test_a_wrong_state_names_everything_and_writes_nothing(layers: ModuleType) -> None:
    layer = layers.Linear(2, 3)
    before = layer.state_dict()
    with pytest.raises(ValueError) as raised:  # noqa: PT011 - the words are compared below
        layer.load_state_dict({"weight": np.zeros((2, 3)), "scale": np.zeros(1)})
    assert str(raised.value) == (
        "cannot load this state into Linear: weight has shape (2, 3), expected (3, 2); "
        "bias is missing; scale is not expected"
    )
    assert (layer.weight.data == before["weight"]).all()


def test_shared_and_buffered_parts(layers: ModuleType) -> None:
    model = layers.Module()
    model.first = layers.Linear(3, 3, bias=False)
    model.last = layers.Module()
    model.last.weight = model.first.weight
    model.last.mean = layers.Buffer(np.zeros(3))
    model.last.owner = model
    assert [name for name, _ in model.named_parameters()] == ["first.weight"]
    assert list(model.state_dict()) == ["first.weight", "last.mean"]
    assert len(model.modules()) == 3


def test_modules_are_copied_with_their_parameters(layers: ModuleType) -> None:
    model = layers.MLP([2, 3, 1])
    twin = copy.deepcopy(model)
    twin[0].weight[...] = 0
    assert model[0].weight.data.any()
    assert [type(p).__name__ for p in twin.parameters()] == ["Parameter"] * 4
    assert all(p.requires_grad for p in twin.parameters())


def test_zero_grad_reaches_every_parameter(layers: ModuleType) -> None:
    model = layers.MLP([2, 3, 1])
    for parameter in model.parameters():
        parameter.grad = np.ones(parameter.shape)
    model.zero_grad()
    assert [parameter.grad for parameter in model.parameters()] == [None] * 4


# Dropout


def test_dropout_is_on_in_training_only(layers: ModuleType) -> None:
    model = layers.Sequential(layers.Sequential(layers.Dropout(0.5, rng=np.random.default_rng(0))))
    x = np.ones((100, 100), np.float32)
    dropped = model.train()(x)
    assert set(np.unique(dropped.data)) == {0.0, 2.0}
    assert abs(dropped.data.mean() - 1) < 0.05
    assert dropped.dtype == np.float32
    assert (model.eval()(x).data == x).all()
    assert (layers.Dropout(0.0)(x).data == x).all()
    assert not layers.Dropout(1.0)(x).data.any()


# The lesson's own examples


@pytest.mark.parametrize(("sizes", "batch"), [([3, 2], 1), ([4, 8, 8, 2], 16)])
def test_the_footprint_is_what_is_measured(framework: dict[str, ModuleType], sizes: list[int], batch: int) -> None:
    class Meter:
        made = 0

        def record(self, op: Any, inputs: Any, arrays: Any, params: Any, result: Any) -> None:
            self.made += result.data.nbytes

    tensor, meter = framework["tensor"], Meter()
    model, before = framework["layers"].MLP(sizes), tensor.recorder
    tensor.set_recorder(meter)
    model(np.zeros((batch, sizes[0]), np.float32))
    tensor.set_recorder(before)
    parameters = sum(p.data.nbytes for p in model.parameters())
    assert framework["layers"].mlp_footprint(sizes, batch) == (parameters, meter.made)


def test_docstring_examples_run(layers: ModuleType) -> None:
    result = doctest.testmod(layers)
    assert result.attempted >= 11
    assert result.failed == 0
