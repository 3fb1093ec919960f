"""tito milestone info: one milestone's own page."""

from __future__ import annotations

from typing import Any

import click

from tito.cli import output
from tito.cli.milestone import rows
from tito.cli.milestone.rows import Place, milestone_argument
from tito.cli.options import json_option
from tito.course.milestones import Milestone
from tito.learn.milestones import HISTORY_VERSION, Row


@click.command(name="info")
@milestone_argument
@json_option
def command(milestone: str, as_json: bool) -> None:
    """Show what a milestone is about, what it needs, what to expect and what it proves.

    \b
    Example:
      tito milestone info perceptron
    """
    place = rows.here()
    found = place.milestone(milestone)
    if as_json:
        output.emit_json(_to_json(place, found))
        return
    output.page(_page(place, found))
    output.say()
    output.table(["", "program", "needs", "state"], [_row(place, row) for row in place.history.of(found)])
    output.say(f"\nnext   tito milestone run {found.number}")


def _page(place: Place, found: Milestone) -> str:
    page = place.edition.programs().get(f"milestones/{found.id}/README.md", b"")
    return page.decode() or f"# {found.year}: {found.title}"


def _row(place: Place, row: Row) -> tuple[str, str, str, str]:
    numbers = [module.number for module in place.edition.course.modules if module.name in row.script.needs]
    number = row.milestone.scripts.index(row.script) + 1
    return str(number), row.script.name, ", ".join(numbers), rows.standing(row)


def _to_json(place: Place, found: Milestone) -> dict[str, Any]:
    scripts = [row.to_json() for row in place.history.of(found)]
    about = {"milestone": found.id, "year": found.year, "title": found.title, "about": _page(place, found)}
    return {"version": HISTORY_VERSION, **about, "scripts": scripts}
