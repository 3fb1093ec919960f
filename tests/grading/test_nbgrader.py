"""Against NBGrader itself: stock validate, autograde, export and formgrader on what we write and grade."""

from __future__ import annotations

import csv
import json
import os
import re
import select
import shutil
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import nbconvert
import pytest

from tito.course import curriculum as curricula
from tito.course import notebook, student_edition
from tito.course.cells import strip_markers
from tito.course.curriculum import Curriculum
from tito.course.notebook import grade_id
from tito.grading import execute, marks
from tito.grading import settings as settings_file
from tito.grading.autograde import autograde
from tito.grading.generate import generate
from tito.grading.release import release
from tito.grading.setup import setup
from tito.grading.writer import Writer

pytestmark = pytest.mark.xdist_group("nbgrader")  # the classes are graded once, by both

CURRICULUM = Path(__file__).parents[2] / "curriculum"
ASKED = "question-"
BIN = Path(sys.executable).parent
COURSES = {"01_numbers": Path(__file__).parents[1] / "fixtures" / "mini", "01_tensor": CURRICULUM}


def stock(*arguments: str, folder: Path, code: int | None = 0) -> str:
    """NBGrader's own command, as somebody would type it in the course folder."""
    kept = {key: os.environ[key] for key in ("LANG", "HOME") if key in os.environ}
    settings = {"PATH": f"{BIN}:{os.environ['PATH']}", "OPENBLAS_NUM_THREADS": "1", "JUPYTER_PLATFORM_DIRS": "1"}
    done = subprocess.run(
        [str(BIN / "nbgrader"), *arguments],
        cwd=folder,
        env={**kept, **settings, "IPYTHONDIR": str(folder / ".ipython")},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=570,
        check=False,
    )
    assert code in (None, done.returncode), done.stdout
    return done.stdout


