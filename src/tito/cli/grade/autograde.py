"""tito grade autograde: run hand-ins in the sandbox and write their marks."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tito.cli import output
from tito.cli.grade import live
from tito.cli.grade.classroom import Classroom, count, course_option, enter
from tito.cli.options import ModuleName
from tito.errors import ToolFailed

if TYPE_CHECKING:
    from tito.course.manifest import Module
    from tito.grading.autograde import Graded
    from tito.grading.execute import Executor


@click.command(name="autograde")
@click.argument("module", metavar="MODULE", type=ModuleName(), required=False)
@click.option("--all", "every", is_flag=True, help="Every module that somebody has handed in.")
@click.option("--student", metavar="ID", help="Only this student's hand-in.")
@click.option("--force", is_flag=True, help="Run again what was graded already.")
@click.option("--workers", type=click.IntRange(1, 256), help="How many run at once; as many as there are cores.")
@course_option
def command(
    module: str | None, every: bool, student: str | None, force: bool, workers: int | None, course: Path | None
) -> int:
    """Grade hand-ins: each is rebuilt from the released notebook and run in a sandbox, without network or files.

    Graded hand-ins are not run again unless they, or the checks, have changed. Stop with Ctrl-C at any time and run the
    same command again to go on. Marks that a person gave stay as they are.

    \b
    Example:
      tito grade autograde 01_tensor
    """
    from tito.grading.folder import only_one

    room = enter(course)
    modules = _modules(room, module, every=every)
    output.say(f"Course folder {room.folder.root}")
    if not modules:
        output.say("Nobody has handed in anything yet.")
    with only_one(room.folder):
        done = [
            _grade(room, one, student=student, force=force, workers=workers or os.cpu_count() or 1) for one in modules
        ]
    return ToolFailed.exit_code if any(graded.failures for graded in done) else 0


def _modules(room: Classroom, module: str | None, *, every: bool) -> tuple[Module, ...]:
    from tito.grading.generate import chosen

    modules = chosen(room.curriculum.course, module, every=every, span=None)
    return tuple(m for m in modules if room.folder.handed_in_by(m.id)) if every else modules


def _grade(room: Classroom, module: Module, *, student: str | None, force: bool, workers: int) -> Graded:
    from tito.grading import marks
    from tito.grading.autograde import Writer, autograde
    from tito.grading.execute import prepare

    def executor() -> Executor:
        return prepare(room.curriculum, module, room.folder.state / "reference" / module.id)

    with marks.gradebook(room.folder, room.settings.course_id) as book, live.display(module.id) as show:
        writer = Writer(room.folder, room.curriculum.course, room.settings, module, book)
        graded = autograde(writer, executor, student=student, force=force, workers=workers, show=show)
    _show(room, graded)
    return graded


def _show(room: Classroom, graded: Graded) -> None:
    module = graded.module.id
    unchanged = f", {len(graded.unchanged)} graded before and unchanged" if graded.unchanged else ""
    output.say(f"{module}: {count(len(graded.ran), 'hand-in')} graded{unchanged}")
    for grading in (*graded.ran, *graded.unchanged):
        if grading.reason:
            output.say(f"  {grading.student}: 0 points, {grading.reason}")
    for failure in graded.failures:
        output.note(f"  {failure.student}: not graded, {failure.reason}")
    if graded.failures:
        output.note(
            f"{count(len(graded.failures), 'hand-in')} not graded; run the same command again when that is mended"
        )
    elif not graded.total:
        output.say(f"  nobody has handed in {module}: tito grade collect {module} --from FOLDER-OR-ZIP")
    else:
        output.say(f"next: tito grade feedback {module}")
