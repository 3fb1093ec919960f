"""Whose file is this? The names that learning-management systems, NBGrader and people give to hand-ins."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from pathlib import PurePosixPath

from tito.course.manifest import Course, Module
from tito.grading.roster import Student, why_unsafe

BLACKBOARD = re.compile(r"(?P<before>.+)_attempt_(?P<when>\d{4}(?:-\d\d){5})(?:_(?P<file>.+)|\.txt)")
MOODLE = re.compile(r"(?P<name>.+?)_(?P<number>\d+)_assignsubmission_file_?(?P<file>.*)")
CANVAS = re.compile(r"(?P<name>[^_]+)_(?P<late>LATE_)?(?P<user>\d+)_\d+_(?P<file>.+)", re.IGNORECASE)
NOTEBOOK = r"\.ipynb(?:\.txt|\.json)?"
EXCHANGE = re.compile(r"(?P<user>[^+]+)\+(?P<module>[^+]+)\+(?P<when>[^+]+)(?:\+.*)?")


@dataclass(frozen=True)
class Claim:
    """What a name says about a file."""

    keys: tuple[str, ...]  # what the student may be known by, most telling first
    file: str  # the file's own name, as the student gave it
    when: datetime | None = None
    late: bool = False  # the system itself calls it late
    loose: bool = False  # the whole source is for one module, so that any file counts


@dataclass(frozen=True)
class Directory:
    """Students by everything they are known by."""

    students: tuple[Student, ...]
    _by_id: Mapping[str, Student] = field(init=False)
    _by_key: Mapping[str, Student | None] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_id", {student.id: student for student in self.students})
        found: dict[str, Student | None] = {}
        for student in self.students:
            for key in _keys(student):
                found[key] = student if found.get(key, student) is student else None  # two people of one name
        object.__setattr__(self, "_by_key", found)

    def who(self, keys: Iterable[str]) -> Student | None:
        """By the id as it stands on the roster, before anything that is merely like it: "a.b" is not "ab"."""
        found = (self._by_id.get(key) or self._by_key.get(folded(key)) for key in keys)
        return next((student for student in found if student), None)

    def identify(self, claim: Claim) -> tuple[str, bool]:
        """The student's id and whether the roster has it; without the roster's help the id is what the name says."""
        student = self.who(claim.keys)
        if student:
            return student.id, True
        return next((key for key in claim.keys if not why_unsafe(key)), ""), False


def folded(key: str) -> str:
    """`key` without case, accents, blanks and punctuation: "Lovelace, Ada" and "lovelaceada" are the same."""
    plain = unicodedata.normalize("NFKD", key).casefold()
    return "".join(letter for letter in plain if letter.isalnum())


def _keys(student: Student) -> set[str]:
    first, last = student.names
    names = {f"{first} {last}", f"{last} {first}"} if student.name else set()
    known = {student.id, student.email, student.email.partition("@")[0], student.github, student.lms_id, *names}
    return {folded(key) for key in known if key}


def claim(path: PurePosixPath, module: Module, course: Course, people: Directory, zone: tzinfo) -> Claim | None:
    """What the path says, if it is a hand-in of this module."""
    readings = (_blackboard, _moodle, _canvas, _exchange)
    found = next((c for read in readings if (c := read(path, zone, people))), None)
    if found is None:
        return _by_folder(path, module) or _flat(path, module, people, course)
    return None if _names_another(found.file, module, course) else found


def is_notebook(name: str) -> bool:
    """Whether a file name is a notebook's; "Save link as" puts .txt or .json behind it."""
    return re.search(rf"{NOTEBOOK}$", name, re.IGNORECASE) is not None


def is_notebook_of(name: str, module: Module) -> bool:
    """Whether it is this module's, with what browsers and systems add: "01_tensor (1).ipynb", "-2", "-Copy1"."""
    added = r"(?:[ _-]*(?:\(?\d+\)?|Copy\d+))?"
    return re.fullmatch(rf"{re.escape(module.id)}{added}{NOTEBOOK}", name, re.IGNORECASE) is not None


def repository_owner(repository: str, all_of_them: Iterable[str], people: Directory) -> str:
    """The part of a repository's name that names the student: "tinytorch-ada" is ada's."""
    parts = repository.split("-")
    tails = ["-".join(parts[i:]) for i in range(len(parts))]
    if student := people.who(tails):
        return student.id
    others = list(all_of_them)
    shared = 0
    while (
        len(others) > 1
        and shared < len(parts) - 1
        and all(name.split("-")[shared : shared + 1] == [parts[shared]] for name in others)
    ):
        shared += 1
    return tails[shared]


def _blackboard(path: PurePosixPath, zone: tzinfo, people: Directory) -> Claim | None:
    match = BLACKBOARD.fullmatch(path.name)
    if not match or not match["file"]:
        return None  # without a file: the receipt that goes with it
    words = match["before"].split("_")
    tails = ["_".join(words[i:]) for i in range(1, len(words))]  # a title and a user name may both hold "_"
    known = [tail for tail in tails if people.who([tail])]
    when = datetime.strptime(match["when"], "%Y-%m-%d-%H-%M-%S").replace(tzinfo=zone)
    return Claim((*known, words[-1]), match["file"], when, loose=True)


def _moodle(path: PurePosixPath, zone: tzinfo, people: Directory) -> Claim | None:
    for part in path.parts:
        if match := MOODLE.fullmatch(part):
            return Claim((match["number"], match["name"]), match["file"] or path.name, loose=True)
    return None


def _canvas(path: PurePosixPath, zone: tzinfo, people: Directory) -> Claim | None:
    match = CANVAS.fullmatch(path.name)
    if not match:
        return None
    return Claim((match["user"], match["name"]), match["file"], late=bool(match["late"]), loose=True)


def _exchange(path: PurePosixPath, zone: tzinfo, people: Directory) -> Claim | None:
    for part in path.parts[:-1]:
        if match := EXCHANGE.fullmatch(part):
            return Claim((match["user"],), f"{match['module']}.ipynb" if is_notebook(path.name) else path.name)
    return None


def _by_folder(path: PurePosixPath, module: Module) -> Claim | None:
    """ID/01_tensor/anything.ipynb as in `submitted/`, or ID/01_tensor.ipynb."""
    folders = path.parts[:-1]
    if module.id in folders[1:]:
        student = folders[folders.index(module.id, 1) - 1]
        return Claim((student,), path.name, loose=True)
    if folders and is_notebook_of(path.name, module):
        return Claim((folders[0],), path.name)
    return None


def _flat(path: PurePosixPath, module: Module, people: Directory, course: Course) -> Claim | None:
    """ID_01_tensor.ipynb; or ID_anything.ipynb if the roster has the id and no other module is named."""
    match = re.fullmatch(rf"(.+?)[ _-]({re.escape(module.id)}.*{NOTEBOOK})", path.name, re.IGNORECASE)
    if match and is_notebook_of(match[2], module):
        return Claim((match[1],), match[2])
    words = path.stem.split("_")
    heads = ("_".join(words[:i]) for i in range(len(words), 0, -1))
    known = next((head for head in heads if people.who([head])), None)
    if known and is_notebook(path.name) and not _names_another(path.name, module, course):
        return Claim((known,), path.name)
    return None


def _names_another(name: str, module: Module, course: Course) -> bool:
    return module.id not in name and any(other.id in name for other in course.modules)
