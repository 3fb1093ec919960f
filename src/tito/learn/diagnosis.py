"""From a failed check to the mistake behind it: which misconception of the catalogue fails in just this way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from tito.results import CheckResult, Outcome, Report


@dataclass(frozen=True)
class Diagnosis:
    """A likely misconception behind the failure of one exercise's check."""

    exercise: str
    misconception: str
    believes: str
    symptom: str
    asks: tuple[str, ...]

    @property
    def words(self) -> str:
        """For the card: what the student may believe, and the question that tests it."""
        question = f" {self.asks[0]}" if self.asks else ""
        return f"you believe that {self.believes.rstrip('.')}.{question}"

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def diagnose(report: Report, catalogue: Sequence[Mapping[str, Any]]) -> Mapping[str, Diagnosis]:
    """The likely misconception for each exercise whose visible check failed in a known way."""
    failed = failing(report)
    found: dict[str, Diagnosis] = {}
    for entry in catalogue:
        check = failed.get(entry["exercise"])
        if check and check.exercise not in found and _same_failure(check, entry["signature"]):
            found[check.exercise] = _diagnosis(entry)
    return found


def failing(report: Report) -> Mapping[str, CheckResult]:
    """The visible checks that did not pass although the student has tried, by exercise."""
    tried = (Outcome.FAILED, Outcome.CRASHED, Outcome.TIMED_OUT)
    return {check.exercise: check for check in report.checks if not check.hidden and check.outcome in tried}


def _same_failure(check: CheckResult, signature: Sequence[Mapping[str, str]]) -> bool:
    """The same check fails at the same call with the same value, or crashes there with the same words; a failure that
    shows neither tells nothing."""
    shown = "error" if check.outcome is Outcome.CRASHED else "got"
    seen = {"check": check.name, "outcome": str(check.outcome), "call": check.call, shown: getattr(check, shown)}
    return bool(seen[shown]) and any(seen.items() <= known.items() for known in signature)


def _diagnosis(entry: Mapping[str, Any]) -> Diagnosis:
    asks = tuple(str(question) for question in entry["asks"])
    return Diagnosis(entry["exercise"], entry["name"], entry["believes"], entry["symptom"], asks)
