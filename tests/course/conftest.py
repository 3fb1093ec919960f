"""The mini curriculum, read once, and the pieces of it that tests ask for."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import settings

from tito.course import curriculum, editions
from tito.course.curriculum import Curriculum, Lesson
from tito.course.notebook import Notebook

settings.register_profile("course", deadline=None)  # a slow machine is no wrong result
settings.load_profile("course")

MINI = Path(__file__).parents[1] / "fixtures" / "mini"


@pytest.fixture(scope="session")
def mini() -> Curriculum:
    return curriculum.load(MINI)


@pytest.fixture(scope="session")
def numbers(mini: Curriculum) -> Lesson:
    return mini.lesson(mini.course.find("numbers"))


@pytest.fixture(scope="session")
def pristine(mini: Curriculum, numbers: Lesson) -> Notebook:
    """Module 01 as students get it."""
    return editions.student(numbers.module, numbers.cells, mini.course)


@pytest.fixture(scope="session")
def source(mini: Curriculum, numbers: Lesson) -> Notebook:
    """Module 01 with solutions and hidden tests."""
    return editions.instructor(numbers.module, numbers.cells, mini.course)
