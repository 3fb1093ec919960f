"""Proof that a module's checks do what they are for, by running them: on solutions, on stubs, on plausible mistakes.

Each is run as the student runs it ("local") or as a hand-in is graded ("split"); a check that passes in one and not in
the other is a finding, too. The same runs record how each misconception shows, to tell it by what a student sees.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

from tito.course import cells, editions
from tito.course.curriculum import Curriculum, Lesson, Misconception
from tito.course.findings import Finding
from tito.course.notebook import Notebook
from tito.judge.expectations import Counts, by_key, counted, demanding, known
from tito.judge.plan import Plan, plan
from tito.judge.trials import Mode, runner, with_exercise, with_stubs, without_examples
from tito.results import CheckResult, Outcome, Report

Signature = list[dict[str, str]]
"""How a misconception shows: check, outcome, call, got and error of each visible check that fails."""


ECHO_POINTS = 5  # at most, for a notebook in which every function returns its first argument


@dataclass(frozen=True)
class _Trial:
    """One notebook to run, and what must become of it."""

    notebook: Notebook
    judge: Callable[[Report], Iterator[Finding]]


def prove(lesson: Lesson, curriculum: Curriculum, *, mode: Mode) -> tuple[Finding, ...]:
    """Run the lesson with its solutions (with and without the examples, which students change), untouched, with
    functions that hand back what they get, with each exercise alone undone, and with each misconception."""
    notebook = editions.instructor(lesson.module, lesson.cells, curriculum.course)
    trials = list(_Proof(lesson, notebook, mode).trials())
    with runner(lesson, curriculum, mode) as run, ThreadPoolExecutor(os.cpu_count()) as threads:
        reports = threads.map(lambda trial: run(plan(trial.notebook, seed="proof")), trials)
        found = (finding for trial, report in zip(trials, reports, strict=True) for finding in trial.judge(report))
        return tuple(dict.fromkeys(found))


def comparisons(lesson: Lesson, curriculum: Curriculum) -> dict[str, Counts]:
    """How often each expectation of the visible checks runs on the solutions, for whoever has no solutions to ask."""
    steps = _visible(plan(_solved(lesson, curriculum), seed="reference"))
    with runner(lesson, curriculum, "local") as run:
        return by_key(counted(steps, run(steps)))


def _solved(lesson: Lesson, curriculum: Curriculum) -> Notebook:
    return without_examples(editions.instructor(lesson.module, lesson.cells, curriculum.course))


def signatures(
    lesson: Lesson, curriculum: Curriculum, counts: Mapping[str, Counts] | None = None
) -> dict[str, Signature]:
    """For each misconception by name, how it shows in the visible checks. `counts`: the `comparisons`, where known."""
    notebook = _solved(lesson, curriculum)
    counts = comparisons(lesson, curriculum) if counts is None else counts
    with runner(lesson, curriculum, "local") as run, ThreadPoolExecutor(os.cpu_count()) as threads:
        mistaken = [_visible(plan(with_exercise(notebook, m.exercise, m.source))) for m in lesson.misconceptions]
        plans = [demanding(steps, known(steps, counts)) for steps in mistaken]
        reports = threads.map(run, plans)
        return {m.name: _signature(report) for m, report in zip(lesson.misconceptions, reports, strict=True)}


@dataclass(frozen=True)
class _Proof:
    lesson: Lesson
    notebook: Notebook
    mode: Mode

    def trials(self) -> Iterator[_Trial]:
        names = [cells.name(cell) for cell in cells.of_role(self.lesson.cells, cells.Role.EXERCISE)]
        bare = without_examples(self.notebook)
        yield _Trial(self.notebook, self.solved)
        yield _Trial(bare, self.solved)
        yield _Trial(with_stubs(self.notebook, set(names)), self.untouched)
        yield _Trial(_echoing(bare, names), self.echoed)
        for name in names:
            yield _Trial(with_stubs(bare, {name}), self.undone(name))
        for misconception in self.lesson.misconceptions:
            mistaken = with_exercise(bare, misconception.exercise, misconception.source)
            yield _Trial(mistaken, self.caught(misconception))

    def solved(self, report: Report) -> Iterator[Finding]:
        for error in report.cell_errors:
            yield self._finding(error.cell, "solution", f"the cell raises {error.error} ({error.where})")
        for check in _not_passed(report):
            yield self._finding(check.name, "solution", f"the solution does not pass: {_in_words(check)}")

    def untouched(self, report: Report) -> Iterator[Finding]:
        for check in report.checks:
            if check.outcome is Outcome.PASSED:
                yield self._finding(check.name, "untouched", "passes on the untouched notebook")

    def echoed(self, report: Report) -> Iterator[Finding]:
        if report.points > ECHO_POINTS:
            passed = ", ".join(check.name for check in report.checks if check.points)
            yield self._finding(passed, "echo", f"handing back the first argument earns {report.points:g} points")

    def undone(self, exercise: str) -> Callable[[Report], Iterator[Finding]]:
        def judge(report: Report) -> Iterator[Finding]:
            for check in report.checks:
                if check.exercise == exercise and check.outcome is Outcome.PASSED:
                    yield self._finding(check.name, "stub", f"passes while {exercise} alone is not written")

        return judge

    def caught(self, misconception: Misconception) -> Callable[[Report], Iterator[Finding]]:
        def judge(report: Report) -> Iterator[Finding]:
            aimed = [check for check in report.checks if check.exercise == misconception.caught_by]
            if not any(check.outcome in _CAUGHT for check in aimed):
                words = "; ".join(f"{check.name} {_in_words(check)}" for check in aimed) or "it has no check"
                message = f"the check of {misconception.caught_by} does not catch it: {words}"
                yield self._finding(f"misconception {misconception.name}", "misconception", message)

        return judge

    def _finding(self, where: str, rule: str, message: str) -> Finding:
        return Finding(self.lesson.module.id, where, rule, f"{message} [{self.mode}]")


_CAUGHT = (Outcome.FAILED, Outcome.CRASHED, Outcome.TIMED_OUT)


def _echoing(notebook: Notebook, names: list[str]) -> Notebook:
    for name in names:
        notebook = with_exercise(notebook, name, f"def {name}(first=None, *others, **named):\n    return first")
    return notebook


def _visible(steps: Plan) -> Plan:
    return replace(steps, steps=tuple(step for step in steps.steps if not step.hidden))


def _signature(report: Report) -> Signature:
    failing = [check for check in _not_passed(report) if not check.hidden]
    shown = ("call", "got", "error")
    return [{"check": c.name, "outcome": str(c.outcome), **{name: getattr(c, name) for name in shown}} for c in failing]


def _not_passed(report: Report) -> list[CheckResult]:
    return [check for check in report.checks if check.outcome is not Outcome.PASSED]


def _in_words(check: CheckResult) -> str:
    """One line for a finding: what was called and came, or what was raised where."""
    told: Mapping[str, str] = {"": check.call, "got": check.got, "expected": check.expected, "at": check.difference}
    said = ", ".join(f"{label} {text}".strip() for label, text in told.items() if text)
    return ": ".join(filter(None, [str(check.outcome), said, check.error, check.where]))
