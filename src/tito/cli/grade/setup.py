"""tito grade setup: make the course folder, or make it whole again."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tito.cli import output
from tito.cli.grade.classroom import count, course_option, required_curriculum

if TYPE_CHECKING:
    from tito.grading.setup import Setup


@click.command(name="setup")
@course_option
@click.option("--roster", type=click.Path(path_type=Path), help="CSV with id, name, email, github, lms_id, section.")
@click.option("--start", type=click.DateTime(["%Y-%m-%d"]), help="First day of week 1; due dates follow from it.")
def command(course: Path | None, roster: Path | None, start: datetime | None) -> None:
    """Make a course folder: NBGrader's folders and gradebook, dates and policy, the roster.

    Safe to run again: what is there stays, what is missing is made. A gradebook that was removed comes back empty but
    for the students, the assignments and every mark and comment that a person gave.

    \b
    Example:
      tito grade setup --roster class.csv --start 2027-01-11
    """
    from tito.grading.folder import place
    from tito.grading.setup import setup

    done = setup(place(course), required_curriculum().course, roster_file=roster, start=start.date() if start else None)
    _show(done)


def _show(done: Setup) -> None:
    output.say(f"Course folder {done.folder.root}")
    for words in done.set_aside:
        output.say(f"  set aside {words}")
    output.say(f"  made      {', '.join(done.made) or 'nothing, everything was there'}")
    nobody = f"none yet: fill in {done.folder.roster.name}, or: tito grade setup --roster FILE"
    output.say(f"  students  {f'{len(done.students)} on the roster' if done.students else nobody}")
    if done.left:
        output.say(f"  not on it {', '.join(done.left)} (their marks stay)")
    if done.restored:
        people = len({mark.student for mark in done.restored})
        comments = sum(bool(mark.comment) for mark in done.restored)
        given = sum(mark.points is not None or mark.extra is not None for mark in done.restored)
        what = f"{count(given, 'manual mark')} and {count(comments, 'comment')} of {count(people, 'student')}"
        output.say(f"  restored  {what} from the journal")
    output.say()
    output.say(f"Dates and policy are in {done.folder.settings.name}: look at them before the first release.")
    if done.restored or done.set_aside:
        output.say("next: tito grade autograde --all    (fills in the automatic marks)")
    else:
        output.say(f"next: tito grade {'status' if done.modules else 'generate 01'}")
