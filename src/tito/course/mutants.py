"""Mutants of an exercise: its solution with one small mistake each, to measure what the checks notice.

Only what a student writes is changed, and the defaults of the function's settings. The words of an error are not, but
for the values they show.
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from typing import Any

from tito.course import mutations
from tito.course.cells import SOLUTION
from tito.course.syntax import parse
from tito.errors import BadFile

_DEFINITIONS = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


@dataclass(frozen=True)
class Change:
    """What identifies a mutant, wherever its lines stand in the file and however they are laid out."""

    exercise: str
    before: str  # the line as it is, in Python's own layout; several are joined by " / "
    after: str  # and as it is in the mutant
    place: int = 1  # the how-manieth such line in the exercise

    def __str__(self) -> str:
        again = f" (number {self.place})" if self.place > 1 else ""
        return f"{self.exercise}: {self.before}{again} -> {self.after or '(nothing)'}"


@dataclass(frozen=True)
class Mutant:
    change: Change
    source: str  # the exercise cell with the mistake in it, without its docstring


@dataclass(frozen=True)
class Survivor:
    """A mutant that the checks are known to let through, and why they do."""

    change: Change
    reason: str  # "equivalent: ...", "words only", "not caught because ..."

    @property
    def equivalent(self) -> bool:
        """Whether no check could tell it from the solution."""
        return self.reason.startswith("equivalent")


def survivors(raw: Mapping[str, Any], name: str) -> tuple[Survivor, ...]:
    """The entries of a survivors.toml; BadFile, naming the file `name`, for one that does not say all."""
    return tuple(_survivor(entry, name) for entry in raw.get("survivor", ()))


def _survivor(entry: Mapping[str, Any], name: str) -> Survivor:
    try:
        return Survivor(Change(**{key: value for key, value in entry.items() if key != "reason"}), entry["reason"])
    except (TypeError, KeyError) as problem:
        raise BadFile(
            f"{name}: an entry is not complete.",
            got=", ".join(entry),
            expected="exercise, before, after, reason, and place where it is not 1",
        ) from problem


def mutants(source: str, exercise: str) -> tuple[Mutant, ...]:
    """All mutants of the exercise cell `source`, which has the solution between its markers."""
    tree = _without_docstrings(parse(source))
    original = ast.unparse(tree)
    texts = dict.fromkeys(ast.unparse(_exchanged(tree, old, new)) for old, new in _changes(tree, source))
    return tuple(_numbered(Mutant(_change(exercise, original, text), text) for text in texts if text != original))


def _numbered(made: Iterator[Mutant]) -> Iterator[Mutant]:
    """Equal lines with equal changes are told apart by their number."""
    seen: Counter[Change] = Counter()
    for mutant in made:
        seen[mutant.change] += 1
        yield replace(mutant, change=replace(mutant.change, place=seen[mutant.change]))


def _change(exercise: str, original: str, text: str) -> Change:
    before, after = original.split("\n"), text.split("\n")
    steps = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    moved = [(before[i:j], after[k:m]) for kind, i, j, k, m in steps if kind != "equal"]
    old, new = (" / ".join(line.strip() for lines in side for line in lines) for side in zip(*moved, strict=True))
    return Change(exercise, old, new)


def _exchanged(tree: ast.Module, old: ast.AST, new: ast.AST) -> ast.Module:
    return ast.fix_missing_locations(deepcopy(tree, {id(old): new}))


def _changes(tree: ast.Module, source: str) -> Iterator[tuple[ast.AST, ast.AST]]:
    """Each node that may change, with what may stand in its place."""
    lines = list(_solution_lines(source))
    for function in _functions(tree):
        if any(line in lines for line in range(function.lineno, (function.end_lineno or 0) + 1)):
            names = [arg.arg for arg in (*function.args.args, *function.args.kwonlyargs)]
            for node in _changeable(function, lines):
                yield from ((node, new) for new in mutations.changes(node))
                yield from ((node, new) for new in _mistaken(node, names, _assigned_again(function)))


def _functions(tree: ast.Module) -> Iterator[ast.FunctionDef]:
    """The outermost ones: an inner function is part of its solution."""
    for node in tree.body:
        inner = node.body if isinstance(node, ast.ClassDef) else [node]
        yield from (each for each in inner if isinstance(each, ast.FunctionDef))


def _solution_lines(source: str) -> Iterator[int]:
    inside = False
    for number, line in enumerate(source.split("\n"), start=1):
        inside = (inside or line.strip() == SOLUTION[0]) and line.strip() != SOLUTION[1]
        if inside:
            yield number


def _changeable(function: ast.FunctionDef, lines: list[int]) -> Iterator[ast.AST]:
    for default in (*function.args.defaults, *function.args.kw_defaults):
        if default is not None:
            yield from _open(default)
    for statement in ast.walk(function):
        if isinstance(statement, ast.stmt) and statement.lineno in lines:
            yield statement
            for child in ast.iter_child_nodes(statement):
                yield from () if isinstance(child, ast.stmt) else _open(child, error=isinstance(statement, ast.Raise))


def _open(node: ast.AST, *, error: bool = False) -> Iterator[ast.AST]:
    """`node` and what is inside; of an error only the values that it shows, of a text nothing that is inside."""
    if isinstance(node, ast.stmt | ast.arguments):
        return
    if not error or isinstance(node, ast.JoinedStr):
        yield node
    for child in () if isinstance(node, ast.JoinedStr) else _children(node):
        yield from _open(child, error=error)


def _children(node: ast.AST) -> Iterator[ast.AST]:
    """Without the classes that `isinstance` asks for: their order does not matter."""
    kinds = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "isinstance"
    for child in ast.iter_child_nodes(node):
        if not (kinds and isinstance(child, ast.Tuple)):
            yield child


def _mistaken(node: ast.AST, parameters: list[str], again: set[str]) -> Iterator[ast.AST]:
    """What depends on the function around: another of its arguments taken, or an assignment forgotten."""
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id in parameters:
        other = parameters[(parameters.index(node.id) + 1) % len(parameters)]
        yield ast.Name(other, node.ctx)
    if isinstance(node, ast.Assign) and len(node.targets) == 1 and mutations.name_of(node.targets[0]) in again:
        yield ast.Pass()


def _assigned_again(function: ast.FunctionDef) -> set[str]:
    """The names that have a value without one of their assignments."""
    stored = [node.id for node in ast.walk(function) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)]
    counted = Counter([*stored, *(arg.arg for arg in (*function.args.args, *function.args.kwonlyargs))])
    return {name for name, count in counted.items() if count > 1}


def _without_docstrings(tree: ast.Module) -> ast.Module:
    for node in ast.walk(tree):
        if isinstance(node, _DEFINITIONS) and ast.get_docstring(node) is not None:
            node.body = node.body[1:] or [ast.Pass()]
    return tree
