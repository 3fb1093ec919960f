"""tito community join: a profile in the person's own workspace."""

from __future__ import annotations

import click

from tito.cli import output
from tito.cli.community import show
from tito.cli.module import cards
from tito.learn import community, workspace

ROLES = ("student", "self-learner", "instructor", "assistant", "other")


@click.command(name="join")
@click.option("--name", help="What you want to be called.")
@click.option("--institution", help="Where you study or teach.")
@click.option("--country", help="Where you are.")
@click.option("--role", type=click.Choice([*ROLES, ""]), metavar=f"[{'|'.join(ROLES)}]", help="What brings you here.")
def command(name: str | None, institution: str | None, country: str | None, role: str | None) -> None:
    """Write a profile into .tinytorch/community.json, or change the fields that you give.

    Everything is optional; an empty text ("") removes a field. Nothing leaves this machine.

    \b
    Example:
      tito community join
      tito community join --name "Ada" --institution "University of London"
    """
    here = workspace.find()
    given = {"name": name, "institution": institution, "country": country, "role": role}
    with here.lock(cards.busy):
        found = community.join(here, given)
    show.remark(found)
    output.say(f"Your profile is in {here.relative(here.state / 'community.json')}, and nowhere else.")
    if found.profile:
        show.profile(found.profile)
    output.say("\nshow it   tito community profile     delete it   tito community leave")
