"""tito package sync: everything completed, exported again."""

from __future__ import annotations

import click

from tito.cli import output
from tito.cli.module import cards
from tito.course.manifest import Module
from tito.errors import TitoError
from tito.learn import package, workspace
from tito.learn.edition import Edition, find_edition
from tito.learn.workspace import Workspace


@click.command(name="sync")
def command() -> int:
    """Export every completed module again, from your notebooks as they stand.

    Exit code 1: a notebook could not be exported; the others were.

    \b
    Example:
      tito package sync
    """
    here = workspace.find()
    modules, edition = package.completed(here), find_edition(here)
    if not modules:
        output.say("No module is completed yet, so there is nothing to export.\nnext   tito module complete 00")
        return 0
    with here.lock(cards.busy):
        fine = [_export(here, edition, module) for module in modules]
    return 0 if all(fine) else 1


def _export(here: Workspace, edition: Edition, module: Module) -> bool:
    try:
        done = package.export(here, edition, module)
    except TitoError as problem:  # one broken notebook does not keep the others from being exported
        output.error(problem)
        return False
    output.say(f"{'written   ' if done.changed else 'up to date'}   {here.relative(done.path)}")
    return True
