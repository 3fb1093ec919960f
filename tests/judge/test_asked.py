"""A check that the student's code ended with an error still says what it asked for, in one process and in two."""

from __future__ import annotations

import pytest

from tito.course.notebook import Notebook, NotebookCell
from tito.judge.plan import plan
from tito.results import CheckResult, Outcome

IMPORTS = "import numpy as np\nfrom tinytorch.checks import expect_close, expect_equal, expect_raises, scenario"
RAISES = "def f(x):\n    return x[5]"
LOUD = """class Loud:
    def __repr__(self):
        print('asked')
        return ''


def f(x=None):
    return x[5] if x else Loud()"""
NOTHING = "def f(x):\n    x + 1"


def cell(name: str, source: str, points: int | None = None) -> NotebookCell:
    tags = {"grade_id": name, "grade": points is not None, "points": points or 0}
    return NotebookCell(name, "code", source, {"nbgrader": tags})


def crashed(bench, solution: str, check: str, *, name: str = "check-f") -> CheckResult:
    cells = (cell("given-imports", IMPORTS), cell("exercise-f", solution), cell(name, check, 1))
    (found,) = bench.run(plan(Notebook(cells))).checks
    assert found.outcome is Outcome.CRASHED
    return found


@pytest.mark.parametrize(
    ("check", "call", "expected", "why"),
    [
        ('expect_equal(f([1]), 2, call="f([1])", why="it is")', "f([1])", "2", "it is"),
        ('expect_close(\n    f([1]),\n    [0.5] * 2,\n    call="f([1])",\n)', "f([1])", "[0.5, 0.5]", ""),
        ('got = f([1])\nexpect_equal(got, "b", call="f([1])")', "f([1])", "'b'", ""),
        ('n = 3\nexpect_equal(f([n]), (n,), call=f"f([{n}])")', "f([3])", "(3,)", ""),
        ('a = np.zeros(2)\nexpect_close(f([1]), a + 1, call=f"f, {a.shape}")', "f, (2,)", "[1.0, 1.0]", ""),
        ('g = f\nexpect_equal(f([1]), g, call=f"f is {g}", why="it is")', "", "", "it is"),
        ('expect_equal(1, 1, call="before")\nexpect_equal(f([1]), 2, call="f([1])")', "f([1])", "2", ""),
        ('for n in (1, 2):\n    expect_equal(f([n]), n, call=f"f([{n}])")', "f([1])", "1", ""),
        ('def g():\n    return f([1])\n\nexpect_equal(g(), 2, call="g()")', "g()", "2", ""),
        ('@scenario\ndef g():\n    return f([1])\n\nexpect_equal(g(), 2, call="g()")', "g()", "2", ""),
        ("f([1])", "", "", ""),
    ],
    ids=[
        "call",
        "lines",
        "statement before",
        "f-string",
        "array",
        "student's own",
        "second",
        "loop",
        "inner",
        "scenario",
        "no expectation",
    ],
)
def test_a_crash_says_what_was_called_and_expected_and_why(bench, check, call, expected, why) -> None:
    found = crashed(bench, RAISES, check)

    assert (found.call, found.expected, found.why) == (call, expected, why)
    assert found.error == "IndexError: list index out of range"
    assert found.where == "exercise f, line 2: return x[5]"


def test_an_expected_error_is_named(bench) -> None:
    check = 'y = f([1])\nexpect_raises(ValueError, lambda: f(1), match="shape", call="f(1)")'

    assert crashed(bench, RAISES, check).expected == "ValueError with 'shape' in its message"


def test_a_hidden_check_says_no_more_than_its_card_would(bench) -> None:
    check = 'secret = 7\nexpect_equal(f([secret]), 8, call="f([n])", why="it is")  # secret'
    found = crashed(bench, RAISES, check, name="hidden-f")

    assert (found.call, found.expected, found.why, found.got, found.difference) == ("f([n])", "8", "it is", "", "")
    assert "secret" not in repr(found)


@pytest.mark.parametrize(
    "check",
    ['got = f(1)\nexpect_equal(got[0], 2, call="f(1)")', 'expect_equal(f(1).shape, (2,), call="f(1)")',
     '@scenario\ndef g():\n    return f(1)[0]\n\nexpect_equal(g(), 2, call="f(1)")'],
    ids=["item", "attribute", "scenario"],
)  # fmt: skip
def test_where_nothing_came_back_a_return_may_be_missing(bench, check: str) -> None:
    found = crashed(bench, NOTHING, check)

    assert (found.call, found.got) == ("f(1)", "None: did the function return something?")


def test_none_inside_the_students_own_code_is_left_to_its_line(bench) -> None:
    found = crashed(bench, "def f(x):\n    return None + x", 'expect_equal(f(1), 2, call="f(1)")')

    assert found.got == ""
    assert found.where == "exercise f, line 2: return None + x"


def test_data_without_an_end_are_left_out_of_the_card(bench) -> None:
    found = crashed(bench, RAISES, 'a = []\na.append(a)\nexpect_equal(f([1]), a, call="f([1])")')

    assert (found.call, found.expected) == ("f([1])", "")


def test_a_function_that_is_not_there_was_not_called(bench) -> None:
    found = crashed(bench, "def f(x:", 'expect_equal(f(1), 2, call="f(1)")')

    assert (found.call, found.where) == ("", "exercise f, line 1: def f(x:")


def test_what_the_card_shows_does_not_run_the_students_code_again(bench) -> None:
    found = crashed(bench, LOUD, 'loud = [f()]\nexpect_equal(f([1]), loud, call=f"f({loud})", why="it is")')

    assert (found.call, found.expected, found.why, found.output) == ("", "", "it is", "")
