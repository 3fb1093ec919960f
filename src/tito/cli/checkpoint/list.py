"""tito checkpoint list: every capability of the course."""

from __future__ import annotations

import click

from tito.cli import output
from tito.cli.checkpoint import rows
from tito.cli.options import json_option


@click.command(name="list")
@json_option
def command(as_json: bool) -> None:
    """List all checkpoints: what each asks of your framework, and whether you are there.

    \b
    Example:
      tito checkpoint list
    """
    found = rows.here()
    if as_json:
        output.emit_json(found.to_json())
        return
    if found.rows:
        output.table(["module", "asks", "state"], [rows.row(row) for row in found.rows])
    rows.say_next(found)
