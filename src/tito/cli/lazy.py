"""The command tree as a table: a command's module is imported only when that command runs.

`tito --help` must cost little more than starting Python, so a group knows name, target and one line of help for each of
its commands, and click sees the real command only when somebody types it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any

import click
from click.exceptions import NoSuchCommand

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem


@dataclass(frozen=True)
class Entry:
    """Where a command lives ("tito.cli.module.test:command") and its line in the group's help."""

    target: str
    help: str
    hidden: bool = False  # an alias from the guides: it runs the same code and says nothing extra


class LazyGroup(click.Group):
    def __init__(self, *args: Any, entries: dict[str, Entry], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.entries = entries

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.entries)  # the table's order is the reader's order

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        entry = self.entries.get(cmd_name)
        return None if entry is None else load(entry)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """A bare group is a question, not a mistake: its help, and exit code 0."""
        bare = not args and not self.invoke_without_command
        return super().parse_args(ctx, ["--help"] if bare else args)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        try:
            return super().resolve_command(ctx, args)
        except NoSuchCommand as problem:
            raise self._suggestion(ctx, problem.command_name) from None

    def _suggestion(self, ctx: click.Context, typed: str) -> NoSuchCommand:
        """The nearest names here, and the groups that do have the command: `tito test` means `tito module test`."""
        elsewhere = [f"{name} {typed}" for name, group in self._groups() if typed in group.entries]
        if elsewhere:
            return NoSuchCommand(typed, f"No such command {typed!r}. Did you mean {' or '.join(map(repr, elsewhere))}?")
        return NoSuchCommand(typed, possibilities=[n for n, e in self.entries.items() if not e.hidden], ctx=ctx)

    def _groups(self) -> Iterator[tuple[str, LazyGroup]]:
        for name, entry in self.entries.items():
            if not entry.hidden and entry.target.endswith(":group"):
                group = load(entry)
                assert isinstance(group, LazyGroup)
                yield name, group

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """From the table: completing must not import every command."""
        from click.shell_completion import CompletionItem  # only when a shell asks

        shown = [(name, entry) for name, entry in self.entries.items() if not entry.hidden]
        names = [CompletionItem(name, help=entry.help) for name, entry in shown if name.startswith(incomplete)]
        return names + click.Command.shell_complete(self, ctx, incomplete)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        rows = [(name, entry.help) for name, entry in self.entries.items() if not entry.hidden]
        with formatter.section("Commands"):
            formatter.write_dl(rows)


def load(entry: Entry) -> click.Command:
    module, _, name = entry.target.partition(":")
    command = getattr(import_module(module), name)
    assert isinstance(command, click.Command)
    return command
