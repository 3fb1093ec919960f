"""Taking in what was handed in: whose it is, its bytes kept, and what is missing, late or unreadable."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path, PurePosixPath

from tito.course.manifest import Course, Module
from tito.errors import BadFile, NoSandbox
from tito.grading import intake, names, roster
from tito.grading.folder import CourseFolder, replace
from tito.grading.intake import File, Unacceptable
from tito.grading.journal import digest
from tito.grading.names import Claim, Directory
from tito.grading.reader import as_notebook
from tito.grading.roster import why_unsafe
from tito.grading.settings import Settings
from tito.grading.submitted import NOT_TAKEN, TIMESTAMP, handed_in_at, in_words, read_hand_in, stamped

MAX_EARLIER = 200 * 2**20  # bytes of one student's earlier versions
EXCHANGE_ROOT = re.compile(r"^\s*c\.Exchange\.root\s*=\s*[\"'](.+?)[\"']", re.MULTILINE)


class State(StrEnum):
    NEW = "new"
    REPLACED = "newer version"
    SAME = "already there"
    OLDER = "older version"
    REFUSED = "not taken"


@dataclass(frozen=True)
class HandIn:
    """One file that may be a student's hand-in."""

    student: str
    known: bool  # on the roster
    file: File
    name: str  # the file's name as the student gave it
    when: datetime | None
    late: bool = False  # the system says so


@dataclass(frozen=True)
class Taken:
    """What became of one student's hand-in."""

    student: str
    state: State
    name: str
    when: datetime | None = None
    late_by: timedelta | None = None
    remarks: tuple[str, ...] = ()  # unreadable, duplicates, not on the roster


@dataclass(frozen=True)
class Collected:
    module: Module
    source: str
    taken: tuple[Taken, ...]
    missing: tuple[str, ...]  # on the roster (or asked for), nothing handed in now or before
    there: int  # how many have handed in, now or before
    unclaimed: tuple[str, ...] = field(default=())  # files whose student cannot be told

    def to_json(self) -> dict[str, object]:
        rows = [
            {
                "student": t.student,
                "state": str(t.state),
                "file": t.name,
                "handed_in": t.when.astimezone(UTC).isoformat() if t.when else None,
                "late_seconds": t.late_by.total_seconds() if t.late_by else 0,
                "remarks": list(t.remarks),
            }
            for t in self.taken
        ]
        found = {"module": self.module.id, "source": self.source, "hand_ins": rows}
        return {"version": 1, **found, "missing": list(self.missing), "unclaimed": list(self.unclaimed)}


