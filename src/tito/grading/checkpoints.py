"""What each student's framework can do: checkpoints, recomputed from what was handed in.

The package is assembled from the student's own collected notebooks and run in the sandbox with a fresh seed; what their
progress file says is not looked at. Nothing is stored: each call computes everything anew.
"""

from __future__ import annotations

import csv
import io
import secrets
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from tito.course import manifest
from tito.course.assemble import assemble, exported_names
from tito.course.curriculum import Curriculum
from tito.course.manifest import Course, Module
from tito.errors import BadFile, WrongUsage
from tito.grading import roster
from tito.grading.assess import Truths, rebuild, truths
from tito.grading.execute import Stoppable, capability, on_own
from tito.grading.export import safe
from tito.grading.folder import CourseFolder
from tito.grading.submitted import read_hand_in
from tito.results import Outcome, Report
from tito.sandbox.choose import choose

VERSION = 1


class Reached(StrEnum):
    PASSED = "passed"
    FAILED = "not passed"
    MISSING = "not handed in"  # one of the modules that the checkpoint is about, or it could not be read


@dataclass(frozen=True)
class Way:
    """One student's checkpoints, by module id."""

    student: str
    reached: Mapping[str, Reached]
    reasons: Mapping[str, str]  # what was missing or failed, in words

    @property
    def passed(self) -> int:
        return sum(reached is Reached.PASSED for reached in self.reached.values())

    def to_json(self) -> dict[str, Any]:
        rows = [{"module": m, "state": state, "reason": self.reasons.get(m, "")} for m, state in self.reached.items()]
        return {"student": self.student, "passed": self.passed, "checkpoints": rows}


@dataclass(frozen=True)
class Asked:
    """The checkpoints of the modules that this class has been given, and what hand-ins are read against."""

    folder: CourseFolder
    course: Course
    sources: Mapping[str, str]  # module id -> the checkpoint's source
    known: Mapping[str, Truths]  # by module id, of every generated module


def asked(folder: CourseFolder, curriculum: Curriculum) -> Asked:
    given = [module for module in curriculum.course.modules if folder.source(module.id).is_file()]
    sources = {module.id: text for module in given if (text := curriculum.lesson(module).checkpoint)}
    if not sources:
        raise WrongUsage("No module with a checkpoint has been generated here.", then="tito grade generate --all")
    return Asked(folder, curriculum.course, sources, {module.id: truths(folder, module) for module in given})


def students(folder: CourseFolder, course: Course, only: str | None = None) -> tuple[str, ...]:
    """Everybody on the roster or with a hand-in; `only` one of them."""
    listed = {student.id for student in roster.read(folder.roster)}
    handed_in = {name for module in course.modules for name in folder.handed_in_by(module.id)}
    everybody = sorted(name for name in listed | handed_in if not roster.why_unsafe(name))
    if only is None:
        return tuple(everybody)
    if only not in everybody:
        raise WrongUsage(f"Nobody in this class is called {only!r}.", then="look into roster.csv")
    return (only,)


def ways(what: Asked, names: Sequence[str], *, workers: int = 1) -> Iterator[Way]:
    """Each student's, in the order of `names`; NoSandbox if nothing here confines student code."""
    sandbox = Stoppable(choose())
    pool = ThreadPoolExecutor(workers, thread_name_prefix="checkpoint")
    try:
        yield from pool.map(lambda name: _way(what, name, sandbox), names)
    finally:  # also after Ctrl-C: what runs is killed
        sandbox.stop()
        pool.shutdown(cancel_futures=True)


def to_csv(what: Asked, found: Sequence[Way]) -> str:
    """A line for each student, a column for each checkpoint."""
    text = io.StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(["id", *what.sources, "passed"])
    writer.writerows([safe(way.student), *(way.reached[m] for m in what.sources), way.passed] for way in found)
    return text.getvalue()


def _way(what: Asked, student: str, sandbox: Stoppable) -> Way:
    with tempfile.TemporaryDirectory(prefix="tito-") as place, ExitStack() as stack:
        package, problems = assembled(what, student, Path(place), what.course.modules)
        rooms = stack.enter_context(on_own(package, sandbox))
        reached, reasons = {}, {}
        for module in map(what.course.find, what.sources):
            lacking = [m.id for m in (*what.course.needs(module), module) if problems.get(m.id)]
            if lacking:
                reached[module.id], reasons[module.id] = Reached.MISSING, f"{lacking[0]}: {problems[lacking[0]]}"
                continue
            seed = secrets.token_hex(8)
            report = capability(module, what.sources[module.id], rooms, seed=seed)
            reached[module.id] = Reached.PASSED if report.passed else Reached.FAILED
            reasons[module.id] = _failed(report)
    return Way(student, reached, reasons)


def assembled(what: Asked, student: str, place: Path, modules: Sequence[Module]) -> tuple[Path, Mapping[str, str]]:
    """The student's package of these modules in `place`, and for each one that is not in it the reason."""
    problems: dict[str, str] = {}
    provides: dict[str, tuple[str, ...]] = {}
    package = place / "tinytorch"
    package.mkdir()
    for module in modules:
        try:
            code, provides[module.name] = _code(what, student, module)
        except (BadFile, ValueError, RecursionError, MemoryError) as problem:  # what parsing a stranger's text raises
            problems[module.id] = str(problem).partition("\n")[0]
            continue
        target = package / module.export_path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(code, encoding="utf-8")
    (place / "tito.toml").write_text(manifest.write_toml(manifest.tables(what.course, provides)), encoding="utf-8")
    return package, problems


def _code(what: Asked, student: str, module: Module) -> tuple[str, tuple[str, ...]]:
    """The package file that a hand-in makes and its public names; BadFile says why there is none."""
    if module.id not in what.known or not what.folder.handed_in(student, module.id).is_dir():
        raise BadFile("nothing was handed in")
    rebuilt, grading = rebuild(read_hand_in(what.folder, student, module), what.known[module.id], module)
    if grading.reason:
        raise BadFile(grading.reason)
    return assemble(rebuilt.notebook, module, source_name=module.notebook), exported_names(rebuilt.notebook)


def _failed(report: Report) -> str:
    return ", ".join(
        f"{check.exercise} {check.outcome}" for check in report.checks if check.outcome is not Outcome.PASSED
    )
