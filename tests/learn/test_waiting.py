"""One mistake gives one card: what fails for the sake of another exercise waits for it."""

from __future__ import annotations

from typing import Any

import pytest

from tito.course.notebook import Notebook, NotebookCell
from tito.learn.waiting import waiting
from tito.results import CellError, CheckResult, Outcome, Report

P, F, C, N = Outcome.PASSED, Outcome.FAILED, Outcome.CRASHED, Outcome.NOT_ATTEMPTED
MEAN = {"exercise-mean": "def mean(x):\n    return sum(x)", "check-mean": "expect_equal(mean([1, 3]), 2)"}
VAR = {"exercise-var": "def var(x):\n    return mean(x)", "check-var": "expect_equal(var([1, 3]), 2)"}


def notebook(cells: dict[str, str]) -> Notebook:
    return Notebook(tuple(NotebookCell(n, "code", s, {"nbgrader": {"grade_id": n}}) for n, s in cells.items()))


def check(exercise: str, outcome: Outcome, **words: Any) -> CheckResult:
    name = f"{'hidden' if words.get('hidden') else 'check'}-{exercise}"
    return CheckResult(name, exercise, outcome, 1, **words)


def found(cells: dict[str, str], *checks: CheckResult, errors: tuple[CellError, ...] = ()) -> dict[str, str]:
    return dict(waiting(Report("01_numbers", checks, errors), notebook(cells)))


@pytest.mark.parametrize("outcome", [F, C, Outcome.TIMED_OUT])
def test_what_calls_an_exercise_that_does_not_pass_waits_for_it(outcome: Outcome) -> None:
    assert found({**MEAN, **VAR}, check("mean", outcome), check("var", F)) == {"check-var": "mean"}


def test_what_calls_an_exercise_that_passes_is_its_own_mistake() -> None:
    assert found({**MEAN, **VAR}, check("mean", P), check("var", F)) == {}


def test_what_does_not_use_it_is_its_own_mistake() -> None:
    cells = {**MEAN, "exercise-var": "def var(mean):\n    return mean", "check-var": "mean = 1\nvar(mean)"}

    assert found(cells, check("mean", F), check("var", F)) == {}


def test_a_hidden_check_waits_for_visible_ones_only() -> None:
    hidden = check("mean", F, hidden=True)

    assert found({**MEAN, **VAR}, check("mean", P), hidden, check("var", F), check("var", F, hidden=True)) == {}


def test_a_stub_that_was_not_met_is_no_reason() -> None:
    assert found({**MEAN, **VAR}, check("mean", N), check("var", F)) == {}


def test_a_chain_waits_for_its_first_link() -> None:
    std = {"exercise-std": "def std(x):\n    return var(x)", "check-std": ""}

    several = found({**MEAN, **VAR, **std}, check("mean", F), check("var", F), check("std", F))

    assert several == {"check-var": "mean", "check-std": "mean"}


def test_of_two_that_use_each_other_the_first_is_shown() -> None:
    cells = {"exercise-even": "def even(n):\n    return odd(n)", "exercise-odd": "def odd(n):\n    return even(n)"}

    assert found(cells, check("even", F), check("odd", F)) == {"check-odd": "even"}


def test_the_way_may_lead_through_operations_and_methods() -> None:
    given = (
        "MEAN, SUM = Op(mean), Op(sum)\nclass Tensor:\n    def mean(self): return MEAN\n    def sum(self): return SUM"
    )
    far = {"exercise-far": "def far(x):\n    return x.mean()", "check-far": "far(Tensor(1))"}
    near = {"exercise-near": "def near(x):\n    return x.sum()", "check-near": "near(Tensor(1))"}

    several = found({**MEAN, "given-Tensor": given, **far, **near}, check("mean", F), check("far", F), check("near", F))

    assert several == {"check-far": "mean"}


def test_operators_count_without_being_named() -> None:
    given = "class Tensor:\n    def __add__(self, other): return mean([self, other])"
    use = {"exercise-use": "def use(x):\n    return x + x", "check-use": "use(Tensor(1))"}

    assert found({**MEAN, "given-Tensor": given, **use}, check("mean", F), check("use", F)) == {"check-use": "mean"}


def test_a_function_within_a_function_is_its_own() -> None:
    given = "def watch(listen):\n    def record(x):\n        return x\n    listen(record)"
    example = "for record in [mean([1, 3])]:\n    print(record)"
    use = {"exercise-use": "def use(x):\n    return watch(x)", "check-use": "use(print)"}
    cells = {**MEAN, "given-watch": given, "example-1": example, **use}

    assert found(cells, check("mean", F), check("use", F)) == {}


def test_names_of_errors_and_scenarios_are_a_checks_own() -> None:
    example = "problem = steps = mean([1, 3])"
    source = (
        "def steps():\n    try:\n        use(1)\n    except ValueError as problem:\n        return problem\nsteps()"
    )
    use = {"exercise-use": "def use(x):\n    return x", "check-use": source}

    assert found({**MEAN, "example-1": example, **use}, check("mean", F), check("use", F)) == {}


def test_a_method_that_calls_a_function_of_its_own_name_uses_it() -> None:
    given = "class Tensor:\n    def mean(self): return mean(self)"
    use = {"exercise-use": "def use(x):\n    return x.mean()", "check-use": "use(Tensor())"}

    assert found({**MEAN, "given-Tensor": given, **use}, check("mean", F), check("use", F)) == {"check-use": "mean"}


def test_what_an_exercise_calls_its_own_may_be_anothers_in_the_check() -> None:
    use = {"exercise-use": "def use(mean):\n    return mean + 1", "check-use": "use(mean([1, 3]))"}

    assert found({**MEAN, **use}, check("mean", F), check("use", F)) == {"check-use": "mean"}


def test_a_name_that_a_stopped_cell_should_have_defined_waits_for_what_stopped_it() -> None:
    cells = {**MEAN, "given-ops": "A, B = mean, sum", "exercise-use": "def use(x):\n    return B(x)", "check-use": ""}
    error = CellError("given-ops", "NameError: name 'mean' is not defined")
    broken = check("mean", C, error="SyntaxError: invalid syntax", where="exercise mean, line 1: def mean(")
    missing = check("use", C, error="NameError: name 'B' is not defined", where="exercise use, line 2: return B(x)")

    told = found({**cells, "exercise-mean": "def mean("}, broken, missing, errors=(error,))

    assert told == {"check-use": "mean", "given-ops": "mean"}


@pytest.mark.parametrize(
    ("source", "error"),
    [
        ("def var(x):\n    return mean(y)", "NameError: name 'y' is not defined"),
        ("def var(x", "SyntaxError: never closed"),
    ],
    ids=["slip of the pen", "not Python"],
)
def test_ones_own_slip_is_shown_whatever_else_is_wrong(source: str, error: str) -> None:
    cells = {**MEAN, **VAR, "exercise-var": source, "check-var": "var(mean)"}

    assert found(cells, check("mean", F), check("var", C, error=error)) == {}


@pytest.mark.parametrize(("outcome", "waits"), [(F, {"example-1": "mean"}), (N, {"example-1": "mean"}), (P, {})])
def test_a_cell_that_does_not_run_waits_for_the_exercise_it_uses(outcome: Outcome, waits: dict[str, str]) -> None:
    error = CellError("example-1", "TypeError: unsupported operand")

    assert found({**MEAN, "example-1": "1 + mean([1])"}, check("mean", outcome), errors=(error,)) == waits
