"""tito grade export: marks as CSV or JSON."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tito.cli import output
from tito.cli.grade.classroom import Classroom, count, course_option, enter
from tito.cli.options import ModuleName
from tito.errors import WrongUsage

if TYPE_CHECKING:
    from tito.grading.export import Marks


@click.command(name="export")
@click.option(
    "--module", type=ModuleName(), help="One module, with how each mark came about; else all, one column each."
)
@click.option("--output", "target", metavar="FILE", help="Where to write; '-' for the screen. Default: grades.csv.")
@click.option("--format", "kind", type=click.Choice(["csv", "json"]), default="csv", show_default=True)
@click.option("--final", is_flag=True, help="The course mark: what the policy makes of modules, projects, checkpoints.")
@click.option("--explain", metavar="ID", help="One student's course mark on the screen, with how it came about.")
@course_option
def command(
    module: str | None, target: str | None, kind: str, final: bool, explain: str | None, course: Path | None
) -> None:
    """Write the marks as they stand in the gradebook, manual marks and late penalties included.

    Someone who handed in nothing has an empty cell, not a zero. The CSV is quoted, and no cell of it is a formula.

    With --final the checkpoints that count are recomputed in the sandbox, on what was handed in.

    \b
    Example:
      tito grade export --module 01_tensor --output grades.csv
      tito grade export --final
    """
    from tito.grading import export, marks

    if module and (final or explain):
        raise WrongUsage("The course mark is of all modules.", then="tito grade export --final   without --module")
    room = enter(course, foreign=True)
    whole = room.curriculum.course
    wanted = (whole.find(module),) if module else tuple(m for m in whole.modules if m.graded)
    with marks.gradebook(room.folder, room.settings.course_id) as book:
        found = export.marks(room.folder, book, wanted)
    if not found.modules:
        raise WrongUsage("There are no marks to export yet.", then="tito grade generate --all")
    if final or explain:
        _final(room, found, target, kind, explain)
        return
    write = export.as_json if kind == "json" else (export.by_module if module else export.by_student)
    told = f"{count(len(found.students), 'student')}, {', '.join(m.id for m in found.modules)}"
    _put(write(found), target, room.folder.root / f"grades.{kind}", told)


def _put(text: str, target: str | None, default: Path, told: str) -> None:
    from tito.grading.folder import replace

    if target == "-":
        output.say(text.rstrip("\r\n"))
        return
    path = Path(target) if target else default
    replace(path, text)
    output.say(f"{path}: {told}")


def _final(room: Classroom, found: Marks, target: str | None, kind: str, explain: str | None) -> None:
    from tito.grading import course_mark

    found = course_mark.given(room.folder, found)
    policy = course_mark.shares(room.curriculum.course, room.settings.policy)
    counts = any(share.name == course_mark.CHECKPOINTS and share.percent for share in policy)
    passed, asked = _checkpoints(room, explain, {m.id for m in found.modules}) if counts else ({}, 0)
    made = course_mark.course_marks(room.curriculum.course, policy, found, passed, asked)
    if explain:
        output.table(["part", "percent", "how"], [*course_mark.explained(course_mark.of(made, explain))])
        return
    text = course_mark.as_json(made) if kind == "json" else course_mark.as_csv(made)
    shown = ", ".join(f"{share.name} {share.percent:g} %" for share in policy)
    _put(text, target, room.folder.root / f"course-marks.{kind}", f"{count(len(made), 'student')}; {shown}")


def _checkpoints(room: Classroom, only: str | None, given: set[str]) -> tuple[dict[str, int], int]:
    """How many checkpoints each student has passed, and how many there are among the modules given to the class."""
    from tito.grading import checkpoints

    try:
        what = checkpoints.asked(room.folder, room.curriculum)
    except WrongUsage:  # no module has one
        return {}, 0
    what = replace(what, sources={module: text for module, text in what.sources.items() if module in given})
    names = checkpoints.students(room.folder, what.course, only)
    output.note(f"recomputing {count(len(what.sources), 'checkpoint')} for {count(len(names), 'student')} ...")
    workers = os.cpu_count() or 1
    return {way.student: way.passed for way in checkpoints.ways(what, names, workers=workers)}, len(what.sources)
