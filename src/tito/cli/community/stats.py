"""tito community stats: one's own counts."""

from __future__ import annotations

import click

from tito.cli import output
from tito.cli.community import show
from tito.cli.options import json_option
from tito.learn import community, workspace


@click.command(name="stats")
@json_option
def command(as_json: bool) -> None:
    """Show your own counts, from your progress and your newest baseline. You need not have joined.

    \b
    Example:
      tito community stats
    """
    found = community.stats(workspace.find())
    if as_json:
        output.emit_json(found.to_json())
    else:
        show.stats(found)
