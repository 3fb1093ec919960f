"""tito grade regrade: after a check was mended."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tito.cli import output
from tito.cli.grade import live
from tito.cli.grade.classroom import Classroom, count, course_option, enter, points, wait_option, warn_of_weaker_walls
from tito.cli.options import json_option, module_argument, trust_option, yes_option
from tito.errors import ToolFailed, WorkDidNotPass

if TYPE_CHECKING:
    from tito.course.manifest import Module
    from tito.grading.execute import Executor
    from tito.grading.regrade import Regraded


@click.command(name="regrade")
@module_argument
@click.option("--student", metavar="ID", help="Only this student's hand-in.")
@click.option("--workers", type=click.IntRange(1, 256), help="How many run at once; as many as there are cores.")
@click.option(
    "--reproduce", is_flag=True, help="Run again what the log says, with the same seeds, and compare. Saves nothing."
)
@wait_option
@trust_option
@course_option
@yes_option
@json_option
def command(
    module: str,
    student: str | None,
    workers: int | None,
    reproduce: bool,
    patience: float,
    course: Path | None,
    yes: bool,
    as_json: bool,
) -> int:
    """Grade again what mended checks touch, show whose marks change, and save it when you agree.

    After a check was mended: tito grade generate, tito grade release, then this. Hand-ins of every released version are
    judged by the mended checks; the other checks keep their results. Marks that a person gave stay as they are.

    \b
    Example:
      tito grade regrade 01_tensor
    """
    from tito.grading.folder import only_one

    room = enter(course, foreign=True)
    one = room.curriculum.course.find(module)
    with only_one(room.folder):
        if reproduce:
            return _reproduce(room, one, student)
        return _regrade(room, one, student, workers or os.cpu_count() or 1, patience, yes=yes, as_json=as_json)


def _regrade(
    room: Classroom, module: Module, student: str | None, workers: int, wait: float, *, yes: bool, as_json: bool
) -> int:
    from tito.grading import marks
    from tito.grading.database import Patience
    from tito.grading.regrade import regrade, save
    from tito.grading.writer import Writer

    def executor() -> Executor:
        return _executor(room, module)

    with marks.gradebook(room.folder, room.settings.course_id, Patience(wait, output.note)) as book:
        writer = Writer(room.folder, room.curriculum.course, room.settings, module, book)
        with live.display(module.id) as show:
            found = regrade(writer, executor, student=student, workers=workers, show=show)
        if not as_json:
            _show(room, found)
        saved = bool(found.results) and output.confirm("Save these marks?", yes=yes)
        if saved:
            save(writer, found)
    if as_json:
        output.emit_json(found.to_json(saved=saved))
    elif found.results:
        done = f"saved; next: tito grade feedback {found.module}"
        output.say(done if saved else f"nothing was saved; to save it: tito grade regrade {found.module} --yes")
    return ToolFailed.exit_code if found.failures else 0


def _executor(room: Classroom, module: Module) -> Executor:
    from tito.grading.execute import prepare

    warn_of_weaker_walls(room.folder)
    return prepare(room.curriculum, module, room.folder.state / "reference" / module.id)


def _show(room: Classroom, found: Regraded) -> None:
    output.say(f"Course folder {room.folder.root}")
    touched = f"; mended checks: {', '.join(found.touched)}" if found.touched else ""
    output.say(f"{found.module}: {count(len(found.results), 'hand-in')} of {found.graded} graded again{touched}")
    if found.changes:
        rows = [_row(found, change.student, number) for number, change in enumerate(found.changes)]
        output.table(("student", "check", "before", "after", "what", "total"), rows)
    output.say(f"{count(len(found.totals), 'mark')} would change" if found.results else "nothing to do")
    for student in found.outdated:
        output.note(f"{student} has handed in again since: tito grade autograde {found.module} --student {student}")
    for failure in found.failures:
        output.note(f"{failure.student}: not graded, {failure.reason}")
    if found.unreleased:
        output.note(f"source/ holds checks that were not released: tito grade release {found.module}, then this again")


def _row(found: Regraded, student: str, number: int) -> tuple[str, ...]:
    change = found.changes[number]
    first = number == 0 or found.changes[number - 1].student != student
    before, after = found.totals[student]
    total = f"{points(before)} -> {points(after)}" if first else ""
    return student if first else "", change.check, points(change.before), points(change.after), change.what, total


def _reproduce(room: Classroom, module: Module, student: str | None) -> int:
    from tito.grading.reproduce import reproduce

    executor = _executor(room, module)
    try:
        found = list(reproduce(room.folder, executor, student=student))
    finally:
        executor.stop()
        executor.close()
    for each in found:
        if not each.same:
            output.say(f"  {each.student}: {each.why or 'differs in ' + ', '.join(each.differing)}")
    same = sum(each.same for each in found)
    output.say(f"{module.id}: {same} of {count(len(found), 'grading')} came out as the log says")
    return WorkDidNotPass.exit_code if any(each.differing for each in found) else 0
