"""tito grade status: where the class stands."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from tito.cli import output
from tito.cli.grade.classroom import Classroom, count, course_option, enter
from tito.cli.options import json_option

if TYPE_CHECKING:
    from tito.grading.status import ClassState, ModuleState


@click.command(name="status")
@course_option
@json_option
def command(course: Path | None, as_json: bool) -> None:
    """For each module: released, due, handed in, graded, waiting for manual marks; and what to do next.

    \b
    Example:
      tito grade status
    """
    from tito.grading.status import class_state

    room = enter(course, foreign=True)
    state = class_state(room.folder, room.curriculum.course, room.settings)
    if as_json:
        output.emit_json(state.to_json())
    else:
        _show(room, state)


def _show(room: Classroom, state: ClassState) -> None:
    from tito.grading.status import next_step

    output.say(f"{state.course}, course folder {state.folder.root}, {count(state.students, 'student')}")
    if state.modules:
        headers = ("module", "released", "due", "handed in", "graded", "to mark", "could not be run")
        output.table(headers, [_row(room, module) for module in state.modules])
    for module in state.modules:
        for student, words in module.noticed.items():
            output.say(f"{module.module}: {student}: {words}")
    output.say(f"next: {next_step(state)}")


def _row(room: Classroom, module: ModuleState) -> tuple[str, ...]:
    due = room.settings.local(module.due) if module.due else ""
    numbers = (str(module.handed_in), str(module.graded), str(module.waiting))
    return module.module, "yes" if module.released else "no", due, *numbers, ", ".join(module.broken)