@pytest.fixture(scope="module", params=COURSES)
def room(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A class whose hand-ins are solved, half solved, wrong and untouched; graded by us."""
    taught, module = curricula.load(COURSES[request.param]), request.param
    root = tmp_path_factory.mktemp(module) / "course"
    folder = setup(root, taught.course).folder
    about, wanted = settings_file.load(folder.settings, taught.course), taught.course.find("01")
    generate(folder, taught, about, [wanted])
    release(folder, taught, about, [wanted], edition(taught, root.parent / "edition"))
    for student, data in class_of(folder, module).items():
        place = folder.handed_in(student, module)
        place.mkdir(parents=True)
        (place / f"{module}.ipynb").write_bytes(data)
    with marks.gradebook(folder, about.course_id) as book:
        writer = Writer(folder, taught.course, about, wanted, book)
        done = autograde(writer, lambda: execute.prepare(taught, wanted, folder.state / "reference" / module))
    assert done.failures == []
    return folder, about.course_id, module


def edition(taught: Curriculum, root: Path) -> Path:
    for path, data in student_edition.files(taught, {}).items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(data)
    return root


def class_of(folder: Any, module: str) -> dict[str, bytes]:
    source = notebook.read(folder.source(module).read_text(encoding="utf-8"), "source")
    released = notebook.read(folder.release(module).read_text(encoding="utf-8"), "released")
    solved = {grade_id(c): strip_markers(c.source) for c in source.cells if (grade_id(c) or "").startswith("exercise-")}
    half = dict(list(solved.items())[: len(solved) // 2])
    wrong = {tag: text.replace("return ", "return 1 + ") for tag, text in solved.items()}

    def work(texts: dict[str | None, str]) -> bytes:
        cells = [replace(c, source=texts.get(grade_id(c), c.source)) for c in released.cells]
        return notebook.write(released.with_cells(cells)).encode()

    answers = {
        tag: f"<!-- answer: {tag[9:]} -->\n8 MB" for c in released.cells if (tag := grade_id(c) or "")[:9] == ASKED
    }
    return {"solved": work({**solved, **answers}), "half": work(half), "wrong": work(wrong), "untouched": work({})}


def grades(gradebook: Path, course_id: str, module: str) -> dict[tuple[str, str], tuple[float | None, bool]]:
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{gradebook}", course_id) as book:
        return {
            (submission.student.id, grade.name): (grade.auto_score, grade.needs_manual_grade)
            for submission in book.assignment_submissions(module)
            for nb in submission.notebooks
            for grade in nb.grades
        }


def test_marks_are_those_of_stock_autograde_cell_by_cell(room: Any, tmp_path: Path) -> None:
    folder, course_id, module = room
    twin = tmp_path / "course"
    shutil.copytree(folder.root, twin, ignore=shutil.ignore_patterns("autograded", ".tito-grade"))
    (twin / "gradebook.db").unlink()
    stock("generate_assignment", module, "--force", folder=twin)
    stock("autograde", module, folder=twin)
    ours, theirs = (grades(path / "gradebook.db", course_id, module) for path in (folder.root, twin))
    assert len(theirs) > 4 * 5
    assert ours == theirs


def test_released_and_solved_notebooks_pass_nbgraders_validate(room: Any) -> None:
    folder, _, module = room
    solved = folder.handed_in("solved", module) / f"{module}.ipynb"
    assert "Success! Your notebook passes all the tests." in stock("validate", str(solved), folder=folder.root)
    said = stock("validate", str(folder.release(module)), folder=folder.root)
    assert "VALIDATION FAILED" in said  # the checks of an untouched notebook do not pass
    assert "changed" not in said  # and that is all there is to say about it


def test_nbgraders_export_of_our_gradebook(room: Any, tmp_path: Path) -> None:
    folder = room[0]
    target = tmp_path / "stock.csv"
    stock("export", "--to", str(target), folder=folder.root)
    with target.open(newline="", encoding="utf-8") as file:
        scores = {row["student_id"]: float(row["score"]) for row in csv.DictReader(file)}
    assert (scores["solved"], scores["untouched"]) == (70, 0)


@contextmanager
def formgrader(root: Path) -> Iterator[Callable[[str], str]]:
    """A Jupyter server with formgrader on a free port; yields what fetches a page of it."""
    config = {"ServerApp": {"jpserver_extensions": {"nbgrader.server_extensions.formgrader": True}}}
    (root / "server.json").write_text(json.dumps(config), encoding="utf-8")
    arguments = ["--no-browser", "--port=0", "--config=server.json", "--IdentityProvider.token=secret"]
    settings = {**os.environ, "PATH": f"{BIN}:{os.environ['PATH']}", "JUPYTER_RUNTIME_DIR": str(root / ".runtime")}
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # this machine's own proxy knows it not
    settings["JUPYTER_PATH"] = str(Path(nbconvert.__file__).parents[4] / "share" / "jupyter")  # nbconvert's templates
    program = [str(BIN / "jupyter"), "server", *arguments, *(["--allow-root"] if os.geteuid() == 0 else [])]
    with subprocess.Popen(
        program, cwd=root, env=settings, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    ) as server:
        assert server.stderr
        try:
            address = next(found[0] for line in server.stderr if (found := re.search(r"http://127.0.0.1:\d+", line)))

            def fetch(path: str) -> str:
                listening(server, address)
                request = urllib.request.Request(f"{address}{path}", headers={"Authorization": "token secret"})
                with direct.open(request, timeout=120) as answer:
                    return str(answer.read().decode())

            yield fetch
        finally:
            server.kill()


def listening(server: subprocess.Popen[str], address: str) -> None:
    """It says where it is before it listens there."""
    host, port = address.removeprefix("http://").split(":")
    while True:
        try:
            socket.create_connection((host, int(port)), timeout=120).close()
            return
        except ConnectionRefusedError:
            assert server.poll() is None
            select.select([server.stderr], [], [], 0.1)


def test_formgrader_lists_our_hand_ins_and_opens_one(room: Any) -> None:
    folder, _, module = room
    with formgrader(folder.root) as fetch:
        listed = {row["student"]: row for row in json.loads(fetch(f"/formgrader/api/submissions/{module}"))}
        assert {"solved", "half", "wrong", "untouched"} <= set(listed)
        assert listed["solved"]["score"] == 70
        notebooks = json.loads(fetch(f"/formgrader/api/submitted_notebooks/{module}/{module}"))
        page = fetch(f"/formgrader/submissions/{next(nb['id'] for nb in notebooks if nb['student'] == 'solved')}")
    assert "8 MB" in page  # the answer that is to be marked
