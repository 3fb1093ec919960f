"""tito init: a workspace to learn in."""

from __future__ import annotations

import shlex
from pathlib import Path

import click

from tito.cli import output
from tito.errors import NotInWorkspace, WrongUsage
from tito.learn import edition, making, workspace
from tito.learn.making import Made
from tito.learn.overview import overview


@click.command(name="init")
@click.argument("folder", metavar="[DIR]", required=False, type=click.Path(path_type=Path))
@click.option(
    "--course",
    "kit",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="The student kit that your instructor gave you.",
)
def command(folder: Path | None, kit: Path | None) -> None:
    """Make a student workspace in DIR, or here. Safe to run again: it puts back what is missing and never touches work.

    \b
    Example:
      tito init my-tinytorch
      tito init my-tinytorch --course student-kit.zip
    """
    root = _root(folder)
    made = making.make(root, kit=kit.expanduser().absolute() if kit else None)
    for remark in made.remarks:
        output.note(f"note: {remark}")
    _show(made)


def _root(folder: Path | None) -> Path:
    """Without DIR: the workspace around us, else the current folder, unless that is the person's home."""
    if folder:
        return folder.expanduser().absolute()
    try:
        return workspace.find().root
    except NotInWorkspace:
        if Path.cwd() == Path.home() and edition.clone() != Path.cwd():
            raise WrongUsage(
                "A workspace is a folder of its own, and this is your home folder.", then="tito init my-tinytorch"
            ) from None
        return Path.cwd()


def _show(made: Made) -> None:
    here, course = made.workspace, made.workspace.course
    modules = sum(module.kind == "module" for module in course.modules)
    if made.fresh:
        output.say(
            f"{output.good('Workspace made')} in {here.root}   {course.title} {course.version}, {modules} modules"
        )
    else:
        put = f"put in place: {', '.join(made.notebooks)}" if made.notebooks else "nothing was missing"
        output.say(
            f"{here.root} is a workspace already   {course.title} {course.version}; {put}, your work is as it was"
        )
    output.say()
    steps = [] if here.root == Path.cwd() else [f"cd {shlex.quote(str(_from_here(here.root)))}"]
    then = overview(here).then[0] or "tito"
    output.say("next   " + "\n       ".join([*steps, then]))


def _from_here(root: Path) -> Path:
    return root.relative_to(Path.cwd()) if root.is_relative_to(Path.cwd()) else root
