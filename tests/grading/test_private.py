"""An instructor's own checks in hidden/: proven first, run after the module's, told of without their source."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tito.errors import BadFile, WorkDidNotPass
from tito.grading import execute, export, feedback, journal, marks
from tito.grading.assess import truths
from tito.grading.autograde import Graded, autograde
from tito.grading.validate import validate
from tito.grading.writer import Writer

MODULE = "01_numbers"
FREE = """\
# %% check="double"
secret_inputs = rng.normal(size=(2, 3))
expect_close(double(secret_inputs), 2 * secret_inputs, call="double(x)", why="negative numbers too")
"""
WORTH = FREE.replace('check="double"', 'check="double" points=5')
UNFAIR = FREE.replace("2 * secret", "3 * secret")
GIVEN_AWAY = '# %% check="double"\nexpect_equal(1, 1, call="1")\n'
SQUARES = "#| export\n# exercise: double\ndef double(x):\n    return x * x\n"
NAME = "hidden-private-double"


def private(room: Any, text: str) -> Any:
    (room.folder.hidden / f"{MODULE}.py").write_text(text, encoding="utf-8")
    return room


def grade(room: Any, make: Callable[[], Any] | None = None) -> Graded:
    def executor() -> Any:
        return execute.prepare(room.curriculum, room.module, room.folder.state / "reference" / MODULE)

    with marks.gradebook(room.folder, room.settings.course_id) as book:
        return autograde(
            Writer(room.folder, room.curriculum.course, room.settings, room.module, book), make or executor
        )


def mark(room: Any, student: str) -> export.Mark:
    with marks.gradebook(room.folder, room.settings.course_id) as book:
        found = export.marks(room.folder, book, [room.module]).of(student, room.module)
    assert found
    return found


def page(room: Any, student: str) -> str:
    with marks.gradebook(room.folder, room.settings.course_id) as book:
        made = feedback.press(room.folder, room.settings, book, room.module, lambda report: {}).page(student)
    assert made
    return feedback.render(made)


@pytest.fixture(scope="module")
def graded(prepared: Path, enter: Any, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A perfect hand-in and a wrong one, judged by a private check worth 5 points, in the real sandbox."""
    root = tmp_path_factory.mktemp("private") / "course"
    shutil.copytree(prepared, root)
    room = private(enter(root), WORTH)
    room.hand_in("ada", room.perfect())
    room.hand_in("ben", room.work({"exercise-double": SQUARES}))
    assert grade(room).failures == []
    return room


def test_it_runs_after_the_modules_own_checks(graded: Any) -> None:
    for student, outcome in {"ada": "passed", "ben": "failed"}.items():
        report = journal.gradings(graded.folder, MODULE)[student].report
        assert report
        assert (report.checks[-1].name, str(report.checks[-1].outcome)) == (NAME, outcome)


def test_its_points_are_a_cell_of_their_own_in_nbgraders_gradebook(graded: Any) -> None:
    from nbgrader.api import Gradebook

    assert (mark(graded, "ada").points, mark(graded, "ada").max_points, mark(graded, "ben").points) == (75, 105, 0)
    with Gradebook(f"sqlite:///{graded.folder.gradebook}", graded.settings.course_id) as book:
        assert book.find_grade(NAME, MODULE, MODULE, "ada").auto_score == 5


def test_feedback_tells_of_it_and_shows_nothing_of_it(graded: Any) -> None:
    assert "Private checks of your course" in page(graded, "ada")
    assert "negative numbers too" in page(graded, "ben")
    for student in ("ada", "ben"):
        assert "secret_inputs" not in page(graded, student)
        assert "double(x)" not in page(graded, student)


def test_the_annotated_notebook_holds_its_result_and_not_its_source(graded: Any) -> None:
    text = graded.folder.autograded("ada", MODULE).read_text(encoding="utf-8")
    assert NAME in text
    assert "secret_inputs" not in text


