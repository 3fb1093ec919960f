"""tito module list: all modules of the course."""

from __future__ import annotations

import click

from tito.cli import output
from tito.cli.module.status import STAGES
from tito.cli.options import json_option
from tito.learn import workspace
from tito.learn.overview import Row, overview


@click.command(name="list")
@json_option
def command(as_json: bool) -> None:
    """List all modules: number, title, tier, state and the points of the checks that passed in your last test.

    \b
    Example:
      tito module list
    """
    found = overview(workspace.find())
    if found.remark:
        output.note(f"note: {found.remark}")
    if as_json:
        output.emit_json(found.to_json())
        return
    output.say(f"{output.bold(found.workspace.course.title)}   {found.workspace.root}")
    output.table(["module", "title", "tier", "state", "visible points"], [_row(row) for row in found.rows])
    output.say(output.dim("Hidden checks and questions have points of their own; they are marked after you hand in."))


def _row(row: Row) -> tuple[str, str, str, str, str]:
    report = row.record.report
    points = f"{report.points:g} of {report.max_points:g}" if report and row.module.graded else ""
    return row.module.id, row.module.title, row.module.tier, STAGES[row.stage](row.stage), points
