"""A module's `checkpoint.py` as a plan: a capability that is tested across the modules up to its own.

The file is Python: a docstring that opens with the question ("Can this framework compute with arrays?"), imports,
scenarios, `check_…` functions, and a call of each. Every such call becomes a check of its own, with all definitions in
it, so that one failing program does not hide the others.
"""

from __future__ import annotations

import ast

from tito.course.manifest import Module
from tito.course.syntax import parse
from tito.errors import BadFile
from tito.judge.plan import Plan, Step


def question(source: str) -> str:
    """What the checkpoint asks, in one line."""
    return (ast.get_docstring(_parsed(source)) or "").partition("\n")[0]


def checkpoint_plan(module: Module, source: str, *, seed: str = "") -> Plan:
    tree = _parsed(source)
    imports = [node for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)]
    calls = {name: node for node in tree.body if (name := _called(node))}
    steps = (
        Step(index, "check", f"check-{name}", _without(source, [*imports, *(set(calls.values()) - {call})]), name)
        for index, (name, call) in enumerate(calls.items())
    )
    return Plan(module.id, tuple(steps), seed=seed, imports="\n".join(map(ast.unparse, imports)))


def _called(node: ast.stmt) -> str:
    """ "page_rank" for the statement `check_page_rank(seeded("..."))`."""
    call = node.value if isinstance(node, ast.Expr) else None
    name = call.func.id if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) else ""
    return name.removeprefix("check_") if name.startswith("check_") else ""


def _without(source: str, nodes: list[ast.stmt]) -> str:
    """`source` with these statements blanked; every other line keeps its number."""
    gone = {line for node in nodes for line in range(node.lineno, (node.end_lineno or node.lineno) + 1)}
    return "\n".join("" if number in gone else line for number, line in enumerate(source.splitlines(), 1))


def _parsed(source: str) -> ast.Module:
    try:
        return parse(source)
    except SyntaxError as problem:
        raise BadFile(f"A checkpoint of the course is not Python: {problem}.", then="report it to the course") from None
