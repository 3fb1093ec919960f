"""What the checkpoint commands share: finding them, and how a state looks."""

from __future__ import annotations

from collections.abc import Callable

from tito.cli import output
from tito.learn import checkpoints, workspace
from tito.learn.checkpoints import Checkpoint, Checkpoints, State
from tito.learn.edition import find_edition

PAINT: dict[State, Callable[[str], str]] = {
    State.PASSED: output.good,
    State.FAILED: output.bad,
    State.READY: output.bold,
    State.WAITING: output.dim,
}


def here() -> Checkpoints:
    """The checkpoints of the workspace around the current folder; what is odd about its records is said."""
    place = workspace.find()
    found = checkpoints.find(place, find_edition(place))
    if found.remark:
        output.note(f"note: {found.remark}")
    return found


def row(checkpoint: Checkpoint) -> tuple[str, str, str]:
    return checkpoint.module.number, checkpoint.question, PAINT[checkpoint.state](checkpoint.state) + waits(checkpoint)


def waits(checkpoint: Checkpoint) -> str:
    """Which modules it waits for, the first two by number."""
    numbers = [module.number for module in checkpoint.waits_for]
    more = f" and {len(numbers) - 2} more" if len(numbers) > 2 else ""
    return output.dim(f" for {', '.join(numbers[:2])}{more}") if numbers else ""


def say_next(found: Checkpoints) -> None:
    if not found.rows:
        output.say("No module that was handed out has a checkpoint.")
    else:
        output.say(f"\nnext   {found.then}" if found.then else "\nEvery checkpoint is passed.")
