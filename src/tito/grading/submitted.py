"""What lies in `submitted/ID/MODULE/`, whoever put it there: read once, as bytes, with a reason where it cannot be."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from tito.course.manifest import Module
from tito.errors import BadFile
from tito.grading.folder import CourseFolder
from tito.grading.intake import Unacceptable, read_file, sane, shown
from tito.grading.names import is_notebook

TIMESTAMP = "timestamp.txt"  # NBGrader's: when it was handed in, UTC
WORDS = 500  # characters
TRIES = 3
NOT_TAKEN = "not-taken.txt"  # ours: why there is no notebook


@dataclass(frozen=True)
class HandedIn:
    """A hand-in as it was found at one moment: everything later works on these bytes."""

    student: str
    name: str  # of the file
    data: bytes
    when: datetime | None
    problem: str = ""  # why there are no bytes, in words for the student
    remark: str = ""  # something to say although it was found
    ours: bool = False  # the problem is this machine's, or the folder is being moved: no reason to mark anything


def read_hand_in(folder: CourseFolder, student: str, module: Module) -> HandedIn:
    """The notebook and when it was handed in, of one moment: a newer one may be put there meanwhile."""
    found = _read(folder, student, module)
    for _ in range(TRIES):
        again = handed_in_at(folder.handed_in(student, module.id))
        if again == found.when:
            break
        found = _read(folder, student, module)
    return found


def _read(folder: CourseFolder, student: str, module: Module) -> HandedIn:
    place = folder.handed_in(student, module.id)
    if place.is_symlink() or place.parent.is_symlink():
        return HandedIn(student, module.notebook, b"", None, "the folder is a link, and links are not followed")
    when = handed_in_at(place)
    try:
        path, remark = _notebook_in(place, module)
    except OSError as problem:
        why = f"the folder cannot be read ({problem.strerror})"
        return HandedIn(student, module.notebook, b"", when, why, ours=True)
    if path is None:
        return HandedIn(student, module.notebook, b"", when, brief(remark))
    try:
        return HandedIn(student, shown(path.name), read_file(path), when, remark=remark)
    except Unacceptable as problem:
        return HandedIn(student, path.name, b"", when, f"{shown(path.name)}: {problem}", ours=problem.ours)


def handed_in_at(place: Path) -> datetime | None:
    """NBGrader's timestamp, else nothing: the time of a file in `submitted/` is that of a copy."""
    return stamped(partial(read_file, place / TIMESTAMP))


def stamped(read: Callable[[], bytes]) -> datetime | None:
    """The time that a timestamp.txt holds: "2027-01-18 22:10:05.123456 UTC", also with an offset or a "T"."""
    try:
        text = read()[:100].decode("ascii", "replace").strip()
    except Unacceptable:
        return None
    plain = re.sub(r"\s*(UTC|Z)$", "+00:00", text)
    plain = re.sub(r"\s+([+-]\d{2}):?(\d{2})$", r"\1:\2", plain)
    try:
        found = datetime.fromisoformat(plain)
    except ValueError:
        return None
    return sane(found if found.tzinfo else found.replace(tzinfo=UTC))


def in_words(problem: BadFile) -> str:
    return brief(problem.message + (f" It is {problem.got}." if problem.got else ""))


def brief(text: str) -> str:
    """Words that may quote a hand-in, as they may be printed and kept."""
    return shown(text if len(text) <= WORDS else f"{text[:WORDS]} ...")


def _notebook_in(place: Path, module: Module) -> tuple[Path | None, str]:
    """The hand-in's notebook under whatever name, and what there is to say: a remark, or why there is none."""
    exact = place / module.notebook
    if exact.is_symlink() or exact.exists():
        return exact, ""
    others = sorted(path for path in place.iterdir() if is_notebook(path.name))
    if len(others) == 1:
        return others[0], f"the file is called {shown(others[0].name)}; it was taken for {module.notebook}"
    if others:
        return None, f"{module.notebook} is missing; found {_listed(others)}"
    return None, _explanation(place) or f"{module.notebook} is missing; found {_listed(sorted(place.iterdir()))}"


def _explanation(place: Path) -> str:
    try:
        return read_file(place / NOT_TAKEN)[:500].decode("utf-8", "replace").strip()
    except Unacceptable:
        return ""


def _listed(paths: list[Path]) -> str:
    names = [shown(path.name) for path in paths if path.name != TIMESTAMP]
    return ", ".join(names[:5]) + (" and more" if len(names) > 5 else "") or "an empty folder"
