"""tito dev mutate: do a module's checks notice small mistakes in its solutions?"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tito.cli import output
from tito.cli.dev.curricula import required_curriculum
from tito.cli.options import ModuleName, json_option
from tito.errors import WrongUsage

if TYPE_CHECKING:
    from tito.course.curriculum import Curriculum
    from tito.course.manifest import Module
    from tito.judge.mutation import Tally

MUTATION_VERSION = 1


@click.command(name="mutate")
@click.argument("modules", metavar="[MODULE]...", type=ModuleName(), nargs=-1)
@click.option("--exercise", metavar="NAME", help="Only the mutants of this exercise.")
@click.option("--output", "file", type=click.Path(path_type=Path), metavar="FILE", help="Write the JSON report there.")
@json_option
def command(modules: tuple[str, ...], exercise: str | None, file: Path | None, as_json: bool) -> int:
    """Make one small mistake after the other in the solutions, and run the checks on each: a mutation run.

    Passes if the checks of every module kill 90 % of the mutants that differ from the solution, and the module's
    survivors.toml has a reason for each of the others and names no more. A module takes about a minute; scaffolds are
    measured when they are named.

    \b
    Example:
      tito dev mutate tensor
    """
    curriculum = required_curriculum()
    if file is not None:
        require_folder(file)
    tallies = tuple(tally(curriculum, module, exercise) for module in wanted(curriculum, modules, exercise))
    report = {"version": MUTATION_VERSION, "modules": [one.to_json() for one in tallies]}
    if file is not None:
        file.write_text(json.dumps(report, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    if as_json:
        output.emit_json(report)
    else:
        say(tallies)
    return 0 if all(one.passed for one in tallies) else 1


def wanted(curriculum: Curriculum, names: tuple[str, ...], exercise: str | None) -> tuple[Module, ...]:
    if exercise is not None and len(names) != 1:
        raise WrongUsage(
            "--exercise needs the one module it is in.", then=f"tito dev mutate MODULE --exercise {exercise}"
        )
    if not names:
        return tuple(module for module in curriculum.course.modules if module.kind == "module")
    return tuple(dict.fromkeys(curriculum.course.find(name) for name in names))


def tally(curriculum: Curriculum, module: Module, exercise: str | None) -> Tally:
    from tito.judge.mutation import mutate

    def watch(done: int, of: int) -> None:
        if done % 50 == 0 or done == of:
            output.note(f"{module.id}: {done} of {of} mutants")

    return mutate(curriculum.lesson(module), curriculum, exercise=exercise, watch=watch)


def require_folder(file: Path) -> None:
    """Before minutes of work, not after them."""
    if file.is_dir() or not file.resolve().parent.is_dir():
        raise WrongUsage(f"The report cannot be written to {file}.", expected="a file in a folder that exists")


def say(tallies: tuple[Tally, ...]) -> None:
    rows = [[one.module, *map(str, figures(one)), verdict(one)] for one in tallies]
    output.table(["module", "mutants", "killed", "%", "% if different", "too late", ""], rows)
    for one in tallies:
        for survivor in one.alive:
            output.say(f"  {survivor.change}")
            output.say(f"    {survivor.reason or output.bad('survives, and nobody has said why')}")
        for change in one.stale:
            output.say(f"  {change}")
            output.say(f"    {output.bad('is in survivors.toml, but does not survive')}")


def figures(one: Tally) -> tuple[float, ...]:
    return one.mutants, one.killed, one.percent, one.percent_of_different, one.late


def verdict(one: Tally) -> str:
    counted = {"without a reason": len(one.unexplained), "stale": len(one.stale)}
    wrong = [f"{count} {what}" for what, count in counted.items() if count]
    return output.good("enough") if one.passed else output.bad(", ".join(wrong) or "not enough")
