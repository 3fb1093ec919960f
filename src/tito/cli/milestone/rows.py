"""What the milestone commands share: finding them, and how a state looks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from tito.cli import output
from tito.course.milestones import Milestone, find
from tito.errors import TitoError
from tito.learn import milestones, workspace
from tito.learn.edition import Edition, find_edition
from tito.learn.milestones import History, Row, Standing
from tito.learn.workspace import Workspace

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

PAINT: dict[Standing, Callable[[str], str]] = {
    Standing.PASSED: output.good,
    Standing.TRIED: output.bad,
    Standing.READY: output.bold,
    Standing.WAITING: output.dim,
}


class MilestoneName(click.ParamType[str]):
    """`1`, `01`, `1957`, `perceptron` or `01_1957_perceptron`: the course finds what is meant, shells complete it."""

    name = "milestone"

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        from click.shell_completion import CompletionItem  # only when a shell asks

        try:
            known = workspace.find().course.milestones
        except (TitoError, OSError):
            return []  # a shell is waiting
        found = ((next((s for s in (m.id, m.name) if s.startswith(incomplete)), ""), m.title) for m in known)
        return [CompletionItem(spelling, help=title) for spelling, title in found if spelling]


milestone_argument = click.argument("milestone", metavar="ID", type=MilestoneName())


@dataclass(frozen=True)
class Place:
    """A workspace, the course material it uses, and how far its owner is in the history of the field."""

    workspace: Workspace
    edition: Edition
    history: History

    def milestone(self, wanted: str) -> Milestone:
        return find(self.edition.course.milestones, wanted)


def here() -> Place:
    """Around the current folder; what is odd about the records is said."""
    found = workspace.find()
    edition = find_edition(found)
    history = milestones.history(found, edition)
    if history.remark:
        output.note(f"note: {history.remark}")
    return Place(found, edition, history)


def standing(row: Row) -> str:
    return PAINT[row.standing](row.standing) + waits(row)


def waits(row: Row) -> str:
    """Which modules it waits for, the first two by number."""
    numbers = [module.number for module in row.waits_for]
    more = f" and {len(numbers) - 2} more" if len(numbers) > 2 else ""
    return output.dim(f" for {', '.join(numbers[:2])}{more}") if numbers else ""


def say_next(history: History) -> None:
    if not history.rows:
        output.say("This course has no milestones.")
    else:
        output.say(f"\nnext   {history.then}" if history.then else "\nEvery milestone is reached.")
