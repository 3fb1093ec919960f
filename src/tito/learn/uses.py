"""What a notebook's code uses: which names a cell reaches, through everything that those names stand for.

Read from the text, so it may name more than a run would touch. Of a class, what its operators and constructor use
always counts, and what a method uses counts where something has an attribute of that name.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from tito.course.magics import parsed, plain_python
from tito.course.notebook import Notebook, NotebookCell, grade_id

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


@dataclass(frozen=True)
class Uses:
    """What a piece of code refers to."""

    names: frozenset[str] = frozenset()
    attributes: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Definition:
    """One use of one name: the whole of a function, one member of a class."""

    name: str
    member: str  # of the class `name`; empty for everything else
    uses: Uses

    def reached(self, so_far: Uses) -> bool:
        return self.name in so_far.names and (
            not self.member or self.member.startswith("__") or self.member in so_far.attributes
        )


@dataclass(frozen=True)
class Code:
    """The code cells of a notebook by name: the grade id, else the cell's id."""

    trees: Mapping[str, ast.Module | None]  # None for what is not Python

    @classmethod
    def of(cls, notebook: Notebook) -> Code:
        cells = [cell for cell in notebook.cells if cell.kind == "code"]
        return cls({_name(cell): parsed(plain_python(cell.source)) for cell in cells})

    @cached_property
    def definitions(self) -> tuple[Definition, ...]:
        """In all cells but the checks, which keep what they define to themselves."""
        trees = [tree for name, tree in self.trees.items() if tree and not name.startswith(("check-", "hidden-"))]
        return tuple(found for tree in trees for statement in tree.body for found in _defined(statement))

    def defined_by(self, cell: str) -> frozenset[str]:
        tree = self.trees.get(cell)
        return (
            frozenset(found.name for statement in tree.body for found in _defined(statement)) if tree else frozenset()
        )

    def reached_from(self, *cells: str) -> frozenset[str]:
        """The names that running these cells may use."""
        found = _joined(_uses([tree]) for cell in cells if (tree := self.trees.get(cell)))
        while (more := _joined([found, *(d.uses for d in self.definitions if d.reached(found))])) != found:
            found = more
        return found.names


def _name(cell: NotebookCell) -> str:
    return grade_id(cell) or cell.id


def _defined(statement: ast.stmt) -> Iterator[Definition]:
    if isinstance(statement, _FUNCTIONS):
        yield Definition(statement.name, "", _uses([statement]))
    elif isinstance(statement, ast.ClassDef):
        yield Definition(statement.name, "", _uses([*statement.bases, *statement.decorator_list]))
        for part in statement.body:
            yield from (Definition(statement.name, found.name, found.uses) for found in _defined(part))
    else:
        yield from _assigned(statement)


def _assigned(statement: ast.stmt) -> Iterator[Definition]:
    """`A, B = f(x), g(y)` is two assignments; of any other statement, each name uses all of it."""
    for target, value in _pairs(statement):
        for node in ast.walk(target):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                yield Definition(node.id, "", _uses([value]))


def _pairs(statement: ast.stmt) -> list[tuple[ast.AST, ast.AST]]:
    if isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Tuple):
        (first, *_), values = statement.targets, statement.value.elts
        if isinstance(first, ast.Tuple) and len(first.elts) == len(values):
            return list(zip(first.elts, values, strict=True))
    return [(statement, statement)]


def _uses(nodes: Iterable[ast.AST]) -> Uses:
    """Without the names that this code gives a value itself: they are its own."""
    parts = [part for node in nodes for part in ast.walk(node)]
    names = [part for part in parts if isinstance(part, ast.Name)]
    own = {name for part in parts for name in _given_here(part)}
    attributes = frozenset(part.attr for part in parts if isinstance(part, ast.Attribute))
    return Uses(frozenset(name.id for name in names if _is_read(name)) - own, attributes)


def _given_here(part: ast.AST) -> Iterator[str]:
    """The names that `part` gives a value. A method's is none: its class's other methods do not see it."""
    match part:
        case ast.arg(arg=name) | ast.ExceptHandler(name=str(name)):
            yield name
        case ast.Name(id=name) if not _is_read(part):
            yield name
        case ast.Module(body=body) | ast.FunctionDef(body=body) | ast.AsyncFunctionDef(body=body):
            yield from (inner.name for inner in body if isinstance(inner, (*_FUNCTIONS, ast.ClassDef)))


def _is_read(name: ast.Name) -> bool:
    return isinstance(name.ctx, ast.Load)


def _joined(found: Iterable[Uses]) -> Uses:
    every = list(found)
    return Uses(frozenset().union(*(u.names for u in every)), frozenset().union(*(u.attributes for u in every)))
