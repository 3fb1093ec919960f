"""IPython's own syntax in a cell, made into Python that the standard library can parse and run."""

from __future__ import annotations

import ast
import re
import warnings

from tito.course.syntax import parse

MAGIC = re.compile(r"^(?P<indent>[ \t]*)(?P<magic>[%!?].*|[\w.]+\?{1,2}[ \t]*)$")

RUNS_ITS_CELL = re.compile(r"\s*%%(?:time|capture|prun)\b")  # what stands below is Python, and runs as it would without


def plain_python(source: str) -> str:
    """`source` with line magics and shell lines as comments, `%%` cells of other languages empty; line numbers stay.

    Python that parses is never touched: there `%` and `!` are operators or parts of a string.

    >>> plain_python("%matplotlib inline\\nx = 7 % 4")
    'pass  # %matplotlib inline\\nx = 7 % 4'
    """
    if RUNS_ITS_CELL.match(source):
        return plain_python(source.replace("%%", "# %%", 1))
    if source.lstrip().startswith("%%"):
        return "\n".join(f"# {line}" for line in source.split("\n"))
    if not any(MAGIC.match(line) for line in source.split("\n")) or parsed(source) is not None:
        return source
    return "\n".join(MAGIC.sub(r"\g<indent>pass  # \g<magic>", line) for line in source.split("\n"))


def parsed(source: str) -> ast.Module | None:
    """The syntax tree, or None for what Python's parser refuses; a hand-in may be nested as deeply as it likes."""
    try:
        return tree(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def tree(source: str) -> ast.Module:
    """The syntax tree, without warnings about the text (`"\\d"`): they appear when the cell runs, and belong there."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return parse(source)
