"""A bench for the judge: the mini curriculum's notebooks with a student's cells put in, run in both ways."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import pytest

from tito.course import curriculum, editions
from tito.course.curriculum import Curriculum
from tito.course.notebook import Notebook, NotebookCell, grade_id
from tito.judge.local import OWN_MACHINE, run_local
from tito.judge.plan import Plan, plan
from tito.judge.reference import build_reference
from tito.judge.split import Pairs
from tito.results import CheckResult, Report
from tito.sandbox.choose import choose
from tito.sandbox.protocol import Limits

MINI = Path(__file__).parents[1] / "fixtures" / "mini"


@dataclass(frozen=True)
class Bench:
    mode: str
    course: Curriculum
    reference: Path
    pairs: Callable[[Limits], Pairs]

    def notebook(
        self, module: str, cells: Mapping[str, str] | None = None, *, first: str = "", stubs: bool = False
    ) -> Notebook:
        """The module's notebook: solved, or with stubs; `cells` replaces exercises, `first` is an extra cell."""
        about = self.course.course.find(module)
        notebook = editions.instructor(about, self.course.lesson(about).cells, self.course.course)
        built = [_changed(cell, cells or {}, stubs=stubs) for cell in notebook.cells]
        given = 1 + max(i for i, cell in enumerate(built) if (grade_id(cell) or "").startswith("given-"))
        extra = [NotebookCell("extra-1", "code", first)] if first else []
        return notebook.with_cells([*built[:given], *extra, *built[given:]])

    def run(self, steps: Plan, limits: Limits | None = None) -> Report:
        if self.mode == "local":
            return run_local(steps, workspace=self.reference, limits=limits or OWN_MACHINE)
        return self.pairs(limits or Limits()).run(steps)

    def judge(
        self,
        module: str = "numbers",
        cells: Mapping[str, str] | None = None,
        *,
        first: str = "",
        stubs: bool = False,
        seed: str = "1",
        seconds: float = 60.0,
    ) -> dict[str, CheckResult]:
        """Results by check name."""
        steps = plan(self.notebook(module, cells, first=first, stubs=stubs), seed=seed)
        return by_name(self.run(steps, Limits(seconds_per_step=seconds)))


def by_name(report: Report) -> dict[str, CheckResult]:
    return {check.name: check for check in report.checks}


def _changed(cell: NotebookCell, cells: Mapping[str, str], *, stubs: bool) -> NotebookCell:
    kind, _, name = (grade_id(cell) or "").partition("-")
    if kind == "exercise" and name in cells:
        return replace(cell, source=cells[name])
    return editions.released(cell) if kind == "exercise" and stubs else cell


@pytest.fixture(scope="session")
def course() -> Curriculum:
    return curriculum.load(MINI)


@pytest.fixture(scope="session")
def reference(course: Curriculum, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_reference(course, tmp_path_factory.mktemp("reference"), upto=course.course.find("boxes"))


@pytest.fixture(scope="session")
def pairs(reference: Path) -> Iterator[Callable[[Limits], Pairs]]:
    """Warm rooms for all tests that have the same limits, as for all hand-ins of a class."""
    with ExitStack() as stack:

        @cache
        def with_limits(limits: Limits) -> Pairs:
            return stack.enter_context(Pairs(choose(), package=reference / "tinytorch", limits=limits))

        yield with_limits


@pytest.fixture(params=["local", "split"])
def bench(
    request: pytest.FixtureRequest, course: Curriculum, reference: Path, pairs: Callable[[Limits], Pairs]
) -> Bench:
    """Each test runs in one process and in two."""
    return Bench(request.param, course, reference, pairs)


@pytest.fixture
def split(course: Curriculum, reference: Path, pairs: Callable[[Limits], Pairs]) -> Bench:
    """What only holds where the verdict is out of reach."""
    return Bench("split", course, reference, pairs)
