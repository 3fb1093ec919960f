"""A gradebook on a PostgreSQL server: a real one, private to these tests, in a temporary folder."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import count
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from sqlalchemy import create_engine, text

from tito.errors import ToolFailed
from tito.grading import autograde as grading
from tito.grading import journal, marks, postgres
from tito.grading.database import Patience
from tito.grading.recording import Entry, Score
from tito.grading.setup import setup
from tito.grading.writer import Writer

pytestmark = pytest.mark.xdist_group("postgres")  # one server
MODULE = "01_numbers"
NUMBERS = count(1)


def program(name: str) -> str:
    """Debian keeps the server's programs off the PATH."""
    installed = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    found = str(installed[-1]) if installed else shutil.which(name)
    assert found, f"no {name}: apt-get install postgresql"
    return found


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """The folder of its socket; it listens nowhere else. It refuses to run as root."""
    place = Path(tempfile.mkdtemp(prefix="pg-"))  # a short path: sockets have no long names
    who: dict[str, Any] = {}
    if os.geteuid() == 0:
        shutil.chown(place, "nobody")
        who = {"user": "nobody", "group": "nogroup", "extra_groups": []}

    def run(*words: str) -> None:
        done = subprocess.run(words, cwd=place, stdin=subprocess.DEVNULL, capture_output=True, check=False, **who)
        assert done.returncode == 0, done.stderr.decode()

    run(program("initdb"), "-D", f"{place}/data", "-U", "tito", "-A", "trust", "-E", "UTF8", "--no-sync")
    options = f"-k {place} -c listen_addresses= -c fsync=off"
    run(program("pg_ctl"), "-D", f"{place}/data", "-l", f"{place}/log", "-w", "-o", options, "start")
    yield str(place)
    run(program("pg_ctl"), "-D", f"{place}/data", "-m", "immediate", "stop")
    shutil.rmtree(place)


def address(server: str, name: str) -> str:
    return f"postgresql+psycopg://tito@/{name}?host={server}"


