"""Run every milestone program that ships its data on the reference package, as `tito milestone run` does."""

from __future__ import annotations

import tempfile
from pathlib import Path

from benchmarks.record import Workload
from tito.course.curriculum import Curriculum, load
from tito.course.milestones import Milestone, Script
from tito.judge import stage
from tito.judge.reference import build_reference
from tito.results import Verdict

ROOT = Path(__file__).parents[2]


def measure(*, curriculum: Path = ROOT / "curriculum", seed: int = 0) -> list[Workload]:
    """One run of each: its seconds and what its gate computed from its answers; RuntimeError if one is not reached."""
    course = load(curriculum)
    programs = [(m, s) for m in course.course.milestones for s in m.scripts if not s.optional]
    with tempfile.TemporaryDirectory(prefix="reference-") as folder:
        package = build_reference(course, Path(folder))
        verdicts = [perform(course, package, milestone, script, seed) for milestone, script in programs]
    if missed := [_words(verdict) for verdict in verdicts if not verdict.passed]:
        raise RuntimeError(f"not reached on the reference package: {'; '.join(missed)}")
    return [_workload(milestone, verdict) for (milestone, _), verdict in zip(programs, verdicts, strict=True)]


def perform(course: Curriculum, package: Path, milestone: Milestone, script: Script, seed: int) -> Verdict:
    beside = course.root.parent
    program = beside / "milestones" / milestone.id / script.file
    return stage.perform(program, script.gate, workspace=package, datasets=beside / "datasets", seed=seed)


def _workload(milestone: Milestone, verdict: Verdict) -> Workload:
    return Workload(
        name=f"{milestone.year} {verdict.script}",
        unit="s from start to verdict",
        per_call=1,
        ours="tinytorch",
        rounds=[{"tinytorch": [verdict.seconds]}],
        results={finding.what: f"{finding.got} ({finding.wanted})" for finding in verdict.findings},
    )


def _words(verdict: Verdict) -> str:
    failed = [f"{finding.what}: {finding.got} ({finding.wanted})" for finding in verdict.findings if not finding.passed]
    return f"{verdict.script}: {verdict.error or ', '.join(failed) or 'nothing was handed in'}"
