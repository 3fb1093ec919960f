"""The live display of a grading run: a bar on a terminal, a line for each hand-in elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from tito.cli import output

if TYPE_CHECKING:
    from tito.grading.autograde import Failure, Progress
    from tito.grading.journal import Grading

Show = Callable[["Progress"], None]


@contextmanager
def display(module: str) -> Iterator[Show]:
    """Yields what is to be called after each hand-in."""
    if not sys.stderr.isatty():
        yield _line
        return
    from rich import progress as rich
    from rich.console import Console

    columns = (
        rich.TextColumn(module),
        rich.BarColumn(),
        rich.MofNCompleteColumn(),
        rich.TimeRemainingColumn(),
        rich.TextColumn("{task.description}"),
    )
    with rich.Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None)

        def show(progress: Progress) -> None:
            bar.update(task, total=progress.total, completed=progress.done, description=_words(progress))

        yield show


def _line(progress: Progress) -> None:
    if progress.latest:
        output.note(f"[{progress.done}/{progress.total}] {_words(progress)}")


def _words(progress: Progress) -> str:
    return _outcome(progress.latest) if progress.latest else ""


def _outcome(latest: Grading | Failure) -> str:
    report = getattr(latest, "report", None)
    if report is None:
        return f"{latest.student}: {latest.reason}"
    return f"{latest.student}: {report.points:g} of {report.max_points:g}"
