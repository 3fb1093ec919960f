"""What must outlive the gradebook, as append-only lines of JSON in `.tito-grade/`.

`marks.jsonl` holds every mark and comment that a person gave; `log/MODULE.jsonl` holds every grading with all that is
needed to explain it. A line is written whole and flushed to the disk before the database is touched, so that after a
power cut the journal knows at least as much as the database. A torn last line is passed over.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from tito.errors import BadFile
from tito.grading.folder import CourseFolder
from tito.results import Report

VERSION = 1
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
    handed_in: str = ""  # ISO time in UTC, empty if unknown
    at: str = ""
    version: int = VERSION

    def content(self, cell: str) -> str:
        """What a manual mark of `cell` was given for: the answer's hash, or for a check that of everything written."""
        return self.answers.get(cell) or digest(json.dumps(dict(self.answers), sort_keys=True))

    def to_json(self) -> dict[str, Any]:
        return {**asdict(self), "report": self.report.to_json() if self.report else None}

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
    _append(_marks_file(folder), (asdict(mark) for mark in marks))


def marks(folder: CourseFolder) -> dict[tuple[str, str, str], Mark]:
    """The last mark of every student, module and cell; those taken back are left out."""
    last = {mark.key: mark for mark in (Mark(**raw) for raw in _lines(_marks_file(folder)))}
    return {key: mark for key, mark in last.items() if not mark.empty}


def add_gradings(folder: CourseFolder, gradings: Iterable[Grading]) -> None:
    for grading in gradings:
        _append(folder.log(grading.module), [grading.to_json()])


def gradings(folder: CourseFolder, module: str) -> dict[str, Grading]:
    """The last grading of every student in this module."""
    last = {raw["student"]: raw for raw in _lines(folder.log(module))}
    return {student: Grading.from_json(raw) for student, raw in last.items()}


def _marks_file(folder: CourseFolder) -> Path:
    return folder.state / "marks.jsonl"


def _append(path: Path, entries: Iterable[Mapping[str, Any]]) -> None:
    text = "".join(json.dumps(entry, ensure_ascii=True, sort_keys=True) + "\n" for entry in entries)
    if not text:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("ab+") as file:
        if file.seek(0, os.SEEK_END) and not _ends_a_line(file.fileno()):
            text = "\n" + text  # what a power cut tore off must not swallow this line too
        file.write(text.encode())
        file.flush()
        os.fsync(file.fileno())


def _ends_a_line(descriptor: int) -> bool:
    os.lseek(descriptor, -1, os.SEEK_END)
    return os.read(descriptor, 1) == b"\n"


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    if not path.is_file():
        return
    for number, line in enumerate(path.read_bytes().splitlines(), 1):
        try:
            entry = json.loads(line)
        except ValueError:  # torn by a power cut: what it would have said was not in the gradebook either
            continue
        if not isinstance(entry, dict) or entry.get("version") != VERSION:
            raise BadFile(
                f"{path}, line {number} is not of version {VERSION}.", then="update tito, or restore the file"
            )
        yield entry
