"""A course folder with hostile hand-ins in it, graded as `tito grade autograde` grades: rebuilt, planned, run, judged.

Around it stand the things that no hand-in may reach: a file with a secret, an open folder, a listening port. A hand-in
is one file below `handins/` (not .py: most would not get past a linter); its header says in words what is tried:

    # Tries: to end the loop of a check early.
    # honest: double                     exercises that are solved as the reference solves them
    # %%                                 a cell of the student's own, before all exercises
    # %% exercise="rows"                 what stands in an exercise's cell
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import socket
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import pytest

from tito.course import curriculum as curricula
from tito.course import editions, notebook, percent
from tito.course.cells import strip_markers
from tito.course.curriculum import Curriculum
from tito.course.manifest import Module
from tito.course.notebook import Notebook, NotebookCell, grade_id
from tito.errors import NoSandbox
from tito.grading import execute
from tito.grading import settings as settings_file
from tito.grading.assess import Truths, assess, truths
from tito.grading.execute import Executor
from tito.grading.folder import CourseFolder
from tito.grading.generate import generate
from tito.grading.journal import Grading
from tito.grading.setup import setup
from tito.grading.submitted import read_hand_in
from tito.results import CheckResult, Report
from tito.sandbox.protocol import Limits

HERE = Path(__file__).parent
HAND_INS = HERE / "handins"

SHORT = Limits(seconds_per_step=3.0, seconds_total=16.0)


@dataclass(frozen=True)
class HandIn:
    name: str  # "loops/short_list"
    tries: str
    honest: frozenset[str]
    extras: tuple[str, ...]
    exercises: Mapping[str, str]

    @property
    def deserves(self) -> set[str]:
        """The checks that it has earned."""
        return {f"{kind}-{name}" for name in self.honest for kind in ("check", "hidden")}


@dataclass(frozen=True)
class Surroundings:
    """What lies about on the grader's machine."""

    secret: str
    marker: Path  # holds the secret; anybody on this machine may read and write it
    open_folder: Path  # where anybody may write
    server: socket.socket
    unix: socket.socket
    unix_path: Path

    @property
    def port(self) -> int:
        return int(self.server.getsockname()[1])

    def reached(self) -> list[str]:
        """What a hand-in has got at."""
        found = [] if self.marker.read_text(encoding="utf-8") == self.secret else ["the marker was written"]
        found += [f"{path.name} was left" for path in self.open_folder.iterdir()]
        return found + [f"somebody called at {name}" for name, end in self._doors() if _called(end)]

    def _doors(self) -> list[tuple[str, socket.socket]]:
        return [("the port", self.server), ("the socket", self.unix)]


@dataclass(frozen=True)
class Graded:
    """What became of one hand-in."""

    grading: Grading

    @property
    def report(self) -> Report:
        assert self.grading.report is not None, self.grading.reason
        return self.grading.report

    @property
    def text(self) -> str:
        """Everything that is recorded of it."""
        return json.dumps(self.grading.to_json(), ensure_ascii=False)

    @property
    def checks(self) -> Mapping[str, CheckResult]:
        return {check.name: check for check in self.report.checks}

    @property
    def passed(self) -> set[str]:
        return {check.name for check in self.report.checks if check.points}


@dataclass(frozen=True)
class Hall:
    """A course folder, and what grades its hand-ins."""

    folder: CourseFolder
    course: Curriculum
    module: Module
    known: Truths
    executor: Executor
    around: Surroundings
    level: str
    numbers: list[int] = field(default_factory=list)

    def released(self) -> Notebook:
        return editions.student(self.module, self.course.lesson(self.module).cells, self.course.course)

    def solutions(self) -> dict[str, str]:
        solved = editions.instructor(self.module, self.course.lesson(self.module).cells, self.course.course)
        tagged = {grade_id(cell) or "": strip_markers(cell.source) for cell in solved.cells}
        return {tag: text for tag, text in tagged.items() if tag.startswith("exercise-")}

    def honest(self) -> Notebook:
        texts = self.solutions()
        cells = self.released().cells
        return self.released().with_cells(replace(c, source=texts.get(grade_id(c) or "", c.source)) for c in cells)

    def work(self, hand_in: HandIn) -> Notebook:
        """The released notebook as this student fills it in."""
        texts = {f"exercise-{name}": _named(name, self._told(text)) for name, text in hand_in.exercises.items()}
        texts |= {tag: text for tag, text in self.solutions().items() if tag.partition("-")[2] in hand_in.honest}
        cells = [replace(c, source=texts.get(grade_id(c) or "", c.source)) for c in self.released().cells]
        first = 1 + max(place for place, c in enumerate(cells) if (grade_id(c) or "") == "given-vocabulary")
        extras = [NotebookCell("", "code", self._told(text)) for text in hand_in.extras]
        return self.released().with_cells([*cells[:first], *extras, *cells[first:]])

    def grade(self, work: Notebook | bytes) -> Graded:
        """Hand `work` in as somebody new, and grade it."""
        self.numbers.append(len(self.numbers))
        student = f"student{len(self.numbers)}"
        place = self.folder.handed_in(student, self.module.id)
        place.mkdir(parents=True)
        data = work if isinstance(work, bytes) else notebook.write(work).encode()
        (place / self.module.notebook).write_bytes(data)
        hand_in = read_hand_in(self.folder, student, self.module)
        return Graded(assess(hand_in, self.known, self.executor).grading)

    def everything(self) -> dict[str, bytes]:
        """The course folder's files, without the hand-ins."""
        files = (path for path in self.folder.root.rglob("*") if path.is_file())
        root = self.folder.root
        return {str(p.relative_to(root)): p.read_bytes() for p in files if not p.is_relative_to(self.folder.submitted)}

    def _told(self, text: str) -> str:
        """An attacker knows the machine: places and the port stand in the text as @NAME@."""
        known = {
            "MARKER": str(self.around.marker),
            "OPEN": str(self.around.open_folder),
            "PORT": str(self.around.port),
            "SOCKET": str(self.around.unix_path),
            "COURSE": str(self.folder.root),
            "PACKAGE": str(self.executor.package),
        }
        for name, value in known.items():
            text = text.replace(f"@{name}@", value)
        return text


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "hand_in" in metafunc.fixturenames:
        metafunc.parametrize("hand_in", every_hand_in(), ids=lambda hand_in: hand_in.name)


