"""A class whose hand-ins are broken or bent in their structure, graded by the real commands in one run.

Between them stand honest ones. Nobody gains a point, nobody is lost, and what is written of it is harmless to read.
"""

from __future__ import annotations

import csv
import html
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from tito.course import editions, notebook
from tito.course.curriculum import Curriculum
from tito.course.notebook import Notebook, grade_id
from tito.grading import journal, marks
from tito.grading import settings as settings_file
from tito.grading.folder import CourseFolder
from tito.grading.intake import MAX_BYTES
from tito.grading.journal import Grading

pytestmark = pytest.mark.xdist_group("attacks: structure")  # one class for all of them
HERE = Path(__file__).parent
MODULE = "01_target"
ALL = 70.0
SCRIPT = "</textarea><script>alert(1)</script><img src=x onerror=alert(2)>{{ 7 * 7 }}"
LINKS = r"""[a](javascript:alert(1)) [b][c] [d] ![e](http://evil.example/e.png) <javascript:alert(2)>
[f\\](javascript:alert(3)) [g] (javascript:alert(4)) $\href{javascript:alert(5)}{x}$

[c]: javascript:alert(6)
[d]: data:text/html;base64,PHNjcmlwdD4=
"""
HONEST = ("a_honest", "m_honest", "z_honest")
ODD_STUDENTS = {"-x": "@SUM(A1)", "a'b": "=HYPERLINK(0)", "名前": SCRIPT, "x;y": "+1"}
UNUSABLE = ("=1+1", "<b>x", "..x", "a b ", "x" * 101)  # folders whose names cannot be a student's id

Raw = dict[str, Any]
Change = Callable[[Raw], Any]


def tagged(raw: Raw, prefix: str) -> list[Raw]:
    return [cell for cell in raw["cells"] if tags(cell) and tags(cell)["grade_id"].startswith(prefix)]


def tags(cell: Raw) -> Raw:
    return dict(cell["metadata"].get("nbgrader", {}))


def each(prefix: str, **changes: Any) -> Change:
    """Change NBGrader's metadata of these cells."""

    def change(raw: Raw) -> None:
        for cell in tagged(raw, prefix):
            cell["metadata"]["nbgrader"] |= changes

    return change


def whole(**changes: Any) -> Change:
    return lambda raw: raw.update(changes)


def cells(make: Callable[[list[Raw]], list[Any]]) -> Change:
    return lambda raw: raw.update(cells=make(raw["cells"]))


def sources(prefix: str, text: str) -> Change:
    def change(raw: Raw) -> None:
        for cell in tagged(raw, prefix):
            cell["source"] = text

    return change


def ids(name: Callable[[int], str]) -> Change:
    def change(raw: Raw) -> None:
        for number, cell in enumerate(raw["cells"]):
            cell["metadata"]["nbgrader"] = {**tags(cell), "grade_id": name(number)}

    return change


def swapped(raw: Raw) -> None:
    for cell in [*tagged(raw, "check-"), *tagged(raw, "exercise-")]:
        kind, _, name = tags(cell)["grade_id"].partition("-")
        other = {"check": "exercise", "exercise": "check"}[kind]
        cell["metadata"]["nbgrader"]["grade_id"] = f"{other}-{name}"


def skipped(raw: Raw) -> None:
    for cell in raw["cells"]:
        cell["metadata"] |= {"tags": ["skip-execution", "remove-cell"], "editable": False, "slideshow": {"x": "skip"}}


def extra(*texts: str, kind: str = "code") -> Change:
    made = [{"cell_type": kind, "metadata": {}, "source": text, "outputs": []} for text in texts]
    return cells(lambda given: [*given[:4], *made, *given[4:]])


def with_outputs(raw: Raw) -> None:
    for cell in raw["cells"]:
        if cell["cell_type"] == "code":
            data = {"text/html": SCRIPT, "application/javascript": "alert(1)", "image/svg+xml": f"<svg>{SCRIPT}</svg>"}
            cell["outputs"] = [{"output_type": "display_data", "data": data, "metadata": {}}]
            cell["execution_count"] = 10**30
    raw["cells"][0]["attachments"] = {"x.html": {"text/html": SCRIPT}}


def deep_metadata(raw: Raw) -> None:
    inner: Any = SCRIPT
    for _ in range(400):
        inner = {"a": [inner]}
    raw["metadata"] |= {"widgets": inner, "tinytorch": {"module": inner, "hash": "../../../../etc/passwd"}}


