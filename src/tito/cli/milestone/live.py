"""The live display of a milestone's program: a bar on a terminal, a line now and then elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from tito.cli import output

Show = Callable[[Mapping[str, float]], None]
LINES = 10  # of a whole run, where there is no terminal


@contextmanager
def display(name: str) -> Iterator[Show]:
    """Yields what is to be called with each report."""
    if not sys.stderr.isatty():
        yield _line
        return
    from rich import progress as rich
    from rich.console import Console

    columns = (
        rich.TextColumn(name),
        rich.BarColumn(),
        rich.MofNCompleteColumn(),
        rich.TextColumn("{task.description}"),
    )
    with rich.Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None)

        def show(report: Mapping[str, float]) -> None:
            bar.update(task, total=report.get("of"), completed=report.get("step", 0), description=_words(report))

        yield show


def _line(report: Mapping[str, float]) -> None:
    step, of = report.get("step", 0), report.get("of", 0)
    if of <= 0 or step * LINES // of > (step - 1) * LINES // of:
        output.note(f"[{step:g}/{of:g}] {_words(report)}")


def _words(report: Mapping[str, float]) -> str:
    values = {name: value for name, value in report.items() if name not in ("step", "of")}
    return "   ".join(f"{name.replace('_', ' ')} {value:.4g}" for name, value in values.items())
