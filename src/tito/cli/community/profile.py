"""tito community profile: what the person said of themselves."""

from __future__ import annotations

import click

from tito.cli import output
from tito.cli.community import show
from tito.cli.options import json_option
from tito.learn import community, workspace
from tito.learn.community import COMMUNITY_VERSION


@click.command(name="profile")
@json_option
def command(as_json: bool) -> None:
    """Show what your profile says, and where it lies.

    \b
    Example:
      tito community profile
    """
    here = workspace.find()
    found = community.find(here)
    show.remark(found)
    if as_json:
        output.emit_json({"version": COMMUNITY_VERSION, "profile": found.profile.said() if found.profile else None})
    elif found.profile is None:
        output.say(show.NOT_JOINED)
    else:
        output.say(f"{here.relative(here.state / 'community.json')}, and nowhere else:")
        show.profile(found.profile)
