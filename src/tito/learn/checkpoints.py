"""Checkpoints: what the student's package can do by now, found by running programs on it.

Each module of the course may bring one. It runs on whatever `import tinytorch` finds in the workspace, once the modules
that it builds on are completed; the outcome goes into the progress record.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from tito.course.manifest import Module
from tito.errors import WorkDidNotPass, WrongUsage
from tito.judge.capability import checkpoint_plan, question
from tito.learn import progress
from tito.learn.edition import Edition
from tito.learn.overview import missing
from tito.learn.progress import ModuleRecord, Progress
from tito.learn.workspace import Workspace
from tito.results import Report

if TYPE_CHECKING:
    from tito.sandbox.protocol import Limits

CHECKPOINTS_VERSION = 1


class State(StrEnum):
    PASSED = "passed"
    FAILED = "not passed"  # it ran last on a package that could not do it
    READY = "ready"
    WAITING = "waiting"  # for modules that are not completed


@dataclass(frozen=True)
class Checkpoint:
    module: Module
    question: str
    state: State
    waits_for: tuple[Module, ...]
    record: ModuleRecord

    def to_json(self) -> dict[str, Any]:
        return {
            "module": self.module.id,
            "question": self.question,
            "state": self.state,
            "needs": [m.id for m in self.waits_for],
            "achieved": self.record.achieved,
            "report": self.record.checkpoint.to_json() if self.record.checkpoint else None,
        }


@dataclass(frozen=True)
class Checkpoints:
    """All of the course's, in its order."""

    workspace: Workspace
    rows: tuple[Checkpoint, ...]
    remark: str = ""

    def of(self, module: Module) -> Checkpoint:
        for row in self.rows:
            if row.module == module:
                return row
        raise WrongUsage(f"Module {module.number} has no checkpoint.", then="tito checkpoint list")

    def those(self, *states: State) -> tuple[Checkpoint, ...]:
        return tuple(row for row in self.rows if row.state in states)

    @property
    def runnable(self) -> tuple[Checkpoint, ...]:
        return tuple(row for row in self.rows if not row.waits_for)

    @property
    def reached(self) -> tuple[Checkpoint, ...]:
        """Those that passed once, in the order in which they did."""
        return tuple(sorted((row for row in self.rows if row.record.achieved), key=lambda row: row.record.achieved))

    @property
    def ahead(self) -> tuple[Checkpoint, ...]:
        return tuple(row for row in self.rows if not row.record.achieved)

    @property
    def then(self) -> str:
        """What to type next; empty when all are passed."""
        todo = self.those(State.FAILED, State.READY)
        if todo:
            return f"tito checkpoint run {todo[0].module.number}"
        waiting = self.those(State.WAITING)
        return f"tito module start {waiting[0].waits_for[0].number}" if waiting else ""

    def to_json(self) -> dict[str, Any]:
        rows = [row.to_json() for row in self.rows]
        return {"version": CHECKPOINTS_VERSION, "workspace": str(self.workspace.root), "checkpoints": rows}


def find(workspace: Workspace, edition: Edition) -> Checkpoints:
    recorded = progress.load(workspace)
    sources = ((module, edition.checkpoint(module)) for module in workspace.course.modules)
    rows = (_row(workspace, recorded, module, source) for module, source in sources if source)
    return Checkpoints(workspace, tuple(rows), recorded.remark)


def run(workspace: Workspace, edition: Edition, checkpoint: Checkpoint, *, seconds: float | None = None) -> Report:
    """Run it on the student's package, in a process of its own; WorkDidNotPass while modules are missing."""
    if checkpoint.waits_for:
        raise unfinished(checkpoint)
    from tito.judge.local import run_local  # listing does without

    plan = checkpoint_plan(checkpoint.module, edition.checkpoint(checkpoint.module))
    return run_local(plan, workspace=workspace.root, limits=_limits(seconds), cwd=workspace.root)


def record(workspace: Workspace, module: Module, report: Report) -> Progress:
    """Remember the outcome. Call it inside `workspace.lock()`."""
    return progress.change(workspace, module.id, lambda found: progress.checked(found, report))


def unfinished(checkpoint: Checkpoint) -> WorkDidNotPass:
    first, *more = checkpoint.waits_for
    return WorkDidNotPass(
        f"Checkpoint {checkpoint.module.number} needs modules that are not completed.",
        expected=f"completed: {', '.join(m.id for m in (first, *more))}",
        then=f"tito module complete {first.number}",
    )


def finish_first(rows: Iterable[Checkpoint]) -> WorkDidNotPass:
    """Nothing can run yet: what the checkpoint that is nearest still needs."""
    nearest = min(rows, key=lambda row: len(row.waits_for), default=None)
    return unfinished(nearest) if nearest else WorkDidNotPass("No module that was handed out has a checkpoint.")


def _row(workspace: Workspace, recorded: Progress, module: Module, source: str) -> Checkpoint:
    found = recorded.of(module.id)
    own = () if found.completed else (module,)
    waits_for = (*missing(workspace, module, recorded), *own)
    return Checkpoint(module, question(source), _state(found, waiting=bool(waits_for)), waits_for, found)


def _state(found: ModuleRecord, *, waiting: bool) -> State:
    if waiting:
        return State.WAITING
    if found.checkpoint is None:
        return State.READY
    return State.PASSED if found.checkpoint.passed else State.FAILED


def _limits(seconds: float | None) -> Limits:
    from tito.judge.local import OWN_MACHINE

    allowed = seconds or OWN_MACHINE.seconds_per_step
    return replace(OWN_MACHINE, seconds_per_step=allowed, seconds_total=max(OWN_MACHINE.seconds_total, 12 * allowed))
