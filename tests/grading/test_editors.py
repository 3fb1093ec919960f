"""What editors, hosts and students do to notebooks: golden files, graded as one class in the real sandbox.

Each begins from a perfect hand-in and says in `edits` what became of it, and what must come out: the points of the
checks, the answers that wait for a person, a reason if it cannot be run, words among the remarks.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tito.course import notebook
from tito.grading import execute, journal, marks
from tito.grading.autograde import autograde
from tito.grading.writer import Writer

GOLDEN = Path(__file__).parent / "golden" / "editors"
CASES = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in sorted(GOLDEN.glob("*.json"))}
MODULE = "01_numbers"

Raw = dict[str, Any]


def tag(cell: Any) -> str:
    tags = (cell.get("metadata") or {}).get("nbgrader", {}) if isinstance(cell, dict) else {}
    return str(tags.get("grade_id", ""))


class Edited:
    """A notebook's JSON in the hands of an editor. Each method is an edit of the golden files."""

    def __init__(self, data: bytes) -> None:
        self.raw: Raw = json.loads(data)
        self.names = [tag(cell) for cell in self.raw["cells"]]  # by which cells are found, whatever becomes of the tags
        self.texts: list[tuple[str, str]] = []

    def data(self) -> bytes:
        text = json.dumps(self.raw, ensure_ascii=True, indent=1)
        for old, new in self.texts:
            assert old in text
            text = text.replace(old, new, 1)
        return text.encode()

    def at(self, name: str) -> int:
        return self.names.index(name)

    def change(self, thing: Raw, how: Raw) -> None:
        for key in how.get("drop", []):
            thing.pop(key, None)
        for key, value in how.get("merge", {}).items():
            thing[key] = {**thing.get(key, {}), **value}
        thing.update(how.get("set", {}))
        if "source" in how:
            thing["source"] = how["source"]

    def cells(self, how: Raw) -> None:
        for cell in self.raw["cells"]:
            self.change(cell, how)

    def cell(self, name: str, how: Raw) -> None:
        self.change(self.raw["cells"][self.at(name)], how)

    def top(self, how: Raw) -> None:
        self.change(self.raw, how)

    def insert(self, where: int | str, cell: Any) -> None:
        places = {"end": len(self.names)} | {f"before:{name}": number for number, name in enumerate(self.names)}
        place = where if isinstance(where, int) else places[where]
        self.raw["cells"].insert(place, cell)
        self.names.insert(place, "")

    def move(self, name: str, where: str) -> None:
        cell = self.raw["cells"].pop(self.at(name))
        self.names.remove(name)
        self.insert(where, cell)

    def copy(self, name: str, source: str) -> None:
        self.raw["cells"].insert(self.at(name) + 1, {**self.raw["cells"][self.at(name)], "source": source})
        self.names.insert(self.at(name) + 1, "")

    def split(self, name: str, line: int, *, bare: bool = False) -> None:
        cell = self.raw["cells"][self.at(name)]
        lines = "".join(cell["source"]).splitlines(keepends=True)
        second = {**cell, "source": lines[line:]} | ({"metadata": {}, "id": "new"} if bare else {})
        cell["source"] = lines[:line]
        self.raw["cells"].insert(self.at(name) + 1, second)
        self.names.insert(self.at(name) + 1, "")

    def split_bare(self, name: str, line: int) -> None:
        self.split(name, line, bare=True)

    def merge(self, names: list[str]) -> None:
        cells = [self.raw["cells"][self.at(name)] for name in names]
        cells[0]["source"] = "\n".join("".join(cell["source"]) for cell in cells)
        for name in names[1:]:
            del self.raw["cells"][self.at(name)]
            self.names.remove(name)

    def sources(self, how: str) -> None:
        for cell in self.raw["cells"]:
            text = "".join(cell["source"])
            lines = text.splitlines(keepends=True)
            windows = [line.replace("\n", "\r\n") for line in lines]
            cell["source"] = {"string": text, "letters": list(text), "crlf": windows}[how]

    def text(self, old: str, new: str) -> None:
        self.texts.append((old, new))


def hand_in(room: Any, edits: list[list[Any]]) -> bytes:
    made = Edited(room.perfect())
    for name, *arguments in edits:
        if name == "raw":
            return str(arguments[0]).encode()
        getattr(made, name.replace("-", "_"))(*arguments)
    return made.data()


@pytest.fixture(scope="module")
def graded(prepared: Path, enter: Callable[[Path], Any], tmp_path_factory: pytest.TempPathFactory) -> Any:
    root = tmp_path_factory.mktemp("editors") / "course"
    shutil.copytree(prepared, root)
    room = enter(root)
    for case, golden in CASES.items():
        room.hand_in(case, hand_in(room, golden["edits"]))
    with marks.gradebook(room.folder, room.settings.course_id) as book:
        writer = Writer(room.folder, room.curriculum.course, room.settings, room.module, book)
        place = room.folder.state / "reference" / MODULE
        done = autograde(writer, lambda: execute.prepare(room.curriculum, room.module, place))
    assert done.failures == []
    return room


@pytest.fixture(scope="module")
def rows(graded: Any) -> dict[str, list[Any]]:
    with marks.gradebook(graded.folder, graded.settings.course_id) as book:
        found = book.rows(MODULE)
    return {case: [row for row in found if row.student == case] for case in CASES}


@pytest.mark.parametrize("case", CASES)
def test_the_mark(rows: dict[str, list[Any]], case: str) -> None:
    assert sum(row.points for row in rows[case]) == CASES[case]["auto"]
    assert [row.cell for row in rows[case] if row.waiting] == CASES[case].get("waiting", [])


@pytest.mark.parametrize("case", [case for case, golden in CASES.items() if golden["auto"] < 70])
def test_no_zero_is_silent(graded: Any, case: str) -> None:
    """Lost points have a reason: why it could not be run, or for each check what became of it."""
    grading = journal.gradings(graded.folder, MODULE)[case]
    assert CASES[case].get("reason", "") in grading.reason
    lost = [check for check in grading.report.checks if not check.points] if grading.report else []
    assert grading.reason or all(check.error or check.waits_for or check.got for check in lost)


@pytest.mark.parametrize("case", [case for case, golden in CASES.items() if "remarks" in golden])
def test_what_was_done_to_it_is_said(graded: Any, case: str) -> None:
    report = journal.gradings(graded.folder, MODULE)[case].report
    assert report
    said = "\n".join(report.remarks)
    assert all(words in said for words in CASES[case]["remarks"]), said


@pytest.mark.parametrize("case", CASES)
def test_formgrader_can_show_it(graded: Any, case: str) -> None:
    import nbformat

    text = graded.folder.autograded(case, MODULE).read_text(encoding="utf-8")
    assert json.loads(text, parse_constant=lambda name: pytest.fail(f"{name} is no JSON"))
    nbformat.validate(nbformat.reads(text, as_version=4))
    assert notebook.read(text, case).cells
