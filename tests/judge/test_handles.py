"""What a check may do with the student's objects: the same in one process and in two."""

from __future__ import annotations

import pytest

from tito.judge.plan import Plan, Step
from tito.results import Outcome

THEIRS = """
import numpy as np

class Tensor:
    def __init__(self, data, requires_grad=False):
        self.data = np.asarray(data)
        self.requires_grad = requires_grad
        self.grad = None
    @property
    def shape(self): return self.data.shape
    @property
    def dtype(self): return self.data.dtype
    def __add__(self, other): return Tensor(self.data + getattr(other, "data", other))
    __radd__ = __add__
    def __mul__(self, other): return Tensor(self.data * getattr(other, "data", other))
    def __neg__(self): return Tensor(-self.data)
    def __eq__(self, other): return Tensor(self.data == getattr(other, "data", other))
    __hash__ = None
    def __getitem__(self, key): return Tensor(self.data[key])
    def __setitem__(self, key, value): self.data[key] = value
    def __len__(self): return len(self.data)
    def __float__(self): return float(self.data)
    def __array__(self, dtype=None, copy=None): return np.asarray(self.data, dtype=dtype)
    __array_priority__ = 10
    __array_ufunc__ = None
    def item(self): return self.data.item()

class Model:
    def __init__(self): self.weights = [Tensor([1.0]), Tensor([2.0])]
    def parameters(self): return list(self.weights)
    def batches(self):
        for weight in self.weights:
            yield weight, "label"

class Odd(ValueError): pass

def fail(words): raise Odd(words)
def ident(x): return x
"""

CHECKS = {
    "attribute": "expect_equal(Tensor([1.0, 2.0]).shape, (2,))",
    "dtype": "expect_equal(Tensor(np.ones(2, np.float32)).dtype, np.float32)",
    "numpy's type as an argument": "expect_equal(ident(np.float32(2)).dtype, np.dtype('float32'))",
    "named argument": "expect_equal(Tensor([1.0], requires_grad=True).requires_grad, True)",
    "set": "t = Tensor([1.0])\nt.grad = np.ones(3)\nexpect_close(t.grad, [1, 1, 1])",
    "addition": "expect_close((Tensor([1.0]) + Tensor([2.0])).data, [3.0])",
    "reflected": "expect_close((1.0 + Tensor([2.0])).data, [3.0])",
    "negative": "expect_close((-Tensor([2.0])).data, [-2.0])",
    "comparison": "expect_close((Tensor([1.0, 2.0]) == Tensor([1.0, 3.0])).data, [True, False])",
    "an object as numbers": "expect_close(Tensor([1.0, 2.0]), [1.0, 2.0])",
    "objects as numbers": "expect_close([Tensor(1.0), Tensor(2.0)], [1.0, 2.0])",
    "item": "expect_close(Tensor([[1.0, 2.0], [3.0, 4.0]])[0, 1:], [2.0])",
    "ellipsis": "expect_close(Tensor([[1.0, 2.0]])[..., 0], [1.0])",
    "set item": "t = Tensor([1.0, 2.0])\nt[0] = 5.0\nexpect_close(t, [5.0, 2.0])",
    "length": "expect_equal(len(Tensor([1.0, 2.0])), 2)",
    "number": "expect_close(float(Tensor(2.0)), 2.0)",
    "format": "expect_equal(f'{Tensor(2.0).item():.1f}', '2.0')",
    "list of objects": "expect_close([float(p.data[0]) for p in Model().parameters()], [1.0, 2.0])",
    "iteration": "expect_equal([y for x, y in Model().batches()], ['label', 'label'])",
    "a generator": "expect_equal([y for x, y in list(Model().batches())], ['label', 'label'])",
    "argument in a list": "expect_close(ident([Tensor([1.0])])[0], [1.0])",
    "none": "expect_equal(Tensor([1.0]).grad, None)",
    "dictionary": "expect_equal(ident({'a': (1, [2.5, None])}), {'a': (1, [2.5, None])})",
    "set of numbers": "expect_equal(ident({1, 2}), {1, 2})",
    "not finite": "expect_close(ident([float('nan'), float('inf')]), [float('nan'), float('inf')])",
    "bytes and complex": "expect_equal(ident((b'a', 1 + 2j)), (b'a', 1 + 2j))",
    "integers keep their size": "expect_equal(ident(2**80), 2**80)",
    "an empty array": "expect_equal(ident(np.zeros((0, 3))), np.zeros((0, 3)))",
    "bool array": "expect_equal(ident(np.array([True, False])), np.array([True, False]))",
    "an error": "expect_raises('Odd', lambda: fail('no shape'), match='shape')",
    "an error's base": "expect_raises(ValueError, lambda: fail('x'))",
    "index error": "expect_raises(IndexError, lambda: ident([])[0])",
    "missing attribute": "expect_equal(hasattr(Tensor([1.0]), 'missing'), False)",
    "builtin as callback": "expect_equal(ident(len)([1, 2]), 2)",
    "scenario": "@scenario\ndef f(n, *, k=1):\n    return [Tensor([n + k]).item()]\nexpect_equal(f(2.0, k=3), [5.0])",
}

REFUSED = {
    "truth": ("if Tensor([1.0]): pass", "no truth value"),
    "truth of a comparison": ("assert Tensor([1.0]) == Tensor([1.0])", "no truth value"),
    "isinstance": ("isinstance(Tensor([1.0]), float)", "isinstance"),
    "membership": ("1.0 in Tensor([1.0])", "verdict"),
    "function": ("ident(lambda x: x)", "@scenario"),
    "class": ("class Mine: pass\nident(Mine())", "@scenario"),
    "object out of a scenario": ("@scenario\ndef f():\n    return Tensor([1.0])\nf()", "plain data"),
}


def steps(check: str) -> Plan:
    imports = "import numpy as np\nfrom tinytorch.checks import *"
    return Plan(
        "00_x", (Step(0, "run", "given-x", THEIRS), Step(1, "check", "check-x", check, "x", 1)), imports=imports
    )


@pytest.mark.parametrize("check", CHECKS.values(), ids=CHECKS)
def test_a_check_sees_the_same_in_both_modes(bench, check: str) -> None:
    found = bench.run(steps(check)).checks[0]
    assert (found.outcome, found.error, found.got) == (Outcome.PASSED, "", "")


@pytest.mark.parametrize(("check", "words"), REFUSED.values(), ids=REFUSED)
def test_what_would_let_the_student_decide_is_refused(split, check: str, words: str) -> None:
    found = split.run(steps(check)).checks[0]
    assert found.outcome is Outcome.CRASHED
    assert words in found.error


@pytest.mark.parametrize(
    ("check", "got", "difference"),
    [
        ("expect_close(Model(), 1.0)", "a Model object", "that is not an array of numbers"),
        ("expect_equal(Model(), 1)", "a Model object", "a Model, expected an int"),
        ("expect_close(Tensor([1.0, 2.0]), [1.0, 3.0])", "[1.0, 2.0]", "first difference at [1]"),
        ("expect_equal(Tensor([1.0]).shape, (2,))", "(1,)", "first difference at [0]"),
        ("expect_raises(ValueError, lambda: ident(2.0))", "no error, but the value 2.0", ""),
        ("expect_raises(KeyError, lambda: fail('x'))", "Odd: x", ""),
    ],
)
def test_a_failure_is_told_in_the_same_words_in_both_modes(bench, check: str, got: str, difference: str) -> None:
    found = bench.run(steps(check)).checks[0]
    assert (found.outcome, found.got, found.difference) == (Outcome.FAILED, got, difference)
