"""Module 06's reference beside PyTorch: trajectories, states, groups, schedules; and what an optimiser must not do."""

from __future__ import annotations

import doctest
from collections.abc import Callable
from types import ModuleType
from typing import Any

import hypothesis.extra.numpy as hnp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

Modules = dict[str, ModuleType]
STEPS = 100
RULES: list[tuple[str, dict[str, Any]]] = [
    ("SGD", {"lr": 0.05}),
    ("SGD", {"lr": 0.02, "momentum": 0.9}),
    ("SGD", {"lr": 0.02, "momentum": 0.9, "nesterov": True, "weight_decay": 0.05}),
    ("SGD", {"lr": 0.02, "momentum": 0.8, "dampening": 0.3, "weight_decay": 0.01}),
    ("RMSprop", {}),
    ("RMSprop", {"lr": 0.01, "alpha": 0.9, "weight_decay": 0.01}),
    ("RMSprop", {"lr": 0.005, "alpha": 0.9, "momentum": 0.5}),
    ("RMSprop", {"lr": 0.005, "alpha": 0.95, "centered": True, "eps": 1e-3}),
    ("Adam", {}),
    ("Adam", {"lr": 0.02, "betas": (0.8, 0.95), "weight_decay": 0.1}),
    ("AdamW", {}),
    ("AdamW", {"lr": 0.02, "betas": (0.7, 0.99), "weight_decay": 0.2, "eps": 1e-6}),
]


@pytest.fixture(scope="module")
def optimizers(framework: Modules) -> ModuleType:
    return framework["optimizers"]


@pytest.fixture(scope="module")
def tensor_type(framework: Modules) -> Any:
    return framework["tensor"].Tensor


def start(seed: int = 0) -> list[Any]:
    rng = np.random.default_rng(seed)
    return [rng.normal(size=shape).astype(np.float32) for shape in ((4, 3), (3,), ())]


def loss(tensors: Any, lowest: float = 0.0) -> Any:
    """A bowl with a bend, lowest near `lowest`: there gradients change size and sign from step to step."""
    weight, bias, scale = (tensor - lowest for tensor in tensors)
    bend = (weight[0] * bias).sum() * scale / (1 + lowest * lowest)
    return ((weight * weight).sum() + 5 * (bias * bias).sum() + bend + scale * scale) / 4


def run(make: Callable[[list[Any]], Any], parameters: list[Any], steps: int, lowest: float = 0.0) -> list[list[Any]]:
    optimizer, visited = make(parameters), []
    for _ in range(steps):
        optimizer.zero_grad()
        loss(parameters, lowest).backward()
        optimizer.step()
        visited.append([np.array(p.data if isinstance(p.data, np.ndarray) else p.detach().numpy()) for p in parameters])
    return visited


# Divided by their own size, gradients near 0 amplify rounding without bound: the lowest place lies farther off.
@pytest.mark.parametrize(("dtype", "lowest", "tolerance"), [(np.float32, 30.0, 1e-5), (np.float64, 5.0, 1e-9)])
@pytest.mark.parametrize(("name", "chosen"), RULES)
def test_follows_pytorch_for_a_hundred_steps(
    optimizers: ModuleType,
    tensor_type: Any,
    torch: ModuleType,
    name: str,
    chosen: dict[str, Any],
    dtype: Any,
    lowest: float,
    tolerance: float,
) -> None:
    ours = [tensor_type(array, requires_grad=True, dtype=dtype) for array in start()]
    theirs = [torch.tensor(array.astype(dtype), requires_grad=True) for array in start()]
    got = run(lambda p: getattr(optimizers, name)(p, **chosen), ours, STEPS, lowest)
    expected = run(lambda p: getattr(torch.optim, name)(p, foreach=False, **chosen), theirs, STEPS, lowest)
    for mine, other in zip(got, expected, strict=True):
        for a, b in zip(mine, other, strict=True):
            loose = 10 * tolerance if chosen.get("centered") else tolerance  # s - m² loses a digit of float32
            np.testing.assert_allclose(a, b, rtol=loose, atol=loose)
    assert {p.data.dtype for p in ours} == {np.dtype(dtype)}


@pytest.mark.parametrize("name", ["SGD", "RMSprop", "Adam", "AdamW"])
def test_defaults_are_pytorchs(optimizers: ModuleType, torch: ModuleType, tensor_type: Any, name: str) -> None:
    mine = getattr(optimizers, name)([tensor_type([1.0])], **({"lr": 0.1} if name == "SGD" else {})).defaults
    theirs = getattr(torch.optim, name)([torch.zeros(1)], **({"lr": 0.1} if name == "SGD" else {})).defaults
    assert mine == {key: theirs[key] for key in mine}