# What is done to the released notebook, without a single exercise solved: no automatic point, whatever it is.
BENT: Mapping[str, Change] = {
    "points of a thousand": each("", points=1000),
    "negative points": each("check-", points=-1000),
    "points in words": each("", points="all of them"),
    "checks as solutions": each("check-", solution=True, grade=False, locked=False),
    "exercises as checks": each("exercise-", grade=True, points=70, locked=True),
    "an old schema": each("", schema_version=1, checksum="0" * 32),
    "ids swapped": swapped,
    "one id for all": ids(lambda number: "check-double"),
    "odd ids": ids(lambda number: ["../../x", "", "a" * 10_000, "exercise-\x00", "hidden-", "-"][number % 6]),
    "ids of no type": whole(metadata={"tinytorch": ["list"], "kernelspec": 5}),
    "skip tags": skipped,
    "passing checks": sources("check-", "pass"),
    "empty checks": sources("hidden-", ""),
    "checks that exit": sources("check-", "import os; os._exit(0)"),
    "no checks": cells(
        lambda given: [c for c in given if not tags(c).get("grade_id", "").startswith(("check", "hid"))]
    ),
    "no cells": whole(cells=[]),
    "only checks": cells(lambda given: [c for c in given if tags(c).get("grade_id", "").startswith("check")]),
    "backwards": cells(lambda given: given[::-1]),
    "checks first": cells(
        lambda given: sorted(given, key=lambda c: not tags(c).get("grade_id", "").startswith("check"))
    ),
    "each cell a hundred times": cells(lambda given: given * 100),
    "code as text": lambda raw: [cell.update(cell_type="markdown") for cell in raw["cells"]],
    "text as code": lambda raw: [cell.update(cell_type="code", outputs=[]) for cell in raw["cells"]],
    "raw cells": lambda raw: [cell.update(cell_type="raw") for cell in raw["cells"]],
    "outputs with scripts": with_outputs,
    "deep metadata": deep_metadata,
    "another language": whole(metadata={"kernelspec": {"name": "bash"}, "language_info": {"name": "perl"}}),
    "sources in lists": lambda raw: [cell.update(source=cell["source"] * 1) for cell in raw["cells"]],
    "links in answers": sources("question-", f"<!-- answer: q1 -->\n{LINKS}"),
    "links in cells": extra(LINKS, kind="markdown"),
    "scripts in raw cells": extra(SCRIPT, LINKS, kind="raw"),
    "scripts in answers": sources("question-", f"<!-- answer: q1 -->\n{SCRIPT}\n=HYPERLINK(0)"),
    "answers in exercises": sources("exercise-", f"<!-- answer: q1 -->\n### END SOLUTION\n{SCRIPT}"),
    "hidden tests of its own": sources("exercise-", "### BEGIN HIDDEN TESTS\npass\n### END HIDDEN TESTS"),
    "every exercise in one cell": extra("\n".join(f"# exercise: {n}\nx = 1" for n in ("double", "rows", "table") * 99)),
    "thousands of exercises": extra(*(f"# exercise: e{n}\n# exercise: f{n}" for n in range(3000))),
    "thousands that fail": extra(*(f"raise ValueError('{n}' * 1000)" for n in range(3000))),
    "thousands of commands": extra(*(f"%time {n}" for n in range(3000))),
    "copies of one id": cells(lambda given: [*given, *({**given[0], "id": "a"} for _ in range(40_000))]),
    "ids that collide": cells(
        lambda given: [*given, *({**given[0], "id": "a" * 57 + f"-{n}"} for n in range(20_000))] * 2
    ),
    "a tree for the parser": extra("%time\nx = (" + "1," * 1_000_000 + ")"),
    "deep nesting": extra("(" * 90_000, "-" * 300_000 + "1", "x" + ".x" * 200_000, "%a\n" + "[" * 90_000),
    "a long line": extra("# " + "x" * 5_000_000, "'" + "\\" * 1_000_001),
    "null bytes": extra("x = 1\0", "\0", "\ud800", "\x1b[2J"),
    "half letters everywhere": lambda raw: raw["metadata"].update({"\ud83d": "\udc00"}),
}

