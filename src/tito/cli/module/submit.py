"""tito module submit: the file to hand in, and what it is worth so far."""

from __future__ import annotations

from typing import Any

import click

from tito.cli import output
from tito.cli.module import cards
from tito.cli.options import json_option, module_argument
from tito.learn import checking, submit, workspace
from tito.learn.checking import Checked
from tito.learn.edition import find_edition
from tito.learn.questions import Question, ToHandIn
from tito.learn.submit import HandIn

SUBMIT_VERSION = 1


@click.command(name="submit")
@module_argument
@json_option
def command(module: str, as_json: bool) -> None:
    """Write the file to hand in: submit/NN_name.ipynb, the released notebook with your cells in it.

    Partial work is welcome; what does not pass yet is said, and the file is written all the same.

    \b
    Example:
      tito module submit 01
    """
    here = workspace.find()
    found, edition = here.course.find(module), find_edition(here)
    with here.lock(cards.busy):
        handed_in = submit.write(here, edition, found)
    if not as_json:
        _show_file(handed_in)
    checked = checking.check(here, edition, found)
    if as_json:
        output.emit_json(_to_json(handed_in, checked))
    else:
        _show_checks(checked)
        _show_next(handed_in)


def _show_file(handed_in: HandIn) -> None:
    output.say(f"Hand in this file: {handed_in.path}")
    for remark in handed_in.remarks:
        output.note(f"note: {remark}")
    if handed_in.questions:
        output.say(f"  {', '.join(map(_state, handed_in.questions))}")
    if not handed_in.module.graded:
        output.note(f"note: {handed_in.module.id} is not graded; it need not be handed in.")


def _state(question: Question) -> str:
    return f"{question.name} " + (output.good("answered") if question.answered else output.bad("empty"))


def _show_checks(checked: Checked) -> None:
    """Which checks pass; the cards of those that do not are `module test`'s to show."""
    for check in checked.report.checks:
        output.say(f"  {check.exercise}: {cards.became(check, checked.waits)}")
    output.say(cards.summary(checked))


def _show_next(handed_in: HandIn) -> None:
    left = ToHandIn(handed_in.module, handed_in.questions)
    if left.empty:
        output.say(f"next   {left.words}")


def _to_json(handed_in: HandIn, checked: Checked) -> dict[str, Any]:
    answered = {question.name: question.answered for question in handed_in.questions}
    said = {"version": SUBMIT_VERSION, "file": str(handed_in.path), "answered": answered}
    return {**said, "report": checked.report.to_json()}
