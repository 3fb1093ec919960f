"""tito milestone timeline: the field's years."""

from __future__ import annotations

import click

from tito.cli import output
from tito.cli.milestone import rows
from tito.cli.milestone.rows import PAINT, Place
from tito.cli.options import json_option
from tito.course.milestones import Milestone
from tito.learn.milestones import Standing

MARKS = {Standing.PASSED: "*", Standing.TRIED: "o", Standing.READY: "o", Standing.WAITING: "."}


@click.command(name="timeline")
@json_option
def command(as_json: bool) -> None:
    """Show the years of the field from the first milestone to the last, and when you reached each.

    \b
    Example:
      tito milestone timeline
    """
    place = rows.here()
    if as_json:
        output.emit_json(place.history.to_json())
        return
    for milestone in place.edition.course.milestones:
        _show(place, milestone)
    rows.say_next(place.history)


def _show(place: Place, milestone: Milestone) -> None:
    standing = place.history.standing(milestone)
    mark = PAINT[standing](MARKS[standing])
    output.say(f"{milestone.year}  {mark}  {milestone.title:<28} {PAINT[standing](standing)}{_when(place, milestone)}")


def _when(place: Place, milestone: Milestone) -> str:
    """The day on which the last of its programs passed."""
    days = [row.record.passed[:10] for row in place.history.of(milestone) if not row.script.optional]
    return output.dim(f" {max(days)}") if days and all(days) else ""
