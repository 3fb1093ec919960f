"""tito grade feedback: a page for each student."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import click

from tito.cli import output
from tito.cli.grade.classroom import count, course_option, enter
from tito.cli.options import module_argument


@click.command(name="feedback")
@module_argument
@click.option("--student", metavar="ID", help="Only this student's page.")
@course_option
def command(module: str, student: str | None, course: Path | None) -> None:
    """Write each student a page: every check in words, likely misconceptions with questions to ask, comments, marks.

    The pages are plain HTML without scripts; hidden checks are not shown in them.

    \b
    Example:
      tito grade feedback 01_tensor
    """
    from tito.grading import feedback, marks
    from tito.grading.foreign import Foreign
    from tito.learn.diagnosis import diagnose
    from tito.learn.edition import find_edition

    room = enter(course, foreign=True)
    wanted = room.curriculum.course.find(module)
    catalogue = () if isinstance(wanted, Foreign) else find_edition().misconceptions(wanted)
    with marks.gradebook(room.folder, room.settings.course_id) as book:
        press = feedback.press(room.folder, room.settings, book, wanted, partial(diagnose, catalogue=catalogue))
        written = feedback.feedback(press, feedback.ready(press, student))
    output.say(f"Course folder {room.folder.root}")
    output.say(f"{wanted.id}: {count(len(written.pages), 'page')} in feedback/ID/{wanted.id}/{wanted.id}.html")
    if not written.pages and not written.outdated:
        output.say(f"  nobody is graded yet: tito grade autograde {wanted.id}")
    if written.outdated:
        output.note(f"handed in again since they were graded: {', '.join(written.outdated)}")
        output.note(f"next: tito grade autograde {wanted.id}")
