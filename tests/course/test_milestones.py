"""The milestones of a registry: read, found by any of their names, written again."""

from __future__ import annotations

import pytest

from tito.course.manifest import Course, parse_course, tables, write_toml
from tito.course.milestones import find
from tito.errors import BadFile, WrongUsage

COURSE = """
[course]
title = "T"
version = "1"

[[module]]
name = "tensor"
title = "Tensor"
tier = "One"
export = "core.tensor"

[[milestone]]
name = "perceptron"
year = 1957
title = "The perceptron"
scripts = [
    { name = "01_forward", title = "Untrained", gate = "untrained-perceptron", needs = ["tensor"] },
    { name = "02_far", title = "Further", gate = "trained-perceptron", needs = [], optional = true },
]
"""


@pytest.fixture
def course() -> Course:
    return parse_course(COURSE)


@pytest.mark.parametrize("name", ["1", "01", "1957", "perceptron", "01_1957_perceptron", "01_1957_Perceptron/"])
def test_a_milestone_is_found_by_each_of_its_names(course: Course, name: str) -> None:
    assert find(course.milestones, name).id == "01_1957_perceptron"


def test_an_unknown_one_is_answered_with_those_there_are(course: Course) -> None:
    with pytest.raises(WrongUsage, match="01_1957_perceptron"):
        find(course.milestones, "1958")


def test_a_script_is_asked_for_by_its_place(course: Course) -> None:
    (milestone,) = course.milestones

    assert milestone.script(2).name == "02_far"
    with pytest.raises(WrongUsage, match="no script 3"):
        milestone.script(3)


def test_what_is_written_is_read_again(course: Course) -> None:
    assert parse_course(write_toml(tables(course))).milestones == course.milestones


def test_a_course_without_milestones_writes_none() -> None:
    assert "milestone" not in tables(parse_course(COURSE.partition("[[milestone]]")[0]))


@pytest.mark.parametrize(
    ("wrong", "right", "said"),
    [
        ("year = 1957", "", "lacks year"),
        ('gate = "trained-perceptron"', "", "lacks gate"),
        ("optional = true", "optoinal = true", "unknown keys: optoinal"),
        ('needs = ["tensor"]', 'needs = ["autograd"]', "needs autograd"),
    ],
)
def test_what_is_wrong_with_one_is_said(wrong: str, right: str, said: str) -> None:
    with pytest.raises(BadFile, match=said):
        parse_course(COURSE.replace(f"{wrong}, ", right).replace(wrong, right).replace(", ,", ","))
