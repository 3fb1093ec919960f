"""One mistake, one card: which checks and cells do not pass because of another exercise, to be mended first."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from tito.course.notebook import Notebook
from tito.learn.uses import Code
from tito.results import CheckResult, Outcome, Report

_MISSING = re.compile(r"NameError: name '(\w+)' is not defined")
_NOT_PYTHON = ("SyntaxError", "IndentationError", "TabError")


def waiting(report: Report, notebook: Notebook) -> Mapping[str, str]:
    """By name of check or cell: the exercise whose own visible check does not pass, and which the code uses.

    What becomes of the check stays what it was; only the telling of it waits.
    """
    return {} if report.passed and not report.cell_errors else dict(_Waiting(report, Code.of(notebook)).found())


@dataclass(frozen=True)
class _Waiting:
    report: Report
    code: Code

    @cached_property
    def order(self) -> tuple[str, ...]:
        return tuple(check.exercise for check in self.report.checks if not check.hidden)

    @cached_property
    def outcomes(self) -> Mapping[str, Outcome]:
        return {check.exercise: check.outcome for check in self.report.checks if not check.hidden}

    @cached_property
    def uses(self) -> Mapping[str, frozenset[str]]:
        """By exercise: the others that it and its check use."""
        return {name: self.used_by(f"exercise-{name}", f"check-{name}") - {name} for name in self.order}

    @cached_property
    def causes(self) -> Mapping[str, tuple[str, ...]]:
        """By check: the exercises that it may fail for."""
        return {check.name: tuple(self.causes_of(check)) for check in self.report.checks}

    def found(self) -> Iterator[tuple[str, str]]:
        for check, causes in self.causes.items():
            if first := next((cause for cause in causes if not self.causes.get(f"check-{cause}")), ""):
                yield check, first
        for problem in self.report.cell_errors:
            used = self.used_by(problem.cell) - {problem.cell.removeprefix("exercise-")}
            if first := next((name for name in self.order if name in used and self.open(name)), ""):
                yield problem.cell, first

    def used_by(self, *cells: str) -> frozenset[str]:
        reached = self.code.reached_from(*cells)
        return frozenset(x for x in self.order if {x, *self.code.defined_by(f"exercise-{x}")} & reached)

    def open(self, exercise: str) -> bool:
        return self.outcomes[exercise] is not Outcome.PASSED

    def causes_of(self, check: CheckResult) -> Iterator[str]:
        """A stub that stood in the way was met and said so, unless it left a name undefined."""
        missing = _MISSING.match(check.error)
        if check.outcome in (Outcome.PASSED, Outcome.NOT_ATTEMPTED) or self.is_its_own(check):
            return
        unmade = self.needed_to_define(missing[1]) if missing else frozenset()
        for cause in self.order:
            tried = self.outcomes[cause] is not Outcome.NOT_ATTEMPTED
            used = cause in self.uses.get(check.exercise, ()) and (tried or missing) and self.first(cause, check)
            if self.open(cause) and cause != check.exercise and (used or cause in unmade):
                yield cause

    def needed_to_define(self, name: str) -> frozenset[str]:
        """What the cells use that should have defined `name` and stopped before they did."""
        stopped = [c.cell for c in self.report.cell_errors if name in self.code.defined_by(c.cell)]
        return self.used_by(*stopped)

    def is_its_own(self, check: CheckResult) -> bool:
        """Whether no other cell can have caused it: text that is not Python, a name that the notebook never defines."""
        if check.error.startswith(_NOT_PYTHON):
            return self.code.trees.get(f"exercise-{check.exercise}") is None
        missing = _MISSING.match(check.error)
        known = {definition.name for definition in self.code.definitions} | set(self.order) - {check.exercise}
        return missing is not None and missing[1] not in known

    def first(self, cause: str, check: CheckResult) -> bool:
        """Of two exercises that use each other, the later one waits."""
        earlier = self.order.index(cause) < self.order.index(check.exercise)
        return earlier or check.exercise not in self.uses[cause]
