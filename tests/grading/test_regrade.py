"""tito.grading.regrade: a check is mended, and it is seen whose marks change before anything is saved."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tito.errors import WrongUsage
from tito.grading import journal, marks
from tito.grading.autograde import autograde
from tito.grading.generate import load
from tito.grading.regrade import Regraded, regrade, save
from tito.grading.release import release
from tito.grading.writer import Writer

MODULE = "01_numbers"
WRONG, RIGHT = "size=(5, 2)", "size=(6, 2)"  # stands in the hidden check of row_sums


@contextmanager
def writing(room: Any) -> Iterator[Writer]:
    with marks.gradebook(room.folder, room.settings.course_id) as book:
        yield Writer(room.folder, room.curriculum.course, room.settings, room.module, book)


def unfair(cell: Any, work: Any) -> bool:
    """The hidden check refuses what is right, until it is mended."""
    return WRONG not in cell.source


def grade(room: Any, judge: Any) -> None:
    with writing(room) as writer:
        autograde(writer, judge)


def again(room: Any, judge: Any, **options: Any) -> Regraded:
    with writing(room) as writer:
        return regrade(writer, judge, **options)


def totals(room: Any) -> dict[str, float]:
    with marks.gradebook(room.folder, room.settings.course_id) as book:
        return dict(book.totals(MODULE))


@pytest.fixture
def mend(room: Any, edition: Path) -> Callable[..., None]:
    def mend(before: str = WRONG, after: str = RIGHT, *, released: bool = True) -> None:
        source = room.folder.source(MODULE)
        text = source.read_text(encoding="utf-8")
        assert before in text
        source.write_text(text.replace(before, after), encoding="utf-8")
        if released:
            release(room.folder, room.curriculum, room.settings, [room.module], edition)

    return mend


@pytest.fixture
def unfairly_graded(room: Any, stand_in: Any) -> Any:
    for student in ("ada", "ben"):
        room.hand_in(student, room.perfect())
    grade(room, stand_in(room.module, unfair))
    assert totals(room) == {"ada": 60, "ben": 60}
    return room


def test_whose_marks_change_is_seen_before_it_is_saved(unfairly_graded: Any, stand_in: Any, mend: Any) -> None:
    room = unfairly_graded
    mend()
    found = again(room, stand_in(room.module, unfair))
    assert found.touched == ("hidden-row_sums",)
    assert [(c.student, c.check, c.before, c.after, c.what) for c in found.changes] == [
        ("ada", "hidden-row_sums", 0, 10, "wrong, now passed"),
        ("ben", "hidden-row_sums", 0, 10, "wrong, now passed"),
    ]
    assert found.totals == {"ada": (60, 70), "ben": (60, 70)}
    assert totals(room) == {"ada": 60, "ben": 60}
    with writing(room) as writer:
        save(writer, found)
    assert totals(room) == {"ada": 70, "ben": 70}
    assert again(room, None).results == {}


def test_what_was_not_saved_is_not_run_twice(unfairly_graded: Any, stand_in: Any, mend: Any) -> None:
    mend()
    first = again(unfairly_graded, stand_in(unfairly_graded.module, unfair))
    second = again(unfairly_graded, None)  # nothing to run it with
    assert second.changes == first.changes


def test_the_seeds_are_those_of_the_first_time(unfairly_graded: Any, stand_in: Any, mend: Any) -> None:
    mend()
    judge = stand_in(unfairly_graded.module, unfair)
    again(unfairly_graded, judge)
    logged = journal.gradings(unfairly_graded.folder, MODULE)
    assert sorted(judge.seeds) == sorted(grading.report.seed for grading in logged.values())  # type: ignore[union-attr]


def test_checks_that_nobody_mended_keep_their_results(unfairly_graded: Any, stand_in: Any, mend: Any) -> None:
    mend()
    found = again(unfairly_graded, stand_in(unfairly_graded.module, lambda cell, work: False))
    assert found.changes == ()  # hidden-row_sums was wrong before; the others are not asked again


def test_a_visible_check_is_mended_for_those_too_who_have_the_old_one(
    unfairly_graded: Any, stand_in: Any, mend: Any
) -> None:
    room = unfairly_graded
    old = room.perfect()
    mend("[2.0, 4.0, 6.0]", "[2.0, 4.0, 6.5]")
    found = again(room, stand_in(room.module, lambda cell, work: "6.5" not in cell.source and unfair(cell, work)))
    assert found.touched == ("check-double",)
    assert found.totals == {"ada": (60, 40), "ben": (60, 40)}
    with writing(room) as writer:
        save(writer, found)
    room.hand_in("chen", old)
    grade(room, stand_in(room.module, lambda cell, work: "6.5" not in cell.source))
    assert totals(room) == {"ada": 40, "ben": 40, "chen": 50}


def test_a_given_cell_touches_every_check(unfairly_graded: Any, stand_in: Any, mend: Any) -> None:
    mend("import numpy as np", 'import numpy as np\\n",\n    "import math')
    assert len(again(unfairly_graded, stand_in(unfairly_graded.module, unfair)).touched) == 4


def test_words_touch_no_check_and_nothing_is_run(unfairly_graded: Any, mend: Any) -> None:
    mend("# hidden checks for row_sums (10 points)", "# hidden checks for row_sums: 10 points")
    found = again(unfairly_graded, None)
    assert (found.touched, found.changes, set(found.results)) == ((), (), {"ada", "ben"})


def test_whoever_has_handed_in_again_is_named(unfairly_graded: Any, stand_in: Any, mend: Any) -> None:
    mend()
    unfairly_graded.hand_in("ben", unfairly_graded.perfect() + b"\n")
    found = again(unfairly_graded, stand_in(unfairly_graded.module, unfair))
    assert (found.outdated, set(found.results)) == (("ben",), {"ada"})


def test_checks_that_were_not_released_are_said(unfairly_graded: Any, mend: Any) -> None:
    mend(released=False)
    found = again(unfairly_graded, None)
    assert (found.unreleased, found.results) == (True, {})


def test_a_mark_that_a_person_gave_stays(unfairly_graded: Any, stand_in: Any, mend: Any) -> None:
    from nbgrader.api import Gradebook

    room = unfairly_graded
    with Gradebook(f"sqlite:///{room.folder.gradebook}", room.settings.course_id) as book:
        given = book.find_grade("hidden-row_sums", MODULE, MODULE, "ada")
        given.manual_score, given.needs_manual_grade = 3, False
        book.db.commit()
    mend()
    found = again(room, stand_in(room.module, unfair))
    with writing(room) as writer:
        save(writer, found)
        rows = {(row.student, row.cell): row.points for row in writer.book.rows(MODULE)}
    assert (rows["ada", "hidden-row_sums"], rows["ben", "hidden-row_sums"]) == (3, 10)


def test_a_save_that_was_killed_after_the_log_is_finished_by_autograde(
    unfairly_graded: Any, stand_in: Any, mend: Any
) -> None:
    mend()
    found = again(unfairly_graded, stand_in(unfairly_graded.module, unfair))
    journal.add_gradings(unfairly_graded.folder, list(found.results.values()))
    with writing(unfairly_graded) as writer:
        assert len(autograde(writer, lambda: pytest.fail("nothing has to be run")).unchanged) == 2
    assert totals(unfairly_graded) == {"ada": 70, "ben": 70}


def test_old_truths_are_kept(unfairly_graded: Any, mend: Any) -> None:
    logged = journal.gradings(unfairly_graded.folder, MODULE)["ada"].truth
    mend()
    kept = load(unfairly_graded.folder.used(MODULE, logged))
    assert any(WRONG in cell.source for cell in kept.cells)


def test_nobody_of_that_name(unfairly_graded: Any) -> None:
    with pytest.raises(WrongUsage, match="chen was not graded"):
        again(unfairly_graded, None, student="chen")