@dataclass(frozen=True)
class Collector:
    """Everything that taking in needs to know about the class."""

    folder: CourseFolder
    course: Course
    settings: Settings
    module: Module

    def collect(self, source: Path | None, *, student: str | None = None) -> Collected:
        """Take in from `source`; without one from NBGrader's exchange, or look over what is in `submitted/`."""
        if source is None:
            source = self._exchange()
        if source is None:
            return self._collected("submitted/", self._look_over(student), (), student)
        with intake.files(source, self.settings.zone) as files:
            claimed, unclaimed = self._claims(source, files, student)
            taken = [self._take(student, hand_ins) for student, hand_ins in sorted(claimed.items())]
        return self._collected(str(source), taken, unclaimed, student)

    def people(self) -> Directory:
        return Directory(roster.read(self.folder.roster))

    def _exchange(self) -> Path | None:
        """NBGrader's exchange, if its configuration names one and hand-ins of this course lie there."""
        match = EXCHANGE_ROOT.search(self.folder.config.read_text(encoding="utf-8"))
        inbound = Path(match[1]) / self.settings.course_id / "inbound" if match else None
        return inbound if inbound and inbound.is_dir() else None

    def _collected(
        self, source: str, taken: Iterable[Taken], unclaimed: Sequence[str], student: str | None
    ) -> Collected:
        handed_in = set(self.folder.handed_in_by(self.module.id))
        wanted = [student] if student else [s.id for s in roster.read(self.folder.roster)]
        missing = tuple(name for name in wanted if name not in handed_in)
        return Collected(self.module, source, tuple(taken), missing, len(handed_in), tuple(unclaimed))

    def _claims(
        self, source: Path, files: Sequence[File], student: str | None
    ) -> tuple[dict[str, list[HandIn]], list[str]]:
        claimed: dict[str, list[HandIn]] = {}
        unclaimed = []
        for hand_in in self._hand_ins(source, files):
            if not hand_in.student:
                unclaimed.append(str(hand_in.file.path))
            elif student in {None, hand_in.student}:
                claimed.setdefault(hand_in.student, []).append(hand_in)
        return claimed, unclaimed

    def _hand_ins(self, source: Path, files: Sequence[File]) -> Iterator[HandIn]:
        people = self.people()
        repositories = [p.name for p in sorted(source.iterdir()) if (p / ".git").exists()] if source.is_dir() else []
        for name in repositories:
            yield from self._of_repository(source / name, names.repository_owner(name, repositories, people), people)
        for file in files:
            if file.path.parts[0] in repositories or file.name in {TIMESTAMP, NOT_TAKEN}:
                continue
            claim = names.claim(file.path, self.module, self.course, people, self.settings.zone)
            if claim:
                yield self._hand_in(claim, file, files, people)
            elif names.is_notebook_of(file.name, self.module):
                yield HandIn("", False, file, file.name, file.when)

    def _hand_in(self, claim: Claim, file: File, files: Sequence[File], people: Directory) -> HandIn:
        student, known = people.identify(claim)
        stamp = next((f for f in files if f.path == file.path.parent / TIMESTAMP), None)
        when = (stamped(stamp.read) if stamp else None) or claim.when or file.when
        return HandIn(student, known, file, claim.file, when, claim.late)

    def _of_repository(self, root: Path, owner: str, people: Directory) -> Iterator[HandIn]:
        """The module's notebook in a clone, the one nearest to its root. When it was handed in, a clone cannot tell."""
        found = [f for f in intake.folder_files(root, known_times=False) if f.name == self.module.notebook]
        for file in sorted(found, key=lambda file: len(file.path.parts))[:1]:
            named = File(PurePosixPath(root.name) / file.path, None, file.read)
            yield HandIn(owner, people.who([owner]) is not None, named, file.name, None)

    def _take(self, student: str, hand_ins: Sequence[HandIn]) -> Taken:
        """The latest notebook is the hand-in; the others are kept as earlier versions."""
        notebooks = [h for h in hand_ins if names.is_notebook(h.name)]
        ordered = sorted(notebooks or hand_ins, key=self._preference)
        best, remarks = ordered[-1], list(self._about(ordered))
        if not notebooks:
            return self._refused(best, f"handed in {best.name}, which is no notebook", remarks)
        try:
            data = best.file.read()
        except Unacceptable as problem:
            return self._refused(best, f"{best.name}: {problem}", remarks)
        remarks += self._keep_earlier(student, ordered[-2::-1])
        state = self._store(best, data)
        late_by = self._late_by(student, best.when)
        remarks += _about_content(data, best.name, self.module)
        remarks += ["marked late by the system it comes from"] if best.late else []
        return Taken(student, state, str(best.file.path), best.when, late_by, tuple(remarks))

    def _preference(self, hand_in: HandIn) -> tuple[bool, datetime, str]:
        """The right name first, then the latest time, then the highest number that a system put behind the name."""
        named = names.is_notebook_of(hand_in.name, self.module)
        return named, hand_in.when or datetime.min.replace(tzinfo=UTC), hand_in.name.rjust(200)

    def _about(self, ordered: Sequence[HandIn]) -> Iterator[str]:
        if not ordered[-1].known and self.people().students:
            yield f"not on the roster ({ordered[-1].file.name})"
        if len(ordered) > 1:
            yield f"handed in {len(ordered)} times; the latest counts, the others are kept"

    def _refused(self, hand_in: HandIn, reason: str, remarks: Sequence[str]) -> Taken:
        """The student's folder says why there is no notebook, so that grading can tell the student."""
        place = self.folder.handed_in(hand_in.student, self.module.id)
        if not list(place.glob("*.ipynb")):
            replace(place / NOT_TAKEN, f"{reason}\n")
            self._stamp(place, hand_in.when)
        late_by = self._late_by(hand_in.student, hand_in.when)
        return Taken(hand_in.student, State.REFUSED, str(hand_in.file.path), hand_in.when, late_by, (reason, *remarks))

    def _store(self, hand_in: HandIn, data: bytes) -> State:
        place = self.folder.handed_in(hand_in.student, self.module.id)
        path = place / self.module.notebook
        if not path.exists():
            self._write(path, data, hand_in.when)
            return State.NEW
        before = intake.read_file(path)
        if before == data:
            return State.SAME
        known = handed_in_at(place)
        if known and hand_in.when and hand_in.when < known:
            self._keep(hand_in.student, data)
            return State.OLDER
        self._keep(hand_in.student, before)
        self._write(path, data, hand_in.when)
        return State.REPLACED

    def _write(self, path: Path, data: bytes, when: datetime | None) -> None:
        replace(path, data)
        (path.parent / NOT_TAKEN).unlink(missing_ok=True)
        self._stamp(path.parent, when)

    def _stamp(self, place: Path, when: datetime | None) -> None:
        if when is None:
            (place / TIMESTAMP).unlink(missing_ok=True)
        else:
            replace(place / TIMESTAMP, when.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f UTC"))

    def _keep_earlier(self, student: str, hand_ins: Sequence[HandIn]) -> Iterator[str]:
        """The newest first; nobody fills the disk with what does not count."""
        kept = 0
        for number, hand_in in enumerate(hand_ins):
            try:
                data = hand_in.file.read()
            except Unacceptable:  # the version that counts was taken; this one stays where it came from
                continue
            kept += len(data)
            if kept > MAX_EARLIER:
                yield f"{len(hand_ins) - number} earlier versions are not kept: more than {MAX_EARLIER >> 20} MB in all"
                return
            self._keep(student, data)

    def _keep(self, student: str, data: bytes) -> None:
        replace(self.folder.earlier(student, self.module.id) / f"{digest(data)[:16]}.ipynb", data)

    def _look_over(self, student: str | None) -> Iterator[Taken]:
        """What lies in `submitted/` already, as NBGrader or a person put it there."""
        people = self.people()
        for name in self.folder.handed_in_by(self.module.id):
            if student in {None, name}:
                found = read_hand_in(self.folder, name, self.module)
                remarks = _about_folder(name, people)
                remarks += [found.problem] if found.problem else _about_content(found.data, found.name, self.module)
                late_by = self._late_by(name, found.when)
                place = f"{intake.shown(name)}/{self.module.id}"
                yield Taken(intake.shown(name), State.SAME, place, found.when, late_by, tuple(remarks))

    def _late_by(self, student: str, when: datetime | None) -> timedelta | None:
        due = self.due(student)
        if due is None or when is None or when - due <= self.settings.late.grace:
            return None
        return when - due

    def due(self, student: str) -> datetime | None:
        later = roster.extensions(self.folder.extensions, self.course, self.settings)
        return later.get((student, self.module.id)) or self.settings.due(self.module)


def _about_folder(name: str, people: Directory) -> list[str]:
    """What there is to say about a folder in `submitted/`, whose name is the student's id to the letter."""
    if why := why_unsafe(name):
        return [f"not gradable: the folder's name cannot be a student's id ({why})"]
    student = people.who([name])
    if student and student.id != name:
        return [f"not on the roster; if this is {student.id}, rename the folder"]
    return [] if student or not people.students else ["not on the roster"]


def _about_content(data: bytes, name: str, module: Module) -> list[str]:
    try:
        about = as_notebook(data, name).metadata.get("tinytorch")
    except BadFile as problem:
        return [f"unreadable: {in_words(problem)}"]
    except NoSandbox:  # nothing is looked into without one; grading says so
        return []
    says = str(about.get("module", "")) if isinstance(about, dict) else ""
    return [f"the notebook says that it is {says[:40]!r}"] if says not in ("", module.id) else []
