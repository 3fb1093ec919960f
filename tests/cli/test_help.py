"""The command tree: every command explains itself, and what nobody meant is answered with what they may have meant."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

import tito
from tito.cli import main
from tito.cli.lazy import Entry, LazyGroup


def commands(group: LazyGroup, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Every command below `group`, aliases too, with the words that call it."""
    for name in group.entries:
        command = group.get_command(click.Context(group), name)
        assert command is not None
        yield (*path, name), command
        if isinstance(command, LazyGroup):
            yield from commands(command, (*path, name))


TREE = dict(commands(main.root))
GROUPS = [path for path, command in TREE.items() if isinstance(command, LazyGroup)]
LEAVES = [path for path in TREE if path not in GROUPS]


def call(*words: str) -> tuple[int, str]:
    """Exit code and everything printed, through the entry point's own handling of errors."""
    runner = CliRunner()
    with runner.isolation() as (out, err, _):
        code = main.exit_code(list(words))
        return code, (out.getvalue() + err.getvalue()).decode()


def test_the_tree_has_the_commands_of_the_guides() -> None:
    assert {("module", "test"), ("module", "complete"), ("system", "doctor"), ("nbgrader", "release")} <= set(TREE)


@pytest.mark.parametrize("path", LEAVES, ids=" ".join)
def test_every_command_has_help_with_an_example(path: tuple[str, ...]) -> None:
    code, said = call(*path, "--help")
    assert code == 0
    assert "Example" in said
    assert "tito " in said.partition("Example")[2]


@pytest.mark.parametrize("path", GROUPS, ids=" ".join)
def test_a_bare_group_lists_its_commands(path: tuple[str, ...]) -> None:
    code, said = call(*path)
    assert code == 0
    assert "Commands" in said


# what passes its options on to another program leaves it to that one to refuse them
OWN_OPTIONS = [path for path in LEAVES if not TREE[path].context_settings.get("ignore_unknown_options")]


@pytest.mark.parametrize("path", OWN_OPTIONS, ids=" ".join)
def test_an_unknown_option_is_wrong_usage(path: tuple[str, ...]) -> None:
    code, said = call(*path, "--no-such-option")
    assert code == 2
    assert "No such option" in said


@pytest.mark.parametrize("path", GROUPS, ids=" ".join)
def test_every_line_of_a_groups_help_is_there_and_short(path: tuple[str, ...]) -> None:
    group = TREE[path]
    assert isinstance(group, LazyGroup)
    shown = [entry.help for entry in group.entries.values() if not entry.hidden]
    assert all(0 < len(text) <= 72 and text.endswith(".") for text in shown)


def test_every_command_that_a_message_names_exists() -> None:
    """Whatever tito tells people to type next can be typed."""
    groups = "|".join(path[0] for path in GROUPS)
    sources = [file.read_text(encoding="utf-8") for file in sorted(Path(tito.__file__).parent.rglob("*.py"))]
    named = {words for text in sources for words in re.findall(rf"\btito ({groups}) (?!command)([a-z]+)\b", text)}
    assert ("module", "test") in named
    assert named <= set(TREE), sorted(named - set(TREE))


def test_a_misspelt_command_is_answered_with_the_nearest() -> None:
    code, said = call("modul", "test")
    assert code == 2
    assert "Did you mean 'module'?" in said


def test_a_command_of_another_group_is_answered_with_that_group() -> None:
    code, said = call("test", "01")
    assert code == 2
    assert "'module test'" in said


def test_nothing_like_it_is_said_plainly() -> None:
    code, said = call("xyzzy")
    assert code == 2
    assert "No such command 'xyzzy'." in said
    assert "mean" not in said


def test_the_version_is_said() -> None:
    code, said = call("--version")
    assert code == 0
    assert said.startswith("tito, version ")


def test_a_mistake_of_the_tool_is_a_short_report(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(main.ENTRIES, "broken", Entry("no_such_package.at_all:command", ""))
    monkeypatch.delenv("TITO_DEBUG", raising=False)
    code, said = call("broken")
    assert code == 3
    assert "mistake in tito, not in your work" in said
    assert "tito system info" in said
    assert "Traceback" not in said


def test_a_mistake_of_the_tool_is_told_in_full_on_request(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(main.ENTRIES, "broken", Entry("no_such_package.at_all:command", ""))
    monkeypatch.setenv("TITO_DEBUG", "1")
    code, said = call("broken")
    assert code == 3
    assert "Traceback" in said
