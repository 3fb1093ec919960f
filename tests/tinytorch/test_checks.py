"""The vocabulary of checks: silent when right; when wrong, the four things a student needs to see."""

from __future__ import annotations

import doctest
import subprocess
import sys

import numpy as np
import pytest

from tinytorch import checks
from tinytorch.checks import CheckFailed, expect_close, expect_equal, expect_raises, scenario, seeded

NAN = float("nan")

CLOSE = [
    (0.1 + 0.2, 0.3),
    (np.float32(1) / 3, 0.3333333),
    ([1, 2], [1.0, 2.0]),
    (np.ones((2, 3)), 1.0),
    (np.ones((2, 0)), np.ones((2, 0))),
    ([NAN, np.inf], [NAN, np.inf]),
    (np.array([True, False]), [True, False]),
    (1 + 2j, 1 + 2j),
]

NOT_CLOSE = {
    "value": ([1.0, 2.0], [1.0, 3.0], "[1.0, 2.0]", "[1.0, 3.0]", "first difference at [1]"),
    "number": (1.0, 2.0, "1.0", "2.0", ""),
    "digits until they differ": (1.00002, 1.0, "1.00002", "1.0", ""),
    "shape": ([1.0, 2.0], [[1.0, 2.0]], "[1.0, 2.0]", "[[1.0, 2.0]]", "the shape is (2,), expected (1, 2)"),
    "shape that would broadcast": (np.ones((3, 1)), np.ones(3), None, None, "the shape is (3, 1), expected (3,)"),
    "nan": ([1.0, NAN], [1.0, 2.0], "[1.0, nan]", "[1.0, 2.0]", "NaN at [1]"),
    "nothing": (None, 1.0, "None", "1.0", "None came back: is there a `return`?"),
    "empty": ([], 1.0, "[]", "1.0", "an empty array"),
    "object": (object(), 1.0, "an object object", "1.0", "that is not an array of numbers"),
    "text": ("1", 1.0, "'1'", "1.0", "that is not an array of numbers"),
    "ragged": ([[1], [1, 2]], 1.0, "[[1], [1, 2]]", "1.0", "that is not an array of numbers"),
    "truth": (True, 1.0, "True", "1.0", "True or False came back, expected numbers"),
    "large": (np.zeros((9, 9)), 1.0, None, "1.0", "first difference at [0, 0]"),
}

EQUAL = [
    (1, 1),
    (np.int64(1), 1),
    (np.bool_(True), True),
    (1.5, 1.5),
    (NAN, NAN),
    ("a", "a"),
    ((1, "a"), (1, "a")),
    ([1, [2.0]], [1, [2.0]]),
    ({"a": [1]}, {"a": [1]}),
    ({1, 2}, {2, 1}),
    (None, None),
    (np.array([1, 2]), np.array([1, 2])),
    (np.array([1, 2]), [1, 2]),
    (np.array([1.0, NAN]), np.array([1.0, NAN])),
    (np.array(["a"]), np.array(["a"])),
    (np.float32, np.float32),
    (np.dtype("float32"), np.float32),
]

UNEQUAL = {
    "value": (1, 2, ""),
    "kind": (1.0, 1, "a float, expected an int"),
    "truth is no number": (True, 1, "a bool, expected an int"),
    "container": ((1, 2), [1, 2], "a tuple, expected a list"),
    "inside": ([1, [2, 3]], [1, [2, 4]], "first difference at [1][1]"),
    "key": ({"a": 1}, {"b": 1}, "'b' is missing"),
    "surplus": ({"a": 1, "b": 1}, {"a": 1}, "'b' is not expected"),
    "length": ([1], [1, 2], "the length is 1, expected 2"),
    "in a dictionary": ({"a": [1]}, {"a": [2]}, "first difference at ['a'][0]"),
    "array's shape": (np.ones(2), np.ones((1, 2)), "the shape is (2,), expected (1, 2)"),
    "array's kind": (np.ones(2), np.ones(2, int), "the dtype is float64, expected int64"),
    "array's value": (np.array([1, 2]), np.array([1, 3]), "first difference at [1]"),
    "list for array": ([1, 2], np.array([1, 2]), "a list, expected a ndarray"),
    "dtype": (np.dtype("float64"), np.float32, ""),
    "nothing": (None, "a", "None came back: is there a `return`?"),
}


@pytest.mark.parametrize(("got", "expected"), CLOSE)
def test_close_values_say_nothing(got: object, expected: object) -> None:
    expect_close(got, expected)


@pytest.mark.parametrize(("got", "expected", "shown", "wanted", "difference"), NOT_CLOSE.values(), ids=NOT_CLOSE)
def test_what_is_not_close_is_told(
    got: object, expected: object, shown: str | None, wanted: str | None, difference: str
) -> None:
    with pytest.raises(CheckFailed) as failed:
        expect_close(got, expected, call="f(x)", why="because")
    card = failed.value
    assert (card.call, card.why, card.difference) == ("f(x)", "because", difference)
    assert shown in (None, card.got)
    assert wanted in (None, card.expected)


@pytest.mark.parametrize(("got", "expected"), EQUAL)
def test_equal_values_say_nothing(got: object, expected: object) -> None:
    expect_equal(got, expected)


@pytest.mark.parametrize(("got", "expected", "difference"), UNEQUAL.values(), ids=UNEQUAL)
def test_what_is_unequal_is_told(got: object, expected: object, difference: str) -> None:
    with pytest.raises(CheckFailed) as failed:
        expect_equal(got, expected)
    assert failed.value.difference == difference


