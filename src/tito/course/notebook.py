"""Jupyter notebooks as JSON: a reader that says what is wrong, a writer whose bytes depend on the content alone.

nbformat costs most of a second to import, which every `tito module test` would pay; a test compares the two.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from tito.errors import BadFile

KINDS = ("code", "markdown", "raw")
VALID_ID = re.compile(r"[a-zA-Z0-9_-]{1,64}")
LONE_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True)
class NotebookCell:
    """One cell; `source` is a single string, whatever the file has."""

    id: str
    kind: str  # "code", "markdown" or "raw"
    source: str
    metadata: Mapping[str, Any] = field(default_factory=dict)
    outputs: tuple[Any, ...] = ()
    execution_count: int | None = None


@dataclass(frozen=True)
class Notebook:
    cells: tuple[NotebookCell, ...]
    metadata: Mapping[str, Any] = field(default_factory=dict)

    def with_cells(self, cells: Iterable[NotebookCell]) -> Notebook:
        return replace(self, cells=tuple(cells))


def read(text: str, name: str) -> Notebook:
    """Read nbformat 4.0 to 4.5, the dialects of VS Code and Colab included; BadFile says in words what is wrong."""
    raw = _json(text.removeprefix("\ufeff"), name)  # Windows editors begin files so
    if not isinstance(raw, dict) or "nbformat" not in raw:
        raise BadFile(f"{name} is JSON but not a notebook.", expected="an object with cells and nbformat")
    if raw["nbformat"] != 4 or not isinstance(raw.get("cells"), list):
        got = f"nbformat {json.dumps(raw['nbformat'])}" + ("" if isinstance(raw.get("cells"), list) else ", no cells")
        then = "open it in JupyterLab and save it again"
        raise BadFile(f"{name} is a notebook of another format.", got=got, expected="nbformat 4", then=then)
    cells = [_cell(cell, number, name) for number, cell in enumerate(raw["cells"], 1)]
    return Notebook(tuple(_unique(cells)), _mapping(raw.get("metadata")))


def write(nb: Notebook) -> str:
    """The notebook as nbformat 4.5, as JupyterLab itself would save it: one space of indent, sorted keys."""
    raw = {"cells": [_raw(cell) for cell in nb.cells], "metadata": nb.metadata, "nbformat": 4, "nbformat_minor": 5}
    text = json.dumps(raw, indent=1, ensure_ascii=False, sort_keys=True) + "\n"
    return LONE_SURROGATE.sub(lambda match: f"\\u{ord(match[0]):04x}", text)  # else no UTF-8 file could hold it


def grade_id(cell: NotebookCell) -> str | None:
    """NBGrader's name for the cell, "check-add"; None when it has none or its metadata are lost."""
    found = _mapping(cell.metadata.get("nbgrader")).get("grade_id")
    return found if isinstance(found, str) else None


def _json(text: str, name: str) -> Any:
    if not text.strip():
        raise BadFile(f"{name} is empty.", expected="a notebook")
    try:
        return json.loads(text)
    except json.JSONDecodeError as problem:
        half = "; it ends in the middle" if problem.pos >= len(text.rstrip()) else ""
        where = f"line {problem.lineno}, column {problem.colno}"
        raise BadFile(f"{name} is not valid JSON: {problem.msg} at {where}{half}.", expected="a notebook") from problem
    except RecursionError as problem:
        raise BadFile(f"{name} is nested too deeply to be a notebook.") from problem
    except ValueError as problem:  # Python reads no number of thousands of digits
        raise BadFile(f"{name} holds a number too long for any notebook.") from problem


def _cell(raw: Any, number: int, name: str) -> NotebookCell:
    if not isinstance(raw, dict) or raw.get("cell_type") not in KINDS:
        kind = raw.get("cell_type") if isinstance(raw, dict) else type(raw).__name__
        raise BadFile(f"{name}: cell {number} is not a cell.", got=repr(kind), expected=", ".join(KINDS))
    metadata = _mapping(raw.get("metadata"))
    wanted = raw.get("id", metadata.get("id"))  # Colab keeps ids among the metadata
    count, outputs = raw.get("execution_count"), raw.get("outputs")
    return NotebookCell(
        id=wanted if isinstance(wanted, str) and VALID_ID.fullmatch(wanted) else f"cell-{number}",
        kind=raw["cell_type"],
        source=_text(raw.get("source", ""), number, name),
        metadata=metadata,
        outputs=tuple(outputs) if isinstance(outputs, list) else (),
        execution_count=count if isinstance(count, int) else None,
    )


def _text(source: Any, number: int, name: str) -> str:
    if isinstance(source, list) and all(isinstance(line, str) for line in source):
        source = "".join(source)
    if not isinstance(source, str):
        raise BadFile(f"{name}: the source of cell {number} is not text.", got=type(source).__name__)
    return source.replace("\r\n", "\n")


def _unique(cells: list[NotebookCell]) -> list[NotebookCell]:
    """Cells with ids that differ; a copied cell gets a number behind its id."""
    seen: set[str] = set()
    copies: dict[str, int] = {}  # a hand-in may hold a hundred thousand of one cell
    found = []
    for cell in cells:
        wanted, stem = cell.id, cell.id[:57]
        while wanted in seen:
            copies[stem] = copies.get(stem, 1) + 1
            wanted = f"{stem}-{copies[stem]}"
        seen.add(wanted)
        found.append(cell if wanted == cell.id else replace(cell, id=wanted))
    return found


def _raw(cell: NotebookCell) -> dict[str, Any]:
    raw: dict[str, Any] = {"cell_type": cell.kind, "id": cell.id, "metadata": cell.metadata}
    if cell.kind == "code":
        raw |= {"execution_count": cell.execution_count, "outputs": list(cell.outputs)}
    return raw | {"source": _lines(cell.source)}


def _lines(source: str) -> list[str]:
    lines = [f"{line}\n" for line in source.split("\n")]
    lines[-1] = lines[-1][:-1]
    return lines if lines[-1] else lines[:-1]


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}
