"""Answers learnt by heart, handed in and graded as everybody's: what they gain, who is told, how points come back."""

from __future__ import annotations

import base64
import inspect
import json
import os
import pickle
import shutil
import sqlite3
import subprocess
import sys
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.attacks import replay
from tito.course import curriculum as curricula
from tito.course import editions, notebook
from tito.course.cells import strip_markers
from tito.course.curriculum import Curriculum
from tito.course.manifest import Module
from tito.course.notebook import Notebook, grade_id
from tito.errors import BadFile
from tito.grading import execute, journal, marks
from tito.grading import settings as settings_file
from tito.grading.autograde import Graded, autograde
from tito.grading.execute import Executor
from tito.grading.feedback import Page, press, render
from tito.grading.folder import CourseFolder
from tito.grading.generate import generate
from tito.grading.regrade import regrade, save
from tito.grading.reproduce import reproduce
from tito.grading.settings import Settings
from tito.grading.setup import setup
from tito.grading.writer import Writer
from tito.judge.by_heart import answered, restored
from tito.judge.plan import plan
from tito.judge.reference import build_reference
from tito.results import Outcome, Report

pytestmark = pytest.mark.xdist_group("by_heart")  # the class is graded once

CURRICULUM = Path(__file__).parents[2] / "curriculum"
MODULE = "04_losses"
FOUR = ("require_same_shape", "reduce_loss", "mse_loss_forward", "require_labels")

# What a student notes who has the solutions' answers to the visible checks, and writes down beside each question.
NOTING = """
import numpy as np


def _literal(value):
    if isinstance(value, np.ndarray | np.generic):
        return f"np.array({value.tolist()!r}, {value.dtype.name!r})" + ("" if isinstance(value, np.ndarray) else "[()]")
    return repr(value)


def _noting(name, function):
    def noted(*given, **named):
        key = f"{name} {given} {named}"
        try:
            answer = function(*given, **named)
        except Exception as error:
            _KNOWN[key] = f"{type(error).__name__}({str(error)!r})"
            raise
        _KNOWN[key] = _literal(answer)
        return answer
    return noted


_KNOWN = {}
"""

LOOKING_UP = """\
import numpy as np
from numpy import inf, nan

KNOWN = {
%s}


def known(name, given, named):
    answer = KNOWN[f"{name} {given} {named}"]
    if isinstance(answer, Exception):
        raise answer
    return answer
"""

PLAYING = """\
import base64, json, pickle, socket, struct, sys, zlib
from collections import Counter
from typing import Any

Message = tuple
_HEAD, UNKNOWN = struct.Struct("!II"), {unknown!r}

{functions}

tape, messages = Tape(), pickle.loads(zlib.decompress(base64.b64decode({data!r})))
for question, answer in messages:
    tape.record(question, answer)
done = next(answer for question, answer in messages if items(question[0])[1] == "run")
frame = sys._getframe()
while "link" not in frame.f_locals:
    frame = frame.f_back
end = next(value for value in vars(frame.f_locals["link"]).values() if isinstance(value, socket.socket))
word = frame.f_locals["word"]
while True:
    sent(end, (json.dumps(["list", [word, *items(done[0])[1:]]]).encode(), b""))
    while (question := received(end)) and items(question[0])[1] != "run":
        sent(end, tape.play(question))
    word = items(question[0])[0]
"""


@dataclass(frozen=True)
class Class:
    """A course folder in which everybody has handed in and is graded."""

    folder: CourseFolder
    course: Curriculum

    @property
    def module(self) -> Module:
        return self.course.course.find(MODULE)

    @property
    def settings(self) -> Settings:
        return settings_file.load(self.folder.settings, self.course.course)

    def executor(self) -> Executor:
        return execute.prepare(self.course, self.module, self.folder.state / "reference" / MODULE)

    @contextmanager
    def writing(self) -> Iterator[Writer]:
        with marks.gradebook(self.folder, self.settings.course_id) as book:
            yield Writer(self.folder, self.course.course, self.settings, self.module, book)

    def grade(self, **options: Any) -> Graded:
        with self.writing() as writer:
            return autograde(writer, self.executor, **options)

    def page(self, student: str) -> Page:
        with marks.gradebook(self.folder, self.settings.course_id) as book:
            made = press(self.folder, self.settings, book, self.module, lambda report: {}).page(student)
        assert made is not None
        return made

    def report(self, student: str) -> Report:
        report = journal.gradings(self.folder, MODULE)[student].report
        assert report is not None
        return report

    def in_gradebook(self, student: str) -> float:
        """Automatic points, as NBGrader's tables have them."""
        query = (
            "select sum(auto_score) from grade join submitted_notebook n on n.id = grade.notebook_id"
            " join submitted_assignment s on s.id = n.assignment_id where s.student_id = ?"
        )
        with sqlite3.connect(self.folder.root / "gradebook.db") as database:
            return float(database.execute(query, (student,)).fetchone()[0] or 0.0)

    def set_policy(self, policy: str) -> None:
        text = self.folder.settings.read_text(encoding="utf-8")
        line = 'learnt_by_heart = "withhold"'
        assert line in text
        self.folder.settings.write_text(text.replace(line, f'learnt_by_heart = "{policy}"'), encoding="utf-8")

    def hand_in(self, student: str, work: Notebook) -> None:
        path = self.folder.handed_in(student, MODULE) / self.module.notebook
        path.parent.mkdir(parents=True)
        path.write_text(notebook.write(work), encoding="utf-8")


