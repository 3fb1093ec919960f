"""tito checkpoint timeline: the way so far, and the way ahead."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import click

from tito.cli import output
from tito.cli.checkpoint import rows
from tito.cli.options import json_option
from tito.learn.checkpoints import CHECKPOINTS_VERSION, Checkpoint


@click.command(name="timeline")
@json_option
def command(as_json: bool) -> None:
    """Show when your framework first passed each checkpoint, and which ones lie ahead.

    \b
    Example:
      tito checkpoint timeline
    """
    found = rows.here()
    if as_json:
        output.emit_json({"version": CHECKPOINTS_VERSION, "reached": _json(found.reached), "ahead": _json(found.ahead)})
        return
    lines = [(_day(row), row.module.number, row.question) for row in (*found.reached, *found.ahead)]
    if lines:
        output.table(["", "", ""], lines)
    rows.say_next(found)


def _day(row: Checkpoint) -> str:
    return row.record.achieved.partition("T")[0] or output.dim("ahead")


def _json(found: Iterable[Checkpoint]) -> list[dict[str, Any]]:
    return [row.to_json() for row in found]
