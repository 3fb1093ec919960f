"""tito module complete: tested, exported, recorded."""

from __future__ import annotations

import click

from tito.cli import output
from tito.cli.module import cards
from tito.cli.options import module_argument
from tito.learn import checking, checkpoints, completing, milestones, scaffolds, workspace
from tito.learn.checking import Checked
from tito.learn.checkpoints import State
from tito.learn.completing import Completed
from tito.learn.edition import Edition, find_edition
from tito.learn.workspace import Workspace


@click.command(name="complete")
@module_argument
@click.option("--verbose", "-v", is_flag=True, help="Show every check, passed ones too.")
def command(module: str, verbose: bool) -> int:
    """Run a module's checks and, if all visible ones pass, export your code into the package `tinytorch`.

    Exit code 1: a check does not pass, or a cell of the course does not run, and nothing was exported.

    \b
    Example:
      tito module complete 01
    """
    here = workspace.find()
    found, edition = here.course.find(module), find_edition(here)
    checked = checking.check(here, edition, found)
    with here.lock(cards.busy):
        checking.record(here, checked)
        done = completing.complete(here, edition, checked) if checked.passed else None
    if verbose or done is None:
        cards.show(scaffolds.with_offers(here, edition, checked), verbose=verbose)
    if done is None:
        output.say(output.dim("Nothing was exported: a module is complete when all its visible checks pass."))
        return 1
    _show(here, edition, checked, done)
    return 0


def _show(here: Workspace, edition: Edition, checked: Checked, done: Completed) -> None:
    module = checked.module
    for remark in filter(None, (*checked.report.remarks, done.remark)):
        output.note(f"note: {remark}")
    if broken := [*cards.broken_cells(checked.report)]:
        output.say("Every check passes, and yet a cell of yours does not run:")
        output.say("\n".join(broken))
    output.say(f"{output.good(f'{module.number} {module.title} is complete.')} {cards.summary(checked)}")
    written = "Exported to" if done.exported.changed else "Already in"
    output.say(
        f"{written} {here.relative(done.exported.path)}. It is yours to import, from any folder of this workspace:"
    )
    output.say(f"    from tinytorch.{module.export} import {', '.join(done.first)}")
    if done.again and done.exported.changed:
        output.say("A notebook that has imported it before sees the change after its kernel is restarted.")
    if done.unlocked:
        output.say("This unlocks " + ", ".join(f"{m.number} {m.title}" for m in done.unlocked) + ".")
    for checkpoint in checkpoints.find(here, edition).those(State.READY):
        if checkpoint.module == module:
            output.say(f"{checkpoint.question} tito checkpoint run {module.number}")
    for row in milestones.opened(here, edition, module):
        output.say(f"Your package can run {row.milestone.year}, {row.milestone.title}: {milestones.command(row)}")
    output.say()
    _show_next(done, last=module == here.course.modules[-1])


def _show_next(done: Completed, *, last: bool) -> None:
    """The module's own questions first, then the next module."""
    steps = [done.to_hand_in.words] if done.to_hand_in else []
    if done.then:
        steps.append(f"tito module start {done.then.number}   ({done.then.title})")
    for label, step in zip(("next", "then"), steps, strict=False):
        output.say(f"{label}   {step}")
    if last or done.then is None:
        words = "That was the last module of" if last else "You have completed every module of"
        output.say(f"{words} this version of the course.")
