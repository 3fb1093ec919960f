"""The one module that prints. Results go to stdout, diagnostics to stderr; colour only on a terminal."""

from __future__ import annotations

import io
import json
import os
import sys
from collections.abc import Sequence
from shutil import get_terminal_size
from textwrap import wrap
from typing import Any, TextIO

import click

from tito.errors import TitoError


def say(text: str = "") -> None:
    """Print one result line (or several) on stdout."""
    click.echo(text, color=_colour(sys.stdout))


def note(text: str) -> None:
    """Print a diagnostic on stderr: progress, warnings, what is being done."""
    click.echo(text, err=True, color=_colour(sys.stderr))


def emit_json(value: dict[str, Any]) -> None:
    """Print a versioned report for programs. `value` carries its own "version"."""
    click.echo(json.dumps(value, indent=2, ensure_ascii=False))


def error(problem: TitoError) -> None:
    note(click.style("error: ", fg="red", bold=True) + str(problem))


def good(text: str) -> str:
    return click.style(text, fg="green")


def bad(text: str) -> str:
    return click.style(text, fg="red")


def dim(text: str) -> str:
    return click.style(text, dim=True)


def bold(text: str) -> str:
    return click.style(text, bold=True)


def table(headers: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print aligned columns; styled cells keep their width. Headers may be empty strings."""
    cells = [[bold(h) for h in headers], *rows] if any(headers) else list(rows)
    widths = [max(len(click.unstyle(row[i])) for row in cells) for i in range(len(headers))]
    for row in cells:
        padded = (text + " " * (width - len(click.unstyle(text))) for text, width in zip(row, widths, strict=True))
        say("  ".join(padded).rstrip())


def wrapped(text: str, *, indent: int, hanging: str = "") -> str:
    """One line of text, as wide as the terminal: what does not fit goes below, `indent` columns in. Whole where there
    is no terminal, since a program may look for the words."""
    if not is_terminal():
        return text
    lines = wrap(text, max(40, get_terminal_size().columns - indent), subsequent_indent=hanging)
    return ("\n" + " " * indent).join(lines)


def page(markdown: str) -> None:
    """A page of text: laid out on a terminal, as it was written elsewhere."""
    if not _has_person(sys.stdout):
        say(markdown.rstrip())
        return
    from rich.console import Console  # only for a person who reads a page
    from rich.markdown import Markdown

    Console(no_color=not _colour(sys.stdout)).print(Markdown(markdown))


def confirm(question: str, *, yes: bool) -> bool:
    """Ask only when a person can answer; `--yes` answers for them."""
    if yes:
        return True
    if not _has_person(sys.stdin):
        return False
    return click.confirm(question, err=True)


def is_terminal() -> bool:
    """Whether a person sees the results and can answer."""
    return _has_person(sys.stdin) and _has_person(sys.stdout)


def clear() -> None:
    """Begin a fresh screen, where there is one."""
    if _has_person(sys.stdout):
        click.clear()


def never_fail_on_letters() -> None:
    """A terminal that cannot show a letter of somebody's name shows a `?` for it; that is no reason to fail."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def _colour(stream: TextIO | None) -> bool:
    return _has_person(stream) and not os.environ.get("NO_COLOR")


def _has_person(stream: TextIO | None) -> bool:
    """Python has None for a stream that was closed before it started."""
    return stream is not None and stream.isatty()
