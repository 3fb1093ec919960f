"""What a completed module suggests to import."""

from __future__ import annotations

import pytest

from tito.course.notebook import Notebook, NotebookCell
from tito.learn.completing import worth_trying
from tito.learn.package import Assembled

CODE = """
LIMIT = 3
def mean_forward(x): ...
def to_array(x): ...
def stack(x): ...
class Op: ...
class Tensor: ...
"""
NAMES = ("LIMIT", "mean_forward", "to_array", "stack", "Op", "Tensor")


@pytest.mark.parametrize(
    ("opening", "names"),
    [
        ("# Tensor\nAt the end `stack([Tensor(1), LIMIT])` runs, and mean_forward.", ("stack", "Tensor", "Op")),
        ("# Arrays\nWe stack what we own, in `Tensor`.", ("Tensor", "Op", "to_array")),  # prose names nothing
        ("# Arrays", ("Op", "Tensor", "to_array")),
        ("", ("Op", "Tensor", "to_array")),
    ],
)
def test_first_what_the_opening_names_then_classes_and_never_constants(opening: str, names: tuple[str, ...]) -> None:
    notebook = Notebook((NotebookCell("a", "markdown", opening),))

    assert worth_trying(Assembled(CODE, NAMES, {}), notebook) == names


def test_a_module_of_operations_only_names_them() -> None:
    code = Assembled("def mean_forward(x): ...", ("mean_forward",), {})

    assert worth_trying(code, Notebook(())) == ("mean_forward",)
