"""A check that came to its end passes only if it compared as much as it does on the reference."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tinytorch.checks import CheckFailed, expect_equal
from tito.course import curriculum as curricula
from tito.course import editions
from tito.course.curriculum import Curriculum
from tito.judge.expectations import Tally, counted, demanding, known
from tito.judge.plan import Plan, Step, plan
from tito.judge.prove import comparisons
from tito.judge.trials import runner, with_exercise
from tito.results import CheckResult, Outcome, Report

MINI = Path(__file__).parents[1] / "fixtures" / "mini"
IN_A_LOOP = """\
for got, expected in zip(double(np.array([1.0, 2.0, 3.0])), [2.0, 4.0, 6.0]):
    expect_close(got, expected, call="double([1, 2, 3])")
"""

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


@pytest.fixture(scope="module")
def looping(tmp_path_factory: pytest.TempPathFactory) -> Curriculum:
    """The mini curriculum, where a visible check goes through what came back."""
    root = Path(shutil.copytree(MINI, tmp_path_factory.mktemp("looping") / "curriculum"))
    lesson = root / "01_numbers" / "numbers.py"
    before, check, after = lesson.read_text(encoding="utf-8").partition(
        "expect_close(double(np.array([1.0, 2.0, 3.0]))"
    )
    lesson.write_text(before + IN_A_LOOP + after.partition("\n")[2], encoding="utf-8")
    assert check
    return curricula.load(root)


@pytest.mark.parametrize("mode", ["local", "split"])
@pytest.mark.parametrize(
    ("returned", "outcome", "got"),
    [
        ("x + x", Outcome.PASSED, ""),
        ("list(x + x)[:2]", Outcome.FAILED, "values for 2 of 3 comparisons"),
        ("[]", Outcome.FAILED, "nothing to compare"),
    ],
)
def test_the_verdict_is_the_same_where_the_student_works_and_in_grading(
    looping: Curriculum, mode: str, returned: str, outcome: Outcome, got: str
) -> None:
    lesson = looping.lesson(looping.course.find("01"))
    counts = comparisons(lesson, looping)
    solved = editions.instructor(lesson.module, lesson.cells, looping.course)
    steps = plan(with_exercise(solved, "double", f"# exercise: double\ndef double(x):\n    return {returned}\n"))
    with runner(lesson, looping, mode) as run:  # type: ignore[arg-type]
        report = run(demanding(steps, known(steps, counts)))
    (check,) = (check for check in report.checks if check.name == "check-double")
    assert (check.outcome, check.got) == (outcome, got)


def test_counts_of_an_earlier_text_of_a_check_are_not_asked_of_it(looping: Curriculum) -> None:
    lesson = looping.lesson(looping.course.find("01"))
    counts = comparisons(lesson, looping)
    earlier = curricula.load(MINI)
    steps = plan(editions.instructor(lesson.module, earlier.lesson(lesson.module).cells, earlier.course))
    assert "check-double" not in {step.name for step in steps.checks if step.source in known(steps, counts)}
