"""A failure is explained by the misconception that fails in the same way, and by no other."""

from __future__ import annotations

from typing import Any

import pytest

from tito.learn.diagnosis import diagnose
from tito.results import CheckResult, Outcome, Report

FAILURE = {"check": "check-add", "outcome": "failed", "call": "add(1, 2)", "got": "2"}
MULTIPLIES = {
    "name": "multiplies",
    "exercise": "add",
    "believes": "adding is multiplying",
    "symptom": "2 + 2 is right",
    "asks": ["What is 1 + 2?", "And 1 * 2?"],
    "signature": [FAILURE],
}


def failing(**changes: Any) -> CheckResult:
    as_recorded = {"name": "check-add", "exercise": "add", "outcome": Outcome.FAILED, "call": "add(1, 2)", "got": "2"}
    return CheckResult(**{"max_points": 1, **as_recorded, **changes})


def test_the_same_failure_names_the_misconception_and_asks_its_question() -> None:
    found = diagnose(Report("01_numbers", (failing(),)), [MULTIPLIES])

    assert found["add"].misconception == "multiplies"
    assert found["add"].words == "you believe that adding is multiplying. What is 1 + 2?"


@pytest.mark.parametrize(
    "changes",
    [
        {"got": "4"},
        {"call": "add(2, 3)"},
        {"outcome": Outcome.PASSED},
        {"outcome": Outcome.NOT_ATTEMPTED},
        {"hidden": True},
        {"exercise": "subtract"},
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_another_failure_is_left_unexplained(changes: dict[str, Any]) -> None:
    assert diagnose(Report("01_numbers", (failing(**changes),)), [MULTIPLIES]) == {}


@pytest.mark.parametrize(
    ("error", "perhaps"), [("IndexError: too short", {"add"}), ("IndexError: too long", set()), ("", set())]
)
def test_a_crash_is_explained_only_by_the_same_error(error: str, perhaps: set[str]) -> None:
    crash = {"outcome": Outcome.CRASHED, "got": "", "error": error}
    signature = {**FAILURE, "outcome": "crashed", "got": "", "error": "IndexError: too short"}

    found = diagnose(Report("01_numbers", (failing(**crash),)), [{**MULTIPLIES, "signature": [signature]}])

    assert set(found) == perhaps


def test_a_crash_at_another_call_is_left_unexplained() -> None:
    crash = {"outcome": Outcome.CRASHED, "got": "", "call": "add(2, 3)", "error": "IndexError: too short"}
    signature = {**FAILURE, "outcome": "crashed", "got": "", "error": "IndexError: too short"}

    assert diagnose(Report("01_numbers", (failing(**crash),)), [{**MULTIPLIES, "signature": [signature]}]) == {}


def test_signatures_of_an_edition_made_earlier_know_no_errors() -> None:
    crash = {"outcome": Outcome.CRASHED, "got": "", "error": "IndexError: too short"}
    signature = {**FAILURE, "outcome": "crashed", "got": ""}

    assert diagnose(Report("01_numbers", (failing(**crash),)), [{**MULTIPLIES, "signature": [signature]}]) == {}
