"""tito grade collect: take in what was handed in."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tito.cli import output
from tito.cli.grade.classroom import Classroom, count, course_option, enter
from tito.cli.options import json_option, module_argument

if TYPE_CHECKING:
    from tito.grading.collect import Collected, Taken


@click.command(name="collect")
@module_argument
@click.option("--from", "source", type=click.Path(path_type=Path), help="A folder, an LMS zip, or a folder of clones.")
@click.option("--student", metavar="ID", help="Only this student's hand-in.")
@course_option
@json_option
def command(module: str, source: Path | None, student: str | None, course: Path | None, as_json: bool) -> None:
    """Take in hand-ins of a module and say which are missing, late, handed in twice or unreadable.

    --from knows the names that Canvas, Moodle and Blackboard give, folders like submitted/ (ID/MODULE/MODULE.ipynb),
    files like ID_MODULE.ipynb, and folders of cloned repositories. Without it: NBGrader's exchange, if
    nbgrader_config.py names one, else what lies in submitted/ already. Every earlier version is kept.

    \b
    Example:
      tito grade collect 01_tensor --from ~/Downloads/submissions.zip
    """
    from tito.grading.collect import Collector
    from tito.grading.folder import only_one

    room = enter(course, foreign=True)
    with only_one(room.folder):
        collector = Collector(room.folder, room.curriculum.course, room.settings, room.curriculum.course.find(module))
        found = collector.collect(source, student=student)
    if as_json:
        output.emit_json(found.to_json())
    else:
        _show(room, found)


def _show(room: Classroom, found: Collected) -> None:
    output.say(f"Course folder {room.folder.root}")
    output.say(f"{found.module.id} from {found.source}: {count(len(found.taken), 'hand-in')}")
    if found.taken:
        output.table(("student", "state", "handed in", "to note"), [_row(room, taken) for taken in found.taken])
    if found.missing:
        output.say(f"missing ({len(found.missing)}): {', '.join(found.missing)}")
    for name in found.unclaimed:
        output.note(
            f"{name}: whose hand-in this is cannot be told; put it under submitted/ID/{found.module.id}/ by hand"
        )
    output.say(_next(found))


def _next(found: Collected) -> str:
    module = found.module.id
    if found.there:
        return f"next: tito grade autograde {module}"
    return (
        f"nobody has handed in {module}: put files under submitted/ID/{module}/, or name where they are:\n"
        f"next: tito grade collect {module} --from FOLDER-OR-ZIP"
    )


def _row(room: Classroom, taken: Taken) -> tuple[str, ...]:
    late = (f"late by {span(taken.late_by)}",) if taken.late_by else ()
    when = room.settings.local(taken.when) if taken.when else ""
    return taken.student, str(taken.state), when, "; ".join((*late, *taken.remarks))


def span(late: timedelta) -> str:
    """ "3 days", "5 hours", "20 minutes" """
    for unit, length in (("day", timedelta(days=1)), ("hour", timedelta(hours=1))):
        if late >= length:
            return count(late // length, unit)
    return count(max(1, late // timedelta(minutes=1)), "minute")
