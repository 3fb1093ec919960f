"""Arguments and options that several commands share."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tito.cli import output

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem


class ModuleName(click.ParamType[str]):
    """`1`, `01`, `tensor` or `01_tensor`. The course turns it into a module and suggests names; shells complete it."""

    name = "module"

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        from click.shell_completion import CompletionItem  # only when a shell asks

        found = (_spelling(row, incomplete) for row in _rows(Path.cwd()))
        return [CompletionItem(spelling, help=title) for spelling, title in found if spelling]


def _spelling(row: dict[str, Any], typed: str) -> tuple[str, str]:
    """How to finish what was typed: `0` and `01` become `01_tensor`, `te` becomes `tensor`."""
    name = str(row["name"])
    whole = name if row["number"] in ("", name) else f"{row['number']}_{name}"
    fitting = (s for s in (whole, name) if s.startswith(typed))
    return next(fitting, ""), str(row.get("title", ""))


def _rows(start: Path) -> list[dict[str, Any]]:
    """The modules of the nearest workspace or course folder; nothing where there is none, since a shell is waiting."""
    import tomllib

    roots = [Path(os.environ["TITO_WORKSPACE"])] if os.environ.get("TITO_WORKSPACE") else []
    for folder in (*roots, start, *start.parents):
        for file in (folder / "tito.toml", folder / "course.toml", folder / "curriculum" / "course.toml"):
            try:
                course = tomllib.loads(file.read_text(encoding="utf-8"))
                rows = [{"number": f"{place:02d}", **row} for place, row in enumerate(course.get("module", []))]
                rows += [*course.get("scaffold", []), *({"number": "", **row} for row in course.get("assignment", []))]
                return sorted(rows, key=lambda row: str(row["number"]))
            except (OSError, ValueError, KeyError):
                continue
    return []


class ExerciseName(click.ParamType[str]):
    """An exercise of the module typed before it."""

    name = "exercise"

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        from click.shell_completion import CompletionItem  # only when a shell asks

        names = _exercises(str(ctx.params.get("module")))
        return [CompletionItem(name) for name in names if name.startswith(incomplete)]


def _exercises(module: str) -> list[str]:
    """The names in the untouched notebook; nothing if anything is amiss, since a shell is waiting."""
    from tito.course import notebook
    from tito.errors import TitoError
    from tito.learn import workspace

    try:
        here = workspace.find()
        base = here.base(here.course.find(module))
        tags = [notebook.grade_id(cell) or "" for cell in notebook.read(base.read_text("utf-8"), base.name).cells]
    except (TitoError, OSError, ValueError):
        return []
    return [tag.removeprefix("exercise-") for tag in tags if tag.startswith("exercise-")]


json_option = click.option("--json", "as_json", is_flag=True, help="Print a versioned JSON report instead of text.")
yes_option = click.option("--yes", "-y", is_flag=True, help="Answer every question with yes.")
module_argument = click.argument("module", metavar="MODULE", type=ModuleName())


def _trusted(ctx: click.Context, param: click.Parameter, value: bool) -> None:
    if value:
        output.note("Where no sandbox holds, these submissions run without walls: they can do whatever you can.")
        os.environ["TITO_TRUST_SUBMISSIONS"] = "1"  # read by tito.sandbox.choose


trust_option = click.option(
    "--i-trust-these-submissions",
    is_flag=True,
    expose_value=False,
    callback=_trusted,
    help="Run them without walls where no sandbox holds; recorded with every result.",
)
