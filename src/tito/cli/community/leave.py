"""tito community leave: the profile is deleted."""

from __future__ import annotations

import click

from tito.cli import output
from tito.cli.module import cards
from tito.cli.options import yes_option
from tito.errors import WrongUsage
from tito.learn import community, workspace


@click.command(name="leave")
@yes_option
def command(yes: bool) -> None:
    """Delete your profile. Your notebooks, package and progress stay; so do files that you exported.

    \b
    Example:
      tito community leave
    """
    here = workspace.find()
    if not output.confirm("Delete your profile?", yes=yes):
        raise WrongUsage("Nothing was changed.", then="tito community leave --yes")
    with here.lock(cards.busy):
        there = community.leave(here)
    output.say("Your profile is deleted." if there else "There was no profile.")
