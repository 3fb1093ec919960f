"""A check's outcome in words: for formgrader's notebook and the student's page."""

from __future__ import annotations

from collections.abc import Iterator

from tito.results import CheckResult, Outcome

SAID = {
    Outcome.PASSED: "passed",
    Outcome.FAILED: "the values differ",
    Outcome.CRASHED: "your code stopped with an error",
    Outcome.NOT_ATTEMPTED: "not attempted",
    Outcome.TIMED_OUT: "ran out of time",
    Outcome.WITHHELD: "passed, its points are withheld",
}

SHORT = {
    Outcome.PASSED: "passed",
    Outcome.FAILED: "wrong",
    Outcome.CRASHED: "error",
    Outcome.NOT_ATTEMPTED: "not attempted",
    Outcome.TIMED_OUT: "out of time",
    Outcome.WITHHELD: "withheld",
}


def card(check: CheckResult) -> Iterator[str]:
    """The whole story, as lines of plain text."""
    yield f"{check.exercise}: {SAID[check.outcome]}, {check.points:g} of {check.max_points:g} points"
    yield from (f"  {label:<9} {text}" for label, text in details(check))


def details(check: CheckResult) -> Iterator[tuple[str, str]]:
    """Label and text of everything that is known about a check that did not pass."""
    if check.outcome is Outcome.PASSED:
        return
    waits = f"exercise {check.waits_for} is not written yet" if check.waits_for else ""
    labelled = (
        ("call", check.call),
        ("got", check.got),
        ("expected", check.expected),
        ("differs", check.difference),
        ("error", check.error),
        ("where", check.where),
        ("because", waits),
        ("printed", check.output.strip()),
        ("why", check.why),
    )
    yield from ((label, text) for label, text in labelled if text)
