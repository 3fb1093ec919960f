"""How often each expectation of a check ran. A check that came to its end without comparing what it should is no pass.

A loop over what the student's code returned runs as often as that code likes. The reference says how often it should:
a hand-in's check passes if each of its expectations ran at least as often as it does on the reference.
"""

from __future__ import annotations

import ast
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from hashlib import sha256
from typing import Any

from tinytorch.checks import CheckFailed
from tito.judge.plan import Plan
from tito.results import Outcome, Report

Counts = tuple[int, ...]
"""By expectation, in the order of the lines they stand in."""

_SHORT = "an empty or short result is no result: does your code return everything that it was asked for?"


@dataclass(frozen=True)
class Expected:
    """What a check's source says of its expectations."""

    names: frozenset[str]  # those that it calls: "expect_close"
    lines: tuple[int, ...]  # where they stand
    certain: Counts  # 1 for those that no condition guards


@cache
def expected(source: str) -> Expected:
    """Worked out once for a source: a warm server asks for it before it forks."""
    tree = ast.parse(source)
    calls = list(_expectations(tree))
    lines, certain = sorted({call.lineno for call in calls}), _certain(tree)
    names = frozenset(call.func.id for call in calls if isinstance(call.func, ast.Name))
    return Expected(names, tuple(lines), tuple(int(line in certain) for line in lines))


class Tally:
    """Counts while one check runs."""

    def __init__(self, source: str) -> None:
        self._expected = expected(source)
        self._ran: Counter[int] = Counter()

    @property
    def names(self) -> frozenset[str]:
        return self._expected.names

    def counting(self, expectation: Callable[..., Any]) -> Callable[..., Any]:
        def counted(*arguments: Any, **named: Any) -> Any:
            self._ran[sys._getframe(1).f_lineno] += 1
            return expectation(*arguments, **named)

        return counted

    @property
    def counts(self) -> Counts:
        return tuple(self._ran[line] for line in self._expected.lines)

    def demand(self, wanted: Counts) -> None:
        """CheckFailed if less was compared than on the reference; where that is not known, if something was left out
        that no condition guards."""
        if len(wanted) != len(self._expected.lines):
            wanted = self._expected.certain
        made = sum(min(pair) for pair in zip(self.counts, wanted, strict=True))
        if made < sum(wanted):
            got = f"values for {made} of {sum(wanted)} comparisons" if any(self.counts) else "nothing to compare"
            raise CheckFailed(call="", got=got, expected="values for all of them", why=_SHORT)
        if self._expected.lines and not any(self.counts):
            raise CheckFailed(call="", got="nothing to compare", expected="values", why=_SHORT)


def counted(steps: Plan, report: Report) -> Mapping[str, Counts]:
    """How often the expectations of each check ran on the reference, by the check's source."""
    passed = {check.name: check.compared for check in report.checks if check.outcome is Outcome.PASSED}
    return {step.source: passed[step.name] for step in steps.checks if step.name in passed}


def demanding(steps: Plan, counts: Mapping[str, Counts]) -> Plan:
    """The plan whose checks pass only if as much is compared as on the reference."""
    return replace(steps, steps=tuple(replace(s, compares=counts.get(s.source, ())) for s in steps.steps))


def by_key(counts: Mapping[str, Counts]) -> dict[str, Counts]:
    """For a file: by what tells a check's source from any other, also from an earlier version of itself."""
    return {_key(source): found for source, found in counts.items()}


def known(steps: Plan, keyed: Mapping[str, Counts]) -> Mapping[str, Counts]:
    """The other way: of the checks of this plan those that are known, by source."""
    return {step.source: keyed[_key(step.source)] for step in steps.checks if _key(step.source) in keyed}


def _key(source: str) -> str:
    return sha256(source.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _expectations(tree: ast.Module) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id.startswith("expect_"):
            yield node


def _certain(tree: ast.Module) -> set[int]:
    """Lines of the expectations that every run should reach: statements by themselves or in loops."""
    found: set[int] = set()
    waiting: list[ast.stmt] = list(tree.body)
    for node in waiting:
        if isinstance(node, ast.For | ast.With):
            waiting += node.body
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
            found.add(node.value.lineno)
    return found
