"""Proof that a checkpoint shows its capability: on the reference package with and without the module."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

from tito.course.curriculum import Curriculum, Lesson
from tito.course.findings import Finding
from tito.judge.capability import checkpoint_plan
from tito.judge.local import run_local
from tito.judge.reference import build_reference
from tito.judge.split import run_split
from tito.results import Outcome, Report
from tito.sandbox.choose import choose


def prove_checkpoint(lesson: Lesson, curriculum: Curriculum) -> Iterator[Finding]:
    """It passes on the reference with the module, on a student's machine as in grading, and not without the module."""
    if not lesson.checkpoint:
        return
    plan = checkpoint_plan(lesson.module, lesson.checkpoint, seed="proof")
    if not plan.checks:
        yield _finding(lesson, "calls no function whose name begins with check_")
    modules = curriculum.course.modules
    after = next(iter(modules[modules.index(lesson.module) + 1 :]), None)
    with tempfile.TemporaryDirectory(prefix="tito-") as place:
        before = build_reference(curriculum, Path(place, "before"), upto=lesson.module)
        whole = build_reference(curriculum, Path(place, "whole"), upto=after)
        yield from _failing(lesson, run_local(plan, workspace=whole), "local")
        yield from _failing(lesson, run_split(plan, sandbox=choose(), package=whole / "tinytorch"), "split")
        for check in run_local(plan, workspace=before).checks:
            if check.outcome is Outcome.PASSED:
                yield _finding(lesson, f"{check.exercise} passes without {lesson.module.id}")


def _failing(lesson: Lesson, report: Report, mode: str) -> Iterator[Finding]:
    for check in report.checks:
        if check.outcome is not Outcome.PASSED:
            said = check.error or f"got {check.got}, expected {check.expected}"
            yield _finding(lesson, f"{check.exercise} does not pass on the reference: {said} [{mode}]")


def _finding(lesson: Lesson, message: str) -> Finding:
    return Finding(lesson.module.id, "checkpoint.py", "checkpoint", message)
