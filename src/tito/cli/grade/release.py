"""tito grade release: student notebooks into release/, and the student kit."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from tito.cli import output
from tito.cli.grade.classroom import Classroom, course_option, enter
from tito.cli.options import ModuleName
from tito.errors import ToolFailed, WrongUsage

if TYPE_CHECKING:
    from tito.course.manifest import Module
    from tito.grading.release import Released
    from tito.learn.edition import Edition


@click.command(name="release")
@click.argument("module", metavar="MODULE", type=ModuleName(), required=False)
@click.option("--all", "every", is_flag=True, help="Every module that was generated.")
@click.option("--range", "span", metavar="FROM-TO", help="Several modules, for instance 01-04.")
@course_option
def command(module: str | None, every: bool, span: str | None, course: Path | None) -> None:
    """Write the notebook that students get, and the student kit with everything they need to start.

    Refuses, and writes nothing, if a line of a solution or of a hidden check is left anywhere.

    \b
    Example:
      tito grade release 01_tensor
    """
    from tito.grading.folder import only_one
    from tito.grading.release import release
    from tito.learn.edition import find_edition

    room = enter(course, foreign=True)
    modules = _modules(room, module, every=every, span=span)
    _adopt(room, modules)
    edition = find_edition()
    with only_one(room.folder):
        for made in release(room.folder, room.curriculum, room.settings, modules, edition.root):
            _show(room, made)
        _write_kit(room, edition)
    output.say("next: hand out the student kit, or what is in release/; then")
    output.say(f"      tito grade collect {modules[0].id} --from FOLDER-OR-ZIP    (or have it handed in to submitted/)")


def _modules(room: Classroom, module: str | None, *, every: bool, span: str | None) -> tuple[Module, ...]:
    from tito.grading.generate import chosen

    modules = chosen(room.curriculum.course, module, every=every, span=span)
    ready = tuple(m for m in modules if room.folder.source(m.id).is_file()) if every else modules
    if not ready:
        raise WrongUsage("No module was generated yet.", then="tito grade generate --all")
    return ready


def _adopt(room: Classroom, modules: tuple[Module, ...]) -> None:
    from tito.grading.foreign import Foreign, adopt

    for module in modules:
        if isinstance(module, Foreign):
            if adopt(room.folder, module):
                output.note(
                    f"{module.id} is an assignment of another course: its cells got the names that tito works by"
                )
            output.note(f"{module.id}: its checks are not proven for two processes and run in one, watched by canaries")


def _show(room: Classroom, made: Released) -> None:
    due = f"due {room.settings.local(made.due)}" if made.due else "no due date"
    output.say(f"{made.module.id}  {made.path}  {due}  version {made.hash[:12]}")
    if made.edited:
        output.note(
            f"source/{made.module.id} is not what the curriculum would make now; it was released as it stands there."
        )


def _write_kit(room: Classroom, edition: Edition) -> None:
    from tito.grading.kit import build_wheel, write_kit
    from tito.learn.edition import clone

    root = clone()
    if root is None:
        raise ToolFailed(
            "The notebooks are released, but the student kit needs the tool's sources to build its wheel.",
            got=f"an installed tinytorch, curriculum {room.curriculum.root}",
            then="run tito grade release from a clone of the course",
        )
    output.note("Writing the student kit (the first time in a clone, and after its sources change, about a minute) ...")
    wheel = build_wheel(root)
    for module in room.curriculum.course.modules:
        if module.kind == "scaffold" or module.id in room.folder.released():
            edition.find_out(module)
    output.say(f"student kit  {write_kit(room.folder, edition.root, wheel, room.settings)}")
