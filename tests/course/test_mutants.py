"""The mistakes that a machine makes in a solution: which ones, where, and under what name."""

from __future__ import annotations

import ast

import pytest

from tito.course.mutants import Change, mutants, survivors
from tito.errors import BadFile


def cell(*lines: str, signature: str = "f(a, b, c=None)") -> str:
    """An exercise cell with these lines between the markers."""
    body = [f"    {line}" for line in ("### BEGIN SOLUTION", *lines, "### END SOLUTION")]
    return "\n".join(["#| export", "# exercise: f", f"def {signature}:", '    """Return 1 + 1."""', *body])


def made(*lines: str, signature: str = "f(a, b, c=None)") -> list[str]:
    """What the last lines of the mutants are, for a solution of these lines."""
    return [mutant.change.after for mutant in mutants(cell(*lines, signature=signature), "f")]


MISTAKES = {
    "another operator": ("return a + 7", "return a - 7"),
    "a term forgotten": ("return a + 7", "return a"),
    "the wrong way round": ("return a - 7", "return 7 - a"),
    "equality let in": ("return a < 7", "return a <= 7"),
    "negated": ("return a in b", "return a not in b"),
    "or for and": ("return a and b", "return a or b"),
    "half a condition": ("return a and b", "return b"),
    "the sign lost": ("return -a", "return a"),
    "one more": ("return a[1]", "return a[2]"),
    "one less": ("return a[1]", "return a[0]"),
    "a number doubled": ("return a * 0.5", "return a * 1.0"),
    "a number left out": ("return a + 1e-08", "return a + 0.0"),
    "the other bool": ("return a.sum(keepdims=True)", "return a.sum(keepdims=False)"),
    "an axis forgotten": ("return a.sum(axis=1)", "return a.sum()"),
    "another axis": ("return a.sum(axis=1)", "return a.sum(axis=0)"),
    "a sibling function": ("return np.maximum(a, 7)", "return np.minimum(a, 7)"),
    "arguments swapped": ("return g(a, 7)", "return g(7, a)"),
    "an argument dropped": ("return g(a, 7)", "return g(a)"),
    "another argument taken": ("return g(a)", "return g(b)"),
    "no copy": ("return a.copy()", "return a"),
    "no root": ("return np.sqrt(a)", "return a"),
    "the other dtype": ("return np.float32(a)", "return np.float64(a)"),
    "the other dtype by name": ("return a.astype('float32')", "return a.astype('float64')"),
    "a bound forgotten": ("return a[:b]", "return a[:]"),
    "a bound moved": ("return a[:b]", "return a[:b + 1]"),
    "not transposed": ("return a.T", "return a"),
    "a pair swapped": ("return (a, b)", "return (b, a)"),
    "an entry overridden": ("return {**a, 'x': 7}", "return {'x': 7, **a}"),
    "a class less": ("return isinstance(a, (list, tuple))", "return isinstance(a, (tuple,))"),
    "the first left out": ("return [g(x) for x in a]", "return [g(x) for x in list(a)[1:]]"),
    "a filter forgotten": ("return [x for x in a if x]", "return [x for x in a]"),
    "a value not shown": ('raise ValueError(f"bad {a}")', 'raise ValueError(f"bad ")'),
    "another error": ('raise ValueError("bad")', "raise TypeError('bad')"),
}


@pytest.mark.parametrize(("line", "mistake"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_made(line: str, mistake: str) -> None:
    assert ast.unparse(ast.parse(mistake)) in made(line)


STATEMENTS = {
    "overwritten": ("a += 7", "a = 7"),
    "a new object": ("a += 7", "a = a + 7"),
    "in place": ("a = a + 7", "a += 7"),
    "not called": ("g(a)", "pass"),
    "not raised": ('raise ValueError("bad")', "pass"),
    "not stored": ("a.x = 7", "pass"),
    "one of two names": ("x = a.x = 7", "x = 7"),
    "never asked": ("if a: g(a)", "if False:"),
    "always done": ("if a: g(a)", "if True:"),
    "backwards": ("for x in a: g(x)", "for x in list(a)[::-1]:"),
    "no block around": ("with a: g(7)", "if True:"),
}


@pytest.mark.parametrize(("line", "mistake"), STATEMENTS.values(), ids=STATEMENTS)
def test_a_mistake_is_made_of_a_statement(line: str, mistake: str) -> None:
    assert mistake in made(line, "return a")


def test_a_wrong_default_is_a_mistake_of_the_setting() -> None:
    assert "def f(a, c=-1):" in made("return c", signature="f(a, c=0)")


def test_only_what_a_student_writes_is_changed() -> None:
    source = "def f(a):\n    a = a + 7\n    ### BEGIN SOLUTION\n    return a * 7\n    ### END SOLUTION"
    assert {mutant.change.before for mutant in mutants(source, "f")} == {"return a * 7"}


def test_docstrings_and_the_words_of_errors_stay() -> None:
    assert made('raise ValueError("of " + str(1 + 1))') == ["pass", "raise TypeError('of ' + str(1 + 1))"]


def test_every_mutant_is_python_and_none_is_the_solution() -> None:
    source = cell("for i in range(len(a)):", "    b[i] += a[i] ** 2", "return b if c else -b")
    texts = [mutant.source for mutant in mutants(source, "f")]
    for text in texts:
        compile(text, "mutant", "exec")
    without_docstring = ast.unparse(ast.parse(source.replace('"""Return 1 + 1."""', "")))
    assert len(texts) == len(set(texts)) > 20
    assert without_docstring not in texts


def test_a_mutant_is_the_same_wherever_its_lines_stand_and_however_they_are_laid_out() -> None:
    compact = cell("x = g(a, b)", "return x")
    spacious = "\n\n\n" + cell("x = g(", "    a,  # the first", "    b,", ")", "return x")
    assert [m.change for m in mutants(compact, "f")] == [m.change for m in mutants(spacious, "f")]


def test_equal_lines_are_told_apart_by_their_number() -> None:
    changes = [mutant.change for mutant in mutants(cell("g(a)", "g(a)", "return a"), "f")]
    dropped = [change for change in changes if change.after == "pass"]
    assert [(change.before, change.place) for change in dropped] == [("g(a)", 1), ("g(a)", 2)]
    assert len(set(changes)) == len(changes)


def test_survivors_are_read() -> None:
    (one,) = survivors({"survivor": [{"exercise": "f", "before": "a", "after": "b", "reason": "words only"}]}, "x.toml")
    assert (one.change, one.reason, one.equivalent) == (Change("f", "a", "b"), "words only", False)


@pytest.mark.parametrize("entry", [{"exercise": "f", "before": "a", "after": "b"}, {"reason": "r"}, {"wrong": 1}])
def test_a_survivor_that_does_not_say_all_is_refused(entry: dict[str, object]) -> None:
    with pytest.raises(BadFile, match=r"x\.toml"):
        survivors({"survivor": [entry]}, "x.toml")
