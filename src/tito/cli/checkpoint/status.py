"""tito checkpoint status: what the framework can do by now."""

from __future__ import annotations

from pathlib import Path

import click

from tito.cli import output
from tito.cli.checkpoint import rows
from tito.cli.grade.classroom import course_option, enter
from tito.cli.options import json_option
from tito.errors import WrongUsage
from tito.learn.checkpoints import State
from tito.results import Outcome, Report


@click.command(name="status")
@click.option("--student", metavar="ID", help="In a course folder: one student's, recomputed from their hand-ins.")
@course_option
@json_option
def command(student: str | None, course: Path | None, as_json: bool) -> None:
    """Show which checkpoints your package passes, what failed in the others, and what comes next.

    \b
    Example:
      tito checkpoint status
    """
    if student or course:
        _of_student(student, course, as_json=as_json)
        return
    found = rows.here()
    if as_json:
        output.emit_json({**found.to_json(), "next": found.then})
        return
    passed = found.those(State.PASSED)
    output.say(f"{len(passed)} of {len(found.rows)} checkpoints passed   {found.workspace.root}")
    begun = found.those(State.PASSED, State.FAILED, State.READY)
    width = max((len(checkpoint.question) for checkpoint in begun), default=0)
    for checkpoint in begun:
        number, question, state = rows.row(checkpoint)
        output.say(f"  {number}  {question:<{width}}   {state}{_failed(checkpoint.record.checkpoint)}")
    rows.say_next(found)


def _failed(report: Report | None) -> str:
    names = [check.exercise for check in report.checks if check.outcome is not Outcome.PASSED] if report else []
    return f": {', '.join(names)}" if names else ""


def _of_student(student: str | None, course: Path | None, *, as_json: bool) -> None:
    from tito.grading import checkpoints  # instructors only

    if student is None:
        raise WrongUsage("Whose checkpoints?", expected="--student ID", then="tito checkpoint export   for everybody's")
    room = enter(course)
    what = checkpoints.asked(room.folder, room.curriculum)
    (way,) = checkpoints.ways(what, checkpoints.students(room.folder, what.course, student))
    if as_json:
        output.emit_json({"version": checkpoints.VERSION, **way.to_json()})
        return
    output.say(f"{output.bold(student)}   course folder {room.folder.root}")
    output.table(["checkpoint", "state", ""], [(m, state, way.reasons.get(m, "")) for m, state in way.reached.items()])
