"""tito milestone list: the programs from the history of the field."""

from __future__ import annotations

import click

from tito.cli import output
from tito.cli.milestone import rows
from tito.cli.options import json_option
from tito.learn.milestones import Row


@click.command(name="list")
@json_option
def command(as_json: bool) -> None:
    """List all milestones with their programs, and whether you have reached them.

    \b
    Example:
      tito milestone list
    """
    place = rows.here()
    if as_json:
        output.emit_json(place.history.to_json())
        return
    if place.history.rows:
        output.table(["milestone", "program", "", "state"], [_row(row) for row in place.history.rows])
    rows.say_next(place.history)


def _row(row: Row) -> tuple[str, str, str, str]:
    first = row.script == row.milestone.scripts[0]
    title = row.script.title + (output.dim(" (optional)") if row.script.optional else "")
    return row.milestone.id if first else "", row.script.name, title, rows.standing(row)
