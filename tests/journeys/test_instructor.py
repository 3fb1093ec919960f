"""An instructor with thirty hand-ins, some of them broken: the real commands on a class of the mini course.

The class is graded once; each hand-in of it is a test of its own. Who handed in what, and what must come of it, stands
in CLASS: the mark of the checks (of 70), and words that must reach somebody.
"""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tito.course import cells, percent

pytestmark = pytest.mark.xdist_group("instructor")  # the class is graded once, by one worker

MINI = Path(__file__).parents[1] / "fixtures" / "mini"
CURRICULUM = Path(__file__).parents[2] / "curriculum"
TITO = Path(sys.executable).with_name("tito")
MODULE = "01_numbers"
DUE = "2027-01-24 23:59"
IN_TIME, LATE = "2027-01-20 10:00", "2027-01-26 09:00"

Cells = list[dict[str, Any]]
Make = Callable[[Cells], "Cells | bytes"]  # from the released cells to what is handed in


def lines(text: str) -> list[str]:
    return text.splitlines(keepends=True)


def source(cell: Mapping[str, Any]) -> str:
    return "".join(cell["source"])


def code(text: str) -> dict[str, Any]:
    """A cell of the student's own."""
    return {
        "cell_type": "code",
        "id": "mine",
        "metadata": {},
        "outputs": [],
        "execution_count": None,
        "source": lines(text),
    }


def typed(released: Cells, exercise: str, text: str) -> Cells:
    """The notebook with an exercise's cell replaced, as in an editor."""
    line = f"# exercise: {exercise}"
    text = text if line in text else f"#| export\n{line}\n{text}"
    return [{**cell, "source": lines(text)} if line in source(cell).splitlines() else cell for cell in released]


def solution(exercise: str, curriculum: Path = MINI, module: str = MODULE) -> str:
    lesson = percent.parse((curriculum / module / f"{module[3:]}.py").read_text(encoding="utf-8"))
    return cells.strip_markers(next(c.source for c in lesson if c.options.get("exercise") == exercise))


def perfect(released: Cells) -> Cells:
    return typed(typed(released, "double", solution("double")), "row_sums", solution("row_sums"))


def untouched(released: Cells) -> Cells:
    return released


def doubles_only(released: Cells) -> Cells:
    return typed(released, "double", solution("double"))


def with_double(text: str) -> Make:
    """Everything right but `double`."""
    return lambda released: typed(perfect(released), "double", text)


def with_cell(text: str) -> Make:
    return lambda released: [*perfect(released)[:2], code(text), *perfect(released)[2:]]


def answered(released: Cells) -> Cells:
    found = perfect(released)
    asked = [i for i, cell in enumerate(found) if source(cell).startswith("<!-- answer: q1 -->")]
    return [
        {**c, "source": lines("<!-- answer: q1 -->\n8 MB in all.")} if i in asked else c for i, c in enumerate(found)
    ]


def without_metadata(released: Cells) -> Cells:
    """As Colab saves it: new cell ids, no NBGrader tags."""
    return [{**cell, "metadata": {}, "id": f"c{number}"} for number, cell in enumerate(perfect(released))]


def without(text: str) -> Make:
    return lambda released: [cell for cell in perfect(released) if text not in source(cell)]


def doubled_cell(released: Cells) -> Cells:
    """A copy of the exercise cell, as Ctrl-C Ctrl-V makes it: the first one untouched, the second one solved."""
    stub = next(cell for cell in released if "# exercise: double" in source(cell))
    return [stub, *perfect(released)]


def easy_checks(released: Cells) -> Cells:
    """The checks' points and texts edited in the hand-in."""
    tagged = [json.loads(json.dumps(cell)) for cell in released]
    for cell in tagged:
        tags = cell["metadata"].get("nbgrader", {})
        if tags.get("grade"):
            tags["points"] = 1000
            cell["source"] = lines("pass")
    return tagged


def raw(data: bytes) -> Make:
    return lambda released: data


def torn(released: Cells) -> bytes:
    return as_file(perfect(released))[:-200]


