"""tito package reset: an empty package, the old one kept."""

from __future__ import annotations

import click

from tito.cli import output
from tito.cli.module import cards
from tito.cli.options import yes_option
from tito.errors import WrongUsage
from tito.learn import package, workspace


@click.command(name="reset")
@yes_option
def command(yes: bool) -> None:
    """Empty your package. What it held is kept, and your notebooks are not touched.

    \b
    Example:
      tito package reset
    """
    here = workspace.find()
    if not output.confirm(f"Empty {here.package}? A copy is kept.", yes=yes):
        raise WrongUsage("Nothing was changed.", then="tito package reset --yes")
    with here.lock(cards.busy):
        kept = package.reset(here)
    if kept is None:
        output.say("The package was empty already.")
        return
    output.say(f"The package is empty. What it held is kept in {here.relative(kept)}.")
    output.say("next   tito package sync   fills it again from your notebooks")
