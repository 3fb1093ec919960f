"""Module files in the percent format: Python text in which `# %%` begins a cell.

A file has one way to be written, so that reading and writing it changes no byte: a blank line before each marker, every
line of a prose cell beginning with `#`, options in the order they are to keep.

>>> [cell.options for cell in parse('# %% exercise="add"\\n#| export\\n')]
[{'exercise': 'add'}]
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from tito.errors import BadFile

Kind = Literal["code", "markdown"]

MARKER = re.compile(r"# %%(?P<prose> \[markdown\])?(?P<options>( \w+=(\"[\w.-]+\"|\d+))*)")
OPTION = re.compile(r"(\w+)=(?:\"([\w.-]+)\"|(\d+))")


@dataclass(frozen=True)
class Cell:
    """One cell. `source` is without comment signs in a prose cell; `line` is its marker's line in the file."""

    kind: Kind
    options: Mapping[str, str | int]
    source: str
    line: int = field(default=0, compare=False)


def parse(text: str, name: str = "module file") -> tuple[Cell, ...]:
    """Cut `text` into cells; BadFile names the line of whatever would not survive writing it back."""
    lines = text.split("\n")
    starts = [i for i, line in enumerate(lines) if line.startswith("# %%")]
    if not starts or starts[0] != 0:
        raise BadFile(f"{name}, line 1: does not begin with a cell.", got=repr(lines[0]), expected="# %% [markdown]")
    ends = [*starts[1:], len(lines)]
    cells = tuple(_cell(lines, start, end, name) for start, end in zip(starts, ends, strict=True))
    _check_canonical(lines, write(cells).split("\n"), name)
    return cells


def write(cells: Iterable[Cell]) -> str:
    """The text of a module file; the inverse of `parse`."""
    return "\n".join(f"{_marker(cell)}\n{_body(cell)}" for cell in cells)


def _cell(lines: list[str], start: int, end: int, name: str) -> Cell:
    marker = MARKER.fullmatch(lines[start])
    if marker is None:
        expected = 'like # %% [markdown] question="q1" points=10'
        raise BadFile(f"{name}, line {start + 1}: not a cell marker.", got=lines[start], expected=expected)
    if end < len(lines) and lines[end - 1]:
        raise BadFile(f"{name}, line {end + 1}: no blank line before the marker.", got=lines[end - 1])
    options = _options(marker["options"], f"{name}, line {start + 1}")
    body = lines[start + 1 : end - 1]  # the line before the next marker is blank
    if marker["prose"]:
        return Cell("markdown", options, "\n".join(_uncommented(body, start + 2, name)), start + 1)
    return Cell("code", options, "\n".join(body), start + 1)


def _options(text: str, where: str) -> dict[str, str | int]:
    found: dict[str, str | int] = {}
    for key, word, number in OPTION.findall(text):
        if key in found:
            raise BadFile(f"{where}: the option {key} stands there twice.")
        found[key] = word or int(number)
    return found


def _uncommented(body: list[str], first: int, name: str) -> list[str]:
    for number, line in enumerate(body, first):
        if line != "#" and not line.startswith("# "):
            raise BadFile(f"{name}, line {number}: a line of prose without its comment sign.", got=repr(line))
    return [line[2:] for line in body]


def _marker(cell: Cell) -> str:
    words = ["# %%", *(["[markdown]"] if cell.kind == "markdown" else [])]
    return " ".join([*words, *(f'{k}="{v}"' if isinstance(v, str) else f"{k}={v}" for k, v in cell.options.items())])


def _body(cell: Cell) -> str:
    lines = cell.source.split("\n") if cell.source else []
    if cell.kind == "markdown":
        lines = [f"# {line}" if line else "#" for line in lines]
    return "".join(f"{line}\n" for line in lines)


def _check_canonical(lines: list[str], written: list[str], name: str) -> None:
    if lines == written:
        return
    pairs = enumerate(zip([*lines, "end of file"], [*written, "end of file"], strict=False), 1)
    number, (got, expected) = next((number, pair) for number, pair in pairs if pair[0] != pair[1])
    raise BadFile(f"{name}, line {number}: not as the format has it.", got=repr(got), expected=repr(expected))
