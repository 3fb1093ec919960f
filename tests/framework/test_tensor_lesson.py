"""Module 01 beyond its values: errors, the seam that later modules use, Python's protocols, the lesson's examples."""

from __future__ import annotations

import copy
import doctest
import runpy
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

LESSON = Path(__file__).parents[2] / "curriculum" / "01_tensor"

# Errors


@pytest.mark.parametrize(
    ("call", "shapes"),
    [
        ("ones(2, 3) + ones(4)", ("(2, 3)", "(4,)")),
        ("ones(2, 3) == ones(2)", ("(2, 3)", "(2,)")),
        ("ones(2, 3) ** ones(4)", ("(2,3)", "(4,)")),
        ("ones(2, 3) @ ones(4, 5)", ("(2, 3)", "(4, 5)")),
        ("ones(2, 3) @ Tensor(2.0)", ("(2, 3)", "()")),
        ("ones(2, 3).reshape(4, -1)", ("(2, 3)", "(4, -1)")),
        ("ones(2, 3).reshape(-2, -3)", ("(2, 3)", "(-2, -3)")),
        ("zeros(0, 3).reshape(0, -1)", ("(0, 3)", "(0, -1)")),
        ("broadcast_shapes((2, 3), (2,))", ("(2, 3)", "(2,)")),
        ("cat([ones(2, 3), ones(2, 4)])", ("(2, 3)", "(2, 4)")),
        ("stack([ones(2, 3), ones(3, 2)])", ("(1, 2, 3)", "(1, 3, 2)")),
        ("where([True, False], ones(3), 0)", ("(2,)", "(3,)")),
    ],
)
def test_shape_errors_name_both_shapes(tensor: ModuleType, call: str, shapes: tuple[str, str]) -> None:
    with pytest.raises(ValueError, match=r"\(") as raised:
        eval(call, vars(tensor))
    assert all(shape in str(raised.value) for shape in shapes)


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        ("ones(2).backward()", RuntimeError, "module 05"),
        ("bool(ones(2))", ValueError, "ambiguous"),
        ("ones(2).item()", ValueError, "size 1"),
        ("len(Tensor(1.0))", TypeError, "unsized"),
        ("ones(2)[0.5]", IndexError, "integers"),
        ("ones(2).sum(axis=1)", ValueError, "axis 1"),
        ("randn(2)", TypeError, "rng"),
        ("np.exp(ones(2))", TypeError, "Tensor"),
    ],
)
def test_other_errors_say_what_is_wrong(tensor: ModuleType, call: str, error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=words):
        eval(call, vars(tensor))


# The seam


class Listener:
    def __init__(self) -> None:
        self.heard: list[tuple[Any, ...]] = []

    def record(self, *event: Any) -> None:
        self.heard.append(event)

    def changed(self, x: Any, value: Any) -> None:
        self.heard.append(("changed", x, value))

    def backward(self, x: Any, gradient: Any, retain_graph: bool) -> None:
        self.heard.append(("backward", x, gradient, retain_graph))


@pytest.fixture
def heard(tensor: ModuleType) -> Iterator[list[tuple[Any, ...]]]:
    """What a recorder is told while the test runs."""
    listener = Listener()
    tensor.set_recorder(listener)
    yield listener.heard
    tensor.set_recorder(None)


def test_the_recorder_hears_of_every_operation(tensor: ModuleType, heard: list[tuple[Any, ...]]) -> None:
    x = tensor.ones(2, 3)
    total = x.sum(axis=0, keepdims=True)
    total[0, 0] = 1
    total.backward()
    (op, inputs, arrays, params, result), (change, changed, value), backward = heard
    assert (op.name, params) == ("sum", {"axis": 0, "keepdims": True})
    assert [*map(id, inputs), *map(id, arrays), id(result)] == [id(x), id(x.data), id(total)]
    assert (change, changed is total, value) == ("changed", True, 1)
    assert (backward[0], backward[1] is total, *backward[2:]) == ("backward", True, None, False)


def test_every_operation_goes_through_the_door(tensor: ModuleType, heard: list[tuple[Any, ...]]) -> None:
    x = tensor.ones(2, 2)
    _ = (x + 1 - x * x / 2, -x, x**2, x @ x, x == 1, x != x, x < x, x <= x, x > x, x >= x)  # noqa: PLR0124
    _ = (x.sum(), x.mean(), x.var(), x.max(), x.min(), x.argmax(), x.reshape(4), x.transpose(0, 1), x.T, x[0])
    _ = (tensor.where(x > 0, x, 0), x.masked_fill(x > 0, 0), tensor.cat([x, x]))
    assert {event[0].name for event in heard} == set(tensor.Op.table)


def test_a_faster_kernel_goes_into_the_slot(tensor: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tensor.Op.table["add"], "forward", lambda a, b: np.full(1, 42.0, np.float32))
    assert (tensor.ones(1) + 1).tolist() == [42.0]
    assert tensor.Op.table["add"].gradient is None


def test_results_start_without_history(tensor: ModuleType) -> None:
    x = tensor.Tensor([1.0], requires_grad=True)
    y = x + 1
    assert (y.requires_grad, y.grad, y.origin) == (False, None, None)
    x.grad = np.ones(1)
    x.zero_grad()
    assert x.grad is None


# Python's protocols, and the lesson's own examples


def test_protocols(tensor: ModuleType) -> None:
    x = tensor.Tensor([[1.0, 2.0], [3.0, 4.0]])
    assert [row.tolist() for row in x] == x.tolist() == [[1.0, 2.0], [3.0, 4.0]]
    assert (len(x), float(x[0, 1]), int(x[1, 0]), bool(x[0, 0] == 1)) == (2, 2.0, 3, True)
    assert np.asarray(x) is x.numpy()
    assert {x: "as a key"}[x] == "as a key"
    assert copy.deepcopy(x).tolist() == x.tolist()
    assert repr(tensor.Tensor([1, 2])) == "Tensor([1, 2])"
    assert repr(tensor.Tensor([1.0], requires_grad=True)) == "Tensor([1.], requires_grad=True)"
    assert repr(tensor.Tensor([1], dtype=np.int8)) == "Tensor([1], dtype=int8)"


def test_docstring_examples_run(tensor: ModuleType) -> None:
    result = doctest.testmod(tensor)
    assert result.attempted >= 13
    assert result.failed == 0


@pytest.mark.parametrize("figure", ["strides", "broadcasting"])
def test_figures_are_what_their_script_draws(figure: str) -> None:
    folder = LESSON / "figures"
    drawn = runpy.run_path(str(folder / "draw.py"))[figure]()
    assert (folder / f"{figure}.svg").read_text(encoding="utf-8") == drawn
