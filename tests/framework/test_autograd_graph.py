"""Module 05 beyond its rules: the graph, its cost, its errors, no_grad, drawings, the lesson's own examples."""

from __future__ import annotations

import doctest
import gc
import runpy
import weakref
import xml.etree.ElementTree as ET
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

Modules = dict[str, ModuleType]
LESSON = Path(__file__).parents[2] / "curriculum" / "05_autograd"


@pytest.fixture
def tensor(framework: Modules) -> ModuleType:
    return framework["tensor"]


def leaf(tensor: ModuleType, *data: float) -> Any:
    return tensor.Tensor(list(data), requires_grad=True)


# The pass


def test_long_chains_and_much_reuse(tensor: ModuleType, autograd: ModuleType) -> None:
    x = leaf(tensor, 1.0, 2.0)
    y = x
    for _ in range(10_000):
        y = y * 1.0
    assert len(autograd.history(y)) == 10_000
    y.backward()
    assert x.grad.tolist() == [1.0, 1.0]
    x.zero_grad()
    tensor.stack([x * k for k in range(1000)]).sum().backward()
    assert x.grad.tolist() == [499_500.0, 499_500.0]
    x.zero_grad()
    y = x
    for _ in range(60):
        y = y + y
    y.backward()
    assert x.grad.tolist() == [2.0**60, 2.0**60]


def test_each_rule_is_asked_once(tensor: ModuleType) -> None:
    asked: list[Any] = []

    def rule(grad: Any, out: Any, a: Any) -> tuple[Any]:
        asked.append(grad)
        return (grad + grad,)

    twice = tensor.Op("twice", lambda a: a + a, rule)
    x = leaf(tensor, 1.0)
    y = tensor.apply(twice, x)
    (y * y + y + tensor.apply(twice, y)).backward()
    del tensor.Op.table["twice"]
    assert (len(asked), x.grad.tolist()) == (2, [14.0])


def test_a_chain_is_dropped_without_a_backward_pass(tensor: ModuleType) -> None:
    y = leaf(tensor, 1.0)
    for _ in range(100_000):
        y = y + 1.0
    del y
    gc.collect()


def test_gradients_accumulate_until_zeroed(tensor: ModuleType) -> None:
    x = leaf(tensor, 1.0, 2.0)
    for _ in range(3):
        (x * x).backward()
    assert x.grad.tolist() == [6.0, 12.0]
    x.zero_grad()
    assert x.grad is None
    x.backward()
    x.backward(np.array([5.0, 5.0]))
    assert x.grad.tolist() == [6.0, 6.0]


def test_gradients_of_leaves_are_their_own(tensor: ModuleType) -> None:
    x, y = leaf(tensor, 1.0, 2.0), leaf(tensor, 3.0, 4.0)
    start = np.ones(2, np.float32)
    (x + y).backward(start)
    x.grad *= 10
    assert (y.grad.tolist(), start.tolist()) == ([1.0, 1.0], [1.0, 1.0])
    z = leaf(tensor, 1.0, 2.0)
    z.sum().backward()
    z.grad *= 2
    z.reshape(2, 1).backward()
    assert z.grad.tolist() == [3.0, 3.0]


def test_only_leaves_that_require_one_keep_a_gradient(tensor: ModuleType) -> None:
    x, data = leaf(tensor, 1.0), tensor.Tensor([2.0])
    y = x * data
    z = y.sum()
    z.backward()
    assert (data.grad, y.grad, z.grad) == (None, None, None)


def test_memory_is_released(tensor: ModuleType, autograd: ModuleType) -> None:
    x = leaf(tensor, 1.0, 2.0)
    y = x * x
    loss = y.sum()
    middle = weakref.ref(y)
    del y
    assert middle() is not None
    assert autograd.saved_bytes(loss) == 8 + 8 + 4
    loss.backward()
    gc.collect()
    assert middle() is None


def test_what_is_not_wanted_is_not_computed(framework: Modules) -> None:
    made: list[Any] = []

    def make() -> Any:
        made.append(np.ones(1))
        return made[0]

    later = framework["autograd"].Later(make)
    tensor = framework["tensor"]
    op = tensor.Op("lazy", lambda a, b: a + b, lambda grad, out, a, b: (later, later))
    x = leaf(tensor, 1.0)
    tensor.apply(op, x, np.ones(1)).backward()
    del tensor.Op.table["lazy"]
    assert (len(made), x.grad.tolist()) == (1, [1.0])


@pytest.mark.parametrize("other", [2, 2.5, np.float64(2), np.array([1, 2]), np.array([1.5, 2.5]), [1.0, 2.0]])
def test_float32_does_not_leak(tensor: ModuleType, other: Any) -> None:
    x = leaf(tensor, 1.0, 2.0)
    for y in (x * other, other * x, x / other, x - other, x**other):
        y.backward()
        assert (x.grad.dtype.name, type(x.grad)) == ("float32", np.ndarray)
        x.zero_grad()