def every_hand_in() -> list[HandIn]:
    return [read(path) for path in sorted(HAND_INS.rglob("*.cells"))]


def read(path: Path) -> HandIn:
    text = path.read_text(encoding="utf-8")
    start = text.index("# %%")
    lines = (line.lstrip("# ").partition(":") for line in text[:start].splitlines())
    header = {key: words.strip() for key, _, words in lines}
    cells = percent.parse(text[start:])
    return HandIn(
        name=f"{path.parent.name}/{path.stem}",
        tries=header["Tries"],
        honest=frozenset(filter(None, header.get("honest", "").replace(",", " ").split())),
        extras=tuple(cell.source for cell in cells if "exercise" not in cell.options),
        exercises={str(cell.options["exercise"]): cell.source for cell in cells if "exercise" in cell.options},
    )


@pytest.fixture(scope="session")
def course() -> Curriculum:
    return curricula.load(HERE / "course")


@pytest.fixture(scope="session")
def around(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Surroundings]:
    root = tmp_path_factory.mktemp("around")
    (root / "open").mkdir()
    secret = f"secret-{secrets.token_hex(16)}"
    (root / "marker").write_text(secret, encoding="utf-8")
    for path in (root, root / "open", root / "marker"):
        path.chmod(0o777)
    with socket.create_server(("127.0.0.1", 0)) as server, socket.socket(socket.AF_UNIX) as unix:
        unix.bind(str(root / "socket"))
        unix.listen()
        (root / "socket").chmod(0o777)
        for end in (server, unix):
            end.setblocking(False)
        yield Surroundings(secret, root / "marker", root / "open", server, unix, root / "socket")


@pytest.fixture(scope="session")
def prepared(course: Curriculum, tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("prepared")
    (place / "class.csv").write_text("id,name\nada,Ada\n", encoding="utf-8")
    folder = setup(place / "course", course.course, roster_file=place / "class.csv", start=date(2027, 1, 18)).folder
    generate(folder, course, settings_file.load(folder.settings, course.course), [course.course.find("target")])
    return folder.root


@pytest.fixture(scope="session", params=["A", "B", "C"])
def hall(
    request: pytest.FixtureRequest,
    course: Curriculum,
    around: Surroundings,
    prepared: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Hall]:
    """One for each level of the sandbox that this machine offers."""
    root = tmp_path_factory.mktemp("hall") / "course"
    shutil.copytree(prepared, root)
    folder, module = CourseFolder(root), course.course.find("target")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TITO_SANDBOX_LEVEL", request.param)
        patch.setattr(execute, "LIMITS", SHORT)
        try:
            executor = execute.prepare(course, module, folder.state / "reference" / module.id)
        except NoSandbox as refused:
            pytest.skip(f"this machine does not offer level {request.param}: {refused}")
    yield Hall(folder, course, module, truths(folder, module), executor, around, request.param)
    executor.stop()
    executor.close()


def _named(name: str, text: str) -> str:
    return f"#| export\n# exercise: {name}\n{text}"


def _called(door: socket.socket) -> bool:
    try:
        door.accept()[0].close()
    except BlockingIOError:
        return False
    return True


@pytest.fixture(scope="session")
def hand_in_of() -> Callable[[Path], HandIn]:
    return read


@pytest.fixture
def leftovers(hall: Hall) -> Callable[[], set[int]]:
    """The processes that belong to this hall's sandbox, by what they were started with."""

    def look() -> set[int]:
        mark = os.fsencode(hall.executor.package.parent)
        return {int(place.name) for place in Path("/proc").glob("[0-9]*") if mark in _started_with(place)}

    return look


def _started_with(process: Path) -> bytes:
    try:
        return (process / "environ").read_bytes() + (process / "cmdline").read_bytes()
    except OSError:  # it has ended meanwhile, or is somebody else's
        return b""
