"""What people and machines do to hand-ins and rosters: nothing of it stops a class, and all of it is said."""

from __future__ import annotations

import json
import os
import struct
import tarfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tito.course import notebook
from tito.errors import BadFile, WrongUsage
from tito.grading import autograde as grading
from tito.grading import execute, journal, marks, roster
from tito.grading.autograde import Graded
from tito.grading.submitted import WORDS, read_hand_in
from tito.grading.writer import Writer
from tito.results import Report

MODULE = "01_numbers"


ANSWERING = """\
#| export
# exercise: double
import os
import threading


def answer():
    while True:
        for descriptor in range(3, 20):
            try:
                os.write(descriptor, b'\\0\\0\\0\\x18\\0\\0\\0\\0["list",["value",1,""]]')
            except OSError:
                pass


threading.Thread(target=answer, daemon=True).start()


def double(x):
    raise SystemExit
"""


class Idle:
    """Stands where the sandbox would; nothing is run."""

    def __init__(self, room: Any) -> None:
        self.module = room.module

    def stop(self) -> None:
        return None

    close = stop

    def run(self, work: Any, *, seed: str) -> Report:
        return Report(MODULE, (), seed=seed)


def grade(room: Any, executor: Any = None) -> Graded:
    with marks.gradebook(room.folder, room.settings.course_id) as book:
        writer = Writer(room.folder, room.curriculum.course, room.settings, room.module, book)
        return grading.autograde(writer, lambda: executor or Idle(room))


def reason(room: Any, student: str) -> str:
    return journal.gradings(room.folder, MODULE)[student].reason


def about(room: Any, student: str) -> tuple[str, ...]:
    taken = {taken.student: taken.remarks for taken in room.collector.collect(None).taken}
    return tuple(taken[student])


def test_a_folder_named_like_the_notebook(room: Any) -> None:
    (room.folder.handed_in("ada", MODULE) / f"{MODULE}.ipynb").mkdir(parents=True)
    room.hand_in("ben", room.perfect())
    assert about(room, "ada") == (f"{MODULE}.ipynb: it is a folder",)
    assert grade(room).failures == []
    assert grade(room).failures == []  # the second run compares bytes first
    assert "it is a folder" in reason(room, "ada")


def test_half_a_letter_in_an_answer(room: Any) -> None:
    """JSON can hold half of an emoji, as a cut string leaves it; no file in UTF-8 can."""
    data = room.work({"question-q1": "<!-- answer: q1 -->\n8 MB HALF"}).replace(b"HALF", b"\\ud83d")
    room.hand_in("ada", data)
    assert grade(room).failures == []
    assert journal.gradings(room.folder, MODULE)["ada"].answers["question-q1"]


def test_threads_that_answer_in_the_notebooks_place(room: Any) -> None:
    """What becomes of each check is a race; that none is passed is not."""
    room.hand_in("ada", room.work({"exercise-double": ANSWERING}))
    executor = execute.prepare(room.curriculum, room.module, room.folder.state / "reference" / MODULE)
    assert grade(room, executor).failures == []
    report = journal.gradings(room.folder, MODULE)["ada"].report
    assert report is not None
    assert (report.points, len(report.checks)) == (0, 4)


def test_what_is_said_of_a_hand_in_is_short_and_harmless(room: Any) -> None:
    room.hand_in("ada", json.dumps({"nbformat": 4, "cells": [{"cell_type": "\x1b[2J" + "A" * 9000}]}).encode())
    room.hand_in("ben", json.dumps({"nbformat": "\x1b[2J" + "A" * 9000, "cells": []}).encode())
    grade(room)
    for student in ("ada", "ben"):
        assert reason(room, student).isprintable()
        assert len(reason(room, student)) < WORDS + 10


def test_a_module_name_as_long_as_a_book(room: Any) -> None:
    made = notebook.read(room.perfect().decode(), "work")
    named = replace(made, metadata={"tinytorch": {"module": "\x1b[2J" + "A" * 9000}})
    room.hand_in("ada", notebook.write(named).encode())
    grade(room)
    report = journal.gradings(room.folder, MODULE)["ada"].report
    assert report is not None
    assert all(remark.isprintable() and len(remark) < WORDS + 10 for remark in report.remarks)