def test_each_gradient_has_its_tensors_dtype(tensor: ModuleType) -> None:
    x, y = leaf(tensor, 1.0, 2.0), tensor.Tensor([3.0, 4.0], requires_grad=True, dtype=np.float64)
    (x * y + x).sum().backward()
    assert (x.grad.dtype.name, y.grad.dtype.name) == ("float32", "float64")


def test_single_numbers_have_arrays_for_gradients(tensor: ModuleType) -> None:
    x = tensor.Tensor(3.0, requires_grad=True)
    (x * x * 2).backward()
    assert (type(x.grad), x.grad.shape, float(x.grad)) == (np.ndarray, (), 12.0)


def test_frozen_parameters_are_left_alone(framework: Modules) -> None:
    layers, tensor = framework["layers"], framework["tensor"]
    model = layers.MLP([2, 3, 1])
    model[0].weight.requires_grad = False
    model(tensor.ones(4, 2)).sum().backward()
    assert [p.grad is None for p in model.parameters()] == [True, False, False, False]


# Errors


def test_errors_are_told(tensor: ModuleType, autograd: ModuleType) -> None:
    x = leaf(tensor, 1.0, 2.0)
    cases = [
        (lambda: tensor.ones(2).backward(), "does not depend on any tensor that requires"),
        ((x.detach() * 2).backward, "detach"),
        (lambda: (x * 2).backward(np.ones(3)), r"\(2,\) has this shape, too, not \(3,\)"),
    ]
    for call, words in cases:
        with pytest.raises((RuntimeError, ValueError), match=words):
            call()
    with autograd.no_grad():
        y = (x * 2).sum()
    with pytest.raises(RuntimeError, match="no_grad"):
        y.backward()


def test_a_freed_graph_is_told(tensor: ModuleType) -> None:
    x = leaf(tensor, 1.0)
    shared = x * 2
    first, second = shared + 1, shared + 2
    first.backward()
    for again in (first, second):
        with pytest.raises(RuntimeError, match="retain_graph"):
            again.backward()
    kept = (x * 2).sum()
    x.zero_grad()
    kept.backward(retain_graph=True)
    kept.backward()
    assert x.grad.tolist() == [4.0]


@pytest.mark.parametrize("change", ["x[0] = 9", "x.T[0] = 9", "y[0] = 9", "x[x > 1] = 0"])
def test_a_change_after_use_is_told(tensor: ModuleType, change: str) -> None:
    x = leaf(tensor, 1.0, 2.0)
    y = x * x
    z = y.sum()
    exec(change, {"x": x, "y": y})
    with pytest.raises(RuntimeError, match=r"shape \(2,\) was changed in place after (mul|sum)"):
        z.backward()


def test_a_change_before_use_and_after_the_pass_is_fine(tensor: ModuleType, autograd: ModuleType) -> None:
    x = leaf(tensor, 1.0, 2.0)
    for _ in range(3):
        x[...] = [3.0, 4.0]
        x.zero_grad()
        (x * x).sum().backward()
        assert x.grad.tolist() == [6.0, 8.0]
    other = tensor.zeros(3)
    z = (x * x).sum()
    other[0] = 1
    with autograd.no_grad():
        other[1] = 1
    z.backward()


def test_a_gradient_is_not_lost_silently_by_writing_into_a_tensor(tensor: ModuleType, autograd: ModuleType) -> None:
    x, total = leaf(tensor, 1.0), tensor.zeros(2)
    with pytest.raises(RuntimeError, match="lose the gradient"):
        total[0] = x[0] * 3
    assert total.tolist() == [0.0, 0.0]
    total[0] = (x[0] * 3).detach()
    with autograd.no_grad():
        total[1] = x[0] * 5
    assert total.tolist() == [3.0, 5.0]


def test_a_change_under_no_grad_is_noticed(tensor: ModuleType, autograd: ModuleType) -> None:
    x = leaf(tensor, 1.0)
    y = x * x
    with autograd.no_grad():
        x[...] = 5
    with pytest.raises(RuntimeError, match="changed in place"):
        y.backward()


def test_changes_are_forgotten_with_their_memory(tensor: ModuleType, autograd: ModuleType) -> None:
    before = len(autograd.changes.moments)
    for _ in range(10):
        x = tensor.zeros(5)
        x[0] = 1
    del x
    gc.collect()
    assert len(autograd.changes.moments) <= before