def test_the_dtype_counts_when_asked_for() -> None:
    expect_close(np.float32(1), 1.0, dtype=np.float32)
    with pytest.raises(CheckFailed) as failed:
        expect_close(np.float64(1), 1.0, dtype=np.float32)
    assert failed.value.difference == "the dtype is float64, expected float32"


def test_the_card_is_one_line_for_each_thing() -> None:
    with pytest.raises(CheckFailed) as failed:
        expect_close([1.0, 2.0], [1.0, 3.0], call="f([1, 2])", why="the second counts")
    assert str(failed.value).splitlines() == [
        "wrong",
        "  call      f([1, 2])",
        "  got       [1.0, 2.0]",
        "  expected  [1.0, 3.0]",
        "  where     first difference at [1]",
        "  why       the second counts",
    ]


def test_the_html_card_escapes_what_came() -> None:
    with pytest.raises(CheckFailed) as failed:
        expect_equal("<script>", "a")
    assert "<script>" not in failed.value._repr_html_()
    assert "&lt;script&gt;" in failed.value._repr_html_()


def test_an_object_that_compares_equal_to_everything_fails() -> None:
    class Yes:
        def __eq__(self, other: object) -> bool:
            return True

        __hash__ = None  # type: ignore[assignment]

    with pytest.raises(CheckFailed):
        expect_equal(Yes(), 1)
    with pytest.raises(CheckFailed):
        expect_close(Yes(), 1)


def test_an_error_of_the_class_or_a_subclass_is_expected() -> None:
    expect_raises(LookupError, lambda: {}["a"])
    expect_raises("KeyError", lambda: {}["a"], match="A")


@pytest.mark.parametrize(
    ("function", "got"),
    [(lambda: 3, "no error, but the value 3"), (lambda: int("x"), "ValueError: invalid literal for int()")],
)
def test_no_error_or_another_one_is_told(function: object, got: str) -> None:
    with pytest.raises(CheckFailed) as failed:
        expect_raises(KeyError, function, match="a")
    assert failed.value.got.startswith(got)
    assert failed.value.expected == "KeyError with 'a' in its message"


class Elsewhere:
    """An object in another process that calls itself a number and says that it is equal."""

    def _fetch_(self) -> Elsewhere:
        return self

    def _type_name_(self) -> str:
        return "float"

    def __eq__(self, other: object) -> bool:
        return True

    def __repr__(self) -> str:
        return "nan"

    __hash__ = None  # type: ignore[assignment]


@pytest.mark.parametrize("expected", [1.0, float("nan"), [1.0], {"a": 1.0}])
def test_an_object_elsewhere_is_no_number_whatever_it_calls_itself(expected: object) -> None:
    with pytest.raises(CheckFailed):
        expect_equal(Elsewhere(), expected)
    with pytest.raises(CheckFailed):
        expect_equal([Elsewhere()], [expected])


def test_complex_numbers_are_no_real_ones() -> None:
    with pytest.raises(CheckFailed, match="complex numbers came back"):
        expect_close([1.0 + 0j], [1.0])
    expect_close([1.0 + 0j], [1.0 + 0j])


def test_the_checks_own_mistake_is_no_expected_error() -> None:
    class NotAcross(TypeError):
        _of_the_check_ = True

    def ask() -> None:
        raise NotAcross("a function cannot cross")

    with pytest.raises(NotAcross):
        expect_raises(TypeError, ask)


@pytest.mark.parametrize("error", [NotImplementedError, Exception, "NotImplementedError"])
def test_a_stub_never_counts_as_the_expected_error(error: type[Exception] | str) -> None:
    def stub() -> None:
        raise NotImplementedError("exercise f: write this, then run the check below")

    with pytest.raises(NotImplementedError):
        expect_raises(error, stub)


def test_random_inputs_depend_on_the_name_and_on_the_graders_seed(monkeypatch) -> None:
    plain = seeded("check-a").normal()
    assert plain == seeded("check-a").normal() != seeded("check-b").normal()
    monkeypatch.setenv("TINYTORCH_CHECK_SEED", "7")
    assert seeded("check-a").normal() != plain


def test_the_generator_is_there_for_whoever_asks() -> None:
    assert checks.rng.normal() == checks.seeded("rng").normal()


def test_a_scenario_is_a_function_as_any_other() -> None:
    assert scenario(len) is len


def test_the_vocabulary_loads_no_numpy() -> None:
    program = "import sys, tinytorch.checks; print('numpy' in sys.modules)"
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60)
    assert ran.stdout.strip() == "False"


def test_the_examples_in_the_documentation_hold() -> None:
    assert doctest.testmod(checks).failed == 0


def test_a_notebook_shows_the_card_and_no_traceback(tmp_path) -> None:
    import nbformat
    from nbclient import NotebookClient

    code = "from tinytorch.checks import *\nexpect_equal(1, 2, call='one()', why='one is one')"
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code)])
    NotebookClient(notebook, allow_errors=True, timeout=120, resources={"metadata": {"path": tmp_path}}).execute()
    card, error = notebook.cells[0].outputs
    assert "<table" in card["data"]["text/html"]
    assert "one is one" in card["data"]["text/plain"]
    assert error["traceback"] == ["CheckFailed: one()"]
