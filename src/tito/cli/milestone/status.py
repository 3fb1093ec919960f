"""tito milestone status: what has been reached."""

from __future__ import annotations

import click

from tito.cli import output
from tito.cli.milestone import rows
from tito.cli.options import json_option
from tito.learn.milestones import Row, Standing


@click.command(name="status")
@json_option
def command(as_json: bool) -> None:
    """Show which milestones you have reached, with the results of the last run, and what is next.

    \b
    Example:
      tito milestone status
    """
    place = rows.here()
    history = place.history
    if as_json:
        output.emit_json(history.to_json())
        return
    milestones = place.edition.course.milestones
    reached = sum(history.standing(milestone) is Standing.PASSED for milestone in milestones)
    output.say(f"{output.bold(f'{reached} of {len(milestones)} milestones reached')}   {place.workspace.root}")
    for milestone in milestones:
        output.say(f"\n{milestone.year}  {milestone.title}")
        for row in history.of(milestone):
            _show(row)
    rows.say_next(history)


def _show(row: Row) -> None:
    output.say(f"  {row.script.name:<28} {rows.standing(row)}")
    verdict = row.record.verdict
    for finding in verdict.findings if verdict else ():
        output.say(_below(f"{finding.what}: {finding.got} ({finding.wanted})"))
    if verdict and verdict.error:
        output.say(_below(verdict.error))


def _below(text: str) -> str:
    return output.dim(f"      {output.wrapped(text, indent=6, hanging='  ')}")