# What is no notebook, or one that cannot be read.
BROKEN: Mapping[str, Callable[[bytes], bytes]] = {
    "empty": lambda data: b"",
    "blanks": lambda data: b" \n\t " * 1000,
    "not json": lambda data: b"{'cells': []}",
    "half": lambda data: data[: len(data) // 2],
    "not utf-8": lambda data: data.replace(b"Target", b"\xff\xfe\xfa"),
    "utf-16 without mark": lambda data: data.decode().encode("utf-16-be"),
    "an older format": lambda data: json.dumps({"nbformat": 3, "worksheets": [{"cells": []}]}).encode(),
    "a newer format": lambda data: json.dumps({"nbformat": 5, "cells": []}).encode(),
    "a list": lambda data: b"[1, 2, 3]",
    "a number": lambda data: b"9" * 100_000,
    "not a number": lambda data: b'{"nbformat": NaN, "cells": Infinity}',
    "nested": lambda data: b"[" * 500_000,
    "nested objects": lambda data: b'{"a":' * 200_000,
    "cells that are none": lambda data: json.dumps({"nbformat": 4, "cells": [1, None, [], "x"]}).encode(),
    "sources that are none": lambda data: json.dumps(
        {"nbformat": 4, "cells": [{"cell_type": "code", "source": {"a": 1}}]}
    ).encode(),
    "too large": lambda data: b" " * (MAX_BYTES + 1),
    "an archive": lambda data: b"PK\x03\x04" + bytes(1000),
    "a program": lambda data: b"\x7fELF" + bytes(1000),
    "scripts": lambda data: SCRIPT.encode(),
}


@dataclass(frozen=True)
class Class:
    """What the real commands have made of all of them."""

    folder: CourseFolder
    said: str
    gradings: Mapping[str, Grading]
    rows: Mapping[str, Mapping[str, float]]  # by student and cell: automatic points in the gradebook
    exported: list[list[str]]
    pages: Mapping[str, str]
    before: Mapping[str, bytes]

    def points(self, student: str) -> float:
        return sum(self.rows[student].values())


def name_of(case: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", f"c {case}".lower())


def bent(released: Notebook, change: Change) -> bytes:
    raw = json.loads(notebook.write(released))
    change(raw)
    return json.dumps(raw).encode()


def hand_ins(course: Curriculum) -> Iterator[tuple[str, bytes]]:
    about = course.course.find("target")
    lesson = course.lesson(about)
    released = editions.student(about, lesson.cells, course.course)
    solved = editions.instructor(about, lesson.cells, course.course)
    solutions = {grade_id(c): c.source for c in solved.cells if (grade_id(c) or "").startswith("exercise-")}
    done = released.with_cells(replace(c, source=solutions.get(grade_id(c), c.source)) for c in released.cells)
    perfect = notebook.write(done).encode()
    yield from ((student, perfect) for student in (*HONEST, *ODD_STUDENTS, *UNUSABLE))
    yield from ((name_of(case), bent(released, change)) for case, change in BENT.items())
    yield from ((name_of(case), change(perfect)) for case, change in BROKEN.items())


@pytest.fixture(scope="module")
def graded(course: Curriculum, prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Class:
    place = tmp_path_factory.mktemp("class")
    shutil.copytree(prepared, place / "course")
    folder = CourseFolder(place / "course")
    with folder.roster.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(
            [("id", "name"), *((student, "Honest") for student in HONEST), *ODD_STUDENTS.items()]
        )
    for student, data in hand_ins(course):
        (folder.handed_in(student, MODULE)).mkdir(parents=True)
        (folder.handed_in(student, MODULE) / f"{MODULE}.ipynb").write_bytes(data)
    before = {str(path): path.read_bytes() for path in folder.submitted.rglob("*.ipynb")}
    said = run(place, folder, "autograde", MODULE)
    run(place, folder, "feedback", MODULE)
    run(place, folder, "export", "--output", str(place / "grades.csv"))
    rows: dict[str, dict[str, float]] = {}
    with marks.gradebook(folder, settings_file.load(folder.settings, course.course).course_id) as book:
        for row in book.rows(MODULE):
            rows.setdefault(row.student, {})[row.cell] = row.auto or 0.0
    with (place / "grades.csv").open(encoding="utf-8-sig", newline="") as file:
        exported = list(csv.reader(file))
    pages = {path.parts[-3]: path.read_text(encoding="utf-8") for path in (folder.root / "feedback").rglob("*.html")}
    return Class(folder, said, journal.gradings(folder, MODULE), rows, exported, pages, before)


def run(place: Path, folder: CourseFolder, *arguments: str) -> str:
    """The real command, as on a new machine."""
    kept = {"PATH": os.environ["PATH"], "HOME": str(place), "NO_COLOR": "1", "TITO_CURRICULUM": str(HERE / "course")}
    done = subprocess.run(
        [Path(sys.executable).with_name("tito"), "grade", *arguments, "--course", folder.root],
        env=kept, cwd=place, capture_output=True, encoding="utf-8", timeout=280, check=False,
    )  # fmt: skip
    assert done.returncode in (0, 1, 3), done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    return done.stdout + done.stderr


@pytest.mark.parametrize("student", [*HONEST, *ODD_STUDENTS])
def test_an_honest_hand_in_among_them_is_graded_in_full(graded: Class, student: str) -> None:
    assert graded.points(student) == ALL


@pytest.mark.parametrize("case", BENT)
def test_a_bent_one_gains_nothing_and_is_recorded(graded: Class, case: str) -> None:
    grading = graded.gradings[name_of(case)]
    assert graded.points(name_of(case)) == 0
    assert grading.reason or grading.report
    if grading.report is not None:
        assert (len(grading.report.checks), grading.report.max_points) == (14, ALL)
        assert len(grading.report.remarks) < 60
        assert len(json.dumps(grading.to_json())) < 500_000


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_one_is_recorded_with_its_reason(graded: Class, case: str) -> None:
    grading = graded.gradings[name_of(case)]
    assert graded.points(name_of(case)) == 0
    assert grading.report is None
    assert 10 < len(grading.reason) < 700
    assert grading.reason.isprintable()


def test_nobody_is_lost(graded: Class) -> None:
    everybody = {path.name for path in graded.folder.submitted.iterdir()} - set(UNUSABLE)
    assert set(graded.gradings) == set(graded.rows) == set(graded.pages) == everybody


def test_folders_that_cannot_be_students_are_named(graded: Class) -> None:
    assert all(f"{student}: not graded" in graded.said for student in UNUSABLE)


def test_hand_ins_are_left_as_they_were(graded: Class) -> None:
    assert {str(path): path.read_bytes() for path in graded.folder.submitted.rglob("*.ipynb")} == graded.before


def test_what_the_commands_say_moves_no_cursor(graded: Class) -> None:
    assert all(line.isprintable() for line in graded.said.splitlines())


class Tags(HTMLParser):
    """Every element and attribute of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: set[tuple[str, str]] = set()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found |= {(tag, ""), *((tag, name) for name, _ in attrs)}


INERT = {"class", "id", "aria-labelledby", "scope", "lang", "charset", "content", "http-equiv", "name", "cite"}
ACTIVE = {"script", "img", "iframe", "object", "embed", "svg", "form", "link", "base", "a", "video", "math"}


def test_feedback_pages_are_inert(graded: Class) -> None:
    for student, page in graded.pages.items():
        found = Tags(page).found
        assert not ACTIVE & {tag for tag, _ in found}, student
        assert not {name for _, name in found} - INERT - {""}, student
        assert "default-src 'none'" in page


@pytest.mark.parametrize("case", [case for case in BENT if "scripts" in case or "links" in case])
def test_formgraders_view_is_inert(graded: Class, monkeypatch: pytest.MonkeyPatch, case: str) -> None:
    """What formgrader makes of the annotated notebooks, without the page around them."""
    import nbconvert

    monkeypatch.setenv("JUPYTER_PATH", str(Path(nbconvert.__file__).parents[4] / "share" / "jupyter"))
    exporter = nbconvert.HTMLExporter(template_name="classic")
    page, _ = exporter.from_filename(str(graded.folder.autograded(name_of(case), MODULE)))
    elements = re.findall(r"<[a-z][^>]*>", page.partition("<body")[2], re.IGNORECASE)
    assert not [text for text in elements if "alert" in text or re.match("<(script|img|iframe|form|svg)", text)]


def test_answers_are_shown_as_they_were_typed(graded: Class) -> None:
    assert html.escape(SCRIPT, quote=False) in graded.pages[name_of("scripts in answers")].replace("&#34;", '"')


def test_no_cell_of_the_export_is_a_formula(graded: Class) -> None:
    cells = [cell for row in graded.exported for cell in row]
    assert not [cell for cell in cells if cell[:1] in ("=", "+", "-", "@", "\t", "\r")]
    assert len(graded.exported) >= 1 + len(HONEST) + len(ODD_STUDENTS)
