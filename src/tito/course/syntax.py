"""Python's parser, one thread at a time, for cells of an honest size."""

from __future__ import annotations

import ast
from threading import Lock

_ONE_AT_A_TIME = Lock()  # CPython 3.11 counts depth for all threads at once: "AST constructor recursion depth mismatch"


LONGEST = 200_000  # characters: a tree takes up to 500 bytes for each, and hand-ins are up to 20 MB


def parse(source: str) -> ast.Module:
    """The tree of a cell or module; SyntaxError also for what is far too long to be one."""
    if len(source) > LONGEST:
        raise SyntaxError(f"longer than {LONGEST} characters")
    with _ONE_AT_A_TIME:
        return ast.parse(source)
