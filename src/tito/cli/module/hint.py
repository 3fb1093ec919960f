"""tito module hint: one step of an exercise's ladder at a time."""

from __future__ import annotations

import click

from tito.cli import output
from tito.cli.module import cards
from tito.cli.options import ExerciseName, module_argument
from tito.course.manifest import Module
from tito.learn import checking, hints, scaffolds, workspace
from tito.learn.edition import find_edition
from tito.learn.hints import Hint


@click.command(name="hint")
@module_argument
@click.argument("exercise", required=False, type=ExerciseName())
def command(module: str, exercise: str | None) -> None:
    """Show one more hint: first the direction, then the method, then almost the line. Hints are counted.

    Without EXERCISE: for the first one whose check does not pass yet.

    \b
    Example:
      tito module hint 01 double
    """
    here = workspace.find()
    found, edition = here.course.find(module), find_edition(here)
    wanted = exercise or hints.first_unsolved(checking.check(here, edition, found).report)
    if wanted is None:
        output.say(f"Every exercise of {found.id} passes. Name one to read its hints all the same.")
        return
    with here.lock(cards.busy):
        hint = hints.take(here, edition, found, wanted)
    offer = scaffolds.offered(here, edition, found, wanted)
    _show(hint, f"tito module hint {found.number} {wanted}", offer)


def _show(hint: Hint, again: str, offer: Module | None) -> None:
    if hint.remark:
        output.note(f"note: {hint.remark}")
    output.say(output.bold(f"{hint.exercise}, hint {hint.step} of {hint.steps}"))
    output.say(output.wrapped(hint.text, indent=0))
    if hint.step < hint.steps:
        output.say(output.dim(f"One more step: {again}"))
    else:
        output.say(
            output.dim("The ladder ends here." if hint.new else "The ladder has ended; this is its last step again.")
        )
    if offer:
        output.say(output.wrapped(f"Its check has failed a few times. {scaffolds.words(offer)}", indent=0))
