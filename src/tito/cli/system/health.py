"""tito system health: each line says the state, why it matters and how to mend it."""

from __future__ import annotations

import click

from tito.cli import output
from tito.cli.options import json_option
from tito.learn.health import Health, State, examine

PAINT = {State.FINE: output.good, State.ADVICE: output.bold, State.MISSING: output.dim, State.BROKEN: output.bad}


@click.command(name="health")
@json_option
def command(as_json: bool) -> int:
    """Check everything the course needs on this machine, and say how to mend what is not right.

    Exit code 0: a student can work here. 3: something that students need is broken.

    \b
    Example:
      tito system health
    """
    health = examine()
    if as_json:
        output.emit_json(health.to_json())
    else:
        _show(health)
    return 0 if health.ready else 3


def _show(health: Health) -> None:
    width = max(len(line.name) for line in health.lines)
    for line in health.lines:
        state, indent = PAINT[line.state](f"{line.state:<8}"), " " * (width + 11)
        output.say(f"{state} {line.name:<{width}}  {line.found}   {output.dim(line.why)}")
        if line.mend:
            output.say(f"{indent}to mend: {line.mend}")
    output.say()
    output.say("Everything a student needs is here." if health.ready else "Mend what is broken, then run this again.")