def test_a_folder_that_cannot_be_listed(room: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    place = room.hand_in("ada", room.perfect(), name="mine.ipynb")
    listed = Path.iterdir

    def refuse(path: Path) -> Any:
        if path == place:
            raise PermissionError(13, "Permission denied")
        return listed(path)

    monkeypatch.setattr(Path, "iterdir", refuse)
    found = read_hand_in(room.folder, "ada", room.module)
    assert found.problem == "the folder cannot be read (Permission denied)"


def test_a_folder_named_almost_like_a_student(room: Any) -> None:
    """Its mark would go to somebody whom the roster does not know."""
    for name in ("Ada", "ada@uni.example", "nora"):
        room.hand_in(name, room.perfect())
    assert about(room, "Ada") == ("not on the roster; if this is ada, rename the folder",)
    assert about(room, "ada@uni.example") == ("not on the roster; if this is ada, rename the folder",)
    assert about(room, "nora") == ("not on the roster",)


def test_a_folder_that_cannot_be_a_student(room: Any) -> None:
    room.hand_in("esc\x1b[31mred", room.perfect())
    (said,) = about(room, "esc?[31mred")
    assert said.startswith("not gradable: the folder's name cannot be a student's id")
    (failure,) = grade(room).failures
    assert failure.reason.endswith("rename the folder")


def test_only_the_student_asked_for_is_missing(room: Any) -> None:
    found = room.collector.collect(None, student="chen")
    assert (found.missing, found.there) == (("chen",), 0)
    room.hand_in("ada", room.perfect())
    assert room.collector.collect(None).there == 1


def test_ids_that_differ_in_case_only(tmp_path: Path) -> None:
    (tmp_path / "roster.csv").write_text("id\nAda\nada\n", encoding="utf-8")
    with pytest.raises(BadFile) as caught:
        roster.read(tmp_path / "roster.csv")
    assert "'Ada' is there too" in caught.value.got


def test_ids_that_differ_in_a_dot(room: Any, tmp_path: Path) -> None:
    """What is written to the letter is meant, before anything that is merely like it."""
    room.folder.roster.write_text("id\na.b\nab\n", encoding="utf-8")
    for student in ("a.b", "ab"):
        (tmp_path / "inbox" / student).mkdir(parents=True)
        (tmp_path / "inbox" / student / f"{MODULE}.ipynb").write_bytes(room.perfect())
    found = room.collector.collect(tmp_path / "inbox")
    assert [(taken.student, taken.remarks) for taken in found.taken] == [("a.b", ()), ("ab", ())]


def test_what_macos_adds_is_no_hand_in(room: Any, tmp_path: Path) -> None:
    (tmp_path / "inbox" / "ada").mkdir(parents=True)
    (tmp_path / "inbox" / "ada" / f"{MODULE}.ipynb").write_bytes(room.perfect())
    (tmp_path / "inbox" / "ada" / f"._{MODULE}.ipynb").write_bytes(b"\0\5\26\7")
    found = room.collector.collect(tmp_path / "inbox")
    assert ([taken.remarks for taken in found.taken], found.unclaimed) == ([()], ())


@pytest.mark.parametrize("name", [f"{MODULE}.ipynb.txt", f"{MODULE}.ipynb.json", f"{MODULE}-Copy1.ipynb"])
def test_names_that_browsers_and_jupyter_give(room: Any, tmp_path: Path, name: str) -> None:
    (tmp_path / "inbox").mkdir()
    (tmp_path / "inbox" / f"okaforben_1002_503_{name}").write_bytes(room.perfect())
    (tmp_path / "inbox" / f"ada_{name}").write_bytes(room.perfect())
    found = room.collector.collect(tmp_path / "inbox")
    assert [(taken.student, taken.state) for taken in found.taken] == [("ada", "new"), ("ben", "new")]


def test_a_batch_is_written_whole_or_not_at_all(room: Any) -> None:
    from tito.grading.recording import Entry, Score

    good = Entry("ada", MODULE, (Score("check-double", 20.0),))
    with marks.gradebook(room.folder, room.settings.course_id) as book:
        with pytest.raises(WrongUsage, match="not in the gradebook"):
            book.record([good, replace(good, student="ben", module="99_nothing")])
        assert book.rows(MODULE) == ()


def test_a_pipe_a_hard_link_and_a_device_in_the_place_of_a_notebook(room: Any, tmp_path: Path) -> None:
    """A pipe is a zero with its reason. A second name of some file is nobody's fault yet, and marks nothing."""
    for student in ("ada", "ben"):
        room.folder.handed_in(student, MODULE).mkdir(parents=True)
    os.mkfifo(room.folder.handed_in("ada", MODULE) / f"{MODULE}.ipynb")
    (tmp_path / "other.ipynb").write_bytes(room.perfect())
    os.link(tmp_path / "other.ipynb", room.folder.handed_in("ben", MODULE) / f"{MODULE}.ipynb")
    (failure,) = grade(room).failures
    assert "not a regular file" in reason(room, "ada")
    assert (failure.student, "hard link" in failure.reason) == ("ben", True)


def test_a_file_of_a_million_lists_is_refused_before_it_is_read(room: Any) -> None:
    room.hand_in("ada", b'{"nbformat": 4, "cells": [' + b"[]," * 1_000_001 + b"[]]}")
    grade(room)
    assert "lists and objects, as no notebook does" in reason(room, "ada")


def test_an_archive_that_lists_millions_is_refused_before_its_list_is_read(room: Any, tmp_path: Path) -> None:
    """Only its last bytes say so; a real one would be a hundred megabytes."""
    end = b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, 0xFFFF, 0xFFFF, 90_000_000, 0, 0)
    (tmp_path / "bomb.zip").write_bytes(end)
    with pytest.raises(BadFile, match="more files than any class"):
        room.collector.collect(tmp_path / "bomb.zip")


def test_another_kind_of_archive_says_what_to_do(room: Any, tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "class.tar.gz", "w:gz") as archive:
        archive.add(room.folder.roster, "ada/roster.csv")
    with pytest.raises(BadFile, match="not a zip archive") as caught:
        room.collector.collect(tmp_path / "class.tar.gz")
    assert "unpack any other archive" in caught.value.then