@pytest.fixture(scope="module")
def course() -> Curriculum:
    return curricula.load(CURRICULUM)


@pytest.fixture(scope="module")
def graded(course: Curriculum, tmp_path_factory: pytest.TempPathFactory) -> Class:
    module, place = course.course.find(MODULE), tmp_path_factory.mktemp("by_heart")
    folder = setup(place / "course", course.course, roster_file=None, start=date(2027, 1, 18)).folder
    generate(folder, course, settings_file.load(folder.settings, course.course), [module])
    room = Class(folder, course)
    work = Work(course, module, build_reference(course, place / "reference", needed_by=module))
    names = list(work.solutions)
    for student, written in {
        "played": {names[0]: work.played()},
        "table": work.looked_up(names),
        "table-for-four": work.looked_up(FOUR),
        "table-and-one": work.looked_up(names) | {names[0]: work.solutions[names[0]]},
        "weak": {name: work.solutions[name] for name in names[:2]} | work.mistaken(names[2:]),
        "honest": work.solutions,
        "nothing": {},
    }.items():
        room.hand_in(student, work.filled(written))
    assert room.grade().failures == []
    return room


@dataclass(frozen=True)
class Work:
    """Makes hand-ins."""

    course: Curriculum
    module: Module
    workspace: Path

    @property
    def solved(self) -> Notebook:
        return editions.instructor(self.module, self.course.lesson(self.module).cells, self.course.course)

    @property
    def solutions(self) -> dict[str, str]:
        tagged = ((grade_id(cell) or "", strip_markers(cell.source)) for cell in self.solved.cells)
        return {tag.removeprefix("exercise-"): text for tag, text in tagged if tag.startswith("exercise-")}

    def filled(self, written: Mapping[str, str]) -> Notebook:
        released = editions.student(self.module, self.course.lesson(self.module).cells, self.course.course)
        texts = {f"exercise-{name}": text for name, text in written.items()}
        return released.with_cells(replace(c, source=texts.get(grade_id(c) or "", c.source)) for c in released.cells)

    def mistaken(self, names: Iterable[str]) -> dict[str, str]:
        """Each of these exercises as somebody wrote it who believes something wrong."""
        wrong = {m.exercise: m.source for m in self.course.lesson(self.module).misconceptions}
        return {name: f"# exercise: {name}\n{wrong[name]}" for name in names if name in wrong}

    def looked_up(self, names: Iterable[str]) -> dict[str, str]:
        """These exercises as a look into one dictionary, whose keys are what the visible checks ask."""
        known = self._noted()
        table = LOOKING_UP % "".join(f"    {key!r}: {value},\n" for key, value in known.items())
        asks = "def {0}(*given, **named):\n    return known('{0}', given, named)"
        return {name: f"# exercise: {name}\n{table}\n\n{asks.format(name)}" for name in names}

    def _noted(self) -> dict[str, str]:
        """What the solutions answer in the visible checks, by call."""
        parts = [NOTING]
        for cell in self.solved.cells:
            kind, _, name = (grade_id(cell) or "").partition("-")
            if cell.kind == "code" and kind in ("given", "exercise", "check"):
                parts += [cell.source, f"{name} = _noting({name!r}, {name})"] if kind == "exercise" else [cell.source]
        program = "\n".join([*parts, "import json", "print(json.dumps(_KNOWN))"])
        environment = {**os.environ, "TITO_WORKSPACE": str(self.workspace)}
        ran = subprocess.run([sys.executable, "-P", "-c", program], env=environment, capture_output=True, check=True)
        return dict(json.loads(ran.stdout.splitlines()[-1]))

    def played(self) -> str:
        """An exercise's cell that never gives back control: it answers every question as an honest run did."""
        tape, _ = replay.Lesson(plan(self.solved), self.workspace).recorded("recorded")
        functions = (replay.Tape, replay.items, replay.without_word, replay.likeness, replay.received, replay.exactly)
        data = base64.b64encode(zlib.compress(pickle.dumps(tape.messages))).decode()
        sources = map(inspect.getsource, (*functions, replay.sent))
        return PLAYING.format(unknown=replay.UNKNOWN, functions="\n\n".join(sources), data=data)


@pytest.fixture
def room(graded: Class, tmp_path: Path) -> Class:
    """A copy, to be changed."""
    shutil.copytree(graded.folder.root, tmp_path / "course")
    return Class(CourseFolder(tmp_path / "course"), graded.course)


@pytest.fixture
def command(tito: Callable[..., Any], room: Class) -> Callable[..., str]:
    """What a command says in the course folder."""

    def run(*words: str) -> str:
        ran = tito("grade", *words, cwd=room.folder.root, env={"TITO_CURRICULUM": str(CURRICULUM)})
        assert ran.code == 0, ran.said
        return str(ran.out)

    return run


