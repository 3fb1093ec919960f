"""tito.judge.by_heart: which results are those of answers learnt by heart, and what becomes of their points."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tito.judge.by_heart import ENOUGH, NOTED, answered, judged, restored
from tito.results import CheckResult, Outcome, Report

P, F = Outcome.PASSED, Outcome.FAILED
REAL = [outcome for outcome in Outcome if outcome is not Outcome.WITHHELD]


def report(*exercises: tuple[Outcome | None, Outcome | None]) -> Report:
    """Each exercise by its visible and its hidden check; None: it has none."""
    pairs = ((f"e{n}", hidden, outcome) for n, pair in enumerate(exercises) for hidden, outcome in enumerate(pair))
    return Report("01_tensor", tuple(check(*one) for one in pairs if one[2] is not None))


def check(exercise: str, hidden: int, outcome: Outcome | None) -> CheckResult:
    assert outcome is not None
    return CheckResult(
        f"{('check', 'hidden')[hidden]}-{exercise}", exercise, outcome, 3.0 - hidden, hidden=bool(hidden)
    )


exercises = st.tuples(st.sampled_from([None, *REAL]), st.sampled_from([None, *REAL]))
shown = st.tuples(st.just(P), st.sampled_from([outcome for outcome in REAL if outcome is not P]))
reports = st.one_of(st.lists(exercises, max_size=12), st.lists(shown, max_size=12)).map(lambda pairs: report(*pairs))


@given(reports)
def test_points_are_withheld_whole_and_for_the_one_reason(made: Report) -> None:
    hidden = [check for check in made.checks if check.hidden and check.outcome is P]
    both = {c.exercise for c in made.checks if c.hidden} & {
        c.exercise for c in made.checks if not c.hidden and c.points
    }
    expected = 0.0 if len(both) >= 5 and not hidden else made.points
    assert judged(made, withhold=True).points == expected


@given(reports)
def test_what_is_withheld_can_be_given_back(made: Report) -> None:
    again = judged(made, withhold=True)
    assert judged(again, withhold=True) == again
    assert judged(again, withhold=False) == restored(again) == made
    assert answered(again).shown_only == answered(made).shown_only
    assert answered(again).withheld == made.points - again.points


@given(reports)
def test_only_passed_checks_change_and_nothing_but_their_outcome(made: Report) -> None:
    for before, after in zip(made.checks, judged(made, withhold=True).checks, strict=True):
        changed = replace(after, outcome=P, why="") if after.outcome is Outcome.WITHHELD else after
        assert changed == before


@given(reports)
def test_a_withheld_report_survives_being_written_down(made: Report) -> None:
    again = judged(made, withhold=True)
    assert Report.from_json(again.to_json()) == again


@pytest.mark.parametrize(
    ("made", "by_heart", "words"),
    [
        (report(*[(P, F)] * ENOUGH), True, "answers what is shown, none of what was drawn"),
        (report(*[(P, F)] * (ENOUGH - 1)), False, f"{NOTED} exercises pass their visible checks and no hidden one"),
        (report(*[(P, F)] * ENOUGH, (P, P)), False, f"{ENOUGH} exercises pass their visible checks and no hidden one"),
        (report(*[(P, F)] * (NOTED - 1)), False, ""),
        (report(*[(P, None)] * 20), False, ""),  # nothing was drawn that could have passed
        (report(*[(F, F)] * 20), False, ""),
        (report(*[(F, P)] * 20), False, ""),
        (report(*[(Outcome.NOT_ATTEMPTED, Outcome.NOT_ATTEMPTED)] * 20), False, ""),
        (report(*[(P, Outcome.NOT_ATTEMPTED)] * 5), True, "answers what is shown"),  # a stub's words are soon said
        (report(), False, ""),
    ],
)
def test_what_is_seen_in_a_report(made: Report, by_heart: bool, words: str) -> None:
    found = answered(made)
    assert found.by_heart == by_heart
    assert found.words.startswith(words)
    assert bool(words) == bool(found.words)


def test_a_private_check_that_passes_is_work_too() -> None:
    private = CheckResult("hidden-private-e0", "private-e0", P, 0.0, hidden=True)
    made = report(*[(P, F)] * 6)
    assert not answered(replace(made, checks=(*made.checks, private))).by_heart


def test_the_words_say_what_is_withheld() -> None:
    made = report(*[(P, F)] * 6)
    assert "withheld" not in answered(made).words
    assert answered(judged(made, withhold=True)).words.endswith("; 18 points are withheld")
