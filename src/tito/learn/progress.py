"""What a student has done, module by module: a record for people, which nothing trusts when it matters."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tito.learn import state
from tito.learn.workspace import Workspace
from tito.results import Outcome, Report

PROGRESS_VERSION = 1


@dataclass(frozen=True)
class ModuleRecord:
    """All times are ISO texts in UTC; empty means it has not happened."""

    started: str = ""
    tested: str = ""
    report: Report | None = None  # of the last test
    completed: str = ""
    checkpoint: Report | None = None  # of the last run of the module's checkpoint
    achieved: str = ""  # when that checkpoint first passed
    exported: str = ""  # hash of the package file that we wrote, to tell it from one changed by hand
    hints: Mapping[str, int] = field(default_factory=dict)  # exercise -> hints taken
    failures: Mapping[str, int] = field(default_factory=dict)  # check -> times in a row that it has not passed

    @property
    def passed(self) -> int:
        return sum(check.outcome is Outcome.PASSED for check in self.report.checks) if self.report else 0


@dataclass(frozen=True)
class Progress:
    records: Mapping[str, ModuleRecord]  # by module id
    remark: str = ""  # what a person should hear about the file itself

    def of(self, module_id: str) -> ModuleRecord:
        return self.records.get(module_id, ModuleRecord())


def load(workspace: Workspace) -> Progress:
    loaded = state.read_json(_file(workspace), version=PROGRESS_VERSION)
    try:
        records = {module: _record(raw) for module, raw in loaded.value.get("modules", {}).items()}
    except (KeyError, TypeError, ValueError, AttributeError) as problem:
        return Progress({}, state.set_aside(_file(workspace), f"unexpected content: {problem}").remark)
    return Progress(records, loaded.remark)


def change(workspace: Workspace, module_id: str, how: Callable[[ModuleRecord], ModuleRecord]) -> Progress:
    """Apply `how` to one module's record and save. Call it inside `workspace.lock()`."""
    progress = load(workspace)
    records = {**progress.records, module_id: how(progress.of(module_id))}
    raw = {"modules": {module: asdict(record) for module, record in records.items()}}
    state.write_json(_file(workspace), raw, version=PROGRESS_VERSION)
    return Progress(records, progress.remark)


def now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def started(record: ModuleRecord) -> ModuleRecord:
    return replace(record, started=record.started or now())


def tested(record: ModuleRecord, report: Report) -> ModuleRecord:
    failures = {
        check.name: record.failures.get(check.name, 0) + 1
        for check in report.checks
        if check.outcome not in (Outcome.PASSED, Outcome.NOT_ATTEMPTED)
    }
    return replace(started(record), tested=now(), report=report, failures=failures)


def hinted(record: ModuleRecord, exercise: str) -> ModuleRecord:
    return replace(record, hints={**record.hints, exercise: record.hints.get(exercise, 0) + 1})


def checked(record: ModuleRecord, report: Report) -> ModuleRecord:
    """After a run of the module's checkpoint."""
    achieved = record.achieved or (now() if report.passed else "")
    return replace(record, checkpoint=report, achieved=achieved)


def _record(raw: Mapping[str, Any]) -> ModuleRecord:
    reports = {key: Report.from_json(raw[key]) if raw.get(key) else None for key in ("report", "checkpoint")}
    return ModuleRecord(**{**raw, **reports})


def _file(workspace: Workspace) -> Path:
    return workspace.state / "progress.json"