def administer(server: str, statement: str) -> None:
    engine = create_engine(address(server, "postgres"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()


@pytest.fixture
def there(room: Any, server: str) -> Any:
    """The class of `room`, its gradebook moved to the server: a line in the configuration, and setup again."""
    name = f"gradebook{next(NUMBERS)}"
    administer(server, f"CREATE DATABASE {name}")
    with room.folder.config.open("a", encoding="utf-8") as file:
        file.write(f'c.CourseDirectory.db_url = "{address(server, name)}"\n')
    made = setup(room.folder.root, room.curriculum.course)
    assert made.made == (f"postgresql+psycopg://tito@/{name}?host={server.replace('/', '%2F')}",)
    assert made.modules == ("01_numbers", "02_boxes")
    room.folder.gradebook.unlink()  # nothing asks for it any more
    return room


def grade(room: Any, executor: Any) -> grading.Graded:
    with marks.gradebook(room.folder, room.settings.course_id) as book:
        writer = Writer(room.folder, room.curriculum.course, room.settings, room.module, book)
        return grading.autograde(writer, lambda: executor)


def points(room: Any) -> dict[str, float]:
    found: dict[str, float] = {}
    with marks.gradebook(room.folder, room.settings.course_id) as book:
        for row in book.rows(MODULE):
            found[row.student] = found.get(row.student, 0.0) + row.points
    return found


def by_hand(room: Any, student: str, cell: str, points: float, comment: str) -> None:
    """As formgrader does it: through NBGrader's own models."""
    from nbgrader import api

    with api.Gradebook(postgres.server(room.folder).url, room.settings.course_id) as book:  # type: ignore[union-attr]
        grade = book.find_grade(cell, MODULE, MODULE, student)
        grade.manual_score, grade.needs_manual_grade = points, False
        book.find_comment(cell, MODULE, MODULE, student).manual_comment = comment
        book.db.commit()


def test_a_class_is_graded_and_nothing_is_written_twice(there: Any, stand_in: Any) -> None:
    for student in ("ada", "ben"):
        there.hand_in(student, there.perfect())
    executor = stand_in(there.module)
    assert len(grade(there, executor).ran) == 2
    again = grade(there, executor)
    assert (len(again.ran), sorted(again.unchanged)) == (0, ["ada", "ben"])
    assert points(there) == {"ada": 70.0, "ben": 70.0}
    assert not there.folder.gradebook.exists()


def test_nbgrader_opens_it_and_manual_marks_survive_grading_again(there: Any, stand_in: Any) -> None:
    there.hand_in("ada", there.perfect())
    grade(there, stand_in(there.module))
    by_hand(there, "ada", "question-q1", 7.0, "well said")
    there.hand_in("ada", there.work({"question-q1": "<!-- answer: q1 -->\nanother"}))
    grade(there, stand_in(there.module))
    assert points(there) == {"ada": 77.0}


def test_a_database_that_was_dropped_comes_back_whole(there: Any, server: str, stand_in: Any) -> None:
    there.hand_in("ada", there.perfect())
    grade(there, stand_in(there.module))
    by_hand(there, "ada", "question-q1", 7.0, "well said")
    assert points(there) == {"ada": 77.0}  # and the journal has heard of it
    name = postgres.server(there.folder).url.database  # type: ignore[union-attr]
    administer(server, f"DROP DATABASE {name} WITH (FORCE)")
    administer(server, f"CREATE DATABASE {name}")
    with pytest.raises(ToolFailed, match="There is no gradebook"):
        points(there)
    restored = setup(there.folder.root, there.curriculum.course).restored
    assert [(mark.cell, mark.points, mark.comment) for mark in restored] == [("question-q1", 7.0, "well said")]
    executor = stand_in(there.module)
    grade(there, executor)
    assert executor.seeds == []  # from the log: nothing was run
    assert points(there) == {"ada": 77.0}


FORMGRADER = """\
import sys
from pathlib import Path
from nbgrader import api
from tito.grading import marks, postgres
from tito.grading.folder import CourseFolder

root = Path(sys.argv[1])
marks.watch(root)  # as nbgrader_config.py does
with api.Gradebook(postgres.server(CourseFolder(root)).url, sys.argv[2]) as book:
    book.find_grade("question-q1", "01_numbers", "01_numbers", "ada").manual_score = 5.0
    book.db.commit()
"""


def test_marks_are_journalled_at_the_moment_formgrader_saves_them(there: Any, stand_in: Any) -> None:
    there.hand_in("ada", there.perfect())
    grade(there, stand_in(there.module))
    argv = [sys.executable, "-c", FORMGRADER, str(there.folder.root), there.settings.course_id]
    done = subprocess.run(argv, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    assert {mark.points for mark in journal.marks(there.folder).values()} == {5.0}


def test_who_writes_waits_for_another_writer_and_says_so(there: Any, server: str) -> None:
    entry = Entry("ada", MODULE, (Score("check-double", 20.0),))
    name, told = postgres.server(there.folder).url.database, Event()  # type: ignore[union-attr]
    engine = create_engine(address(server, name))
    other = engine.connect()
    other.execute(text("LOCK TABLE grade IN ROW EXCLUSIVE MODE"))  # as any writer does

    def record(seconds: float) -> None:
        patience = Patience(seconds, lambda words: told.set())
        with marks.gradebook(there.folder, there.settings.course_id, patience) as book:
            book.record([entry])

    with pytest.raises(ToolFailed, match="is locked: another program is writing to it"):
        record(0.0)
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(record, 120.0)
        assert told.wait(120)
        other.close()
        waiting.result()
    engine.dispose()
    assert points(there)["ada"] == 20.0


def test_two_that_write_at_once_write_everything_once(there: Any) -> None:
    entries = [Entry(f"s{number}", MODULE, (Score("check-double", 20.0),)) for number in range(40)]

    def record(part: list[Entry]) -> None:
        with marks.gradebook(there.folder, there.settings.course_id, Patience(120.0)) as book:
            for start in range(0, len(part), 5):
                book.record(part[start : start + 5])

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(record, [entries, [replace(entry) for entry in entries]]))
    assert points(there) == {f"s{number}": 20.0 for number in range(40)}


def test_a_server_that_is_not_there_is_said_in_words(room: Any, tmp_path: Path) -> None:
    with room.folder.config.open("a", encoding="utf-8") as file:
        file.write(f'c.CourseDirectory.db_url = "postgresql+psycopg://me:secret@/x?host={tmp_path}"\n')
    with pytest.raises(ToolFailed, match="cannot be used") as caught:
        points(room)
    assert "secret" not in str(caught.value)
    assert "nbgrader_config.py" in caught.value.then
