"""tito system info: what to paste into a bug report."""

from __future__ import annotations

import click

from tito.cli import output
from tito.cli.options import json_option
from tito.learn.health import facts


@click.command(name="info")
@json_option
def command(as_json: bool) -> None:
    """Print versions, paths and platform: what to paste into a bug report. Your home folder is shown as ~.

    \b
    Example:
      tito system info
    """
    found = facts()
    if as_json:
        output.emit_json({"version": 1, **found})
        return
    output.table(["", ""], list(found.items()))
