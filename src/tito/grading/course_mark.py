"""The course mark: what the policy makes of marks for modules and projects, and of checkpoints.

The curriculum's `[policy]` says how many percent each part is worth; a course's own `course.toml` may say otherwise.
What has not been given to the class yet counts for nobody: a mark is so many of the percent that could be reached.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from tito.course.manifest import Course, Module
from tito.errors import BadFile, WrongUsage
from tito.grading import journal
from tito.grading.export import Marks, safe
from tito.grading.folder import CourseFolder
from tito.grading.foreign import Foreign
from tito.grading.roster import Student

VERSION = 1
MODULES, CHECKPOINTS = "modules", "checkpoints"


@dataclass(frozen=True)
class Share:
    """One line of the policy: "modules", "checkpoints", or a project by its name."""

    name: str
    percent: float
    best: int | None = None  # of the modules, so many count


@dataclass(frozen=True)
class Part:
    """What a share comes to for one student."""

    name: str
    reached: float  # percent of the course mark
    possible: float  # of so many; less than the share while something has not been given out
    working: str
    waiting: int = 0  # answers that nobody has marked yet


@dataclass(frozen=True)
class CourseMark:
    student: Student
    parts: tuple[Part, ...]

    @property
    def reached(self) -> float:
        return sum(part.reached for part in self.parts)

    @property
    def possible(self) -> float:
        return sum(part.possible for part in self.parts)

    @property
    def waiting(self) -> int:
        return sum(part.waiting for part in self.parts)


def shares(course: Course, own: Mapping[str, Any]) -> tuple[Share, ...]:
    """The policy, the course's `own` lines in the place of the curriculum's; its percents add up to 100."""
    found = tuple(_share(name, said) for name, said in {**course.policy, **own}.items())
    total = sum(share.percent for share in found)
    if abs(total - 100) > 1e-9:
        words = ", ".join(f"{share.name} {share.percent:g}" for share in found)
        raise BadFile(
            f"The shares in [policy] add up to {total:g} %, not to 100.",
            got=words or "no shares",
            then="mend [policy] in the course folder's course.toml",
        )
    return found


def given(folder: CourseFolder, found: Marks) -> Marks:
    """Only what the class has been given: a notebook that waits in `source/` is a zero for nobody."""
    there = (m for m in found.modules if folder.release(m.id).is_file() or folder.handed_in_by(m.id))
    return replace(found, modules=tuple(there))


def course_marks(
    course: Course, policy: Sequence[Share], found: Marks, passed: Mapping[str, int], asked: int
) -> tuple[CourseMark, ...]:
    """Everybody's mark; `passed` says how many of the `asked` checkpoints each student has passed."""

    def mark_of(student: Student) -> CourseMark:
        reached = passed.get(student.id, 0)
        return CourseMark(student, tuple(_part(share, course, found, student, reached, asked) for share in policy))

    return tuple(map(mark_of, found.students))


def as_csv(marks: Sequence[CourseMark]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    names = [part.name for part in marks[0].parts] if marks else []
    writer.writerow(["id", "name", *names, "mark", "of", "waiting"])
    for mark in marks:
        numbers = [f"{part.reached:.2f}" if part.possible else "" for part in mark.parts]
        total = [f"{mark.reached:.2f}", f"{mark.possible:.2f}", str(mark.waiting)]
        writer.writerow([safe(mark.student.id), safe(mark.student.name), *numbers, *total])
    return text.getvalue()


def as_json(marks: Sequence[CourseMark]) -> str:
    rows = [
        {
            "id": mark.student.id,
            "mark": round(mark.reached, 4),
            "of": round(mark.possible, 4),
            "waiting": mark.waiting,
            "parts": [vars(part) for part in mark.parts],
        }
        for mark in marks
    ]
    return json.dumps({"version": VERSION, "made": journal.now(), "students": rows}, indent=1, ensure_ascii=False)


def of(marks: Sequence[CourseMark], student: str) -> CourseMark:
    wanted = next((mark for mark in marks if mark.student.id == student), None)
    if wanted is None:
        raise WrongUsage(f"Nobody in this class is called {student!r}.", then="look into roster.csv")
    return wanted


def _share(name: str, said: Any) -> Share:
    known = isinstance(said, Mapping) and said.keys() <= {"share", "best"}
    numbers = [said.get("share"), said.get("best", 1)] if known else []
    if not numbers or not all(isinstance(n, int | float) and not isinstance(n, bool) and n >= 0 for n in numbers):
        raise BadFile(f"[policy] {name} cannot be read.", got=str(said), expected=f"{name} = {{ share = 15 }}")
    return Share(name, float(said["share"]), int(said["best"]) if "best" in said else None)


def _part(share: Share, course: Course, found: Marks, student: Student, passed: int, asked: int) -> Part:
    if share.name == MODULES:
        return _modules(share, course, found, student)
    if share.name == CHECKPOINTS:
        words = f"{passed} of {asked} passed" if asked else "none was recomputed"
        return Part(share.name, share.percent * passed / max(asked, 1), share.percent if asked else 0.0, words)
    return _project(share, found, student)


def _modules(share: Share, course: Course, found: Marks, student: Student) -> Part:
    """The mean of the best ones; a module that was not handed in is a 0 among them."""
    given = [module for module in found.modules if _is_module(module)]
    there = sum(map(_is_module, course.modules))
    count = max(1, min(share.best or there, there))
    marks = sorted(((_percent(found, student, m), m.id) for m in given), reverse=True)
    counted = marks[: min(count, len(marks))]
    each = share.percent / count
    listed = ", ".join(f"{module} {mark:g}" for mark, module in counted)
    words = f"the best {len(counted)} of {len(marks)}, {each:.4g} % each: {listed}" if counted else "none was given yet"
    waiting = sum(mark.waiting for m in given if (mark := found.of(student.id, m)))
    return Part(share.name, each * sum(mark for mark, _ in counted) / 100, each * len(counted), words, waiting)


def _is_module(module: Module) -> bool:
    """One of the curriculum's: an assignment of another course has no share in the policy."""
    return module.kind == "module" and module.graded and not isinstance(module, Foreign)


def _project(share: Share, found: Marks, student: Student) -> Part:
    project = next((m for m in found.modules if m.kind == "project" and m.name == share.name), None)
    if project is None:
        return Part(share.name, 0.0, 0.0, "was not given yet")
    mark = found.of(student.id, project)
    percent = _percent(found, student, project)
    words = f"{mark.points:g} of {mark.max_points:g} points" if mark else "nothing handed in"
    return Part(share.name, share.percent * percent / 100, share.percent, words, mark.waiting if mark else 0)


def _percent(found: Marks, student: Student, module: Module) -> float:
    mark = found.of(student.id, module)
    return round(100 * mark.points / mark.max_points, 4) if mark and mark.max_points else 0.0


def explained(mark: CourseMark) -> Iterator[tuple[str, str, str]]:
    """For each part its name, what it comes to, and how."""
    for part in mark.parts:
        yield part.name, f"{part.reached:.2f} of {part.possible:.4g}", part.working
    yield "mark", f"{mark.reached:.2f} of {mark.possible:.4g}", _still(mark)


def _still(mark: CourseMark) -> str:
    return f"{mark.waiting} answers wait to be marked" if mark.waiting else ""
