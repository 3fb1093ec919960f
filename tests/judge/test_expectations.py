"""A check that came to its end passes only if it compared as much as it does on the reference."""

from __future__ import annotations

import pytest

from tinytorch.checks import CheckFailed, expect_equal
from tito.judge.expectations import Tally, counted, demanding
from tito.judge.plan import Plan, Step
from tito.results import CheckResult, Outcome, Report

LOOPED = "for value in values:\n    expect_equal(value, 1)\n\nexpect_equal(\n    len(values),\n    len(values),\n)"


def tally(source: str, **names: object) -> Tally:
    made = Tally(source)
    exec(compile(source, "<check>", "exec"), {"expect_equal": made.counting(expect_equal), **names})
    return made


@pytest.mark.parametrize(("values", "counts"), [([], (0, 1)), ([1], (1, 1)), ([1, 1, 1], (3, 1))])
def test_each_expectation_is_counted_for_itself(values: list[int], counts: tuple[int, ...]) -> None:
    assert tally(LOOPED, values=values).counts == counts


@pytest.mark.parametrize(
    ("values", "wanted", "got"),
    [
        ([1], (3, 1), "values for 2 of 4 comparisons"),
        ([], (1, 1), "values for 1 of 2 comparisons"),
        ([], (), "values for 1 of 2 comparisons"),  # the reference is not known: no loop may stay empty
    ],
)
def test_less_than_on_the_reference_is_a_failure(values: list[int], wanted: tuple[int, ...], got: str) -> None:
    with pytest.raises(CheckFailed) as caught:
        tally(LOOPED, values=values).demand(wanted)
    assert caught.value.got == got


@pytest.mark.parametrize("wanted", [(3, 1), (1, 1), ()])
def test_as_much_or_more_is_none(wanted: tuple[int, ...]) -> None:
    tally(LOOPED, values=[1, 1, 1]).demand(wanted)


def test_what_a_condition_guards_may_be_left_out_where_the_reference_is_not_known() -> None:
    source = "if values:\n    expect_equal(values, [])\nexpect_equal(1, 1)"
    tally(source, values=[]).demand(())
    with pytest.raises(CheckFailed):
        tally(source, values=[]).demand((1, 1))


def test_a_check_without_expectations_may_compare_nothing() -> None:
    tally("assert True").demand(())


def test_counts_go_from_a_report_to_the_checks_of_the_same_source() -> None:
    steps = Plan("00_x", (Step(0, "run", "a", "1"), Step(1, "check", "check-f", "expect_equal(1, 1)", "f", 1)))
    report = Report("00_x", (CheckResult("check-f", "f", Outcome.PASSED, 1, compared=(1,)),))
    other = Plan(
        "00_x", (Step(5, "check", "check-f", "expect_equal(1, 1)", "f", 1), Step(6, "check", "c", "2", "f", 1))
    )
    counts = counted(steps, report)
    assert [step.compares for step in demanding(other, counts).steps] == [(1,), ()]
    assert Plan.from_json(demanding(other, counts).to_json()) == demanding(other, counts)
    assert Report.from_json(report.to_json()) == report
