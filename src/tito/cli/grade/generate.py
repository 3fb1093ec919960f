"""tito grade generate: instructor notebooks into source/."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from tito.cli import output
from tito.cli.grade.classroom import Classroom, course_option, enter, points
from tito.cli.options import ModuleName

if TYPE_CHECKING:
    from tito.grading.generate import Generated


@click.command(name="generate")
@click.argument("module", metavar="MODULE", type=ModuleName(), required=False)
@click.option("--all", "every", is_flag=True, help="Every module of the curriculum.")
@click.option("--range", "span", metavar="FROM-TO", help="Several modules, for instance 01-04.")
@course_option
def command(module: str | None, every: bool, span: str | None, course: Path | None) -> None:
    """Write the instructor notebook of a module, with solutions and hidden checks, and record it as an assignment.

    \b
    Example:
      tito grade generate 01_tensor
    """
    from tito.grading.folder import only_one
    from tito.grading.generate import chosen, generate

    room = enter(course)
    modules = chosen(room.curriculum.course, module, every=every, span=span)
    with only_one(room.folder):
        done = generate(room.folder, room.curriculum, room.settings, modules)
    output.say(f"Course folder {room.folder.root}")
    output.table(("module", "points", "by hand", "due"), [_row(room, made) for made in done])
    for made in (made for made in done if made.kept):
        output.note(f"{made.path} was another notebook; it is kept as {made.kept}")
    output.say(f"next: tito grade release {done[0].module.id if len(done) == 1 else '--all'}")


def _row(room: Classroom, made: Generated) -> tuple[str, ...]:
    due = room.settings.local(made.due) if made.due else "no date"
    return made.module.id, points(made.points), points(made.by_hand), due
