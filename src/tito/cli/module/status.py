"""tito module status, tito status and the bare tito: where am I, what is next."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path

import click

from tito.cli import output
from tito.cli.options import json_option
from tito.errors import NotInCourseFolder, NotInWorkspace
from tito.learn import workspace
from tito.learn.overview import Overview, Row, Stage, exercises, overview
from tito.results import Outcome

STAGES: dict[Stage, Callable[[str], str]] = {
    Stage.COMPLETED: output.good,
    Stage.STARTED: output.bold,
    Stage.READY: str,
    Stage.OPTIONAL: output.dim,
    Stage.WAITING: output.dim,
}
UNITS = ((86400, "day"), (3600, "hour"), (60, "minute"))


@click.command(name="status")
@click.option("--comprehensive", is_flag=True, help="Also every exercise, as it was when last tested.")
@click.option("--student", metavar="ID", help="In a course folder: how far one student is.")
@click.option(
    "--export",
    "target",
    type=click.Path(dir_okay=False, path_type=Path),
    help="In a course folder: write completion rates as CSV.",
)
@json_option
@click.pass_context
def command(ctx: click.Context, comprehensive: bool, student: str | None, target: Path | None, as_json: bool) -> None:
    """Show where you are in the course and what to do next.

    \b
    Example:
      tito module status --comprehensive
    """
    if student or target:
        _class_status(student, target, as_json=as_json)
        return
    try:
        found = overview(workspace.find())
    except NotInWorkspace as problem:
        _elsewhere(ctx, problem, as_json=as_json)
        return
    if as_json:
        output.emit_json(found.to_json())
    else:
        _show(found, comprehensive=comprehensive)


def _elsewhere(ctx: click.Context, problem: NotInWorkspace, *, as_json: bool) -> None:
    """Not in a workspace: an instructor's place is the course folder, and the bare `tito` welcomes everybody."""
    if _in_course_folder():
        _class_status(None, None, as_json=as_json)
    elif ctx.parent and ctx.parent.invoked_subcommand is None:
        _welcome()
    else:
        raise problem


def _show(found: Overview, *, comprehensive: bool) -> None:
    course = found.workspace.course
    if found.remark:
        output.note(f"note: {found.remark}")
    output.say(f"{output.bold(course.title)} {course.version}   {found.workspace.root}")
    number, title = (max(len(getattr(row.module, name)) for row in found.rows) for name in ("number", "title"))
    for tier, rows in groupby(found.rows, key=lambda row: row.module.tier):
        output.say(f"\n{tier}")
        for row in rows:
            stage = STAGES[row.stage](row.stage) + " " * (len(Stage.STARTED) - len(row.stage))
            name = f"{row.module.number:<{max(3, number)}} {row.module.title:<{title}}"
            output.say(f"  {name}   {stage}   {'   '.join(filter(None, [_details(row), row.due]))}".rstrip())
            if comprehensive:
                _show_exercises(found, row)
    _show_next(found)


def _show_next(found: Overview) -> None:
    command, why = found.then
    output.say()
    if command:
        output.say(f"next   {command}   ({why})")
    if left := found.to_hand_in:
        output.say(f"{'also' if command else 'next'}   {left.words}")
    if not command:
        output.say(why)


def _details(row: Row) -> str:
    if row.stage is Stage.WAITING:
        first = ", ".join(m.number for m in row.waits_for[:3])
        more = f" and {len(row.waits_for) - 3} more" if len(row.waits_for) > 3 else ""
        return output.dim(f"builds on {first}{more}")
    report = row.record.report
    if report and (row.stage is Stage.STARTED or not report.passed):
        return f"{row.record.passed} of {len(report.checks)} checks pass, tested {_ago(row.record.tested)}"
    return "not tested yet" if row.stage is Stage.STARTED else ""


def _show_exercises(found: Overview, row: Row) -> None:
    from tito.cli.module import cards  # the short status does without both
    from tito.learn.edition import find_edition

    for check in row.record.report.checks if row.record.report else ():
        paint = output.good if check.outcome is Outcome.PASSED else output.dim
        points = cards.worth(check) if check.max_points else ""
        hints = row.record.hints.get(check.exercise, 0)
        taken = f"{hints} hint{'s' * (hints != 1)} taken" if hints else ""
        details = output.dim(", ".join(filter(None, [points, taken])))
        name = f"{check.exercise} (hidden)" if check.hidden else check.exercise
        output.say(f"        {name:<28} {paint(f'{check.outcome:<13}')}   {details}".rstrip())
    if row.record.report is None:
        for exercise in exercises(find_edition(found.workspace), row.module):
            output.say(f"        {exercise:<28} {output.dim('not tested')}")


def _ago(then: str) -> str:
    """`10 minutes ago`, for a person who remembers the day better than the date."""
    try:
        seconds = (datetime.now(UTC) - datetime.fromisoformat(then)).total_seconds()
    except (ValueError, TypeError):
        return "some time ago"
    for size, unit in UNITS:
        if seconds >= size:
            number = int(seconds // size)
            return f"{number} {unit}{'s' * (number != 1)} ago"
    return "just now"


def _welcome() -> None:
    from tito.learn import edition  # only whoever has no workspace

    output.say("TinyTorch: build a deep-learning framework from an empty file.\n")
    output.say(f"There is no workspace in {Path.cwd()} or above it.\n")
    if edition.clone() == Path.cwd():
        output.say("to learn   tito init                  makes this clone your workspace")
    else:
        output.say("to learn   tito init my-tinytorch     makes a workspace; then   cd my-tinytorch")
    output.say("to teach   tito grade setup           makes a course folder; see   tito grade")
    output.say("to look    tito demo                  a whole course in about a minute")
    output.say("\ntito --help lists every command.")


def _in_course_folder() -> bool:
    from tito.grading import folder  # a student in a workspace never gets here

    try:
        folder.find()
    except NotInCourseFolder:
        return False
    return True


def _class_status(student: str | None, target: Path | None, *, as_json: bool) -> None:
    from tito.cli.module import class_status  # instructors only

    class_status.show(student=student, target=target, as_json=as_json)
