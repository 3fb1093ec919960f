"""Proof of a lesson's checks: the mini course is sound, and each thing that can be unsound is found."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tito.course import percent
from tito.course.curriculum import Curriculum, Lesson
from tito.judge.prove import prove, signatures
from tito.judge.reference import build_reference


def lesson(course: Curriculum, old: str = "", new: str = "") -> Lesson:
    """Module numbers with one piece of its text replaced."""
    found = course.lesson(course.course.find("numbers"))
    text = percent.write(found.cells)
    assert old in text
    return replace(found, cells=percent.parse(text.replace(old, new) if old else text))


@pytest.mark.parametrize("mode", ["local", "split"])
@pytest.mark.parametrize("name", ["hello", "numbers", "boxes"])
def test_the_mini_course_is_proven(course, name: str, mode: str) -> None:
    assert prove(course.lesson(course.course.find(name)), course, mode=mode) == ()


UNSOUND = {
    "a solution that fails": ("np.multiply(x, 2.0)", "np.multiply(x, 3.0)", "solution", "check-double"),
    "a check that says nothing": ("expect_close(double(x), x + x,", "expect_close(x, x,", "stub", "hidden-double"),
    "a check that catches nothing": (
        "double(np.array([1.0, 2.0, 3.0])), [2.0, 4.0, 6.0]",
        "double(np.array([2.0])), [4.0]",
        "misconception",
        "misconception squares-instead",
    ),
    "an example that raises": ("np.array([1.0, 2.0]) + np.array([1.0, 2.0])", "1 / 0", "solution", "example-"),
}


@pytest.mark.parametrize(("old", "new", "rule", "where"), UNSOUND.values(), ids=UNSOUND)
def test_an_unsound_lesson_is_found(course, old: str, new: str, rule: str, where: str) -> None:
    changed = lesson(course, old, new)
    if rule == "misconception":
        changed = silenced(changed)
    findings = prove(changed, course, mode="local")
    assert [f for f in findings if f.rule == rule and f.where.startswith(where)]


def silenced(found: Lesson) -> Lesson:
    """Without its hidden check of double, which would catch the misconception too."""
    text = percent.write(found.cells).replace("expect_close(double(x), x + x", "expect_close(double(x), double(x)")
    return replace(found, cells=percent.parse(text))


def test_a_check_that_leans_on_an_example_is_found(course) -> None:
    with_name = lesson(course, "np.array([1.0, 2.0]) + np.array([1.0, 2.0])", "two = 2.0")
    text = percent.write(with_name.cells).replace("expect_close(double(x), x + x", "expect_close(double(x), two * x")
    findings = prove(replace(with_name, cells=percent.parse(text)), course, mode="local")
    assert [(f.where, f.rule) for f in findings] == [("hidden-double", "solution")]


def test_a_check_that_would_trust_the_student_is_found_in_the_split(course) -> None:
    unsafe = lesson(course, "expect_close(double(x), x + x,", "expect_equal(isinstance(double, int), False,")
    assert [f.where for f in prove(unsafe, course, mode="split") if f.rule == "solution"] == ["hidden-double"]


def test_a_signature_is_how_a_misconception_shows_in_the_visible_checks(course) -> None:
    found = signatures(lesson(course), course)
    shown = {"call": "double([1, 2, 3])", "got": "[1.0, 4.0, 9.0]", "error": ""}
    assert found["squares-instead"] == [{"check": "check-double", "outcome": "failed", **shown}]


def test_the_signature_of_a_mistake_that_raises_has_its_error(course) -> None:
    numbers = lesson(course)
    raising = replace(
        numbers.misconceptions[0], name="raises", exercise="double", source="def double(x):\n    return x.y"
    )
    (failure,) = signatures(replace(numbers, misconceptions=(raising,)), course)["raises"]
    assert (failure["outcome"], failure["call"]) == ("crashed", "double([1, 2, 3])")
    assert failure["error"] == "AttributeError: 'numpy.ndarray' object has no attribute 'y'"


def test_the_reference_has_what_comes_before_and_nothing_later(course, tmp_path) -> None:
    build_reference(course, tmp_path, upto=course.course.find("numbers"))
    assert sorted(path.name for path in tmp_path.rglob("*.py")) == ["utils.py"]