def test_wrong_rules_are_named(tensor: ModuleType, autograd: ModuleType) -> None:
    x = leaf(tensor, 1.0, 2.0)
    for rule, words in (
        (lambda grad, out, a: (np.ones(3, np.float32),), r"gradient rule of wrong is wrong.*\(3,\).*\(2,\)"),
        (lambda grad, out, a: (autograd.NOTHING,), "wrong has no gradient for this input"),
    ):
        y = tensor.apply(tensor.Op("wrong", np.exp, rule), x)
        with pytest.raises((RuntimeError, ValueError), match=words):
            y.backward()
    with pytest.raises(RuntimeError, match="wrong has no gradient rule"):
        tensor.apply(tensor.Op("wrong", np.exp), x)
    assert tensor.apply(tensor.Op("wrong", np.exp), x.detach()).shape == (2,)
    del tensor.Op.table["wrong"]


def test_comparisons_cut_the_graph_quietly(tensor: ModuleType) -> None:
    x = leaf(tensor, 1.0, 3.0)
    mask = x > 2
    assert (mask.requires_grad, x.argmax().requires_grad) == (False, False)
    (x * mask).sum().backward()
    assert x.grad.tolist() == [0.0, 1.0]


# no_grad, check_gradients, draw_graph


def test_no_grad(tensor: ModuleType, autograd: ModuleType) -> None:
    x = leaf(tensor, 1.0)

    silent = autograd.no_grad()(lambda: x * 2)
    with autograd.no_grad():
        with autograd.no_grad():
            pass
        assert not (x * 2).requires_grad
    with pytest.raises(KeyError), autograd.no_grad():
        raise KeyError
    assert [silent().requires_grad, (x * 2).requires_grad] == [False, True]


def test_check_gradients_finds_mistakes(tensor: ModuleType, autograd: ModuleType) -> None:
    wrong = tensor.Op("wrong", lambda a, b: a * b, lambda grad, out, a, b: (grad * b, grad * b))
    with pytest.raises(AssertionError, match=r"input 1 at \[0, 1\]: backward says .*, central differences say"):
        autograd.check_gradients(lambda a, b: tensor.apply(wrong, a, b), [[3.0, 2.0]], [[3.0, 5.0]])
    del tensor.Op.table["wrong"]
    assert autograd.check_gradients(lambda a, b: a * 2 + b.detach() * 0, [1.0], [2.0])


def test_drawings(tensor: ModuleType, autograd: ModuleType) -> None:
    w, x = tensor.Tensor(2.0, requires_grad=True), tensor.Tensor([1.0, 3.0])
    loss = ((w * x - 1) ** 2).sum()
    drawing = autograd.draw_graph(loss, **{"w": w, "x": x})
    picture, text = ET.fromstring(drawing._repr_svg_()), str(drawing)
    words = [element.text for element in picture.iter("{http://www.w3.org/2000/svg}text")]
    assert {"w", "x", "mul", "sub", "pow", "sum", "grad 32"} <= set(words)
    assert text.startswith("digraph {")
    assert text.count("->") == 7
    loss.backward()
    assert w.grad == 32
    assert "<" not in str(autograd.draw_graph(w, **{"a": w}))
    ET.fromstring(autograd.draw_graph((w * w).sum(), **{"a<b&": w})._repr_svg_())


def test_numerical_gradient_of_any_shape(autograd: ModuleType) -> None:
    x = np.array([[1.0, 2.0], [3.0, 4.0]])
    np.testing.assert_allclose(autograd.numerical_gradient(lambda x: (x**3).sum(), x), 3 * x**2, rtol=1e-8)


# Training, beside PyTorch


def test_a_network_trains_like_pytorchs(framework: Modules, torch: ModuleType) -> None:
    layers, losses = framework["layers"], framework["losses"]
    rng = np.random.default_rng(0)
    x, labels = rng.normal(size=(32, 6)).astype(np.float32), rng.integers(0, 3, size=32)
    ours = layers.MLP([6, 8, 8, 3], rng=rng)
    nn = torch.nn
    theirs = nn.Sequential(nn.Linear(6, 8), nn.ReLU(), nn.Linear(8, 8), nn.ReLU(), nn.Linear(8, 3))
    theirs.load_state_dict({name: torch.tensor(array) for name, array in ours.state_dict().items()})
    for _ in range(50):
        ours.zero_grad()
        theirs.zero_grad()
        losses.cross_entropy(ours(x), labels).backward()
        nn.functional.cross_entropy(theirs(torch.tensor(x)), torch.tensor(labels)).backward()
        for mine, other in zip(ours.parameters(), theirs.parameters(), strict=True):
            np.testing.assert_allclose(mine.grad, other.grad.numpy(), rtol=1e-3, atol=1e-5)
            mine.data -= 0.1 * mine.grad
            other.data -= 0.1 * other.grad


# The lesson's own examples


def test_docstring_examples_run(autograd: ModuleType) -> None:
    result = doctest.testmod(autograd)
    assert result.attempted >= 10
    assert result.failed == 0


def test_the_figure_is_what_its_script_draws() -> None:
    folder = LESSON / "figures"
    drawn = runpy.run_path(str(folder / "draw.py"))["order"]()
    assert (folder / "order.svg").read_text(encoding="utf-8") == drawn
