"""tito module export: the package file, whether or not the checks pass."""

from __future__ import annotations

import click

from tito.cli import output
from tito.cli.module import cards
from tito.cli.options import ModuleName
from tito.cli.package import sync
from tito.errors import WrongUsage
from tito.learn import checking, package, workspace
from tito.learn.edition import find_edition


@click.command(name="export")
@click.argument("module", metavar="[MODULE]", required=False, type=ModuleName())
@click.option("--all", "every", is_flag=True, help="Everything completed, as tito package sync does.")
@click.pass_context
def command(ctx: click.Context, module: str | None, every: bool) -> int:
    """Write a module's package file from your notebook as it stands. It does not count as completed.

    \b
    Example:
      tito module export 01
    """
    if every == (module is not None):
        raise WrongUsage("Which module?", expected="one MODULE, or --all", then="tito module export 01")
    if module is None:
        return int(ctx.invoke(sync.command))
    here = workspace.find()
    found, edition = here.course.find(module), find_edition(here)
    built = checking.rebuilt(here, edition, found)
    with here.lock(cards.busy):
        code = package.assembled(here, found, built.notebook)
        done = package.write(here, found, code)
    for remark in built.remarks:
        output.note(f"note: {remark}")
    for name, line in code.left_behind.items():
        output.note(f"note: {name} is used and not exported; the cell that has it begins: {line}")
    output.say(f"{'Written' if done.changed else 'Up to date'}: {here.relative(done.path)}   {', '.join(done.names)}")
    output.say(output.dim(f"Its checks were not run. To count it as completed: tito module complete {found.number}"))
    return 0
