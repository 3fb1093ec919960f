from __future__ import annotations

import ast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tito.course.magics import plain_python


@pytest.mark.parametrize(
    ("source", "plain"),
    [
        ("%matplotlib inline\nx = 1", "pass  # %matplotlib inline\nx = 1"),
        ("if x:\n    !ls -l", "if x:\n    pass  # !ls -l"),
        ("?np.sum", "pass  # ?np.sum"),
        ("np.sum??", "pass  # np.sum??"),
        ("%%timeit\nf()", "# %%timeit\n# f()"),
    ],
    ids=["line magic", "shell", "help before", "help behind", "cell magic"],
)
def test_what_only_ipython_understands_becomes_a_comment(source: str, plain: str) -> None:
    assert plain_python(source) == plain


@pytest.mark.parametrize("source", ["x = (7\n% 4)", 'text = """\n%matplotlib\n!ls\n"""', "y = 7 % 4"])
def test_python_is_not_touched(source: str) -> None:
    assert plain_python(source) == source


@given(st.lists(st.sampled_from(["%time f()", "x = 1", "!ls", "y = x", "?x", "# words"])).map("\n".join))
def test_the_result_is_python_with_as_many_lines(source: str) -> None:
    plain = plain_python(source)
    ast.parse(plain)

    assert plain.count("\n") == source.count("\n")
