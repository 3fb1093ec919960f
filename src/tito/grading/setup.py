"""Making a course folder, and making it whole again: nothing that is there is overwritten."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from tito.course.manifest import Course
from tito.errors import WrongUsage
from tito.grading import database, generate, journal, marks, postgres, roster, settings
from tito.grading.folder import CourseFolder, only_one, replace
from tito.grading.gradebook import opened
from tito.grading.journal import Mark
from tito.grading.roster import Student

FOLDERS = ("source", "release", "submitted", "autograded", "feedback", "hidden")

CONFIG = """\
# NBGrader's configuration of this course folder; formgrader and every nbgrader command read it.
from pathlib import Path

c = get_config()
c.CourseDirectory.root = str(Path(__file__).parent)
c.CourseDirectory.course_id = "{course_id}"
c.ClearSolutions.text_stub = "{answer}"
c.ClearSolutions.code_stub = {{"python": "raise NotImplementedError()"}}

# Journal each mark at the moment formgrader saves it, so that it survives the loss of gradebook.db.
from tito.grading.marks import watch

watch(Path(__file__).parent)
"""


@dataclass(frozen=True)
class Setup:
    folder: CourseFolder
    made: tuple[str, ...]  # files and folders that were not there before
    students: tuple[Student, ...]
    left: tuple[str, ...]  # students in the gradebook who are not on the roster
    modules: tuple[str, ...]  # assignments in the gradebook
    restored: tuple[Mark, ...]
    set_aside: tuple[str, ...] = ()  # what was damaged and where it is now, in words


def setup(root: Path, course: Course, *, roster_file: Path | None = None, start: date | None = None) -> Setup:
    """Make `root` a course folder, or mend it. The roster file, if given, becomes roster.csv."""
    folder = CourseFolder(root)
    folder.root.mkdir(parents=True, exist_ok=True)
    with only_one(folder):
        damaged = tuple(_set_aside(folder, course))
        return dataclasses.replace(_made(folder, course, roster_file, start), set_aside=damaged)


def _set_aside(folder: CourseFolder, course: Course) -> Iterator[str]:
    """Put damaged records out of the way; what they held comes back from the others."""
    yield from journal.mend(folder, (module.id for module in course.modules))
    why = database.damage(folder)
    if why:
        yield f"gradebook.db was damaged ({why}) and is now {database.set_aside(folder).name}"


def _made(folder: CourseFolder, course: Course, roster_file: Path | None, start: date | None) -> Setup:
    root = folder.root
    students = roster.read(_existing(roster_file)) if roster_file else roster.read(folder.roster)
    made = [name for name in FOLDERS if not (root / name).is_dir()]
    for name in FOLDERS:
        (root / name).mkdir(parents=True, exist_ok=True)
    made += _files(folder, course, start)
    if roster_file or not folder.roster.exists():
        made += [] if folder.roster.exists() else [folder.roster.name]
        replace(folder.roster, roster.write(students))
    return _with_gradebook(folder, course, students, made)


def _with_gradebook(folder: CourseFolder, course: Course, students: tuple[Student, ...], made: list[str]) -> Setup:
    about = settings.load(folder.settings, course)
    roster.extensions(folder.extensions, course, about)  # a mistake in it is better heard of now
    if not database.exists(folder):
        made.append(str(postgres.server(folder) or folder.gradebook.name))
        database.create(folder)
    with opened(folder, about.course_id) as book:
        book.add_students(students)
        for module in course.modules:
            if folder.source(module.id).is_file() and module.id not in book.modules():
                book.record_assignment(
                    module.id, generate.truth(generate.load(folder.source(module.id))), about.due(module)
                )
        restored = marks.bring_back(folder, book)
        on_roster = {student.id for student in students}
        left = tuple(student for student in book.students() if student not in on_roster)
        return Setup(folder, tuple(made), students, left, book.modules(), restored)


def _files(folder: CourseFolder, course: Course, start: date | None) -> list[str]:
    """Write the files that are missing; returns their names."""
    from tito.course.cells import ANSWER

    if folder.settings.exists() and start:
        text = folder.settings.read_text(encoding="utf-8")
        replace(folder.settings, settings.restarted(text, start, folder.settings))
    made = _unless_there(folder.settings, settings.new(course, start=start))
    course_id = settings.load(folder.settings, course).course_id
    made += _unless_there(folder.config, CONFIG.format(course_id=course_id, answer=ANSWER))
    return made + _unless_there(folder.extensions, roster.EXTENSIONS_HEADER)


def _unless_there(path: Path, text: str) -> list[str]:
    if path.exists():
        return []
    replace(path, text)
    return [path.name]


def _existing(path: Path) -> Path:
    if not path.is_file():
        raise WrongUsage(
            f"There is no roster file {path}.", expected="CSV with a column id, and name, email, lms_id, ..."
        )
    return path
