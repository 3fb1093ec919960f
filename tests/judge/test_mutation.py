"""A mutation run on the mini course: what is killed, what survives, and what survivors.toml has to say about it."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from tito.course import curriculum, percent
from tito.course.curriculum import Curriculum, Lesson
from tito.errors import WorkDidNotPass, WrongUsage
from tito.judge.mutation import Tally, mutate
from tito.sandbox.protocol import Limits

MINI = Path(__file__).parents[1] / "fixtures" / "mini"


@pytest.fixture
def mini(tmp_path: Path) -> Curriculum:
    """A copy without survivors.toml: nothing is known yet."""
    copy = shutil.copytree(MINI, tmp_path / "mini", ignore=shutil.ignore_patterns("survivors.toml"))
    return curriculum.load(copy)


def lesson(mini: Curriculum, old: str = "", new: str = "") -> Lesson:
    """Module numbers with one piece of its text replaced."""
    found = mini.lesson(mini.course.find("numbers"))
    text = percent.write(found.cells)
    assert old in text
    return replace(found, cells=percent.parse(text.replace(old, new) if old else text))


def run(mini: Curriculum, exercise: str = "double", old: str = "", new: str = "") -> Tally:
    return mutate(lesson(mini, old, new), mini, exercise=exercise)


def explain(mini: Curriculum, before: str, after: str, reason: str) -> None:
    entry = f"[[survivor]]\nexercise = 'double'\nbefore = '{before}'\nafter = '{after}'\nreason = '{reason}'\n"
    file = mini.root / "01_numbers" / "survivors.toml"
    file.write_text((file.read_text("utf-8") if file.exists() else "") + entry, "utf-8")


SWAPPED = "return np.multiply(2.0, x)"  # what does not differ from the solution of double


def test_what_no_check_can_tell_from_the_solution_survives(mini: Curriculum) -> None:
    tally = run(mini)
    assert [one.change.after for one in tally.alive] == [SWAPPED]
    assert tally.killed == tally.mutants - 1 > 2


def test_a_survivor_without_a_reason_does_not_pass(mini: Curriculum) -> None:
    tally = run(mini)
    assert ([one.change.after for one in tally.unexplained], tally.passed) == ([SWAPPED], False)


def test_a_survivor_with_a_reason_passes(mini: Curriculum) -> None:
    explain(mini, "return np.multiply(x, 2.0)", SWAPPED, "equivalent: the order of factors does not matter")
    tally = run(mini)
    assert (tally.unexplained, tally.stale, tally.passed) == ((), (), True)


def test_equivalent_survivors_count_in_one_percentage_and_not_in_the_other(mini: Curriculum) -> None:
    explain(mini, "return np.multiply(x, 2.0)", SWAPPED, "equivalent: the order of factors does not matter")
    tally = run(mini)
    assert (tally.percent < 100.0, tally.percent_of_different) == (True, 100.0)


def test_a_reason_for_what_is_killed_is_stale(mini: Curriculum) -> None:
    explain(mini, "return np.multiply(x, 2.0)", SWAPPED, "equivalent: the order of factors does not matter")
    explain(mini, "return np.multiply(x, 2.0)", "return np.multiply(x)", "words only")
    tally = run(mini)
    assert ([change.after for change in tally.stale], tally.passed) == (["return np.multiply(x)"], False)


def test_a_mutant_that_later_checks_notice_is_killed(mini: Curriculum) -> None:
    silent = 'expect_close(row_sums(np.array([[1.0, 2.0], [3.0, 4.0]])), double(np.array([1.5, 3.5])), call="x")'
    spoken = 'expect_close(row_sums(np.array([[1.0, 2.0], [3.0, 4.0]])), [3.0, 7.0], call="row_sums([[1, 2], [3, 4]])"'
    blind = lesson(mini, "[2.0, 4.0, 6.0], call", "double(np.array([1.0, 2.0, 3.0])), call")
    text = percent.write(blind.cells).replace("double(x), x + x", "double(x), double(x)")
    alone = mutate(replace(blind, cells=percent.parse(text)), mini, exercise="double")
    text = text.replace(spoken, silent.removesuffix(")"))
    helped = mutate(replace(blind, cells=percent.parse(text)), mini, exercise="double")
    assert helped.killed > alone.killed


def test_a_mutant_that_does_not_end_is_killed_and_counted(mini: Curriculum) -> None:
    endless = "while x is None:\n        continue\n    return np.multiply(x, 2.0)"
    numbers = lesson(mini, "return np.multiply(x, 2.0)", endless)
    tally = mutate(numbers, mini, exercise="double", limits=Limits(seconds_per_step=3.0, seconds_total=3.0))
    assert tally.late == 1
    assert "while x is not None:" not in [one.change.after for one in tally.alive]


def test_nothing_is_measured_with_a_solution_that_fails(mini: Curriculum) -> None:
    with pytest.raises(WorkDidNotPass, match="01_numbers"):
        run(mini, "double", "np.multiply(x, 2.0)", "np.multiply(x, 3.0)")


def test_an_unknown_exercise_is_wrong_usage(mini: Curriculum) -> None:
    with pytest.raises(WrongUsage, match="triple"):
        run(mini, "triple")


def test_every_exercise_is_measured_and_the_run_can_be_watched(mini: Curriculum) -> None:
    seen: list[tuple[int, int]] = []
    whole = mutate(lesson(mini), mini, watch=lambda done, of: seen.append((done, of)))
    alone = sum(run(mini, name).mutants for name in ("double", "row_sums"))
    assert (whole.mutants, seen[-1]) == (alone, (alone, alone))
