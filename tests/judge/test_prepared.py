"""What a warm server works out about checks before it forks, and what it must not hold."""

from __future__ import annotations

import json

import pytest

from tito.judge import split, verdict
from tito.judge.expectations import expected
from tito.judge.plan import Plan, Step
from tito.judge.prepared import prepared
from tito.results import Outcome
from tito.sandbox.choose import choose

CHECK = """\
for n in sizes:
    expect_equal(double(n), n + n)


@scenario
def of(n):
    @wrap
    def inner():
        return double(n)

    return inner()


if unlucky:
    expect_equal(of(3), 6)
"""


def check(name: str, source: str) -> Step:
    return Step(0, "check", f"check-{name}", source, exercise=name, points=1)


def test_names_that_the_check_binds_itself_are_not_asked_for() -> None:
    wanted = set(prepared("check double", CHECK).wanted)
    assert wanted >= {"double", "sizes", "unlucky", "wrap"}
    assert not wanted & {"n", "of"}


def test_a_scenario_goes_over_without_its_own_decorators_and_with_those_inside() -> None:
    functions = prepared("check double", CHECK).functions
    assert functions["of"].startswith("def of(n):")
    assert "@wrap" in functions["of"]
    assert functions["inner"].startswith("def inner():")


def test_what_stands_in_a_condition_is_not_certain() -> None:
    assert expected(CHECK).lines == (2, 15)
    assert expected(CHECK).certain == (1, 0)


@pytest.mark.parametrize("broken", ["def", "x = '\\ud800'", "(" * 500 + ")" * 500], ids=["syntax", "text", "depth"])
def test_a_check_that_is_no_python_does_not_stop_the_server(broken: str) -> None:
    plan = Plan("00_x", (check("a", broken), check("b", CHECK)))
    verdict.prepare(json.dumps(plan.to_json()).encode())
    assert prepared("check b", CHECK) is prepared("check b", CHECK)


def test_a_plan_for_the_server_holds_checks_only() -> None:
    run = Step(0, "run", "exercise-a", "def a(): ...", exercise="a")
    assert Plan("00_x", (run, check("a", CHECK)), remarks=("words",)).of_checks() == Plan("00_x", (check("a", CHECK),))


LOOK = """
# MINEHERE
import gc
import sys

gc.unfreeze()  # what the server had before the fork
holders = [each.values() if type(each) is dict else each for each in gc.get_objects() if type(each) in (dict, list)]
texts = [text for holder in holders for text in list(holder) if type(text) is str]
words = ["".join(("MINE", "HERE")), "".join(("MARKED", "CHECK"))]
seen = [any(word in text for text in texts) for word in words]
seen.append("tito.judge.prepared" in sys.modules)


def twice(x):
    return x + x if seen == [True, False, False] else seen
"""


def test_checks_that_are_prepared_are_not_where_the_students_code_runs() -> None:
    given = Step(0, "run", "given-imports", "from tinytorch.checks import expect_equal")
    mine = Step(1, "run", "exercise-twice", LOOK, exercise="twice")
    asks = Step(2, "check", "check-twice", "# MARKEDCHECK\nexpect_equal(twice(2), 4)", exercise="twice", points=1)
    plan = Plan("00_x", (given, mine, asks), imports="from tinytorch.checks import expect_equal")
    with split.Pairs(choose(), known=plan) as pairs:
        (found,) = pairs.run(plan).checks
    assert found.outcome is Outcome.PASSED, found.got
