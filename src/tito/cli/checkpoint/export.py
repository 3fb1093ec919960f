"""tito checkpoint export: the class's checkpoints as CSV."""

from __future__ import annotations

import os
from pathlib import Path

import click

from tito.cli import output
from tito.cli.grade.classroom import count, course_option, enter


@click.command(name="export")
@click.option(
    "--output",
    "target",
    metavar="FILE",
    default="class_progress.csv",
    show_default=True,
    help="Where to write; '-' for the screen.",
)
@click.option("--workers", type=click.IntRange(1, 256), help="How many run at once; as many as there are cores.")
@course_option
def command(target: str, workers: int | None, course: Path | None) -> None:
    """Instructors: recompute every student's checkpoints and write them as CSV.

    Each runs in the sandbox, on the package that the student's own collected notebooks make.

    \b
    Example:
      tito checkpoint export --output class_progress.csv
    """
    from tito.grading import checkpoints
    from tito.grading.folder import replace

    room = enter(course)
    what = checkpoints.asked(room.folder, room.curriculum)
    names = checkpoints.students(room.folder, what.course)
    found = []
    for way in checkpoints.ways(what, names, workers=workers or os.cpu_count() or 1):
        found.append(way)
        output.note(f"{len(found)} of {len(names)}: {way.student}")
    text = checkpoints.to_csv(what, found)
    if target == "-":
        output.say(text.rstrip("\r\n"))
        return
    replace(Path(target), text)
    output.say(f"Written: {target}   {count(len(found), 'student')}, {count(len(what.sources), 'checkpoint')}")
