"""What must outlive the gradebook, as append-only lines of JSON in `.tito-grade/`.

`marks.jsonl` holds every mark and comment that a person gave; `log/MODULE.jsonl` holds every grading with all that is
needed to explain it. A line is on the disk before the database is touched, so that after a power cut the journal knows
at least as much as the database.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from tito.grading import lines
from tito.grading.folder import CourseFolder
from tito.grading.lines import VERSION
from tito.results import Report

Answers = Mapping[str, str]  # hash of the student's text by cell, "exercise-add" or "question-q1"


@dataclass(frozen=True)
class Mark:
    """What a person gave for one cell. All of points, extra and comment None: the mark was taken back."""

    student: str
    module: str
    cell: str
    content: str  # hash of the student's text that was judged; a mark for another text has to be looked at again
    points: float | None = None
    extra: float | None = None
    comment: str | None = None
    waiting: bool = False  # the text has changed since, and nobody has looked at it yet
    at: str = ""
    version: int = VERSION

    @property
    def key(self) -> tuple[str, str, str]:
        return self.student, self.module, self.cell

    @property
    def empty(self) -> bool:
        return self.points is None and self.extra is None and self.comment is None

    def same_as(self, other: Mark | None) -> bool:
        return other is not None and replace(self, at="") == replace(other, at="")


@dataclass(frozen=True)
class Grading:
    """One hand-in, graded: everything a mark can be explained and reproduced from."""

    student: str
    module: str
    submission: str  # hash of the bytes that were handed in
    truth: str  # hash of the notebook it was graded against, hidden checks included
    runtime: str  # versions of what ran it
    report: Report | None  # None: it could not be run, `reason` says why
    answers: Answers = field(default_factory=dict)
    unanswered: tuple[str, ...] = ()  # question cells that nobody wrote into
    reason: str = ""
    own: Mapping[str, Any] = field(default_factory=dict)  # `own_package.Own` as JSON, if it was asked for
    handed_in: str = ""  # ISO time in UTC, empty if unknown
    at: str = ""
    version: int = VERSION

    def content(self, cell: str) -> str:
        """What a manual mark of `cell` was given for: the answer's hash, or for a check that of everything written."""
        return self.answers.get(cell) or digest(json.dumps(dict(self.answers), sort_keys=True))

    def to_json(self) -> dict[str, Any]:
        return {**vars(self), "report": self.report.to_json() if self.report else None}  # the rest is plain

    @classmethod
    def from_json(cls, raw: Mapping[str, Any]) -> Grading:
        report = Report.from_json(raw["report"]) if raw["report"] else None
        return cls(**{**raw, "report": report, "unanswered": tuple(raw["unanswered"])})


def digest(content: bytes | str) -> str:
    """Of any text that JSON can hold, halves of letters included."""
    return sha256(content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content).hexdigest()


def now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def add_marks(folder: CourseFolder, marks: Iterable[Mark]) -> None:
    lines.append(_marks_file(folder), (asdict(mark) for mark in marks))


def marks(folder: CourseFolder) -> dict[tuple[str, str, str], Mark]:
    """The last mark of every student, module and cell; those taken back are left out."""
    last = {mark.key: mark for _, mark in lines.read(_marks_file(folder), _mark)}
    return {key: mark for key, mark in last.items() if not mark.empty}


def add_gradings(folder: CourseFolder, gradings: Sequence[Grading]) -> None:
    for module in dict.fromkeys(grading.module for grading in gradings):
        lines.append(folder.log(module), (g.to_json() for g in gradings if g.module == module))


def gradings(folder: CourseFolder, module: str) -> dict[str, Grading]:
    """The last grading of every student in this module."""
    return {student: known.read() for student, known in index(folder, module).items()}


def index(folder: CourseFolder, module: str) -> dict[str, Known]:
    """The same, not yet read: a class of ten thousand fits into memory only so."""
    log = folder.log(module)
    found = lines.read(log, lambda raw: (raw["student"], raw["submission"], raw["truth"], raw["reason"], _package(raw)))
    return {entry[0]: Known(log, place, *entry) for place, entry in found}


def _package(raw: Mapping[str, Any]) -> str:
    return str(raw.get("own", {}).get("package", ""))


@dataclass(frozen=True, slots=True)
class Known:
    """Where the log has a grading, and what decides whether it still holds."""

    log: Path
    place: int
    student: str
    submission: str
    truth: str
    reason: str
    package: str  # hash of the student's own package, if the hand-in was compared with it

    def read(self) -> Grading:
        return lines.at(self.log, self.place, Grading.from_json)


def mend(folder: CourseFolder, modules: Iterable[str]) -> tuple[str, ...]:
    """Set aside what cannot be read of the journal and of these modules' logs; says so in words."""
    logs = [(folder.log(module), Grading.from_json, "those hand-ins are graded again") for module in modules]
    kept = "marks that stood there are in the gradebook, or in that file for you to read"
    return (
        *_mended(_marks_file(folder), _mark, kept),
        *(words for path, make, then in logs for words in _mended(path, make, then)),
    )


def _mended(path: Path, make: lines.Make[Any], then: str) -> Iterator[str]:
    numbers = lines.mend(path, make)
    if numbers:
        shown = ", ".join(map(str, numbers[:5])) + (" and more" if len(numbers) > 5 else "")
        yield f"{path.name}: line {shown} could not be read and was put into {path.name}.damaged; {then}"


def _mark(raw: Mapping[str, Any]) -> Mark:
    return Mark(**raw)


def _marks_file(folder: CourseFolder) -> Path:
    return folder.state / "marks.jsonl"
