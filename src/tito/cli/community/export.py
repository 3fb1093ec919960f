"""tito community export: a file that the person may share."""

from __future__ import annotations

from pathlib import Path

import click

from tito.cli import output
from tito.cli.options import yes_option
from tito.errors import WrongUsage
from tito.learn import community, state, workspace


@click.command(name="export")
@click.option(
    "--output",
    "target",
    metavar="FILE",
    default="tinytorch-profile.json",
    show_default=True,
    help="Where to write; '-' for the screen.",
)
@yes_option
def command(target: str, yes: bool) -> None:
    """Write your profile and your counts into a file. What becomes of it is up to you: nothing is sent.

    \b
    Example:
      tito community export --output me.json
    """
    text = community.shared(workspace.find())
    path = Path(target)
    if target == "-":
        output.say(text.rstrip("\n"))
        return
    if path.exists() and not output.confirm(f"Replace {path}?", yes=yes):
        raise WrongUsage(f"{path} is there already; nothing was changed.", then="tito community export --yes")
    state.replace_text(path, text)
    output.say(f"Written: {path}   It holds what `tito community profile` and `tito community stats` show.")