def test_state_dict_has_pytorchs_layout(optimizers: ModuleType, torch: ModuleType, tensor_type: Any) -> None:
    ours, theirs = [tensor_type(a, requires_grad=True) for a in start()], [torch.tensor(a) for a in start()]
    groups = [{"params": slice(0, 1), "lr": 0.5}, {"params": slice(1, 3)}]
    made = []
    for tensors, kind in ((ours, optimizers.Adam), (theirs, torch.optim.Adam)):
        for tensor in tensors:
            tensor.requires_grad = True
        optimizer = kind([{**group, "params": tensors[group["params"]]} for group in groups])
        loss(tensors).backward()
        optimizer.step()
        made.append(optimizer.state_dict())
    mine, other = made
    assert [g["params"] for g in mine["param_groups"]] == [g["params"] for g in other["param_groups"]]
    assert [g["lr"] for g in mine["param_groups"]] == [g["lr"] for g in other["param_groups"]]
    for number, held in other["state"].items():
        assert mine["state"][number].keys() == held.keys()
        for key, value in held.items():
            np.testing.assert_allclose(mine["state"][number][key], value.numpy(), rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize(("name", "chosen"), RULES)
def test_a_loaded_state_goes_on_bit_by_bit(
    optimizers: ModuleType, tensor_type: Any, name: str, chosen: dict[str, Any]
) -> None:
    def make(p: list[Any]) -> Any:
        return getattr(optimizers, name)(p, **chosen)

    whole = [tensor_type(a, requires_grad=True) for a in start()]
    expected = run(make, whole, 10)[-1]
    first = [tensor_type(a, requires_grad=True) for a in start()]
    optimizer = make(first)
    run(lambda p: optimizer, first, 5)
    second = [tensor_type(p.data, requires_grad=True) for p in first]
    other = make(second)
    other.load_state_dict(optimizer.state_dict())
    got = run(lambda p: other, second, 5)[-1]
    for a, b in zip(got, expected, strict=True):
        np.testing.assert_array_equal(a, b)


def test_the_state_dict_is_a_snapshot(optimizers: ModuleType, tensor_type: Any) -> None:
    parameters = [tensor_type(a, requires_grad=True) for a in start()]
    optimizer = optimizers.Adam(parameters)
    run(lambda p: optimizer, parameters, 2)
    state = optimizer.state_dict()
    kept = state["state"][0]["exp_avg"].copy()
    run(lambda p: optimizer, parameters, 2)
    np.testing.assert_array_equal(state["state"][0]["exp_avg"], kept)
    optimizer.load_state_dict(state)
    run(lambda p: optimizer, parameters, 1)
    np.testing.assert_array_equal(state["state"][0]["exp_avg"], kept)


@pytest.mark.parametrize(("name", "chosen"), RULES)
def test_parameters_without_a_gradient_are_skipped(
    optimizers: ModuleType, tensor_type: Any, name: str, chosen: dict[str, Any]
) -> None:
    used, unused = tensor_type([1.0, 2.0], requires_grad=True), tensor_type([3.0], requires_grad=True)
    optimizer = getattr(optimizers, name)([used, unused], **chosen)
    array = used.data
    for _ in range(3):
        optimizer.zero_grad()
        (used * used).sum().backward()
        optimizer.step()
    assert (unused.data.tolist(), unused.grad, list(optimizer.state_dict()["state"])) == ([3.0], None, [0])
    assert used.data is array  # in place
    assert (used.origin, used.requires_grad) == (None, True)  # no graph


def test_a_shared_array_moves_once_for_all(optimizers: ModuleType, framework: Modules) -> None:
    layer = framework["layers"].Linear(2, 2)
    weight, optimizer = layer.weight.data, optimizers.SGD(layer.parameters(), lr=0.1)
    layer([[1.0, 2.0]]).sum().backward()
    optimizer.step()
    assert np.shares_memory(weight, layer.weight.data)


@settings(deadline=None, max_examples=40)
@given(data=hnp.arrays(np.float32, hnp.array_shapes(min_dims=0), elements=st.floats(-10, 10, width=32)))
def test_rules_keep_shape_and_dtype(optimizers: ModuleType, data: Any) -> None:
    grad = np.ones_like(data)
    for rule in (optimizers.rmsprop_direction, optimizers.adam_direction):
        state: dict[str, Any] = {}
        for _ in range(3):
            direction = rule(grad, state)
        assert (np.shape(direction), direction.dtype) == (data.shape, np.float32)
        optimizers.gradient_step(data, direction, 0.1)
    assert data.dtype == np.float32


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (lambda m, o: m.StepLR(o, 3, gamma=0.5), lambda t, o: t.StepLR(o, 3, gamma=0.5)),
        (lambda m, o: m.CosineAnnealingLR(o, 10, eta_min=0.01), lambda t, o: t.CosineAnnealingLR(o, 10, eta_min=0.01)),
        (lambda m, o: m.LinearWarmup(o, 4, 0.25), lambda t, o: t.LinearLR(o, 0.25, total_iters=4)),
        (
            lambda m, o: m.LinearWarmup(o, 4, 0.25, after=m.CosineAnnealingLR(o, 8)),
            lambda t, o: t.SequentialLR(o, [t.LinearLR(o, 0.25, total_iters=4), t.CosineAnnealingLR(o, 8)], [4]),
        ),
    ],
)
def test_schedules_are_pytorchs(
    optimizers: ModuleType, torch: ModuleType, tensor_type: Any, ours: Any, theirs: Any
) -> None:
    rates = []
    for module, schedules, tensors, make in (
        (optimizers, optimizers, [tensor_type([0.0]), tensor_type([1.0])], ours),
        (torch.optim, torch.optim.lr_scheduler, [torch.zeros(1), torch.zeros(1)], theirs),
    ):
        optimizer = module.SGD([{"params": tensors[:1], "lr": 0.5}, {"params": tensors[1:]}], lr=0.1)
        scheduler = make(schedules, optimizer)
        rates.append([])
        for _ in range(12):
            rates[-1].append([group["lr"] for group in optimizer.param_groups])
            optimizer.step()
            scheduler.step()
    np.testing.assert_allclose(rates[0], rates[1], rtol=1e-6, atol=1e-9)


