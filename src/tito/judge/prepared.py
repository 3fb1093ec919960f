"""What judging by a check takes that its source alone decides: worked out once, in the warm server that then forks.

The functions remember what they were asked. A fork finds there what its server has prepared, and adds what it meets
itself for as long as it lives. Nothing of a hand-in comes here but the checks that it was handed out with.
"""

from __future__ import annotations

import ast
import symtable
from collections.abc import Iterable, Mapping
from contextlib import suppress
from copy import copy
from dataclasses import dataclass
from functools import cache
from types import CodeType
from zlib import crc32

from tito.judge.expectations import expected
from tito.judge.plan import Plan


@dataclass(frozen=True)
class Prepared:
    """A check, ready to run."""

    file: str  # as it stands in tracebacks
    code: CodeType
    wanted: tuple[str, ...]  # names that it reads and gives no value itself
    functions: Mapping[str, str]  # their sources without decorators, by name


@cache
def prepared(label: str, source: str) -> Prepared:
    """SyntaxError and its kin for what is no Python."""
    tree = ast.parse(source)
    file = f"<{label} #{crc32(source.encode(errors='replace')):08x}>"
    code = compile(tree, file, "exec", dont_inherit=True)
    wanted = set(_used(tree)) - _bound(source)
    return Prepared(file, code, tuple(sorted(wanted)), _functions(tree))


@cache
def imports(source: str) -> CodeType:
    """What the lesson's given cells import, which is a check's own."""
    return compile(source, "<imports>", "exec", dont_inherit=True)


def prepare_all(plan: Plan) -> None:
    """A check that is no Python says so when it is run."""
    with suppress(SyntaxError, ValueError, RecursionError):
        imports(plan.imports)
    for step in plan.checks:
        with suppress(SyntaxError, ValueError, RecursionError):
            prepared(step.label, step.source)
            expected(step.source)


def _used(tree: ast.Module) -> Iterable[str]:
    return (node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load))


def _bound(source: str) -> set[str]:
    """Names that the check itself gives a value: the student's of the same name must not stand in for it where a loop
    that should have given it did not run."""
    names = symtable.symtable(source, "<check>", "exec").get_symbols()
    return {name.get_name() for name in names if name.is_assigned() or name.is_imported()}


def _functions(tree: ast.Module) -> Mapping[str, str]:
    """Of any depth; of two with one name the last one."""
    found = {node.name: node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    return {name: ast.unparse(_undecorated(node)) for name, node in found.items()}


def _undecorated(node: ast.FunctionDef) -> ast.FunctionDef:
    bare = copy(node)
    bare.decorator_list = []
    return bare
