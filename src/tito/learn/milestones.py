"""Milestones in a workspace: what each needs, runs of its programs, what came of them, and the curves that are kept.

The record in `.tinytorch/milestones.json` is for people; whoever gives marks runs the programs again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

from tito.course.manifest import Module
from tito.course.milestones import Milestone, Script
from tito.errors import WorkDidNotPass, WrongUsage
from tito.learn import curves, progress, state
from tito.learn.edition import Edition
from tito.learn.workspace import Workspace
from tito.results import Verdict

RECORD_VERSION = 1
HISTORY_VERSION = 1


class Standing(StrEnum):
    PASSED = "passed"
    TRIED = "not yet"
    READY = "ready"
    WAITING = "waiting"  # it calls modules that the package does not hold


@dataclass(frozen=True)
class Record:
    """All times are ISO texts in UTC; empty means it has not happened."""

    runs: int = 0
    latest: str = ""
    passed: str = ""  # the first time
    verdict: Verdict | None = None  # of the last run


@dataclass(frozen=True)
class Row:
    milestone: Milestone
    script: Script
    standing: Standing
    waits_for: tuple[Module, ...]
    record: Record

    def to_json(self) -> dict[str, Any]:
        verdict = self.record.verdict
        return {
            "milestone": self.milestone.id,
            "year": self.milestone.year,
            "title": self.milestone.title,
            "script": self.script.name,
            "optional": self.script.optional,
            "state": self.standing,
            "needs": list(self.script.needs),
            "waits_for": [module.id for module in self.waits_for],
            "runs": self.record.runs,
            "latest": self.record.latest,
            "passed": self.record.passed,
            "verdict": verdict.to_json() if verdict else None,
        }


@dataclass(frozen=True)
class History:
    """Every program of every milestone, in the order of the years."""

    rows: tuple[Row, ...]
    remark: str = ""

    def of(self, milestone: Milestone) -> tuple[Row, ...]:
        return tuple(row for row in self.rows if row.milestone == milestone)

    def row(self, milestone: Milestone, script: Script) -> Row:
        return next(row for row in self.of(milestone) if row.script == script)

    def standing(self, milestone: Milestone) -> Standing:
        """Of the milestone as a whole: passed when every program that is not optional has."""
        rows = [row for row in self.of(milestone) if not row.script.optional]
        found = {row.standing for row in rows}
        if found <= {Standing.PASSED}:
            return Standing.PASSED
        begun = Standing.TRIED if found & {Standing.PASSED, Standing.TRIED} else None
        return begun or (Standing.READY if Standing.READY in found else Standing.WAITING)

    @property
    def then(self) -> str:
        """What to type next; empty when there is nothing left to do."""
        rows = [row for row in self.rows if not row.script.optional and row.standing is not Standing.PASSED]
        able = next((row for row in rows if row.standing is not Standing.WAITING), None)
        if able:
            return command(able)
        return f"tito module start {rows[0].waits_for[0].number}" if rows else ""

    def to_json(self) -> dict[str, Any]:
        return {"version": HISTORY_VERSION, "scripts": [row.to_json() for row in self.rows], "next": self.then}


@dataclass(frozen=True)
class Ran:
    verdict: Verdict
    counts: bool  # the program is the course's own; a changed one may be run, and is not recorded
    curve: str  # as text
    files: tuple[Path, ...]


def history(workspace: Workspace, edition: Edition) -> History:
    records, remark = _load(workspace)
    pairs = [(milestone, script) for milestone in edition.course.milestones for script in milestone.scripts]
    return History(tuple(_row(workspace, edition, records, *pair) for pair in pairs), remark)


def opened(workspace: Workspace, edition: Edition, module: Module) -> tuple[Row, ...]:
    """The programs that call `module`, can run now and have never been run: what its completion has opened."""
    rows = (row for row in history(workspace, edition).rows if module.name in row.script.needs)
    return tuple(row for row in rows if row.standing is Standing.READY and not row.script.optional)


def command(row: Row) -> str:
    """What to type to run this program, or the milestone if it has no other."""
    scripts = row.milestone.scripts
    return f"tito milestone run {row.milestone.number}" + (
        f" --script {scripts.index(row.script) + 1}" if len(scripts) > 1 else ""
    )


def hand_out(workspace: Workspace, edition: Edition) -> None:
    """Put the programs and their data where they are missing; what is there stays as it is."""
    for name, content in edition.programs().items():
        if not (workspace.root / name).exists():
            state.replace_bytes(workspace.root / name, content)


def able(chosen: tuple[Row, ...]) -> tuple[Row, ...]:
    """Those of the programs that can run on the package as it is; WorkDidNotPass if none can."""
    found = tuple(row for row in chosen if not row.waits_for)
    if found:
        return found
    lacking = chosen[0].waits_for
    raise WorkDidNotPass(
        f"{chosen[0].script.name} cannot run yet: your package lacks what it calls.",
        got=f"no export of {', '.join(f'{module.number} {module.title}' for module in lacking)}",
        expected="modules that are completed",
        then=f"tito module start {lacking[0].number}",
    )


def run(
    workspace: Workspace,
    edition: Edition,
    row: Row,
    *,
    seed: int = 0,
    seconds: float | None = None,
    watch: Callable[[Mapping[str, float]], None],
) -> Ran:
    """Run one program on the student's package, on data that its gate makes, and keep its curve. Changes no record."""
    from tito.judge import stage  # numpy, and only this command

    hand_out(workspace, edition)
    program = workspace.root / path(row)
    if not program.is_file():
        raise WrongUsage(
            f"Your course has not handed out {row.script.name} yet.",
            got=f"course material in {edition.root}",
            then="tito init --course FILE   when your instructor sends a newer student kit",
        )
    limits = replace(stage.LIMITS, seconds_total=seconds) if seconds else stage.LIMITS
    own = row.script.optional  # it needs files that do not ship
    verdict = stage.perform(
        program,
        row.script.gate,
        workspace=workspace.root,
        datasets=(workspace.root if own else edition.root) / "datasets",
        seed=seed,
        limits=limits,
        watch=watch,
    )
    counts = program.read_bytes() == edition.programs().get(path(row))
    return Ran(verdict, counts, curves.text(verdict.reports), tuple(_keep_curve(workspace, row, verdict)))