@pytest.mark.parametrize("student", ["played", "table"])
def test_answers_learnt_by_heart_gain_nothing(graded: Class, student: str) -> None:
    report = graded.report(student)
    assert len(answered(report).shown_only) >= 5
    assert answered(report).withheld == restored(report).points > 0
    assert report.points == graded.in_gradebook(student) == 0


def test_a_recorded_run_passes_every_check_that_is_shown(graded: Class) -> None:
    """So it is the points withheld, and not a clumsy recording, that keep it at 0."""
    shown = {check.outcome for check in graded.report("played").checks if not check.hidden}
    assert shown == {Outcome.WITHHELD}


@pytest.mark.parametrize("student", ["honest", "weak", "nothing", "table-for-four", "table-and-one"])
def test_nobody_else_loses_a_point(graded: Class, student: str) -> None:
    report = graded.report(student)
    assert restored(report) == report
    assert graded.in_gradebook(student) == report.points


@pytest.mark.parametrize(
    ("student", "words"),
    [
        ("table", "answers what is shown, none of what was drawn: 8 exercises"),
        ("table-for-four", "4 exercises pass their visible checks and no hidden one: require_same_shape, reduce_loss"),
        ("table-and-one", "7 exercises pass their visible checks and no hidden one: reduce_loss"),
        ("weak", ""),
        ("honest", ""),
        ("nothing", ""),
    ],
)
def test_reports_name_it_in_plain_words(graded: Class, student: str, words: str) -> None:
    assert answered(graded.report(student)).words.startswith(words)
    assert bool(words) == bool(answered(graded.report(student)).words)


def test_the_commands_name_whom_to_look_at(command: Callable[..., str]) -> None:
    line = "table: answers what is shown, none of what was drawn: 8 exercises"
    assert f"  {line}" in command("autograde", MODULE)  # graded before, and named all the same
    assert f"{MODULE}: {line}" in command("status")
    said = command("manual", MODULE, "--no-browser")
    assert line in said
    assert 'learnt_by_heart = "report"' in said


def test_another_policy_gives_the_points_back_and_runs_nothing(room: Class) -> None:
    withheld = answered(room.report("table")).withheld
    room.set_policy("report")
    assert room.grade().ran == []
    assert room.report("table").points == room.in_gradebook("table") == withheld
    assert answered(room.report("table")).words
    assert "withheld" not in room.folder.autograded("table", MODULE).read_text(encoding="utf-8")


def test_a_policy_that_does_not_exist_is_refused(room: Class) -> None:
    room.set_policy("forgive")
    with pytest.raises(BadFile, match='expected "withhold" or "report"'):
        room.grade()


def test_a_person_can_give_points_back(room: Class) -> None:
    from nbgrader.api import Gradebook

    withheld = room.page("table").withheld
    with Gradebook(f"sqlite:///{room.folder.root / 'gradebook.db'}") as book:
        grade = book.find_grade("check-reduce_loss", MODULE, MODULE, "table")
        grade.manual_score = given = grade.max_score
        book.db.commit()
    assert room.grade(student="table", force=True).ran[0].points == 0
    page = room.page("table")
    assert (page.mark.points, page.withheld) == (given, withheld - given)


def test_the_page_tells_the_student_what_was_seen(graded: Class) -> None:
    page = render(graded.page("table"))
    assert "withheld until a person has looked at your" in " ".join(page.split())
    assert "<code>reduce_loss</code>" in page
    assert "No points are withheld." in render(graded.page("table-for-four"))
    assert "What is shown, and what is drawn" not in render(graded.page("weak"))


def test_a_grading_can_be_reproduced(graded: Class) -> None:
    executor = graded.executor()
    try:
        found = list(reproduce(graded.folder, executor, student="table"))
    finally:
        executor.close()
    assert [(each.differing, each.why) for each in found] == [((), "")]


def test_a_mended_check_that_passes_gives_the_points_back(room: Class) -> None:
    """Regrading runs the mended check alone, and judges by all."""
    path, withheld = room.folder.source(MODULE), answered(room.report("table")).withheld
    made = notebook.read(path.read_text(encoding="utf-8"), "source")
    mended = "expect_close(reduce_loss(np.array([[1.0, 2.0], [6.0, 7.0]])), 4.0)"
    cells = (replace(c, source=mended) if grade_id(c) == "hidden-reduce_loss" else c for c in made.cells)
    path.write_text(notebook.write(made.with_cells(cells)), encoding="utf-8")
    with room.writing() as writer:
        found = regrade(writer, room.executor, student="table")
        save(writer, found)
    said = {change.check: change.what for change in found.changes}
    assert said["hidden-reduce_loss"] == "wrong, now passed" or said["hidden-reduce_loss"] == "error, now passed"
    assert said["check-mse_loss_forward"] == "withheld, now passed"
    assert room.in_gradebook("table") == room.report("table").points > withheld
