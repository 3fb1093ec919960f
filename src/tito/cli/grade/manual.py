"""tito grade manual: mark answers by hand, in NBGrader's formgrader."""

from __future__ import annotations

import shlex
import subprocess
from collections.abc import Mapping
from pathlib import Path

import click

from tito.cli import output
from tito.cli.grade.classroom import count, course_option, enter, points
from tito.cli.options import module_argument


@click.command(name="manual")
@module_argument
@click.option("--no-browser", is_flag=True, help="Only say what to type.")
@course_option
def command(module: str, no_browser: bool, course: Path | None) -> None:
    """Show the rubric of each question with its sample answers, and open formgrader to mark the answers.

    Formgrader is NBGrader's; it runs in a Jupyter server of its own until you press Ctrl-C. Each mark is journalled the
    moment you save it.

    \b
    Example:
      tito grade manual 01_tensor
    """
    from tito.grading import journal, manual, marks

    room = enter(course, foreign=True)
    wanted = room.curriculum.course.find(module)
    with marks.gradebook(room.folder, room.settings.course_id) as book:
        found = manual.questions(book, wanted, room.curriculum.lesson(wanted))
    noticed = manual.noticed(journal.gradings(room.folder, wanted.id))
    output.say(f"Course folder {room.folder.root}")
    for question in found:
        output.say()
        waiting = f"{question.waiting} of {count(question.answered, 'answer')} to mark"
        output.say(f"{output.bold(question.name)}, {points(question.points)} points, {waiting}")
        output.say("\n".join(f"  {line}" for line in question.lines))
    _show_noticed(noticed, room.folder.settings.name)
    output.say()
    program = manual.program(room.folder, wanted)
    typed = shlex.join(program)
    if no_browser or not output.is_terminal():
        output.say("To mark in a browser, type this, and open the address that it prints:")
        output.say(f"  {typed}")
        return
    output.note("Formgrader opens in your browser; press Ctrl-C here when you are done.")
    _run(program)
    output.say(f"next: tito grade feedback {wanted.id}")


def _show_noticed(noticed: Mapping[str, str], settings: str) -> None:
    """Hand-ins that answer by heart: a person decides what they are worth."""
    if not noticed:
        return
    output.say()
    for student, words in noticed.items():
        output.say(f"{student}: {words}")
    output.say("  to give withheld points back, type them beside the visible checks in formgrader, or for everybody")
    output.say(f'  write learnt_by_heart = "report" under [policy] in {settings}, and then: tito grade autograde')


def _run(program: list[str]) -> None:
    with subprocess.Popen(program) as server:
        while True:
            try:
                server.wait()
                return
            except KeyboardInterrupt:  # it goes to the server, too, which asks or ends
                continue
