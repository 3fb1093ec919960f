"""tito system reset: a workspace whose state, folders or package are damaged, made whole again."""

from __future__ import annotations

import click

from tito.cli import output
from tito.cli.module import cards
from tito.cli.options import yes_option
from tito.errors import WrongUsage
from tito.learn import repair, workspace

QUESTION = "Repair the workspace {root}? Your notebooks are not touched, and a backup is made first."


@click.command(name="reset")
@yes_option
def command(yes: bool) -> None:
    """Repair a workspace: missing folders, damaged state, the package exported again. Notebooks are not touched.

    \b
    Example:
      tito system reset --yes
    """
    found = workspace.find()
    if not output.confirm(QUESTION.format(root=found.root), yes=yes):
        raise WrongUsage("Nothing was changed.", then="tito system reset --yes")
    for line in repair.repair(found, cards.busy):
        output.say(line)
