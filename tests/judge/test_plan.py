"""A notebook as steps."""

from __future__ import annotations

from tito.course import editions
from tito.course.curriculum import Curriculum
from tito.course.notebook import Notebook, NotebookCell
from tito.judge.plan import Plan, plan


def notebook(course: Curriculum, name: str, *, full: bool) -> Notebook:
    module = course.course.find(name)
    make = editions.instructor if full else editions.student
    return make(module, course.lesson(module).cells, course.course)


def graded(name: str, source: str, points: int) -> NotebookCell:
    return NotebookCell(name, "code", source, {"nbgrader": {"grade_id": name, "grade": True, "points": points}})


def test_checks_carry_exercise_points_and_whether_they_are_hidden(course) -> None:
    found = plan(notebook(course, "numbers", full=True), seed="7")
    assert [(s.name, s.exercise, s.points, s.hidden) for s in found.checks] == [
        ("check-double", "double", 20, False),
        ("hidden-double", "double", 10, True),
        ("check-row_sums", "row_sums", 30, False),
        ("hidden-row_sums", "row_sums", 10, True),
    ]
    assert (found.module, found.seed, found.exercises) == ("01_numbers", "7", {"double", "row_sums"})


def test_hidden_checks_that_were_not_handed_out_are_named_and_not_run(course) -> None:
    found = plan(notebook(course, "numbers", full=False))
    assert found.withheld == ("hidden-double", "hidden-row_sums")
    assert all(not step.hidden for step in found.steps)


def test_a_plan_survives_json(course) -> None:
    found = plan(notebook(course, "boxes", full=True), seed="7", remarks=["a cell was missing"])
    assert Plan.from_json(found.to_json()) == found


def test_a_hidden_check_brings_the_definitions_of_the_visible_part() -> None:
    visible = graded("check-f", "x = 1\ndef helper():\n    return 2\nexpect_equal(f(), x)", 1)
    found = plan(Notebook((visible, graded("hidden-f", "expect_equal(f(), helper())", 1))))
    assert found.steps[1].source == "def helper():\n    return 2\nexpect_equal(f(), helper())"


def test_a_checks_own_imports_are_those_of_given_cells_without_the_students_package() -> None:
    given = "import math, numpy as np\nfrom tinytorch.checks import rng\nfrom tinytorch.core.tensor import Tensor"
    cells = [graded("given-a", given, 0), NotebookCell("extra-1", "code", "import evil")]
    assert plan(Notebook(tuple(cells))).imports == "import math, numpy as np\nfrom tinytorch.checks import rng"