def record(workspace: Workspace, row: Row, verdict: Verdict) -> None:
    """Remember what came of a run. Call it inside `workspace.lock()`."""
    records, _ = _load(workspace)
    key, now = _key(row.milestone, row.script), progress.now()
    before = records.get(key, Record())
    passed = before.passed or (now if verdict.passed else "")
    records[key] = Record(before.runs + 1, now, passed, replace(verdict, reports=()))
    raw = {key: _raw(found) for key, found in records.items()}
    state.write_json(_file(workspace), {"scripts": raw}, version=RECORD_VERSION)


def path(row: Row) -> str:
    """Where the program lies in a workspace and in an edition."""
    return f"milestones/{row.milestone.id}/{row.script.file}"


def _keep_curve(workspace: Workspace, row: Row, verdict: Verdict) -> Iterator[Path]:
    title = f"{row.milestone.year}: {row.script.title}"
    pictures = {".svg": curves.svg(verdict.reports, title), ".txt": curves.text(verdict.reports)}
    for suffix, content in pictures.items():
        if content:
            file = workspace.root / "milestones" / row.milestone.id / "results" / f"{row.script.name}{suffix}"
            state.replace_text(file, content)
            yield file


def _row(
    workspace: Workspace, edition: Edition, records: Mapping[str, Record], milestone: Milestone, script: Script
) -> Row:
    needed = (module for module in edition.course.modules if module.name in script.needs)
    waits_for = tuple(module for module in needed if not workspace.export(module).is_file())
    found = records.get(_key(milestone, script), Record())
    standing = Standing.WAITING if waits_for else Standing.READY
    if found.verdict:
        standing = Standing.PASSED if found.passed else Standing.TRIED
    return Row(milestone, script, standing, waits_for, found)


def _key(milestone: Milestone, script: Script) -> str:
    return f"{milestone.name}/{script.name}"  # not the number, which another order of the course changes


def _load(workspace: Workspace) -> tuple[dict[str, Record], str]:
    loaded = state.read_json(_file(workspace), version=RECORD_VERSION)
    try:
        return {key: _record(raw) for key, raw in loaded.value.get("scripts", {}).items()}, loaded.remark
    except (KeyError, TypeError, ValueError, AttributeError) as problem:
        return {}, state.set_aside(_file(workspace), f"unexpected content: {problem}").remark


def _record(raw: Mapping[str, Any]) -> Record:
    return Record(raw["runs"], raw["latest"], raw["passed"], Verdict.from_json(raw["verdict"]))


def _raw(found: Record) -> dict[str, Any]:
    verdict = found.verdict.to_json() if found.verdict else None
    return {"runs": found.runs, "latest": found.latest, "passed": found.passed, "verdict": verdict}


def _file(workspace: Workspace) -> Path:
    return workspace.state / "milestones.json"
