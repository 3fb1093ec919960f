"""Where a student is in the course, and what comes next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from tito.course.manifest import Module
from tito.learn import progress, questions
from tito.learn.progress import ModuleRecord, Progress
from tito.learn.questions import ToHandIn
from tito.learn.workspace import Workspace
from tito.results import Outcome, Report

if TYPE_CHECKING:
    from tito.learn.edition import Edition

OVERVIEW_VERSION = 1


class Stage(StrEnum):
    COMPLETED = "completed"
    STARTED = "in progress"
    READY = "ready"
    OPTIONAL = "optional"  # a scaffold that has not been started
    WAITING = "waiting"  # builds on modules that are not completed


@dataclass(frozen=True)
class Row:
    module: Module
    stage: Stage
    waits_for: tuple[Module, ...]
    record: ModuleRecord

    @property
    def due(self) -> str:
        """When it is to be handed in, in words; nothing once it is completed."""
        return "" if self.stage is Stage.COMPLETED or not self.module.graded else due(self.module)

    def to_json(self) -> dict[str, Any]:
        report = self.record.report
        return {
            "module": self.module.id,
            "title": self.module.title,
            "tier": self.module.tier,
            "state": self.stage,
            "needs": [m.id for m in self.waits_for],
            "due": self.module.due,
            "tested": self.record.tested,
            "completed": self.record.completed,
            "points": report.points if report else 0,
            "checks": [{"name": c.name, "outcome": c.outcome} for c in report.checks] if report else [],
        }


@dataclass(frozen=True)
class Overview:
    workspace: Workspace
    rows: tuple[Row, ...]
    remark: str

    @property
    def current(self) -> Row | None:
        """The module to work on: the one worked on last, else the next one; scaffolds are never next."""
        rows = [row for row in self.rows if row.module.kind != "scaffold"]
        begun = [row for row in rows if row.stage is Stage.STARTED]
        if begun:
            return max(begun, key=lambda row: row.record.tested or row.record.started)
        done = max((place for place, row in enumerate(rows) if row.stage is Stage.COMPLETED), default=-1)
        return next((row for row in [*rows[done + 1 :], *rows] if row.stage is not Stage.COMPLETED), None)

    @property
    def then(self) -> tuple[str, str]:
        """What to type next, and why; empty when the course is done."""
        row = self.current
        if row is None:
            return "", "Every module of this version of the course is completed."
        number, report = row.module.number, row.record.report
        if row.waits_for:
            return f"tito module start {row.waits_for[0].number}", f"{row.module.title} builds on it"
        if not row.record.started or not self.workspace.notebook(row.module).is_file():
            return f"tito module start {number}", f"begin with {row.module.title}"
        if report and report.passed and report.checks:
            return f"tito module complete {number}", "its checks pass: export it into your package"
        return f"tito module test {number}", _how_far(report)

    @property
    def to_hand_in(self) -> ToHandIn | None:
        """What is left to do for the last completed module that has not been handed in with all its answers."""
        done = (row.module for row in reversed(self.rows) if row.stage is Stage.COMPLETED)
        return next(filter(None, (questions.to_hand_in(self.workspace, module) for module in done)), None)

    def to_json(self) -> dict[str, Any]:
        left = self.to_hand_in
        return {
            "version": OVERVIEW_VERSION,
            "workspace": str(self.workspace.root),
            "course": {"title": self.workspace.course.title, "version": self.workspace.course.version},
            "modules": [row.to_json() for row in self.rows],
            "next": self.then[0],
            "to_hand_in": {"module": left.module.id, "unanswered": left.empty} if left else None,
        }


def overview(workspace: Workspace) -> Overview:
    recorded = progress.load(workspace)
    rows = tuple(_row(workspace, module, recorded) for module in workspace.course.modules)
    return Overview(workspace, rows, recorded.remark)


def exercises(edition: Edition, module: Module) -> tuple[str, ...]:
    """The names of a module's exercises, as its notebook has them; none if it has not been handed out."""
    from tito.course import notebook  # the short status does without

    if not edition.holds(module):
        return ()
    found = notebook.read(edition.notebook(module).decode(), module.notebook)
    tags = ((notebook.grade_id(cell) or "").partition("-") for cell in found.cells)
    return tuple(name for kind, _, name in tags if kind == "exercise")


def due(module: Module) -> str:
    """A student kit says the moment, the course itself only a project's week."""
    if module.due:
        return f"due {_moment(module.due)}"
    return f"due in week {module.week}" if module.kind == "project" and module.week else ""


def missing(workspace: Workspace, module: Module, recorded: Progress) -> tuple[Module, ...]:
    """What `module` builds on and the student has not completed."""
    return tuple(m for m in workspace.course.needs(module) if not recorded.of(m.id).completed)


def _row(workspace: Workspace, module: Module, recorded: Progress) -> Row:
    record = recorded.of(module.id)
    waits_for = missing(workspace, module, recorded)
    if record.completed:
        stage = Stage.COMPLETED
    elif record.started:
        stage = Stage.STARTED
    elif module.kind == "scaffold":
        stage = Stage.OPTIONAL
    else:
        stage = Stage.WAITING if waits_for else Stage.READY
    return Row(module, stage, waits_for, record)


def _moment(iso: str) -> str:
    try:
        return datetime.fromisoformat(iso).strftime("%a %d %b %Y %H:%M %Z").rstrip()
    except ValueError:
        return iso


def _how_far(report: Report | None) -> str:
    if report is None:
        return "see how far your notebook is"
    passed = sum(check.outcome is Outcome.PASSED for check in report.checks)
    return f"{passed} of {len(report.checks)} checks passed last time"
