"""What `tito module status` says in a course folder: the class, or one student of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tito.cli import output
from tito.cli.grade.classroom import enter
from tito.learn import state

if TYPE_CHECKING:
    from tito.grading.export import Mark
    from tito.grading.status import Completion


def show(*, student: str | None, target: Path | None, as_json: bool) -> None:
    """Completion rates; with `student` one person's way; with `target` a CSV file of everybody's."""
    from tito.grading.status import completion

    room = enter(None)
    found = completion(room.folder, room.curriculum.course, room.settings)
    if target:
        state.replace_text(target, found.to_csv())
        output.say(f"Written: {target}   {len(found.students)} students, {len(found.modules)} modules")
    elif as_json:
        output.emit_json(found.to_json())
    elif student:
        _show_student(found, student)
    else:
        _show_class(found)


def _show_student(found: Completion, student: str) -> None:
    way = found.of(student)
    output.say(f"{output.bold(student)}   course folder {found.folder.root}")
    if not way:
        output.say("No module has been released yet.")
        return
    output.table(["module", "state", "points"], [(m, str(step), _points(mark)) for m, (step, mark) in way.items()])


def _points(mark: Mark | None) -> str:
    return f"{mark.points:g} of {mark.max_points:g}" if mark else ""


def _show_class(found: Completion) -> None:
    output.say(f"{output.bold('The class')}   course folder {found.folder.root}, {len(found.students)} students")
    if found.modules:
        output.table(["module", "handed in"], [(m.id, f"{found.rate(m):.0%}") for m in found.modules])
    else:
        output.say("No module has been released yet.")
    output.say("more   tito grade status   or   tito module status --student ID")
