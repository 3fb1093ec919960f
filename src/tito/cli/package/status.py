"""tito package status: what `import tinytorch` holds."""

from __future__ import annotations

import click

from tito.cli import output
from tito.cli.options import json_option
from tito.learn import package, workspace
from tito.learn.edition import find_edition
from tito.learn.package import Held, Part

PAINT = {Held.CURRENT: output.good, Held.BEHIND: output.bold, Held.BY_HAND: output.bad}
THEN = {
    Held.BEHIND: "tito module complete {number}",
    Held.BY_HAND: "tito module complete {number}   (keeps a copy of the file in .tinytorch/backups/)",
    Held.ORPHAN: "tito module start {number}",
    Held.UNREADABLE: "tito module test {number}",
}


@click.command(name="status")
@json_option
def command(as_json: bool) -> int:
    """Show what your package holds, and whether each file is what its notebook says today.

    Exit code 1: something hides your package from Python.

    \b
    Example:
      tito package status
    """
    here = workspace.find()
    found = package.status(here, find_edition(here))
    if as_json:
        output.emit_json(found.to_json())
        return 1 if found.problems else 0
    output.say(f"{output.bold('tinytorch')}   {here.package}")
    for problem in found.problems:
        output.say(output.bad("problem  ") + problem)
    if found.parts:
        output.table(["file", "state", "names"], [_row(part) for part in found.parts])
    else:
        output.say("It is empty: nothing has been exported yet.\nnext   tito module complete 00")
    for part in found.parts:
        _explain(part)
    return 1 if found.problems else 0


def _row(part: Part) -> tuple[str, str, str]:
    names = ", ".join(part.names[:5]) + (f" and {len(part.names) - 5} more" if len(part.names) > 5 else "")
    return part.file, PAINT.get(part.held, output.dim)(part.held), names


def _explain(part: Part) -> None:
    if part.reason:
        output.say(f"{part.file}: {part.reason}")
    if part.held in THEN:
        output.say(f"next   {THEN[part.held].format(number=part.module.partition('_')[0])}")
