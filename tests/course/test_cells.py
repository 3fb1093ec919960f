from __future__ import annotations

import pytest

from tito.course import cells
from tito.course.cells import Role
from tito.course.percent import Cell
from tito.errors import BadFile

EXERCISE = """#| export
# exercise: sign
def sign(x):
    if x > 0:
        ### BEGIN SOLUTION
        return 1
        ### END SOLUTION
    ### BEGIN SOLUTION
    return -1
    ### END SOLUTION"""


@pytest.mark.parametrize(
    ("kind", "options", "role"),
    [
        ("markdown", {}, Role.PROSE),
        ("code", {}, Role.EXAMPLE),
        ("code", {"given": "imports"}, Role.GIVEN),
        ("code", {"exercise": "add"}, Role.EXERCISE),
        ("code", {"check": "add", "points": 2}, Role.CHECK),
        ("markdown", {"question": "q1", "points": 10}, Role.QUESTION),
    ],
)
def test_options_decide_the_role(kind: str, options: dict[str, str | int], role: Role) -> None:
    assert cells.role(Cell(kind, options, "")) is role  # type: ignore[arg-type]  # parametrize knows no literals


@pytest.mark.parametrize(
    "options", [{"exercise": "a", "points": 2}, {"points": 2}, {"check": "a", "given": "a"}, {"question": "q1"}]
)
def test_contradicting_options_are_refused(options: dict[str, str | int]) -> None:
    with pytest.raises(BadFile, match="line 7"):
        cells.role(Cell("code", options, "", 7))


def test_each_solution_becomes_a_stub_at_its_own_indentation() -> None:
    stubbed = cells.strip_solution(EXERCISE, "sign").split("\n")

    assert [line for line in stubbed if "raise" in line] == [
        '        raise NotImplementedError("exercise sign: write this, then run the check below")',
        '    raise NotImplementedError("exercise sign: write this, then run the check below")',
    ]


def test_solutions_are_the_text_inside_the_regions() -> None:
    assert cells.solutions(EXERCISE) == ("        return 1", "    return -1")


def test_a_check_parts_into_visible_and_hidden() -> None:
    check = "expect_equal(f(1), 1)\n### BEGIN HIDDEN TESTS\nexpect_equal(f(2), 4)\n### END HIDDEN TESTS"

    assert (cells.visible(check), cells.hidden(check)) == ("expect_equal(f(1), 1)", "expect_equal(f(2), 4)")


@pytest.mark.parametrize(
    "source",
    [
        "### BEGIN SOLUTION",
        "### END SOLUTION",
        "### BEGIN SOLUTION\n### BEGIN SOLUTION\n### END SOLUTION",
    ],
)
def test_a_region_without_its_other_end_is_refused(source: str) -> None:
    with pytest.raises(BadFile, match="SOLUTION"):
        cells.strip_solution(source, "add")