def test_it_is_never_released(graded: Any) -> None:
    assert "secret_inputs" not in graded.folder.release(MODULE).read_text(encoding="utf-8")


def test_validate_proves_it_too(room: Any) -> None:
    executor = execute.prepare(room.curriculum, room.module, room.folder.state / "reference" / MODULE)
    fair = validate(private(room, FREE).folder, room.module, executor)
    assert (fair.wrong, fair.given_away) == ((), ())
    assert [check.name for check in validate(private(room, UNFAIR).folder, room.module, executor).wrong] == [NAME]
    assert [c.name for c in validate(private(room, GIVEN_AWAY).folder, room.module, executor).given_away] == [NAME]


@pytest.mark.parametrize(("text", "words"), [(UNFAIR, "with the solutions"), (GIVEN_AWAY, "untouched notebook")])
def test_an_unfair_one_judges_nobody(room: Any, text: str, words: str) -> None:
    room.hand_in("ada", room.perfect())
    with pytest.raises(WorkDidNotPass, match="nothing was graded") as caught:
        grade(private(room, text))
    assert words in caught.value.got
    assert journal.gradings(room.folder, MODULE) == {}


def rule(cell: Any, work: Any) -> bool:
    """Everything passes, with solutions; an untouched exercise fails the private check."""
    solved = not any("raise NotImplementedError" in each.source for each in work.cells)
    return solved or "private" not in cell.id


def test_without_points_a_module_stays_worth_what_it_is(room: Any, stand_in: Any) -> None:
    room.hand_in("ada", room.perfect())
    grade(private(room, FREE), stand_in(room.module, rule))
    assert (mark(room, "ada").points, mark(room, "ada").max_points) == (70, 100)


def test_a_new_one_is_a_reason_to_grade_again_and_proven_once(room: Any, stand_in: Any) -> None:
    room.hand_in("ada", room.perfect())
    judge = stand_in(room.module, rule)
    grade(room, judge)
    private(room, WORTH)
    assert [done.student for done in grade(room, judge).ran] == ["ada"]
    assert (len(judge.seeds), mark(room, "ada").points) == (4, 75)  # one and one, and two runs to prove it
    room.hand_in("ben", room.perfect())
    grade(room, judge)
    assert len(judge.seeds) == 5


def test_one_that_is_given_up_counts_no_more(room: Any, stand_in: Any) -> None:
    room.hand_in("ada", room.perfect())
    grade(private(room, WORTH), stand_in(room.module, rule))
    (room.folder.hidden / f"{MODULE}.py").unlink()
    grade(room, stand_in(room.module, rule))
    assert (mark(room, "ada").points, mark(room, "ada").max_points) == (70, 100)


def test_the_assignment_can_be_recorded_again(room: Any, stand_in: Any) -> None:
    from tito.grading.generate import generate

    room.hand_in("ada", room.perfect())
    grade(private(room, WORTH), stand_in(room.module, rule))
    generate(room.folder, room.curriculum, room.settings, [room.module])
    assert mark(room, "ada").points == 75


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('# %% check="triple"\npass\n', "there is no exercise 'triple'"),
        ('# %% check="double"\nexpect_equal(\n', "not Python"),
        ("# %%\nx = 1\n", "no private check"),
        ('# %% check="double" hidden=3\npass\n', "no private check"),
        ('# %% check="double" points="many"\npass\n', "points are a number"),
        ("x = 1\n", "does not begin with a cell"),
    ],
)
def test_a_file_that_cannot_be_used_says_where(room: Any, text: str, words: str) -> None:
    with pytest.raises(BadFile, match=words) as caught:
        truths(private(room, text).folder, room.module)
    assert f"{MODULE}.py, line 1" in caught.value.message


def test_two_for_one_exercise(room: Any) -> None:
    latest = truths(private(room, f"{FREE}\n{FREE}").folder, room.module).latest
    assert [cell.id for cell in latest.cells][-2:] == [NAME, f"{NAME}-2"]
