"""Names that the exported code uses and that only the notebook knows: a helper in a cell without `#| export`.

In the notebook such code runs; in the package it would raise NameError, perhaps weeks later.
"""

from __future__ import annotations

import ast
import builtins
import symtable
from collections.abc import Iterator

from tito.course.assemble import is_exported
from tito.course.magics import plain_python
from tito.course.notebook import Notebook, NotebookCell


def left_behind(exported: str, notebook: Notebook) -> dict[str, str]:
    """Each such name with the first line of the cell that defines it. `exported` is the text of the package file."""
    table = symtable.symtable(exported, "exported", "exec")
    there = {s.get_name() for s in table.get_symbols() if s.is_assigned() or s.is_imported()} | set(dir(builtins))
    missing = {s.get_name() for t in _tables(table) for s in t.get_symbols() if s.is_global() and s.is_referenced()}
    elsewhere = {
        name: cell.source.strip().split("\n")[0]
        for cell in notebook.cells
        if not is_exported(cell)
        for name in _defined(cell)
    }
    return {name: elsewhere[name] for name in sorted(missing - there) if name in elsewhere}


def _tables(table: symtable.SymbolTable) -> Iterator[symtable.SymbolTable]:
    yield table
    for inner in table.get_children():
        yield from _tables(inner)


def _defined(cell: NotebookCell) -> set[str]:
    """The names that a cell gives a value at its top level; none if it is not Python."""
    if cell.kind != "code":
        return set()
    try:
        tree = ast.parse(plain_python(cell.source))
        symbols = symtable.symtable(ast.unparse(tree), cell.id, "exec").get_symbols()
    except (SyntaxError, ValueError):
        return set()
    return {s.get_name() for s in symbols if s.is_assigned() or s.is_imported()}
