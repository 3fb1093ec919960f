"""Proving a module of this course folder before it is handed out: its solutions pass, its stubs earn nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tito.course.manifest import Module
from tito.errors import WrongUsage
from tito.grading.folder import CourseFolder
from tito.grading.generate import load, truth
from tito.grading.private import is_private, with_private
from tito.results import CheckResult, Outcome, Report

if TYPE_CHECKING:
    from tito.grading.execute import Executor


@dataclass(frozen=True)
class Validated:
    solved: Report  # the instructor notebook as it is
    untouched: Report  # the same with stubs for solutions, as a student starts

    @property
    def wrong(self) -> tuple[CheckResult, ...]:
        """Checks that the instructor's own solution does not pass."""
        return tuple(check for check in self.solved.checks if check.outcome is not Outcome.PASSED)

    @property
    def given_away(self) -> tuple[CheckResult, ...]:
        """Checks that give points for nothing."""
        return tuple(check for check in self.untouched.checks if check.points or _private_pass(check))


def validate(folder: CourseFolder, module: Module, executor: Executor) -> Validated:
    """Run both versions of the notebook in `source/`, with the checks as they stand there."""
    path = folder.source(module.id)
    if not path.is_file():
        raise WrongUsage(f"{module.id} has no instructor notebook yet.", then=f"tito grade generate {module.id}")
    source = load(path)
    solved, untouched = (with_private(folder, module.id, each) for each in (source, truth(source)))
    return Validated(executor.run(solved, seed="validate"), executor.run(untouched, seed="validate"))


def _private_pass(check: CheckResult) -> bool:
    return is_private(check.name) and check.outcome is Outcome.PASSED
