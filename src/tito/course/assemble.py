"""A notebook's exported cells as a package file that reads as if it had been written by hand."""

from __future__ import annotations

import ast
import io
import sys
import textwrap
import tokenize
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tito.course import magics
from tito.course.cells import EXERCISE_LINE, HIDDEN, SOLUTION
from tito.course.manifest import Module
from tito.course.notebook import Notebook, NotebookCell
from tito.errors import BadFile

Import = ast.Import | ast.ImportFrom


@dataclass(frozen=True)
class _Exported:
    """One cell: its text without directives and imports, its syntax tree, its imports."""

    text: str
    tree: ast.Module
    imports: tuple[Import, ...]


def assemble(notebook: Notebook, module: Module, *, source_name: str) -> str:
    """The package file of `module`; BadFile names the cell and line that is not Python."""
    exported = [_exported(cell) for cell in notebook.cells if is_exported(cell)]
    imports = _merged(node for cell in exported for node in cell.imports)
    command = f"tito module complete {module.number}"
    head = f"# Written from {source_name} by `{command}`: change the notebook, not this file."
    names = f"__all__ = [{', '.join(repr(name) for name in _public(exported))}]".replace("'", '"')
    blocks = [_docstring(notebook, module), *imports, _wrapped(names)]
    return f"{head}\n" + "\n\n".join(block for block in blocks if block) + "".join(map(_spaced, exported)) + "\n"


def exported_names(notebook: Notebook) -> tuple[str, ...]:
    """The public names that the package file will have, in the order of the notebook."""
    return tuple(_public([_exported(cell) for cell in notebook.cells if is_exported(cell)]))


def is_exported(cell: NotebookCell) -> bool:
    return cell.kind == "code" and any(line.split() == ["#|", "export"] for line in cell.source.split("\n"))


def _exported(cell: NotebookCell) -> _Exported:
    source = magics.plain_python(cell.source)
    try:
        tree = magics.tree(source)
        drop = set(_comment_lines(source))
    except (SyntaxError, tokenize.TokenError, ValueError, RecursionError, MemoryError) as problem:
        raise _not_python(cell, problem) from problem
    imports = tuple(_alone(tree, source))
    for node in imports:
        drop.update(range(node.lineno, (node.end_lineno or node.lineno) + 1))
    kept = [line for number, line in enumerate(source.split("\n"), 1) if number not in drop]
    return _Exported("\n".join(kept).strip("\n").rstrip(), tree, imports)


def _comment_lines(source: str) -> Iterable[int]:
    """The lines that mean something in the notebook only: directives, exercise names, ends of regions."""
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT and token.line.lstrip().startswith("#"):
            text = token.string
            if text.startswith("#|") or EXERCISE_LINE.match(text) or text in {*SOLUTION, *HIDDEN}:
                yield token.start[0]


def _alone(tree: ast.Module, source: str) -> Iterable[Import]:
    """Imports at the top level that share their lines with nothing else, so that they can move."""
    lines = source.split("\n")
    for node in tree.body:
        if isinstance(node, Import) and lines[node.lineno - 1].split()[0] in {"import", "from"}:
            rest = lines[(node.end_lineno or node.lineno) - 1].encode()[node.end_col_offset :].strip()
            if not rest or rest.startswith(b"#"):
                yield node


def _merged(nodes: Iterable[Import]) -> list[str]:
    """Import statements without repetition, in the groups that PEP 8 names."""
    found: dict[str, dict[str, None]] = {}  # by origin; a plain import is its own origin
    for node in nodes:
        aliases = [f"{a.name} as {a.asname}" if a.asname else a.name for a in node.names]
        if isinstance(node, ast.Import):
            found.update({f"import {alias}": {} for alias in aliases})
        else:
            found.setdefault("." * node.level + (node.module or ""), {}).update(dict.fromkeys(aliases))
    groups: dict[int, list[str]] = {}
    for origin, names in found.items():
        statement = _wrapped(f"from {origin} import {', '.join(names)}") if names else origin
        groups.setdefault(_group(origin), []).append(statement)
    return ["\n".join(sorted(groups[number], key=lambda line: line.startswith("from"))) for number in sorted(groups)]


def _group(origin: str) -> int:
    """0 for __future__, 1 for the standard library, 2 for other libraries, 3 for the package itself."""
    top = origin.removeprefix("import ").split(".")[0].split()[:1]
    if top in ([], ["tinytorch"]):  # no name before the first dot: a relative import
        return 3
    if top == ["__future__"]:
        return 0
    return 1 if top[0] in sys.stdlib_module_names else 2


def _wrapped(statement: str) -> str:
    """`statement`, over several lines in brackets if it is longer than a line should be."""
    if len(statement) <= 120:
        return statement
    if statement.startswith("__all__"):
        head, opening, body, closing = "__all__ = ", "[", statement[len("__all__ = [") : -1], "]"
    else:
        head, _, body = statement.partition(" import ")
        head, opening, closing = head + " import ", "(", ")"
    filled = textwrap.fill(body + ",", 116, initial_indent="    ", subsequent_indent="    ", break_long_words=False)
    return f"{head}{opening}\n{filled}\n{closing}"


def _public(exported: Sequence[_Exported]) -> list[str]:
    names = (name for cell in exported for node in cell.tree.body for name in _names(node))
    return list(dict.fromkeys(name for name in names if not name.startswith("_")))


def _names(node: ast.stmt) -> list[str]:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return [node.name]
    targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
    flat = (part for target in targets for part in (target.elts if isinstance(target, ast.Tuple) else [target]))
    return [part.id for part in flat if isinstance(part, ast.Name)]


def _docstring(notebook: Notebook, module: Module) -> str:
    prose = (cell.source for cell in notebook.cells if cell.kind == "markdown")
    titles = (line[2:].strip() for source in prose for line in source.split("\n") if line.startswith("# "))
    title = next(titles, module.title).rstrip(".").replace("\\", "\\\\").replace('"', '\\"')
    return f'"""{title}."""'


def _spaced(cell: _Exported) -> str:
    """A cell's text with the blank lines PEP 8 wants before it; nothing for a cell of imports."""
    if not cell.text:
        return ""
    defines = any(isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) for node in cell.tree.body)
    return ("\n\n\n" if defines else "\n\n") + cell.text


def _not_python(cell: NotebookCell, problem: Exception) -> BadFile:
    line = getattr(problem, "lineno", None)
    lines = cell.source.split("\n")
    got = lines[line - 1].strip() if line and line <= len(lines) else ""
    where = f", line {line}" if line else ""
    words = getattr(problem, "msg", None) or str(problem) or "too deeply nested"
    return BadFile(f"Cell {cell.id}{where} is not Python: {words}.", got=got, then="mend that line in the notebook")
