"""A course folder of the mini curriculum with module 01 released, and hand-ins made from it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import pytest

from tito.course import curriculum as curricula
from tito.course import notebook, student_edition
from tito.course.curriculum import Curriculum
from tito.course.manifest import Module
from tito.course.notebook import Notebook, NotebookCell, grade_id
from tito.grading import settings as settings_file
from tito.grading.collect import Collector
from tito.grading.folder import CourseFolder
from tito.grading.generate import generate
from tito.grading.release import release
from tito.grading.settings import Settings
from tito.grading.setup import setup
from tito.results import CheckResult, Outcome, Report

MINI = Path(__file__).parents[1] / "fixtures" / "mini"
ROSTER = """\
id,name,email,github,lms_id,section
ada,Ada Lovelace,ada@uni.example,adal,1001,A
ben,"Okafor, Ben",ben@uni.example,ben-o,1002,A
chen,Chen Wei,chen@uni.example,,1003,B
"""

DOUBLE = "#| export\n# exercise: double\ndef double(x):\n    return x + x\n"
ROW_SUMS = (
    "#| export\n# exercise: row_sums\ndef row_sums(x):\n"
    '    if x.ndim != 2:\n        raise ValueError("shape")\n    return x.sum(axis=1)\n'
)


@dataclass(frozen=True)
class Room:
    """A class in a temporary course folder."""

    folder: CourseFolder
    curriculum: Curriculum
    settings: Settings
    module: Module

    @property
    def collector(self) -> Collector:
        return Collector(self.folder, self.curriculum.course, self.settings, self.module)

    def released(self) -> Notebook:
        return notebook.read(self.folder.release(self.module.id).read_text(encoding="utf-8"), "released")

    def work(self, written: Mapping[str, str]) -> bytes:
        """The released notebook with `written` in its cells, by grade id."""
        cells = self.released().cells
        done = (replace(cell, source=written.get(grade_id(cell) or "", cell.source)) for cell in cells)
        return notebook.write(self.released().with_cells(done)).encode()

    def perfect(self) -> bytes:
        return self.work({"exercise-double": DOUBLE, "exercise-row_sums": ROW_SUMS})

    def hand_in(self, student: str, data: bytes, *, name: str = "", when: str = "") -> Path:
        """Put a hand-in where NBGrader would."""
        place = self.folder.handed_in(student, self.module.id)
        place.mkdir(parents=True, exist_ok=True)
        (place / (name or self.module.notebook)).write_bytes(data)
        if when:
            (place / "timestamp.txt").write_text(when, encoding="utf-8")
        return place


Rule = Callable[[NotebookCell, Notebook], bool]


@dataclass
class StandIn:
    """Stands where the sandbox would: a rule says which checks pass. Nothing is run, and what was asked is counted."""

    module: Module
    rule: Rule = lambda cell, work: True
    seeds: list[str] = field(default_factory=list)

    def __call__(self) -> StandIn:
        return self

    def stop(self) -> None:
        return None

    close = stop

    def run(self, work: Notebook, *, seed: str) -> Report:
        self.seeds.append(seed)
        checks = [self._result(cell, work) for cell in work.cells if (grade_id(cell) or "").startswith(CHECKS)]
        return Report(self.module.id, tuple(checks), seed=seed)

    def _result(self, cell: NotebookCell, work: Notebook) -> CheckResult:
        name = str(grade_id(cell))
        outcome = Outcome.PASSED if self.rule(cell, work) else Outcome.FAILED
        return CheckResult(name, name.partition("-")[2], outcome, float(cell.metadata["nbgrader"]["points"]))


CHECKS = ("check-", "hidden-")


@pytest.fixture
def stand_in() -> type[StandIn]:
    return StandIn


@pytest.fixture(scope="session")
def mini() -> Curriculum:
    return curricula.load(MINI)


@pytest.fixture(scope="session")
def edition(mini: Curriculum, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The student edition as files, without signatures of misconceptions."""
    root = tmp_path_factory.mktemp("edition")
    for path, data in student_edition.files(mini, {}).items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(data)
    return root


@pytest.fixture(scope="session")
def prepared(mini: Curriculum, edition: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course folder that starts on Monday 18 January 2027, with modules 01 and 02 released."""
    place = tmp_path_factory.mktemp("prepared")
    (place / "class.csv").write_text(ROSTER, encoding="utf-8")
    root = place / "course"
    folder = setup(root, mini.course, roster_file=place / "class.csv", start=date(2027, 1, 18)).folder
    about = settings_file.load(folder.settings, mini.course)
    modules = [mini.course.find(name) for name in ("01", "02")]
    generate(folder, mini, about, modules)
    release(folder, mini, about, modules, edition)
    return root


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    """Where nothing is yet."""
    return tmp_path / "course"


@pytest.fixture(scope="session")
def enter(mini: Curriculum) -> Callable[[Path], Room]:
    def enter(root: Path) -> Room:
        folder = CourseFolder(root)
        return Room(folder, mini, settings_file.load(folder.settings, mini.course), mini.course.find("01"))

    return enter


@pytest.fixture
def room(prepared: Path, tmp_path: Path, enter: Callable[[Path], Room]) -> Room:
    shutil.copytree(prepared, tmp_path / "course")
    return enter(tmp_path / "course")
