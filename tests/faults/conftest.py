"""A class of the mini course whose grading is disturbed: the real command, in a process group that can be killed."""

from __future__ import annotations

import csv
import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

import pytest

from tito.course import cells, notebook, percent
from tito.grading.generate import load
from tito.grading.release import handed_out_from

MINI = Path(__file__).parents[1] / "fixtures" / "mini"
TITO = Path(sys.executable).with_name("tito")
MODULE = "01_numbers"
STUDENTS = 24
KINDS = 4


@dataclass(frozen=True)
class Course:
    folder: Path
    environment: Mapping[str, str]

    def run(self, *arguments: str, code: int = 0) -> str:
        with self.start(*arguments) as grader:
            said = grader.read()
        assert grader.wait() == code, said
        return said

    @contextmanager
    def start(self, *arguments: str) -> Iterator[Grader]:
        """A command under way; what is left of it at the end is killed."""
        process = subprocess.Popen(
            [str(TITO), *arguments],
            cwd=self.folder,
            env=dict(self.environment),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        grader = Grader(process)
        try:
            yield grader
        finally:
            grader.kill()
            assert process.stdout
            process.stdout.close()

    def marks(self) -> dict[str, dict[str, str]]:
        self.run("grade", "export", "--module", "01", "--output", "marks.csv")
        with (self.folder / "marks.csv").open(newline="", encoding="utf-8") as file:
            return {row["id"]: row for row in csv.DictReader(file)}

    def logged(self) -> list[dict[str, Any]]:
        path = self.folder / ".tito-grade" / "log" / f"{MODULE}.jsonl"
        return [json.loads(line) for line in path.read_bytes().splitlines()] if path.exists() else []

    def outcomes(self) -> dict[str, list[tuple[str, str]]]:
        """By student what the log says last of each check."""
        last = {raw["student"]: raw["report"] for raw in self.logged()}
        return {s: [(c["name"], c["outcome"]) for c in report["checks"]] for s, report in last.items() if report}

    def copy(self, place: Path) -> Course:
        shutil.copytree(self.folder, place)
        return Course(place, self.environment)


@dataclass
class Grader:
    """A running command."""

    process: subprocess.Popen[bytes]
    said: list[str] = field(default_factory=list)

    @property
    def stream(self) -> IO[bytes]:
        assert self.process.stdout
        return self.process.stdout

    def lines(self) -> Iterator[str]:
        for line in self.stream:
            self.said.append(line.decode())
            yield self.said[-1]

    def until(self, words: str) -> str:
        """The first line that holds these words; fails if the command ends without."""
        for line in self.lines():
            if words in line:
                return line
        raise AssertionError(f"it ended without {words!r}:\n{''.join(self.said)}")

    def read(self) -> str:
        for _ in self.lines():
            pass
        return "".join(self.said)

    def wait(self) -> int:
        return self.process.wait()

    def kill(self, number: int = signal.SIGKILL) -> None:
        if self.process.poll() is None:
            os.killpg(self.process.pid, number)
            self.process.wait()

    def descendants(self) -> list[int]:
        """The sandboxes and whatever runs in them."""
        parents = {}
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit() and (parent := _parent(entry)):
                parents.setdefault(parent, []).append(int(entry.name))
        found, todo = [], [self.process.pid]
        while todo:
            children = parents.get(todo.pop(), [])
            found += children
            todo += children
        return found


def _parent(process: Path) -> int | None:
    try:
        return int((process / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()[1])
    except (OSError, ValueError):  # it has just ended
        return None


def solution(exercise: str) -> str:
    lesson = percent.parse((MINI / MODULE / "numbers.py").read_text(encoding="utf-8"))
    return cells.strip_markers(next(c.source for c in lesson if c.options.get("exercise") == exercise))


def hand_in(released: dict[str, Any], number: int) -> bytes:
    """Perfect, half done, wrong, untouched, in turn."""
    written = [
        {"double": solution("double"), "row_sums": solution("row_sums")},
        {"double": solution("double")},
        {
            "double": "#| export\n# exercise: double\ndef double(x):\n    return x * x\n",
            "row_sums": solution("row_sums"),
        },
        {},
    ][number % KINDS]
    made = json.loads(json.dumps(released))
    for cell in made["cells"]:
        name = cell["metadata"].get("nbgrader", {}).get("grade_id", "")
        if (exercise := name.removeprefix("exercise-")) in written:
            cell["source"] = written[exercise].splitlines(keepends=True)
    return json.dumps(made).encode()


MARKS = [70, 30, 40, 0]


@pytest.fixture(scope="session")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """The class as it was handed in, nothing graded."""
    place = tmp_path_factory.mktemp("faults")
    (place / "course").mkdir()
    kept = {key: os.environ[key] for key in ("PATH", "LANG") if key in os.environ}
    places = {"HOME": str(place), "XDG_CACHE_HOME": str(place), "TITO_CURRICULUM": str(MINI), "NO_COLOR": "1"}
    made = Course(place / "course", {**kept, **places, "OPENBLAS_NUM_THREADS": "1"})
    made.run("grade", "setup")
    made.run("grade", "generate", "01")
    source = load(made.folder / "source" / MODULE / f"{MODULE}.ipynb")
    released = json.loads(notebook.write(handed_out_from(source)))  # what a release writes, without the student kit
    for number in range(STUDENTS):
        path = made.folder / "submitted" / f"s{number:02d}" / MODULE / f"{MODULE}.ipynb"
        path.parent.mkdir(parents=True)
        path.write_bytes(hand_in(released, number))
    return made


@pytest.fixture
def course(fresh: Course, tmp_path: Path) -> Course:
    return fresh.copy(tmp_path / "course")


@pytest.fixture(scope="session")
def graded(fresh: Course, tmp_path_factory: pytest.TempPathFactory) -> Course:
    """The same class after an undisturbed run."""
    made = fresh.copy(tmp_path_factory.mktemp("graded") / "course")
    made.run("grade", "autograde", "--all")
    return made


@pytest.fixture
def agrees(graded: Course) -> Callable[[Course], None]:
    """Log, gradebook and annotated notebooks say what they say after an undisturbed run."""

    def compare(course: Course) -> None:
        assert {s: row["auto"] for s, row in course.marks().items()} == {
            f"s{number:02d}": str(MARKS[number % KINDS]) for number in range(STUDENTS)
        }
        assert course.outcomes() == graded.outcomes()
        for path in sorted((graded.folder / "autograded").rglob("*.ipynb")):
            ours = course.folder / path.relative_to(graded.folder)
            assert outputs(ours) == outputs(path)

    return compare


def outputs(path: Path) -> list[Any]:
    """First lines of what stands below the checks: the rest names random inputs."""
    found = [cell.get("outputs", []) for cell in json.loads(path.read_bytes())["cells"]]
    texts = ["".join(o.get("text", o.get("traceback", ""))) for outs in found for o in outs]
    return [text.partition(" points")[0] for text in texts]
