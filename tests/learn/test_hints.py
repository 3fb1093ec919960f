"""The ladder of hints, and the reference that only a solved exercise unlocks."""

from __future__ import annotations

from pathlib import Path

import pytest

from tito.course import curriculum
from tito.course.manifest import tables, write_toml
from tito.errors import WorkDidNotPass, WrongUsage
from tito.learn import hints, progress
from tito.learn.edition import Edition
from tito.learn.workspace import Workspace
from tito.results import CheckResult, Outcome, Report

MINI = curriculum.load(Path(__file__).parents[1] / "fixtures" / "mini")
NUMBERS = MINI.course.find("numbers")


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    root = tmp_path / "work"
    root.mkdir()
    (root / "tito.toml").write_text(write_toml(tables(MINI.course)))
    return Workspace(root)


EDITION = Edition(MINI.root)  # hints.toml is the same file in the curriculum and in what students get


def report(**outcomes: Outcome) -> Report:
    return Report("01_numbers", tuple(CheckResult(f"check-{name}", name, got, 1) for name, got in outcomes.items()))


def test_each_time_is_one_step_further(workspace: Workspace) -> None:
    taken = [hints.take(workspace, EDITION, NUMBERS, "double") for _ in range(3)]
    assert [hint.text for hint in taken] == list(EDITION.hints(NUMBERS)["double"])
    assert [(hint.step, hint.steps, hint.new) for hint in taken] == [(1, 3, True), (2, 3, True), (3, 3, True)]


def test_the_ladder_ends_with_its_last_step(workspace: Workspace) -> None:
    *_, last, after = [hints.take(workspace, EDITION, NUMBERS, "double") for _ in range(4)]
    assert after.text == last.text
    assert not after.new


def test_hints_are_counted_and_no_step_is_counted_twice(workspace: Workspace) -> None:
    for _ in range(5):
        hints.take(workspace, EDITION, NUMBERS, "double")
    hints.take(workspace, EDITION, NUMBERS, "row_sums")
    assert progress.load(workspace).of(NUMBERS.id).hints == {"double": 3, "row_sums": 1}


def test_an_exercise_that_does_not_exist_is_answered_with_the_nearest(workspace: Workspace) -> None:
    with pytest.raises(WrongUsage, match="no exercise called 'row_sum'") as caught:
        hints.take(workspace, EDITION, NUMBERS, "row_sum")
    assert "row_sums" in caught.value.expected


def test_a_damaged_record_is_said_and_the_hint_comes_all_the_same(workspace: Workspace) -> None:
    (workspace.state).mkdir()
    (workspace.state / "progress.json").write_text("{")
    hint = hints.take(workspace, EDITION, NUMBERS, "double")
    assert hint.step == 1
    assert "set aside" in hint.remark


def test_the_first_unsolved_exercise_is_the_first_that_does_not_pass() -> None:
    outcomes = {"double": Outcome.PASSED, "row_sums": Outcome.NOT_ATTEMPTED, "more": Outcome.FAILED}
    assert hints.first_unsolved(report(**outcomes)) == "row_sums"
    assert hints.first_unsolved(report(double=Outcome.PASSED)) is None


def test_the_reference_is_shown_for_what_passes() -> None:
    shown = hints.solution(MINI, NUMBERS, "double", report(double=Outcome.PASSED, row_sums=Outcome.FAILED))
    assert "return np.multiply(x, 2.0)" in shown
    assert "SOLUTION" not in shown


@pytest.mark.parametrize("outcome", sorted(set(Outcome) - {Outcome.PASSED}))
def test_the_reference_is_not_shown_before(outcome: Outcome) -> None:
    with pytest.raises(WorkDidNotPass, match="once your own passes"):
        hints.solution(MINI, NUMBERS, "double", report(double=outcome))


def test_the_reference_is_not_shown_when_the_check_did_not_run() -> None:
    with pytest.raises(WorkDidNotPass):
        hints.solution(MINI, NUMBERS, "double", report(row_sums=Outcome.PASSED))


def test_a_workspace_without_solutions_says_so() -> None:
    with pytest.raises(WorkDidNotPass, match="no solutions here"):
        hints.solution(None, NUMBERS, "double", report(double=Outcome.PASSED))
