"""Hand-ins that answer what is shown and nothing of what is drawn: told from their results alone.

Visible checks ask the same of everybody, so a table of their inputs passes them; hidden ones draw theirs anew for each
grading. Work that is merely weak passes the hidden check of something. How a result came about is not known here.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from tito.results import CheckResult, Outcome, Report

ENOUGH = 5  # exercises answered as far as they are shown, and no hidden check passed: no accident
NOTED = 4  # so many are worth a word, whatever else passed

WHY = "this check passes, but no hidden check of the notebook does; your instructor can give its points by hand"

_ANSWERED = (Outcome.PASSED, Outcome.WITHHELD)


@dataclass(frozen=True)
class Answered:
    """What of a report was answered."""

    shown_only: tuple[str, ...]  # exercises whose visible checks pass, while none of their hidden ones does
    hidden: int  # hidden checks that pass, of any exercise
    withheld: float  # points that are withheld

    @property
    def by_heart(self) -> bool:
        return len(self.shown_only) >= ENOUGH and not self.hidden

    @property
    def words(self) -> str:
        """For whoever reads the report; empty if there is nothing to say. It accuses nobody."""
        if len(self.shown_only) < NOTED:
            return ""
        count = f"{len(self.shown_only)} exercises pass their visible checks and no hidden one"
        if not self.by_heart:
            return f"{count}: {', '.join(self.shown_only)}"
        kept = f"; {self.withheld:g} points are withheld" if self.withheld else ""
        return f"answers what is shown, none of what was drawn: {count}{kept}"


def answered(report: Report) -> Answered:
    exercises = dict.fromkeys(check.exercise for check in report.checks)
    return Answered(
        shown_only=tuple(name for name in exercises if _shown_only(report, name)),
        hidden=sum(check.hidden and _passes(check) for check in report.checks),
        withheld=sum(check.max_points for check in report.checks if check.outcome is Outcome.WITHHELD),
    )


def judged(report: Report, *, withhold: bool) -> Report:
    """The report with the points of its checks withheld if it answers by heart and that is the policy; else with what
    another policy may have withheld given back. The same twice changes nothing."""
    if withhold and answered(report).by_heart:
        return replace(report, checks=tuple(map(_withheld, report.checks)))
    return restored(report)


def restored(report: Report) -> Report:
    """The report as the checks alone made it."""
    return replace(report, checks=tuple(map(_restored, report.checks)))


def _shown_only(report: Report, exercise: str) -> bool:
    visible = [check for check in report.checks if check.exercise == exercise and not check.hidden]
    hidden = [check for check in report.checks if check.exercise == exercise and check.hidden]
    return bool(visible and hidden) and all(map(_passes, visible)) and not any(map(_passes, hidden))


def _passes(check: CheckResult) -> bool:
    return check.outcome in _ANSWERED


def _withheld(check: CheckResult) -> CheckResult:
    return replace(check, outcome=Outcome.WITHHELD, why=WHY) if _passes(check) else check


def _restored(check: CheckResult) -> CheckResult:
    return replace(check, outcome=Outcome.PASSED, why="") if check.outcome is Outcome.WITHHELD else check
