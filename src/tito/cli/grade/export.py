"""tito grade export: marks as CSV or JSON."""

from __future__ import annotations

from pathlib import Path

import click

from tito.cli import output
from tito.cli.grade.classroom import count, course_option, enter
from tito.cli.options import ModuleName
from tito.errors import WrongUsage


@click.command(name="export")
@click.option(
    "--module", type=ModuleName(), help="One module, with how each mark came about; else all, one column each."
)
@click.option("--output", "target", metavar="FILE", help="Where to write; '-' for the screen. Default: grades.csv.")
@click.option("--format", "kind", type=click.Choice(["csv", "json"]), default="csv", show_default=True)
@course_option
def command(module: str | None, target: str | None, kind: str, course: Path | None) -> None:
    """Write the marks as they stand in the gradebook, manual marks and late penalties included.

    Someone who handed in nothing has an empty cell, not a zero. The CSV is quoted, and no cell of it is a formula.

    \b
    Example:
      tito grade export --module 01_tensor --output grades.csv
    """
    from tito.grading import export, marks
    from tito.grading.folder import replace

    room = enter(course, foreign=True)
    whole = room.curriculum.course
    wanted = (whole.find(module),) if module else tuple(m for m in whole.modules if m.graded)
    with marks.gradebook(room.folder, room.settings.course_id) as book:
        found = export.marks(room.folder, book, wanted)
    if not found.modules:
        raise WrongUsage("There are no marks to export yet.", then="tito grade generate --all")
    write = export.as_json if kind == "json" else (export.by_module if module else export.by_student)
    if target == "-":
        output.say(write(found).rstrip("\r\n"))
        return
    path = Path(target) if target else room.folder.root / f"grades.{kind}"
    replace(path, write(found))
    output.say(f"{path}: {count(len(found.students), 'student')}, {', '.join(m.id for m in found.modules)}")
