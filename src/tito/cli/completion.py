"""tito completion: the script that teaches a shell tito's commands, options and module names."""

from __future__ import annotations

import os
from pathlib import PurePath

import click

from tito.cli import output

SHELLS = ("bash", "zsh", "fish", "powershell")


@click.command(name="completion")
@click.argument("shell", type=click.Choice(SHELLS), required=False)
def command(shell: str | None) -> None:
    """Print the completion script for your shell (bash, zsh, fish or powershell).

    \b
    Example, and the line that makes it stay:
      bash        tito completion bash >> ~/.bashrc
      zsh         tito completion zsh >> ~/.zshrc     (after the line with compinit)
      fish        tito completion fish > ~/.config/fish/completions/tito.fish
      powershell  tito completion powershell >> $PROFILE
    """
    from click.shell_completion import get_completion_class  # only this command writes scripts

    from tito.cli.main import root

    found = get_completion_class(shell or _from_environment())
    assert found is not None  # click has a class for each of SHELLS
    output.say(found(root, {}, "tito", "_TITO_COMPLETE").source().rstrip("\n"))


def _from_environment() -> str:
    """The shell that started us. Windows sets no SHELL; what runs there is PowerShell."""
    name = PurePath(os.environ.get("SHELL", "powershell")).stem
    if name not in SHELLS:
        raise click.UsageError(f"{name!r} has no completion script. Name one of: {', '.join(SHELLS)}.")
    return name
