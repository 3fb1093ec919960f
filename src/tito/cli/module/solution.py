"""tito module solution: the reference beside a solution that passes."""

from __future__ import annotations

import click

from tito.cli import output
from tito.cli.options import ExerciseName, module_argument
from tito.learn import checking, hints, workspace
from tito.learn.edition import find_edition


@click.command(name="solution")
@module_argument
@click.argument("exercise", type=ExerciseName())
def command(module: str, exercise: str) -> None:
    """Show the reference for an exercise that you have solved, where the course's solutions are at hand.

    Exit code 1: yours does not pass yet, or no solutions are here.

    \b
    Example:
      tito module solution 01 double
    """
    here = workspace.find()
    found = here.course.find(module)
    report = checking.check(here, find_edition(here), found).report
    output.say(hints.solution(hints.solutions_at_hand(here), found, exercise, report))
