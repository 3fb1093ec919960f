"""The student's own package under a hand-in: their latest collected notebooks of the modules that this one needs.

Marks come from the run on the reference, so that an early mistake is not punished twice. The second run, on the
student's own work and with the same seed, only says where the two differ.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tito.course.manifest import Course, Module
from tito.course.notebook import Notebook
from tito.grading.assess import Assessed, confirmed, truths
from tito.grading.checkpoints import Asked, assembled
from tito.grading.folder import CourseFolder
from tito.grading.journal import digest
from tito.grading.words import SHORT
from tito.results import Outcome, Report

if TYPE_CHECKING:
    from tito.grading.execute import Executor


@dataclass(frozen=True)
class Own:
    """What became of the checks on the student's own package, where that differs from the reference."""

    package: str  # hash of the package
    lacking: tuple[str, ...] = ()  # modules that were not handed in or cannot be assembled, and why
    differing: Mapping[str, tuple[str, str]] = field(default_factory=dict)  # outcomes by check: reference, own

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, raw: Mapping[str, Any]) -> Own:
        differing = {check: (str(a), str(b)) for check, (a, b) in raw["differing"].items()}
        return cls(raw["package"], tuple(raw["lacking"]), differing)

    @property
    def words(self) -> Iterator[str]:
        """For whoever reads the report."""
        for why in self.lacking:
            yield f"not run on their own package: {why}"
        for check, (reference, own) in self.differing.items():
            kind, _, exercise = check.partition("-")
            visible = "hidden check" if kind == "hidden" else "check"
            yield (
                f"{visible} of {exercise}: {SHORT[Outcome(reference)]} on the reference, "
                f"{SHORT[Outcome(own)]} on their own package"
            )


@dataclass(frozen=True)
class Packages:
    """Makes each student's package for one module."""

    asked: Asked
    module: Module

    @contextmanager
    def of(self, student: str) -> Iterator[tuple[Path, Own]]:
        """The package folder, there inside the `with` only, and what it lacks."""
        needed = self.asked.course.needs(self.module)
        with tempfile.TemporaryDirectory(prefix="tito-") as place:
            package, problems = assembled(self.asked, student, Path(place), needed)
            lacking = tuple(f"{module}: {why}" for module, why in problems.items() if why)
            yield package, Own(_hash(package), lacking)

    def hash_of(self, student: str) -> str:
        with self.of(student) as (_, own):
            return own.package


def packages(folder: CourseFolder, course: Course, module: Module) -> Packages:
    needed = [each for each in course.needs(module) if folder.source(each.id).is_file()]
    return Packages(Asked(folder, course, {}, {each.id: truths(folder, each) for each in needed}), module)


def compare(made: Assessed, mine: Packages, executor: Executor) -> Own:
    """Run an assessed hand-in once more, on the student's own package."""
    with mine.of(made.grading.student) as (package, own):
        report = made.grading.report
        if report is None or own.lacking:
            return own

        again = _again(made, package, executor, seed=report.seed)
        outcomes = {check.name: check.outcome for check in again.checks}
        differing = {
            check.name: (str(check.outcome), str(outcomes[check.name]))
            for check in report.checks
            if outcomes[check.name] is not check.outcome
        }
        return Own(own.package, (), differing)


def _again(made: Assessed, package: Path, executor: Executor, *, seed: str) -> Report:
    from tito.grading.execute import on_own, on_package

    with on_own(package, executor.sandbox) as rooms:

        def run(work: Notebook, *, seed: str) -> Report:
            return on_package(work, rooms, seed=seed)

        return confirmed(made.notebook, run, seed=seed)


def _hash(package: Path) -> str:
    files = sorted(path for path in package.rglob("*") if path.is_file())
    return digest("\0".join(f"{path.relative_to(package)}\0{path.read_text(encoding='utf-8')}" for path in files))
