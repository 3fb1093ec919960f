"""tito.grading.settings and roster: dates, policy, who takes the course."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tito.course.curriculum import Curriculum
from tito.errors import BadFile
from tito.grading import roster, settings
from tito.grading.roster import Student
from tito.grading.settings import LatePolicy


def changed(room: Any, old: str, new: str) -> settings.Settings:
    text = room.folder.settings.read_text(encoding="utf-8")
    assert old in text
    room.folder.settings.write_text(text.replace(old, new), encoding="utf-8")
    return settings.load(room.folder.settings, room.curriculum.course)


def test_a_module_is_due_on_the_last_day_of_its_week(room: Any) -> None:
    assert room.settings.due(room.module) == datetime(2027, 1, 24, 23, 59, tzinfo=UTC)


def test_a_module_without_a_week_is_never_due(room: Any) -> None:
    assert room.settings.due(room.curriculum.course.find("00")) is None


def test_the_time_zone_counts_with_its_summer_time(room: Any) -> None:
    zoned = changed(room, '"UTC"', '"Europe/Berlin"')
    assert zoned.due(room.module) == datetime(2027, 1, 24, 22, 59, tzinfo=UTC)
    summer = changed(room, "2027-01-18", "2027-07-05")
    assert summer.due(room.module) == datetime(2027, 7, 11, 21, 59, tzinfo=UTC)


def test_an_exception_replaces_the_derived_date(room: Any) -> None:
    later = changed(room, "[due]", "[due]\n01_numbers = 2027-01-26T12:00:00\n")
    assert later.due(room.module) == datetime(2027, 1, 26, 12, tzinfo=UTC)


def test_answers_by_heart_are_withheld_unless_the_course_says_otherwise(room: Any) -> None:
    assert room.settings.withholds
    assert not changed(room, '"withhold"', '"report"').withholds
    assert changed(room, "[policy]", "[elsewhere]").withholds  # a folder from before there was this policy


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("[due]", "[due]\n01_nombers = 2027-01-26T12:00:00\n", "01_numbers"),
        ('"UTC"', '"Middle/Earth"', "no time zone 'Middle/Earth'"),
        ("2027-01-18", '"soon"', "course.start"),
        ("[course]", "[curse]", "course is missing"),
        ('"withhold"', '"forgive"', 'policy.learnt_by_heart is \'forgive\', expected "withhold" or "report"'),
        ("[late]", "[late", "course.toml"),
    ],
)
def test_what_cannot_be_read_is_named(room: Any, old: str, new: str, words: str) -> None:
    with pytest.raises(BadFile) as caught:
        changed(room, old, new)
    assert words in str(caught.value)


@pytest.mark.parametrize(
    ("late", "points"),
    [(timedelta(minutes=9), 0), (timedelta(minutes=11), 5), (timedelta(hours=25), 10), (timedelta(days=30), 20)],
)
def test_the_penalty_grows_by_the_day_up_to_its_limit(late: timedelta, points: float) -> None:
    assert LatePolicy(timedelta(minutes=10), points_per_day=5, at_most=20).penalty(late) == points


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_roster_from_a_spreadsheet(tmp_path: Path, delimiter: str) -> None:
    rows = [["ID", "Name", "E-Mail", "seat"], ["ada", "Ada Lovelace", "ada@uni.example", "7"], ["", "", "", ""]]
    text = "\ufeff" + "\r\n".join(delimiter.join(row) for row in rows)
    (tmp_path / "class.csv").write_text(text, encoding="utf-8", newline="")
    assert roster.read(tmp_path / "class.csv") == (Student("ada", "Ada Lovelace", "ada@uni.example"),)


@pytest.mark.parametrize("bad", ["../ben", "a/b", ".ben", "x" * 101, "nul\x01", "a+b"])
def test_an_id_that_is_no_folder_name_is_refused(tmp_path: Path, bad: str) -> None:
    (tmp_path / "class.csv").write_text(f"id\nada\n{bad}\n", encoding="utf-8")
    with pytest.raises(BadFile, match="line 3"):
        roster.read(tmp_path / "class.csv")


def test_an_id_that_stands_there_twice_is_refused(tmp_path: Path) -> None:
    (tmp_path / "class.csv").write_text("id\nada\nada\n", encoding="utf-8")
    with pytest.raises(BadFile, match="line 3"):
        roster.read(tmp_path / "class.csv")


def test_a_roster_without_ids_is_refused(tmp_path: Path) -> None:
    (tmp_path / "class.csv").write_text("name\nAda\n", encoding="utf-8")
    with pytest.raises(BadFile, match="no column id"):
        roster.read(tmp_path / "class.csv")


@pytest.mark.parametrize("name", ["Ada King Lovelace", "Lovelace, Ada King"])
def test_both_orders_of_a_name(name: str) -> None:
    assert Student("ada", name).names == ("Ada King", "Lovelace")


plain = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp")), max_size=20).map(str.strip)


@given(
    st.lists(
        st.builds(Student, st.from_regex(r"[a-z][a-z0-9_-]{0,9}", fullmatch=True), plain, plain),
        unique_by=lambda s: s.id,
    )
)
def test_what_is_written_is_read_back(tmp_path_factory: pytest.TempPathFactory, students: list[Student]) -> None:
    path = tmp_path_factory.mktemp("roster") / "roster.csv"
    path.write_text(roster.write(students), encoding="utf-8", newline="")
    assert list(roster.read(path)) == students


def test_an_extension_is_in_the_courses_time_zone(room: Any, mini: Curriculum) -> None:
    room.folder.extensions.write_text("id,module,due,reason\nada,1,2027-01-30T12:00,ill\n", encoding="utf-8")
    later = roster.extensions(room.folder.extensions, mini.course, room.settings)
    assert later == {("ada", "01_numbers"): datetime(2027, 1, 30, 12, tzinfo=UTC)}


@pytest.mark.parametrize("row", ["ada,numbrs,2027-01-30T12:00", "ada,01,tomorrow"])
def test_a_wrong_extension_names_its_line(room: Any, mini: Curriculum, row: str) -> None:
    room.folder.extensions.write_text(f"id,module,due\n{row}\n", encoding="utf-8")
    with pytest.raises(BadFile, match="line 2"):
        roster.extensions(room.folder.extensions, mini.course, room.settings)
