"""The scaffolds' machines beside PyTorch and beside the module that they lead up to."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

numbers = st.floats(0.5, 2.0)  # where powers and products stay near one


def program(a: Any, b: Any, c: Any) -> Any:
    """Sums, products and powers, with values that are used in several ways."""
    shared = a * b + c
    return (shared * shared + a) ** 3 * c ** (-1) + 2.0 * shared + shared * 0.5


@given(at=st.tuples(numbers, numbers, numbers))
@settings(max_examples=50, deadline=None)
def test_slopes_of_numbers_are_pytorchs(framework: dict[str, ModuleType], torch: ModuleType, at: Any) -> None:
    scalar = framework["scalar_autograd"]
    ours = [scalar.Value(number) for number in at]
    theirs = [torch.tensor(number, dtype=torch.float64, requires_grad=True) for number in at]
    result, expected = program(*ours), program(*theirs)
    scalar.backpropagate(result)
    expected.backward()

    assert result.data == pytest.approx(expected.item(), rel=1e-12)
    assert [value.grad for value in ours] == pytest.approx([leaf.grad.item() for leaf in theirs], rel=1e-9)


def test_a_chain_of_thousands_has_no_recursion_limit(framework: dict[str, ModuleType]) -> None:
    scalar = framework["scalar_autograd"]
    value = last = scalar.Value(1.0)
    for _ in range(5000):
        last = last + value
    scalar.backpropagate(last)

    assert value.grad == 5001.0


@pytest.mark.parametrize("shape", [(), (3,), (2, 3), (1, 0)])
def test_trying_finds_what_module_05_finds(framework: dict[str, ModuleType], shape: tuple[int, ...]) -> None:
    point = np.random.default_rng(0).uniform(0.5, 1.5, size=shape)

    def f(x: Any) -> float:
        return float(np.sin(x).sum() * np.prod(x))

    found = framework["gradient_checking"].slopes_at(f, point)
    np.testing.assert_allclose(found, framework["autograd"].numerical_gradient(f, point), rtol=1e-6, atol=1e-9)
    assert framework["gradient_checking"].wrong_places(found, f, point) == []
