"""Python's parser, one thread at a time."""

from __future__ import annotations

import ast
from threading import Lock

_ONE_AT_A_TIME = Lock()  # CPython 3.11 counts depth for all threads at once: "AST constructor recursion depth mismatch"


def parse(source: str) -> ast.Module:
    with _ONE_AT_A_TIME:
        return ast.parse(source)
