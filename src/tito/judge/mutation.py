"""Mutation: which small mistakes in a module's solutions do its checks notice?

The measure beside misconceptions: those are what people do, these are all that a machine can think of. A mutant is
killed if a check of its module does not pass on it. It runs as the student's notebook does, in one process.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, replace
from functools import partial
from typing import Any

from tito.course import cells, editions
from tito.course.curriculum import Curriculum, Lesson
from tito.course.mutants import Change, Mutant, Survivor, mutants
from tito.course.notebook import Notebook
from tito.course.percent import Cell
from tito.errors import WorkDidNotPass, WrongUsage
from tito.judge.plan import Plan, plan
from tito.judge.trials import runner, with_exercise, without_examples
from tito.results import Outcome, Report
from tito.sandbox.protocol import Limits

ENOUGH = 90.0  # percent of the mutants that differ from the solution: so many a module's checks have to kill
LIMITS = Limits(seconds_per_step=6.0, seconds_total=12.0, memory_mb=4096)  # a step takes milliseconds
SEED = "mutation"  # the checks' random inputs are the same in every run, and so is the report

Watch = Callable[[int, int], None]
"""Called with how many mutants have run, and of how many."""


@dataclass(frozen=True)
class Tally:
    """What became of the mutants of one module, or of one of its exercises."""

    module: str
    mutants: int
    late: int  # killed because they did not end
    alive: tuple[Survivor, ...]  # without a reason where survivors.toml has none
    stale: tuple[Change, ...]  # named in survivors.toml, but killed or no longer made

    @property
    def killed(self) -> int:
        return self.mutants - len(self.alive)

    @property
    def percent(self) -> float:
        """Of all mutants, those included that no check could tell from the solution."""
        return _percent(self.killed, self.mutants)

    @property
    def percent_of_different(self) -> float:
        """Of those that differ from the solution, as far as the reasons say."""
        return _percent(self.killed, self.mutants - sum(one.equivalent for one in self.alive))

    @property
    def unexplained(self) -> tuple[Survivor, ...]:
        return tuple(one for one in self.alive if not one.reason)

    @property
    def passed(self) -> bool:
        return self.percent_of_different >= ENOUGH and not self.unexplained and not self.stale

    def to_json(self) -> dict[str, Any]:
        counted = {"killed": self.killed, "percent": self.percent, "percent_of_different": self.percent_of_different}
        alive = [{**asdict(one.change), "reason": one.reason} for one in self.alive]
        return {**asdict(self), **counted, "alive": alive, "passed": self.passed}


def _percent(part: int, whole: int) -> float:
    return round(100 * part / whole, 1) if whole else 100.0


def mutate(
    lesson: Lesson,
    curriculum: Curriculum,
    *,
    exercise: str | None = None,
    limits: Limits = LIMITS,
    watch: Watch = lambda done, of: None,
) -> Tally:
    """Run the checks of `lesson` on every mutant of its exercises, or of one; its solutions must pass them."""
    known = [one for one in curriculum.survivors(lesson.module) if exercise in (None, one.change.exercise)]
    notebook = without_examples(editions.instructor(lesson.module, lesson.cells, curriculum.course))
    made = [mutant for cell in _exercises(lesson, exercise) for mutant in mutants(cell.source, cells.name(cell))]
    with runner(lesson, curriculum, "local", limits) as run, ThreadPoolExecutor(os.cpu_count()) as threads:
        if not run(plan(notebook, seed=SEED)).passed:
            then = f"tito dev check {lesson.module.name}"
            raise WorkDidNotPass(f"The solutions of {lesson.module.id} do not pass their own checks.", then=then)
        outcomes = []
        for outcome in threads.map(partial(_outcome, run, notebook), made):
            outcomes.append(outcome)
            watch(len(outcomes), len(made))
    alive = [mutant.change for mutant, outcome in zip(made, outcomes, strict=True) if outcome is Outcome.PASSED]
    return _tally(lesson.module.id, alive, known, len(made), late=outcomes.count(Outcome.TIMED_OUT))


def _exercises(lesson: Lesson, name: str | None) -> list[Cell]:
    found = cells.of_role(lesson.cells, cells.Role.EXERCISE)
    wanted = [cell for cell in found if name in (None, cells.name(cell))]
    if name is not None and not wanted:
        names = ", ".join(map(cells.name, found))
        raise WrongUsage(f"{lesson.module.id} has no exercise {name!r}.", expected=names)
    return wanted


def _outcome(run: Callable[[Plan], Report], notebook: Notebook, mutant: Mutant) -> Outcome:
    """How the first check ended that did not pass: the exercise's own are asked first, then those that come later."""
    name = mutant.change.exercise
    steps = plan(with_exercise(notebook, name, mutant.source), seed=SEED)
    for asked in _portions(steps, name):
        for check in run(asked).checks:
            if check.outcome is not Outcome.PASSED:
                return check.outcome
    return Outcome.PASSED


def _portions(steps: Plan, exercise: str) -> Iterator[Plan]:
    """Cells with the exercise's own checks, and cells with the others from there on; what stands before cannot know."""
    start = next(step.index for step in steps.steps if step.name == f"exercise-{exercise}")
    for own in (True, False):
        chosen = (
            step
            for step in steps.steps
            if step.kind == "run" or (step.index > start and (step.exercise == exercise) is own)
        )
        yield replace(steps, steps=tuple(chosen))


def _tally(module: str, alive: list[Change], known: list[Survivor], made: int, *, late: int) -> Tally:
    reasons = {one.change: one.reason for one in known}
    survived = tuple(Survivor(change, reasons.get(change, "")) for change in alive)
    return Tally(module, made, late, survived, tuple(change for change in reasons if change not in set(alive)))
