"""tito milestone list: the programs from the history of the field."""

from __future__ import annotations

import click

from tito.cli import output
from tito.cli.milestone import rows
from tito.cli.milestone.rows import Place
from tito.cli.options import json_option
from tito.course.milestones import Milestone


@click.command(name="list")
@json_option
def command(as_json: bool) -> None:
    """List all milestones with their programs, and whether you have reached them.

    \b
    Example:
      tito milestone list
    """
    place = rows.here()
    if as_json:
        output.emit_json(place.history.to_json())
        return
    for milestone in place.edition.course.milestones:
        _show(place, milestone)
    rows.say_next(place.history)


def _show(place: Place, milestone: Milestone) -> None:
    """Each program with the number that `run --script` takes."""
    if milestone != place.edition.course.milestones[0]:
        output.say()
    output.say(f"{output.bold(milestone.id)}   {milestone.title}")
    for number, row in enumerate(place.history.of(milestone), 1):
        title = row.script.title + (" (optional)" if row.script.optional else "")
        output.say(f"  {number}  {title:<{_width(place)}}  {rows.standing(row)}")


def _width(place: Place) -> int:
    return max(len(row.script.title) + len(" (optional)") * row.script.optional for row in place.history.rows)
