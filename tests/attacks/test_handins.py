"""Every hostile hand-in, on every level of the sandbox: no point that is not deserved, and nothing outside changed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tito.results import CheckResult, Outcome

NEEDLE = "hidden needle 7f3a"  # stands in a hidden check


def test_a_hostile_hand_in_gains_and_changes_nothing(
    hall: Any, hand_in: Any, leftovers: Callable[[], set[int]]
) -> None:
    before, running = hall.everything(), leftovers()
    graded = hall.grade(hall.work(hand_in))
    assert graded.passed == hand_in.deserves
    assert [check.name for check in graded.report.checks if not check.points and not _reason(check)] == []
    assert "BREACH" not in graded.text
    assert hall.around.secret not in graded.text
    assert NEEDLE not in _said_by(graded.report.checks)
    assert hall.around.reached() == []
    assert hall.everything() == before
    assert hall.grade(hall.honest()).report.passed  # whoever is next is graded in full
    assert len(leftovers()) <= max(1, len(running))


def _reason(check: CheckResult) -> str:
    """What a student is told; a stub that was not replaced is reason enough."""
    return check.got or check.error or check.why or ("a stub" if check.outcome is Outcome.NOT_ATTEMPTED else "")


def _said_by(checks: tuple[CheckResult, ...]) -> str:
    """The student's own words in the record; the check's own call may be quoted."""
    return "\n".join(f"{check.got} {check.error} {check.where} {check.output}" for check in checks)
