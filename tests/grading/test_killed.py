"""kill -9 at any touch of disk or database: the next run goes on, and nothing is lost, doubled or stale."""

from __future__ import annotations

import random
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tito.grading import journal, marks
from tito.grading.setup import setup

MODULE = "01_numbers"
STUDENTS = [f"s{number:02d}" for number in range(60)]  # more than one batch
SEEDS = range(12)

Attempt = Callable[[Path, int], str]


@pytest.fixture(scope="module")
def attempt(mini: Any) -> Iterator[Attempt]:
    """Grade the course in this folder until the given touch; "killed", or "done" and how many touches there were."""
    program = [sys.executable, str(Path(__file__).with_name("killing.py")), str(mini.root)]
    with subprocess.Popen(program, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin
        assert process.stdout

        def ask(root: Path, moment: int) -> str:
            print(f"{root} {moment}", file=process.stdin, flush=True)
            return process.stdout.readline().strip()  # type: ignore[union-attr]

        yield ask
        process.stdin.close()


def answer(room: Any, text: str) -> bytes:
    return bytes(room.work({"question-q1": f"<!-- answer: q1 -->\n{text}"}))


@pytest.fixture(scope="module")
def handed_in_again(
    prepared: Path, enter: Callable[[Path], Any], attempt: Attempt, tmp_path_factory: pytest.TempPathFactory
) -> Any:
    """A class that was graded and marked by hand; since then every second student has handed in another answer."""
    root = tmp_path_factory.mktemp("again") / "course"
    shutil.copytree(prepared, root)
    room = enter(root)
    for student in STUDENTS:
        room.hand_in(student, answer(room, "first"))
    assert attempt(root, 0).startswith("done")
    with sqlite3.connect(room.folder.gradebook) as connection:
        connection.execute("UPDATE grade SET manual_score = 7, needs_manual_grade = 0 WHERE auto_score IS NULL")
    connection.close()
    with marks.gradebook(room.folder, room.settings.course_id):
        assert len(journal.marks(room.folder)) == len(STUDENTS)  # any command journals what people gave
    for student in STUDENTS[::2]:
        room.hand_in(student, answer(room, "second"), when="2027-01-26 09:00:00 UTC")
    return room


def state(room: Any) -> dict[str, Any]:
    """Everything that grading leaves behind, without what differs from run to run."""
    with marks.gradebook(room.folder, room.settings.course_id) as book:
        rows = sorted(map(str, book.rows(MODULE)))
    logged = journal.gradings(room.folder, MODULE)
    shown = {s: room.folder.autograded(s, MODULE).read_text(encoding="utf-8") for s in STUDENTS}
    notes = {key: (mark.points, mark.content, mark.waiting) for key, mark in journal.marks(room.folder).items()}
    return {"rows": rows, "log": {s: g.submission for s, g in logged.items()}, "shown": shown, "marks": notes}


@pytest.fixture(scope="module")
def undisturbed(
    handed_in_again: Any, enter: Callable[[Path], Any], attempt: Attempt, tmp_path_factory: pytest.TempPathFactory
) -> tuple[int, dict[str, Any]]:
    """How many touches a run takes, and what it leaves."""
    root = tmp_path_factory.mktemp("undisturbed") / "course"
    shutil.copytree(handed_in_again.folder.root, root)
    done, touches = attempt(root, 0).split()
    assert done == "done"
    return int(touches), state(enter(root))


@pytest.mark.parametrize("seed", SEEDS)
def test_killed_twice_and_finished(
    seed: int,
    handed_in_again: Any,
    undisturbed: Any,
    enter: Callable[[Path], Any],
    attempt: Attempt,
    tmp_path: Path,
) -> None:
    touches, expected = undisturbed
    chance = random.Random(seed)
    shutil.copytree(handed_in_again.folder.root, tmp_path / "course")
    first = chance.randrange(1, touches + 1)
    assert attempt(tmp_path / "course", first) == "killed"
    attempt(tmp_path / "course", chance.randrange(1, touches + 1))  # may end before its moment comes
    assert attempt(tmp_path / "course", 0).startswith("done")
    assert state(enter(tmp_path / "course")) == expected


def test_the_moments_lie_within_the_writing(undisturbed: Any) -> None:
    """A run of thirty hand-ins touches each of them more than once, and a killed one is thus stopped in the middle."""
    touches, expected = undisturbed
    assert touches > 3 * len(STUDENTS)
    waiting = [row for row in expected["rows"] if "cell='question-q1'" in row and "waiting=True" in row]
    assert len(waiting) == len(STUDENTS) // 2  # a mark for another text is to be looked at again


def test_removing_the_gradebook_of_a_killed_run(
    handed_in_again: Any, undisturbed: Any, enter: Callable[[Path], Any], attempt: Attempt, tmp_path: Path, mini: Any
) -> None:
    """SQLite's journal stays beside a gradebook that is removed, and must not be applied to the next one."""
    shutil.copytree(handed_in_again.folder.root, tmp_path / "course")
    gradebook = tmp_path / "course" / "gradebook.db"
    stale = gradebook.with_name("gradebook.db-journal")
    stale.write_bytes(b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7" + bytes(5000))
    gradebook.unlink()
    setup(tmp_path / "course", mini.course)
    assert not stale.exists()
    assert attempt(tmp_path / "course", 0).startswith("done")
    assert state(enter(tmp_path / "course")) == undisturbed[1]
