"""The live display of a grading run: a bar on a terminal, a line for each hand-in elsewhere; a summary at the end."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from tito.cli import output

if TYPE_CHECKING:
    from tito.grading.autograde import Done, Failure, Progress

Show = Callable[["Progress"], None]


@contextmanager
def display(module: str) -> Iterator[Show]:
    """Yields what is to be called after each hand-in."""
    began = time.monotonic()
    last: list[Progress] = []

    def following(show: Show) -> Show:
        def follow(progress: Progress) -> None:
            last[:] = [progress]
            show(progress)

        return follow

    if sys.stderr.isatty():
        with _bar(module) as show:
            yield following(show)
    else:
        yield following(_line)
    if last and last[0].done:
        output.note(_summary(last[0], time.monotonic() - began))


@contextmanager
def _bar(module: str) -> Iterator[Show]:
    from rich import progress as rich
    from rich.console import Console

    columns = (
        rich.TextColumn(module),
        rich.BarColumn(),
        rich.MofNCompleteColumn(),
        rich.TextColumn("{task.fields[failed]} failed"),
        rich.TextColumn("{task.fields[rate]}"),
        rich.TimeRemainingColumn(),
        rich.TextColumn("{task.description}"),
    )
    with rich.Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None, failed=0, rate="")

        def show(progress: Progress) -> None:
            elapsed = bar.tasks[task].elapsed or 0.0
            bar.update(
                task,
                total=progress.total,
                completed=progress.done,
                failed=progress.failed,
                rate=_rate(progress, elapsed),
                description=_slowest(progress.slowest),
            )

        yield show


def _line(progress: Progress) -> None:
    if progress.latest:
        output.note(f"[{progress.done}/{progress.total}] {_outcome(progress.latest)}")


def _summary(progress: Progress, seconds: float) -> str:
    parts = (f"{progress.done} in {seconds:.1f} s", _rate(progress, seconds), _slowest(progress.slowest))
    failed = f"{progress.failed} could not be run" if progress.failed else ""
    return f"{progress.module}: " + ", ".join(filter(None, (*parts, failed)))


def _rate(progress: Progress, seconds: float) -> str:
    return f"{progress.done / seconds:.1f} a second" if seconds > 0 else ""


def _slowest(slowest: Done | None) -> str:
    return f"slowest {slowest.student} with {slowest.seconds:.1f} s" if slowest else ""


def _outcome(latest: Done | Failure) -> str:
    from tito.grading.autograde import Failure

    if isinstance(latest, Failure) or latest.reason:
        return f"{latest.student}: {latest.reason}"
    return f"{latest.student}: {latest.points:g} of {latest.max_points:g}"
