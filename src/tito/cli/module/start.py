"""tito module start: the notebook in its place, open."""

from __future__ import annotations

import click

from tito.cli import output
from tito.cli.module import cards
from tito.cli.options import module_argument
from tito.course.manifest import Module
from tito.learn import editor, notebooks, progress, workspace
from tito.learn.edition import find_edition
from tito.learn.overview import due, missing
from tito.learn.workspace import Workspace


@click.command(name="start")
@module_argument
@click.option("--no-browser", is_flag=True, help="Put the notebook in place and open nothing.")
@click.option("--editor", "name", type=click.Choice(editor.NAMES), default="jupyter", help="What opens it.")
def command(module: str, no_browser: bool, name: str) -> None:
    """Put a module's notebook into your workspace, if it is not there yet, and open it in JupyterLab.

    Without a terminal nothing is opened.

    \b
    Example:
      tito module start 01
      tito module start 01 --editor vscode
    """
    here = workspace.find()
    found, edition = here.course.find(module), find_edition(here)
    with here.lock(cards.busy):
        begun = progress.load(here).of(found.id).started
        notebooks.hand_out(here, edition, found)
        recorded = progress.change(here, found.id, progress.started)
    if recorded.remark:
        output.note(f"note: {recorded.remark}")
    _show(here, found, missing(here, found, recorded), again=bool(begun))
    if not no_browser and output.is_terminal():
        output.note(f"Opening it in {editor.TITLES[name]} ...")
        editor.open_notebook(here.notebook(found), name)


def _show(here: Workspace, module: Module, lacking: tuple[Module, ...], *, again: bool) -> None:
    notebook = here.relative(here.notebook(module))
    output.say(f"{output.bold(f'{module.number} {module.title}')}   {notebook}{'   (as you left it)' if again else ''}")
    if when := due(module):
        output.say(when)
    readme = here.folder(module) / "README.md"
    if readme.is_file():
        output.say(f"read first   {here.relative(readme)}")
    if lacking:
        names = ", ".join(f"{m.number} {m.title}" for m in lacking)
        output.say(f"It builds on {names}, not completed yet: until then its cells stop at their first import.")
        output.say(f"do first     tito module start {lacking[0].number}")
    for scaffold in here.course.scaffolds(module):
        output.say(f"too steep?   tito module start {scaffold.number}   ({scaffold.title}: smaller steps, optional)")
    number = module.number
    output.say(f"then         tito module test {number}   as often as you like, and   tito module complete {number}")
