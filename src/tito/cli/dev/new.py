"""tito dev new: begin a module."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import click

from tito.cli import output
from tito.cli.dev.curricula import required_curriculum
from tito.errors import WrongUsage

if TYPE_CHECKING:
    from tito.course.curriculum import Curriculum
    from tito.course.manifest import Module

NAME = re.compile(r"(?:\d\d_)?([a-z][a-z0-9_]*)")


@click.command(name="new")
@click.argument("module", metavar="MODULE")
@click.option("--title", help="What students read. Default: the name, capitalised.")
@click.option("--tier", help="The part of the course it belongs to. Default: that of the last module.")
@click.option("--needs", multiple=True, metavar="NAME", help="A module it builds on; may be given several times.")
def command(module: str, title: str | None, tier: str | None, needs: tuple[str, ...]) -> None:
    """Begin a module: register it at the end of course.toml and make a folder whose files say what belongs in them.

    \b
    Example:
      tito dev new activations --needs tensor
    """
    made = begin(required_curriculum(), module, title=title, tier=tier, needs=needs)
    curriculum = required_curriculum()  # with the new module in it
    report(curriculum, curriculum.course.find(made.name))


def begin(
    curriculum: Curriculum, wanted: str, *, title: str | None, tier: str | None, needs: tuple[str, ...]
) -> Module:
    """Write the files; a module that course.toml has already keeps its table."""
    from tito.course import scaffold

    name = plain_name(wanted)
    registered = {m.name: m for m in curriculum.course.modules}
    module = registered.get(name) or draft(curriculum, name, title=title, tier=tier, needs=needs)
    folder = curriculum.folder(module)
    if folder.exists():
        raise WrongUsage(f"{folder} exists already.", then=f"tito dev check {name}")
    for path, text in scaffold.files(module).items():
        target = curriculum.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    if name not in registered:  # last, so that a course.toml never names a module that is not there
        table = curriculum.root / "course.toml"
        table.write_text(f"{table.read_text('utf-8').rstrip()}\n\n{scaffold.entry(module)}", encoding="utf-8")
    return module


def plain_name(wanted: str) -> str:
    match = NAME.fullmatch(wanted)
    if match is None:
        raise WrongUsage(
            f"{wanted!r} is no name for a module.", expected="small letters, digits and _: tito dev new activations"
        )
    return match[1]


def draft(curriculum: Curriculum, name: str, *, title: str | None, tier: str | None, needs: tuple[str, ...]) -> Module:
    from tito.course.manifest import Module

    before = [m for m in curriculum.course.modules if m.kind == "module"]
    needed = tuple(curriculum.course.find(need).name for need in needs)
    return Module(
        name=name,
        number=f"{len(before):02d}",
        title=title or name.replace("_", " ").capitalize(),
        tier=tier or (before[-1].tier if before else "Foundation"),
        export=f"core.{name}",
        needs=needed,
    )


def report(curriculum: Curriculum, module: Module) -> None:
    """Say what was made and what belongs in it; the linter knows the rest."""
    from tito.course import scaffold
    from tito.course.lint import lint

    folder = curriculum.folder(module)
    output.say(f"Made {folder} and registered it in {curriculum.root / 'course.toml'}. To fill in:")
    rows = {f"{module.name}.py": "the lesson: prose, examples, exercises, checks, questions", **scaffold.PURPOSES}
    output.table(["", ""], [[f"  {name}", purpose] for name, purpose in rows.items()])
    for finding in lint(curriculum.lesson(module), curriculum.course):
        output.say(f"  so far: {finding.where}: {finding.message}")
    output.say(f"next  tito dev check {module.name}")
