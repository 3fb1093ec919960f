"""tito module reset: back to the untouched notebook, and back again."""

from __future__ import annotations

import click

from tito.cli import output
from tito.cli.module import cards
from tito.cli.options import module_argument, yes_option
from tito.course.manifest import Module
from tito.errors import WrongUsage
from tito.learn import notebooks, workspace
from tito.learn.edition import find_edition
from tito.learn.workspace import Workspace


@click.command(name="reset")
@module_argument
@click.option("--restore", is_flag=True, help="Bring back the newest copy that a reset has kept.")
@yes_option
def command(module: str, restore: bool, yes: bool) -> None:
    """Put the untouched notebook in place of yours. A copy of yours is kept first.

    \b
    Example:
      tito module reset 01
      tito module reset 01 --restore
    """
    here = workspace.find()
    found = here.course.find(module)
    if restore:
        _restore(here, found)
    else:
        _reset(here, found, yes=yes)


def _reset(here: Workspace, module: Module, *, yes: bool) -> None:
    notebook = here.relative(notebooks.require(here, module))
    if not output.confirm(f"Replace {notebook} with the untouched one? A copy of yours is kept.", yes=yes):
        raise WrongUsage("Nothing was changed.", then=f"tito module reset {module.number} --yes")
    with here.lock(cards.busy):
        kept = notebooks.reset(here, find_edition(here), module)
    output.say(f"{notebook} is untouched again. Yours is kept in {here.relative(kept)}.")
    output.say(f"To bring yours back: tito module reset {module.number} --restore")


def _restore(here: Workspace, module: Module) -> None:
    with here.lock(cards.busy):
        source, before = notebooks.restore(here, module)
    output.say(f"{here.relative(here.notebook(module))} is again what it was: {here.relative(source)}.")
    if before:
        output.say(f"What stood there is kept in {here.relative(before)}.")
