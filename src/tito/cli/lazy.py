"""The command tree as a table: a command's module is imported only when that command runs.

`tito --help` must cost little more than starting Python, so a group knows name, target and one line of help for each of
its commands, and click sees the real command only when somebody types it.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import Any

import click


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
        if entry is None:
            return None
        module, _, name = entry.target.partition(":")
        command = getattr(import_module(module), name)
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        rows = [(name, entry.help) for name, entry in self.entries.items() if not entry.hidden]
        with formatter.section("Commands"):
            formatter.write_dl(rows)
