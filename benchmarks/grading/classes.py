"""A course folder with a class in it, and its twin for stock NBGrader."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from benchmarks.grading.hand_ins import HandIn
from benchmarks.grading.metered import Used, metered
from tito.course import notebook, student_edition
from tito.course.curriculum import Lesson, load
from tito.course.notebook import Notebook
from tito.grading import settings
from tito.grading.folder import CourseFolder
from tito.grading.generate import generate
from tito.grading.release import release
from tito.grading.setup import setup
from tito.judge.reference import build_reference

STOCK_SECONDS = 10  # for a cell: what ours allows
TITO = (sys.executable, "-m", "tito", "grade")
NBGRADER = (sys.executable, "-m", "nbgrader")


@dataclass(frozen=True)
class Class:
    """A course folder with one module released."""

    folder: CourseFolder
    curriculum: Path
    module: str  # "03_layers"
    reference: Path  # what the module needs, for stock NBGrader: ours makes its own

    @property
    def lesson(self) -> Lesson:
        course = load(self.curriculum)
        return course.lesson(course.course.find(self.module))

    @property
    def released(self) -> Notebook:
        return notebook.read(self.folder.release(self.module).read_text(encoding="utf-8"), "released")

    def take(self, hand_ins: Iterable[HandIn]) -> None:
        for each in hand_ins:
            place = self.folder.handed_in(each.student, self.module)
            place.mkdir(parents=True)
            (place / f"{self.module}.ipynb").write_bytes(each.data)

    def copy(self, root: Path) -> Class:
        shutil.copytree(self.folder.root, root)
        return Class(CourseFolder(root), self.curriculum, self.module, self.reference)

    def autograde(self, *options: str) -> Used:
        """By our command. Exit code 1 says that some hand-ins could not be graded."""
        return metered([*TITO, "autograde", self.module, *options], cwd=self.folder.root, env=self._environment)

    def stock_autograde(self, *options: str) -> Used:
        """By NBGrader's. It ends with 1 if it lost somebody, so the exit code is part of the result."""
        command = [*NBGRADER, "autograde", self.module, f"--Execute.timeout={STOCK_SECONDS}", *options]
        return metered(command, cwd=self.folder.root, env=self._environment)

    @property
    def lost(self) -> list[str]:
        """Students whose hand-in has no graded notebook, which formgrader and feedback start from."""
        students = self.folder.handed_in_by(self.module)
        return [student for student in students if not self.folder.autograded(student, self.module).is_file()]

    def for_stock(self, root: Path) -> Class:
        """The same hand-ins in a folder of its own, with a gradebook that NBGrader has made."""
        twin = self.copy(root)
        shutil.rmtree(twin.folder.state, ignore_errors=True)
        twin.folder.gradebook.unlink()
        done = metered([*NBGRADER, "generate_assignment", self.module, "--force"], cwd=root, env=self._environment)
        done.must_succeed()
        return twin

    @property
    def _environment(self) -> Mapping[str, str]:
        return environment(self.curriculum) | {
            "TITO_WORKSPACE": str(self.reference),
            "IPYTHONDIR": str(self.folder.root / ".ipython"),
        }


def environment(curriculum: Path) -> dict[str, str]:
    return {
        **os.environ,
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",  # NBGrader starts the program alembic
        "TITO_CURRICULUM": str(curriculum),
        "OPENBLAS_NUM_THREADS": "1",
        "JUPYTER_PLATFORM_DIRS": "1",
    }


def make(curriculum: Path, module: str, root: Path) -> Class:
    """`root/course` with `module` released, and nobody's hand-ins."""
    taught = load(curriculum)
    wanted = taught.course.find(module)
    beside = root / "edition"
    for path, data in student_edition.files(taught, {}).items():
        (beside / path).parent.mkdir(parents=True, exist_ok=True)
        (beside / path).write_bytes(data)
    folder = setup(root / "course", taught.course).folder
    about = settings.load(folder.settings, taught.course)
    generate(folder, taught, about, [wanted])
    release(folder, taught, about, [wanted], beside)
    reference = build_reference(taught, root / "reference", needed_by=wanted)
    return Class(folder, curriculum, wanted.id, reference)