def as_file(made: Cells) -> bytes:
    notebook = {"cells": made, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(notebook, ensure_ascii=False, indent=1).encode()


@dataclass(frozen=True)
class HandIn:
    make: Make | None  # None: nothing is handed in
    mark: float | None  # of the checks; None: no mark at all
    words: str = ""  # must stand in what collect says, or on the student's page
    name: str = f"{MODULE}.ipynb"
    when: str = IN_TIME
    way: str = "canvas"  # how it reaches the instructor: canvas (a zip), repositories, folder


LOOP = "def double(x):\n    while True:\n        pass"
SQUARE = "def double(x):\n    return x * x"
GUESSED = "def double(x):\n    return np.array([2.0, 4.0, 6.0])"
PATCHED = (
    "import tinytorch.checks\ntinytorch.checks.expect_close = lambda *a, **k: None\nnp.allclose = lambda *a, **k: True"
)

CLASS: dict[str, HandIn] = {
    "perfect": HandIn(perfect, 70),
    "answered": HandIn(answered, 70),
    "untouched": HandIn(untouched, 0, "not attempted"),
    "half": HandIn(doubles_only, 30, "not attempted"),
    "squares": HandIn(with_double(SQUARE), 40, "What should double([3]) be?"),
    "guessed": HandIn(with_double(GUESSED), 60),
    "loop": HandIn(with_double(LOOP), 40, "time"),
    "syntax": HandIn(with_double("def double(x:\n    return x + x"), 40, "SyntaxError"),
    "raises": HandIn(with_double("def double(x):\n    return 1 / 0"), 40, "ZeroDivisionError"),
    "nothing-back": HandIn(with_double("def double(x):\n    print(x)"), 40, "None"),
    "exits": HandIn(with_cell("import sys\nsys.exit()"), 70),
    "dies": HandIn(with_double("def double(x):\n    import os\n    os._exit(0)"), 40),
    "talks": HandIn(with_cell("print('x' * 10_000_000)"), 70),
    "magic": HandIn(with_cell("%matplotlib inline\n!pip install torch"), 70, way="repositories"),
    "colab": HandIn(without_metadata, 70, way="repositories"),
    "doubled": HandIn(doubled_cell, 70, "2 times", way="repositories"),
    "no-check": HandIn(without("expect_close(double("), 70, "missing", way="repositories"),
    "no-exercise": HandIn(without("# exercise: double"), 40, "missing", way="repositories"),
    "backwards": HandIn(lambda released: perfect(released)[::-1], 70, "order", way="repositories"),
    "edited-checks": HandIn(easy_checks, 0, "edited", way="folder"),
    "patched": HandIn(lambda released: [code(PATCHED), *released], 0, way="folder"),
    "torn": HandIn(torn, 0, "JSON", way="folder"),
    "empty": HandIn(raw(b""), 0, "empty", way="folder"),
    "latin": HandIn(raw("Größe".encode("latin-1")), 0, "UTF-8", way="folder"),
    "old-format": HandIn(raw(b'{"nbformat": 3, "worksheets": []}'), 0, "nbformat 3", way="folder"),
    "not-a-notebook": HandIn(raw(b'{"a": 1}'), 0, "not a notebook", way="folder"),
    "renamed": HandIn(perfect, 70, name=f"{MODULE} (1).ipynb", way="folder"),
    "late": HandIn(perfect, 70, "late", when=LATE, way="folder"),
    "stranger": HandIn(perfect, 70, "not on the roster", way="folder"),
    "absent": HandIn(None, None, "absent"),
}


@dataclass
class Classroom:
    folder: Path
    environment: Mapping[str, str]
    said: dict[str, str] = field(default_factory=dict)  # by command

    def run(self, *arguments: str, code: int = 0) -> str:
        """Run a command in the course folder; what it said on both streams."""
        done = subprocess.run(
            [str(TITO), *arguments],
            cwd=self.folder,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=280,
            check=False,
        )
        assert done.returncode == code, done.stdout + done.stderr
        command = arguments[-1] if len(arguments) == 1 else arguments[1]
        self.said[command] = self.said.get(command, "") + done.stdout + done.stderr
        return done.stdout + done.stderr

    def released(self, module: str = MODULE) -> Cells:
        text = (self.folder / "release" / module / f"{module}.ipynb").read_text(encoding="utf-8")
        return list(json.loads(text)["cells"])

    def marks(self, file: str = "marks.csv") -> dict[str, dict[str, str]]:
        with (self.folder / file).open(newline="", encoding="utf-8-sig") as opened:
            return {row["id"]: row for row in csv.DictReader(opened)}

    def page(self, student: str, module: str = MODULE) -> str:
        path = self.folder / "feedback" / student / module / f"{module}.html"
        return path.read_text(encoding="utf-8") if path.exists() else ""


def course(folder: Path, curriculum: Path) -> Classroom:
    folder.mkdir()
    kept = {key: os.environ[key] for key in ("PATH", "LANG") if key in os.environ}
    places = {"HOME": str(folder.parent), "TITO_CURRICULUM": str(curriculum), "NO_COLOR": "1"}
    return Classroom(folder, {**kept, **places, "XDG_CACHE_HOME": str(folder.parent), "OPENBLAS_NUM_THREADS": "1"})


def write_zip(path: Path, class_: Mapping[str, HandIn], released: Cells) -> None:
    """As Canvas packs it: name, number of the student, number of the file."""
    with zipfile.ZipFile(path, "w") as archive:
        for number, (student, hand_in) in enumerate(class_.items()):
            archive.writestr(f"{student}_{number}_77_{hand_in.name}", made(hand_in, released))


def write_repositories(root: Path, class_: Mapping[str, HandIn], released: Cells) -> None:
    for student, hand_in in class_.items():
        repository = root / f"tinytorch-{student}"
        (repository / ".git").mkdir(parents=True)
        place = repository / "modules" / MODULE
        place.mkdir(parents=True)
        (place / hand_in.name).write_bytes(made(hand_in, released))


def write_folder(root: Path, class_: Mapping[str, HandIn], released: Cells) -> None:
    for student, hand_in in class_.items():
        place = root / student / MODULE
        place.mkdir(parents=True)
        (place / hand_in.name).write_bytes(made(hand_in, released))
        (place / "timestamp.txt").write_text(f"{hand_in.when}:00 UTC", encoding="utf-8")


def made(hand_in: HandIn, released: Cells) -> bytes:
    assert hand_in.make
    found = hand_in.make(released)
    return found if isinstance(found, bytes) else as_file(found)


WAYS = {"canvas": write_zip, "repositories": write_repositories, "folder": write_folder}


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Classroom:
    """The class of thirty, from the empty folder to the exported marks."""
    place = tmp_path_factory.mktemp("instructor")
    room = course(place / "course", MINI)
    roster = "id,name\n" + "".join(f"{student},\n" for student in CLASS if student != "stranger")
    (place / "class.csv").write_text(roster, encoding="utf-8")
    room.run("grade", "setup", "--roster", str(place / "class.csv"), "--start", "2027-01-18")
    room.run("grade", "generate", "01")
    room.run("grade", "release", "01")
    for way, write in WAYS.items():
        source = place / (f"{way}.zip" if way == "canvas" else way)
        write(source, {s: h for s, h in CLASS.items() if h.way == way and h.make}, room.released())
        room.run("grade", "collect", "01", "--from", str(source))
    room.run("grade", "autograde", "01")
    room.run("grade", "feedback", "01")
    room.run("grade", "export", "--module", "01", "--output", "marks.csv")
    return room


@pytest.mark.parametrize("student", [s for s, hand_in in CLASS.items() if hand_in.mark is not None])
def test_the_mark(graded: Classroom, student: str) -> None:
    assert float(graded.marks()[student]["auto"]) == CLASS[student].mark


@pytest.mark.parametrize("student", [s for s, hand_in in CLASS.items() if hand_in.words])
def test_the_words(graded: Classroom, student: str) -> None:
    about = [line for line in graded.said["collect"].splitlines() if student in line]
    assert CLASS[student].words in "\n".join([graded.page(student), *about])


def test_thirty_were_expected() -> None:
    assert len(CLASS) == 30


def test_no_hand_in_is_lost(graded: Classroom) -> None:
    assert set(graded.marks()) == set(CLASS)
    assert all(graded.page(student) for student, hand_in in CLASS.items() if hand_in.make)


def test_nothing_handed_in_is_no_mark_rather_than_a_zero(graded: Classroom) -> None:
    assert graded.marks()["absent"]["points"] == ""


def test_an_answer_waits_for_a_person(graded: Classroom) -> None:
    assert graded.marks()["answered"]["waiting"] == "1"
    assert graded.marks()["perfect"]["waiting"] == "0"


def test_no_page_shows_a_hidden_check(graded: Classroom) -> None:
    for student in CLASS:
        assert "HIDDEN TESTS" not in graded.page(student)
        assert "rng.normal" not in graded.page(student)


def test_the_original_is_kept_byte_for_byte(graded: Classroom) -> None:
    kept = graded.folder / "submitted" / "torn" / MODULE / f"{MODULE}.ipynb"
    assert kept.read_bytes() == torn(graded.released())


def test_status_counts_the_class(graded: Classroom) -> None:
    assert "29" in graded.run("grade", "status")  # handed in; one is absent


def test_grading_again_changes_no_mark(graded: Classroom) -> None:
    before = graded.marks()
    graded.run("grade", "autograde", "01")
    graded.run("grade", "export", "--module", "01", "--output", "again.csv")
    assert graded.marks("again.csv") == before


def test_a_lost_gradebook_comes_back(graded: Classroom) -> None:
    """`rm gradebook.db && tito grade setup && tito grade autograde --all`, as the guides promise."""
    before = graded.marks()
    (graded.folder / "gradebook.db").unlink()
    graded.run("grade", "setup")
    graded.run("grade", "autograde", "--all")
    graded.run("grade", "export", "--module", "01", "--output", "back.csv")
    assert graded.marks("back.csv") == before


@pytest.fixture(scope="module")
def guides(tmp_path_factory: pytest.TempPathFactory) -> Classroom:
    """The same way in the guides' spellings, on two hand-ins that lie in `submitted/`."""
    room = course(tmp_path_factory.mktemp("guides") / "course", MINI)
    room.run("nbgrader", "init")
    room.run("nbgrader", "generate", MODULE)
    room.run("nbgrader", "release", MODULE)
    pair = {student: HandIn(make, 0) for student, make in {"ann": perfect, "bob": doubles_only}.items()}
    write_folder(room.folder / "submitted", pair, room.released())
    for command in ("collect", "autograde", "feedback"):
        room.run("nbgrader", command, MODULE)
    room.run("nbgrader", "report", "--output", "grades.csv")
    return room


def test_the_guides_spellings_give_the_same_marks(guides: Classroom) -> None:
    marks = guides.marks("grades.csv")
    assert [float(marks[student][MODULE]) for student in ("ann", "bob")] == [70, 30]


@pytest.mark.parametrize("group", ["grade", "nbgrader"])
def test_a_bare_group_says_what_it_can_do(guides: Classroom, group: str) -> None:
    assert "autograde" in guides.run(group)


def test_status_in_the_guides_spelling(guides: Classroom) -> None:
    assert MODULE in guides.run("nbgrader", "status")


def test_module_01_of_the_real_course(tmp_path: Path) -> None:
    """An untouched notebook has no point, the reference has all of them."""
    module = "01_tensor"
    room = course(tmp_path / "course", CURRICULUM)
    room.run("grade", "setup")
    room.run("grade", "generate", "01")
    room.run("grade", "release", "01")
    solved = room.released(module)
    for name in [
        source(cell).splitlines()[1][12:] for cell in solved if source(cell).startswith("#| export\n# exercise: ")
    ]:
        solved = typed(solved, name, solution(name, CURRICULUM, module))
    for student, found in {"ann": solved, "bob": room.released(module)}.items():
        place = room.folder / "submitted" / student / module
        place.mkdir(parents=True)
        (place / f"{module}.ipynb").write_bytes(as_file(found))
    room.run("grade", "autograde", "01")
    room.run("grade", "export", "--module", "01", "--output", "marks.csv")
    marks = room.marks()
    assert [float(marks[student]["auto"]) for student in ("ann", "bob")] == [70, 0]
