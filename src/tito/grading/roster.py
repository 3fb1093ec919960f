"""Who takes the course (`roster.csv`) and who has more time (`extensions.csv`)."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import astuple, dataclass, fields
from datetime import datetime
from pathlib import Path

from tito.course.manifest import Course
from tito.errors import BadFile, UnknownModule
from tito.grading.settings import Settings, moment

EXTENSIONS_HEADER = "id,module,due,reason\n"
_UNSAFE = re.compile(r"[/\\:*?\"<>|+]")  # "+" separates the parts of a name in NBGrader's exchange
_SPELLINGS = {
    "student_id": "id",
    "student": "id",
    "username": "id",
    "e-mail": "email",
    "lms id": "lms_id",
    "lms": "lms_id",
}


@dataclass(frozen=True)
class Student:
    id: str
    name: str = ""
    email: str = ""
    github: str = ""
    lms_id: str = ""
    section: str = ""

    @property
    def names(self) -> tuple[str, str]:
        """First and last name, as NBGrader keeps them: "Ada Lovelace" or "Lovelace, Ada"."""
        last, comma, first = self.name.partition(",")
        if comma:
            return first.strip(), last.strip()
        first, _, last = self.name.strip().rpartition(" ")
        return first, last


COLUMNS = tuple(field.name for field in fields(Student))


@dataclass(frozen=True)
class Extension:
    student: str
    module: str
    due: datetime


def why_unsafe(student: str) -> str:
    """Why this cannot be a student's id, in words; empty if it can. An id is also the name of a folder."""
    if not student.strip() or student != student.strip():
        return "empty, or with spaces around it"
    if student.startswith(".") or _UNSAFE.search(student) or not student.isprintable():
        return "it would not be a safe folder name"
    return "" if len(student) <= 100 else "longer than 100 characters"


def read(path: Path) -> tuple[Student, ...]:
    """The students in the file, which may come from a spreadsheet (`;` or tabs, a byte order mark, other headings)."""
    if not path.is_file():
        return ()
    students: dict[str, Student] = {}
    for line, row in _rows(path, needs=("id",)):
        student = Student(**{name: row.get(name, "") for name in COLUMNS})
        twin = students.get(student.id.casefold())
        problem = why_unsafe(student.id) or (_twice(student.id, twin.id) if twin else "")
        if problem:
            raise BadFile(
                f"{path}, line {line}: the id {student.id!r} cannot be used.", got=problem, then="mend the roster"
            )
        students[student.id.casefold()] = student
    return tuple(students.values())


def _twice(student: str, twin: str) -> str:
    if student == twin:
        return "it stands there twice"
    return f"{twin!r} is there too; on many disks they would share a folder"


def write(students: Iterable[Student]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(astuple(student) for student in students)
    return text.getvalue()


def extensions(path: Path, course: Course, settings: Settings) -> Mapping[tuple[str, str], datetime]:
    """Later due dates by student and module."""
    if not path.is_file():
        return {}
    return {(e.student, e.module): e.due for e in _extensions(path, course, settings)}


def _extensions(path: Path, course: Course, settings: Settings) -> Iterator[Extension]:
    for line, row in _rows(path, needs=("id", "module", "due")):
        try:
            yield Extension(row["id"], course.find(row["module"]).id, moment(row["due"], settings.zone))
        except (ValueError, UnknownModule) as problem:
            raise BadFile(f"{path}, line {line} cannot be used.", got=str(problem), then="mend the file") from problem


def _rows(path: Path, *, needs: tuple[str, ...]) -> Iterator[tuple[int, Mapping[str, str]]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as problem:
        raise BadFile(f"{path} is not UTF-8 text.", then="save it as CSV UTF-8") from problem
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    heading = [_heading(cell) for cell in next(reader, [])]
    missing = [name for name in needs if name not in heading]
    if missing:
        raise BadFile(f"{path} has no column {missing[0]}.", got=", ".join(heading), expected=", ".join(needs))
    for row in reader:
        if any(cell.strip() for cell in row):
            yield reader.line_num, dict(zip(heading, (cell.strip() for cell in row), strict=False))


def _heading(cell: str) -> str:
    plain = cell.strip().lower()
    return _SPELLINGS.get(plain, plain)


def _delimiter(text: str) -> str:
    first = text.partition("\n")[0]
    return max(",;\t", key=first.count)
