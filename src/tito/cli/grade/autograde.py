"""tito grade autograde: run hand-ins in the sandbox and write their marks."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tito.cli import output
from tito.cli.grade import live
from tito.cli.grade.classroom import Classroom, count, course_option, enter, wait_option, warn_of_weaker_walls
from tito.cli.options import ModuleName, trust_option
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
@click.option(
    "--own-package", is_flag=True, help="Run each also on the student's own earlier modules, and say what differs."
)
@click.option("--workers", type=click.IntRange(1, 256), help="How many run at once; as many as there are cores.")
@wait_option
@trust_option
@course_option
def command(
    module: str | None,
    every: bool,
    student: str | None,
    force: bool,
    own_package: bool,
    workers: int | None,
    patience: float,
    course: Path | None,
) -> int:
    """Grade hand-ins: each is rebuilt from the released notebook and run in a sandbox, without network or files.

    Graded hand-ins are not run again unless they, or the checks, have changed. Stop with Ctrl-C at any time and run the
    same command again to go on. Marks that a person gave stay as they are.

    \b
    Example:
      tito grade autograde 01_tensor
    """
    from tito.grading import journal
    from tito.grading.folder import only_one

    room = enter(course, foreign=True)
    modules = _modules(room, module, every=every)
    output.say(f"Course folder {room.folder.root}")
    if not modules:
        output.say("Nobody has handed in anything yet.")
    choices = Choices(student, force, own_package, workers or os.cpu_count() or 1, patience)
    with only_one(room.folder):
        for words in journal.mend(room.folder, (one.id for one in modules)):
            output.note(words)
        done = [_grade(room, one, choices) for one in modules]
    return ToolFailed.exit_code if any(graded.failures for graded in done) else 0


def _modules(room: Classroom, module: str | None, *, every: bool) -> tuple[Module, ...]:
    from tito.grading.generate import chosen

    modules = chosen(room.curriculum.course, module, every=every, span=None)
    return tuple(m for m in modules if room.folder.handed_in_by(m.id)) if every else modules


@dataclass(frozen=True)
class Choices:
    """What was asked for on the command line."""

    student: str | None
    force: bool
    own_package: bool
    workers: int
    patience: float


def _grade(room: Classroom, module: Module, choices: Choices) -> Graded:
    from tito.grading import marks
    from tito.grading.autograde import autograde
    from tito.grading.database import Patience
    from tito.grading.execute import prepare
    from tito.grading.writer import Writer

    def executor() -> Executor:
        warn_of_weaker_walls(room.folder)
        return prepare(room.curriculum, module, room.folder.state / "reference" / module.id)

    patience = Patience(choices.patience, output.note)
    with marks.gradebook(room.folder, room.settings.course_id, patience) as book, live.display(module.id) as show:
        writer = Writer(room.folder, room.curriculum.course, room.settings, module, book)
        graded = autograde(
            writer,
            executor,
            student=choices.student,
            force=choices.force,
            workers=choices.workers,
            own_package=choices.own_package,
            show=show,
        )
    _show(room, graded)
    return graded


def _show(room: Classroom, graded: Graded) -> None:
    from tito.grading.foreign import Foreign

    module = graded.module.id
    if isinstance(graded.module, Foreign):
        output.say(f"{module} is of another course: its checks ran in one process with the code, watched by canaries")
    unchanged = f", {len(graded.unchanged)} graded before and unchanged" if graded.unchanged else ""
    output.say(f"{module}: {count(len(graded.ran), 'hand-in')} graded{unchanged}")
    for student, reason in graded.broken:
        output.say(f"  {student}: 0 points, {reason}")
    for student, words in graded.noticed.items():
        output.say(f"  {student}: {words}")
    if graded.noticed:
        output.say(f"  to look at them, and to give points back: tito grade manual {module}")
    differing = [done for done in graded.ran if done.own]
    for done in differing:
        for words in done.own:
            output.say(f"  {done.student}: {words}")
    if differing:
        output.say(f"  own package and reference differ, or cannot be compared, for {count(len(differing), 'student')}")
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