def test_a_schedule_is_saved_and_loaded(optimizers: ModuleType, tensor_type: Any) -> None:
    def make() -> Any:
        optimizer = optimizers.SGD([tensor_type([0.0])], lr=1.0)
        return optimizer, optimizers.CosineAnnealingLR(optimizer, T_max=10)

    (_, first), (other, second) = make(), make()
    for _ in range(4):
        first.step()
    second.load_state_dict(first.state_dict())
    assert other.param_groups[0]["lr"] == first.get_last_lr()[0]
    assert second.state_dict() == {"last_epoch": 4, "base_lrs": [1.0]}


@pytest.mark.parametrize(
    ("make", "error", "words"),
    [
        (lambda o, t: o.SGD(t([1.0])), TypeError, "list of tensors"),
        (lambda o, t: o.SGD([np.ones(2)]), TypeError, "ndarray"),
        (lambda o, t: o.SGD([]), ValueError, "no parameters"),
        (lambda o, t: o.SGD([t([1.0], requires_grad=True) * 2]), ValueError, "leaves"),
        (lambda o, t: o.SGD([t([1.0])], lr=-1.0), ValueError, "lr must not be negative: -1.0"),
        (lambda o, t: o.SGD([{"params": [t([1.0])], "rate": 1.0}]), ValueError, "unknown settings: rate"),
        (lambda o, t: o.SGD([t([1.0])], nesterov=True), ValueError, "nesterov needs a momentum"),
        (lambda o, t: o.Adam([t([1.0])], betas=(0.9, 1.0)), ValueError, "betas"),
    ],
)
def test_what_makes_no_sense_is_refused(
    optimizers: ModuleType, tensor_type: Any, make: Any, error: type[Exception], words: str
) -> None:
    with pytest.raises(error, match=words):
        make(optimizers, tensor_type)


@pytest.mark.parametrize("words", ["groups of", "another optimiser", "has shape"])
def test_a_wrong_state_is_refused_and_changes_nothing(optimizers: ModuleType, tensor_type: Any, words: str) -> None:
    parameters = [tensor_type(a, requires_grad=True) for a in start()]
    optimizer = optimizers.Adam(parameters)
    run(lambda p: optimizer, parameters, 1)
    before, state = optimizer.state_dict(), optimizer.state_dict()
    if words == "groups of":
        state["param_groups"][0]["params"].pop()
    elif words == "another optimiser":
        state = optimizers.SGD(parameters).state_dict()
    else:
        state["state"][0]["exp_avg"] = np.ones((3, 4), np.float32)
    with pytest.raises(ValueError, match=words):
        optimizer.load_state_dict(state)
    after = optimizer.state_dict()
    assert after["param_groups"] == before["param_groups"]
    np.testing.assert_array_equal(after["state"][0]["exp_avg"], before["state"][0]["exp_avg"])


def test_a_later_group_keeps_the_state_of_the_others(optimizers: ModuleType, tensor_type: Any) -> None:
    first, second = tensor_type([1.0], requires_grad=True), tensor_type([1.0], requires_grad=True)
    optimizer = optimizers.SGD([first], lr=0.1, momentum=0.9)
    first.grad = np.ones(1, np.float32)
    optimizer.step()
    optimizer.add_param_group({"params": [second], "lr": 0.5})
    optimizer.step()
    np.testing.assert_allclose(first.data, [1 - 0.1 - 0.19], rtol=1e-6)
    with pytest.raises(ValueError, match="twice"):
        optimizer.add_param_group({"params": [first]})


def test_bytes_of_state(optimizers: ModuleType, tensor_type: Any) -> None:
    held = {}
    for name, chosen in (("SGD", {}), ("SGD", {"momentum": 0.9}), ("RMSprop", {}), ("Adam", {}), ("AdamW", {})):
        parameter = tensor_type(np.ones((5, 4)), requires_grad=True)
        parameter.grad = np.ones((5, 4), np.float32)
        optimizer = getattr(optimizers, name)([parameter], lr=0.1, **chosen)
        optimizer.step()
        held[name, bool(chosen)] = optimizers.state_bytes(optimizer) / parameter.data.nbytes
    assert list(held.values()) == [0, 1, 1, 2, 2]


def test_the_examples_of_the_docstrings(optimizers: ModuleType) -> None:
    result = doctest.testmod(optimizers, extraglobs={"np": np})
    assert (result.failed, result.attempted > 10) == (0, True)
