"""What module 09 shows its readers: the examples of its docstrings, and the figure."""

from __future__ import annotations

import doctest
import runpy
from pathlib import Path
from types import ModuleType

LESSON = Path(__file__).parents[2] / "curriculum" / "09_spatial"


def test_docstring_examples_run(framework: dict[str, ModuleType]) -> None:
    result = doctest.testmod(framework["spatial"])
    assert result.attempted >= 13
    assert result.failed == 0


def test_the_figure_is_what_its_script_draws() -> None:
    folder = LESSON / "figures"
    assert (folder / "places.svg").read_text(encoding="utf-8") == runpy.run_path(str(folder / "draw.py"))["places"]()
