"""Hand-ins are taken apart by a process behind walls; whatever becomes of it is a result for one hand-in alone."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from tito.course import notebook
from tito.course.notebook import Notebook, grade_id
from tito.errors import BadFile, ToolFailed
from tito.grading import autograde as grading
from tito.grading import journal, marks, reading
from tito.grading import reader as reader_module
from tito.grading.reader import Reader
from tito.grading.writer import Writer
from tito.sandbox.choose import REQUIRE, choice
from tito.sandbox.protocol import Level, Limits

MODULE = "01_numbers"
LEVELS = (Level.A, Level.B, Level.C)
TIGHT = Limits(memory_mb=96, processes=32, file_mb=1, files=64)


@pytest.fixture(params=LEVELS, ids=[f"level-{level}" for level in LEVELS])
def walls(request: pytest.FixtureRequest) -> Any:
    found = choice(request.param)
    if not found.holds:
        required = os.environ.get(REQUIRE)
        assert not required or request.param < required, found.missing
        pytest.skip(found.missing)
    return found.walls


@pytest.fixture
def reader(walls: Any) -> Iterator[Reader]:
    made = Reader(walls)
    yield made
    made.close()


def told(made: Notebook) -> list[tuple[str, str, str, str]]:
    """What rebuilding asks of a hand-in."""
    return [(cell.id, cell.kind, grade_id(cell) or "", cell.source) for cell in made.cells]


def refused(*_: Any, **__: Any) -> Any:
    raise AssertionError("a hand-in was parsed outside the sandbox")


def grade(room: Any, executor: Any) -> Any:
    with marks.gradebook(room.folder, room.settings.course_id) as book:
        writer = Writer(room.folder, room.curriculum.course, room.settings, room.module, book)
        return grading.autograde(writer, executor)


def many_cells(number: int) -> bytes:
    cell = {"cell_type": "code", "source": ["x"], "metadata": {}, "outputs": []}
    return json.dumps({"nbformat": 4, "cells": [cell] * number}).encode()


def below(pid: int) -> Iterator[int]:
    """The processes that this one has started, and those that they have."""
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in map(int, (task / "children").read_text().split()):
            yield from (child, *below(child))


def kill_all(desk: Any) -> None:
    """Every process of its room."""
    for pid in [*below(desk._room._popen.pid), desk._room._popen.pid]:
        with suppress(ProcessLookupError):  # it went with the one before
            os.kill(pid, signal.SIGKILL)


def test_it_reads_as_a_trusted_notebook_is_read(room: Any, reader: Reader) -> None:
    for data in (room.perfect(), room.perfect().decode().encode("utf-16"), b"\xef\xbb\xbf" + room.perfect()):
        made = reader.read(data, "work.ipynb")
        trusted = notebook.read(room.perfect().decode(), "work.ipynb")
        assert told(made) == told(trusted)
        about = trusted.metadata["tinytorch"]
        assert made.metadata["tinytorch"] == {key: about[key] for key in ("module", "hash")}


def test_half_a_letter_and_no_cells_come_through(reader: Reader) -> None:
    cell = {"cell_type": "markdown", "source": "\ud83d", "metadata": {"nbgrader": {"grade_id": "\udc00"}}}
    assert told(reader.read(json.dumps({"nbformat": 4, "cells": [cell]}).encode(), "x")) == [
        ("cell-1", "markdown", "\udc00", "\ud83d")
    ]
    assert told(reader.read(b'{"nbformat": 4, "cells": []}', "x")) == []


def test_what_is_no_notebook_is_said_in_words(reader: Reader) -> None:
    with pytest.raises(BadFile, match=r"mine\.ipynb is a PDF, not a notebook"):
        reader.read(b"%PDF-1.7", "mine.ipynb")
    with pytest.raises(BadFile, match="nested too deeply"):
        reader.read(b"[" * 500_000, "mine.ipynb")
    with pytest.raises(BadFile, match="is empty"):
        reader.read(b"", "")


def test_nothing_of_a_class_is_parsed_by_the_grader(room: Any, stand_in: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The room's processes are others than this one: what is refused here is not refused there."""
    room.hand_in("ada", room.perfect())
    room.hand_in("ben", b"{")
    monkeypatch.setattr(reading, "as_notebook", refused)
    assert grade(room, stand_in(room.module)).failures == []
    found = journal.gradings(room.folder, MODULE)
    assert found["ada"].report.points == 70
    assert "not valid JSON" in found["ben"].reason


def test_one_that_takes_too_much_memory_costs_itself_alone(room: Any, walls: Any) -> None:
    reader = Reader(walls, limits=TIGHT)
    with pytest.raises(BadFile, match=r"big\.ipynb (takes more memory to read|could not be read)"):
        reader.read(many_cells(150_000), "big.ipynb")
    assert told(reader.read(room.perfect(), "work.ipynb"))
    reader.close()


def test_one_that_is_never_done_costs_itself_alone(room: Any, walls: Any) -> None:
    hasty, patient = Reader(walls, patience=0.0), Reader(walls)
    with pytest.raises(BadFile, match="reading it took too long"):
        hasty.read(many_cells(1000), "slow.ipynb")
    assert told(patient.read(room.perfect(), "work.ipynb"))
    patient.close()


def test_a_reader_that_was_killed_is_replaced(room: Any, reader: Reader) -> None:
    reader.read(room.perfect(), "work.ipynb")
    (desk,) = reader._idle
    kill_all(desk)
    assert told(reader.read(room.perfect(), "work.ipynb"))


def test_no_death_from_outside_is_held_against_a_hand_in(
    room: Any, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However often it comes: that is this machine's trouble, and no zero."""
    made = reader_module._Desk.__init__

    def doomed(desk: Any, *arguments: Any) -> None:
        made(desk, *arguments)
        kill_all(desk)

    monkeypatch.setattr(reader_module._Desk, "__init__", doomed)
    with pytest.raises(ToolFailed, match="its sandbox was ended") as caught:
        reader.read(room.perfect(), "work.ipynb")
    assert not isinstance(caught.value, BadFile)


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"\xff\xff\xff\xff",
        b"\0\0\0\x09not",
        reading.packed(["something else"]),
        reading.packed(["notebook"]),
        reading.packed(["no notebook", "why"]),
        reading.packed(["notebook", "m", "h", "cell-1", "code", ""]),
        reading.packed(["notebook", "m", "h", "cell-1", "check", "", "x"]),
        reading.packed(["notebook", "m", "h", "../..", "code", "", "x"]),
        reading.packed(["notebook", "m"]) + b"\0\0\0\x01\xff",
    ],
)
def test_an_answer_that_is_none_is_not_believed(answer: bytes) -> None:
    with pytest.raises(ValueError, match=r"not|middle|decode"):
        reading.taken(answer)
