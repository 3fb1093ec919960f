"""tito grade validate: prove an instructor notebook before it is released."""

from __future__ import annotations

from pathlib import Path

import click

from tito.cli import output
from tito.cli.grade.classroom import course_option, enter
from tito.cli.options import module_argument
from tito.errors import WorkDidNotPass


@click.command(name="validate")
@module_argument
@course_option
def command(module: str, course: Path | None) -> None:
    """Run the notebook in source/ twice: its solutions must pass every check, its stubs must earn nothing.

    Useful after editing the notebook by hand; what comes from the curriculum is proven by `tito dev check`.

    \b
    Example:
      tito grade validate 01_tensor
    """
    from tito.grading.execute import prepare
    from tito.grading.validate import validate
    from tito.grading.words import card

    room = enter(course)
    wanted = room.curriculum.course.find(module)
    executor = prepare(room.curriculum, wanted, room.folder.state / "reference" / wanted.id)
    found = validate(room.folder, wanted, executor)
    for check in found.wrong:
        output.say("\n".join(card(check)))
    for check in found.given_away:
        output.say(f"{check.name}: {check.points:g} points for an untouched notebook")
    if found.wrong or found.given_away:
        raise WorkDidNotPass(f"{wanted.id} is not ready to be released.", then=f"mend source/{wanted.id}")
    output.say(f"{wanted.id}: {len(found.solved.checks)} checks pass with the solutions, none without")
    output.say(f"next: tito grade release {wanted.id}")
