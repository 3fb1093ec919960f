"""The file gradebook.db itself: made, recognised, waited for while another program holds it, set aside when damaged.

Where the configuration names a PostgreSQL server (`postgres`), that is asked instead.
"""

from __future__ import annotations

import secrets
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import quote

from tito.errors import ToolFailed
from tito.grading import postgres
from tito.grading.folder import CourseFolder

T = TypeVar("T")
SLICE = 1.0  # seconds that SQLite itself waits before it says that it is locked
COMPANIONS = ("-journal", "-wal", "-shm")  # SQLite's own files beside it


@dataclass(frozen=True)
class Patience:
    """How long to wait for a gradebook that another program holds, and whom to tell."""

    seconds: float = 5.0
    tell: Callable[[str], None] = lambda words: None


PATIENT = Patience()


def exists(folder: CourseFolder) -> bool:
    server = postgres.server(folder)
    return server.exists() if server else folder.gradebook.is_file()


def url(folder: CourseFolder) -> Any:
    """As SQLAlchemy and NBGrader take it."""
    from sqlalchemy import URL

    server = postgres.server(folder)
    return server.url if server else URL.create("sqlite", database=str(folder.gradebook))


def create(folder: CourseFolder) -> None:
    """Make an empty gradebook with NBGrader's tables, unless there is one."""
    if exists(folder):
        return
    if server := postgres.server(folder):
        _make_tables(server.url)
        server.identify()
        return
    from sqlalchemy import URL

    draft = folder.gradebook.with_name(".gradebook.new")
    draft.unlink(missing_ok=True)
    _make_tables(URL.create("sqlite", database=str(draft)), new_identity())
    _companions_aside(folder.gradebook, "left-over")  # of a gradebook that is gone: SQLite would apply them to this one
    draft.rename(folder.gradebook)


def _make_tables(address: Any, *more: str) -> None:
    """NBGrader would ask the `alembic` program for the version of its tables, which is on nobody's PATH unless the
    environment is activated; alembic's library answers the same question."""
    from alembic.config import Config
    from alembic.script import ScriptDirectory
    from nbgrader import api
    from sqlalchemy import create_engine, text

    config = Config(str(Path(api.__file__).with_name("alembic.ini")))
    config.set_main_option("script_location", str(Path(api.__file__).with_name("alembic")))
    head = ScriptDirectory.from_config(config).get_current_head()
    engine = create_engine(address)
    with engine.begin() as connection:
        api.Base.metadata.create_all(connection)
        connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)"))
        connection.execute(text("INSERT INTO alembic_version (version_num) VALUES (:head)"), {"head": head})
        for statement in more:
            connection.execute(text(statement))
    engine.dispose()


def identity(folder: CourseFolder) -> int:
    """A number that a gradebook keeps for life, so that a new one in its place is noticed."""
    if server := postgres.server(folder):
        return server.identity()
    with _connected(folder, "ro") as connection:
        (number,) = connection.execute("PRAGMA user_version").fetchone()
        return int(number)


def identify(folder: CourseFolder) -> None:
    """See that it is a gradebook, and give it its number if NBGrader made it.

    SQLite is asked first: NBGrader would answer a file that is no database with a traceback.
    """
    if server := postgres.server(folder):
        server.identify()
        return
    with _connected(folder, "rw") as connection:
        connection.execute("SELECT count(*) FROM submitted_assignment").fetchone()
        if not connection.execute("PRAGMA user_version").fetchone()[0]:
            connection.execute(new_identity())


def new_identity() -> str:
    return f"PRAGMA user_version = {secrets.randbelow(2**31 - 1) + 1}"


def damage(folder: CourseFolder) -> str:
    """What is wrong with the file, in SQLite's words; empty if it is whole, absent, or only held by another program."""
    if postgres.server(folder) or not folder.gradebook.exists():
        return ""
    try:
        with _connected(folder, "rw") as connection:
            connection.execute("SELECT count(*) FROM submitted_assignment").fetchone()
            (said,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    except sqlite3.DatabaseError as problem:
        return str(problem) if _is_damage(str(problem)) else ""
    return "" if said == "ok" else str(said)


def set_aside(folder: CourseFolder) -> Path:
    """Rename a damaged gradebook and what SQLite keeps beside it; returns the new name."""
    number = 1
    while (aside := folder.gradebook.with_name(f"{folder.gradebook.name}.corrupt-{number}")).exists():
        number += 1
    _companions_aside(folder.gradebook, f"corrupt-{number}")
    folder.gradebook.rename(aside)
    return aside


def when_free(patience: Patience, action: Callable[[], T]) -> T:
    """Do it as soon as no other program is in the way; the last complaint is raised when patience ends."""
    from sqlalchemy.exc import OperationalError

    end, told = time.monotonic() + patience.seconds, False
    while True:
        try:
            return action()
        except (OperationalError, sqlite3.OperationalError) as problem:
            held = any(words in str(problem) for words in ("locked", postgres.HELD))
            if not held or time.monotonic() >= end:
                raise
        if not told:
            patience.tell(f"gradebook.db is held by another program; waiting for it, {patience.seconds:g} s at most")
            told = True


def hold(connection: Any) -> None:
    """For the transaction that begins: what it reads must still hold when it is written."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    else:
        postgres.keep_others_out(connection)


def quick_to_say(engine: Any) -> None:
    """Let SQLite wait for a slice only, so that a person hears early what is being waited for."""
    from sqlalchemy import event

    if engine.dialect.name != "sqlite":  # a server is told so in its address
        return

    @event.listens_for(engine, "checkout")  # not "connect": NBGrader has connected already
    def set_timeout(connection: Any, *_: object) -> None:
        connection.execute(f"PRAGMA busy_timeout = {int(SLICE * 1000)}")


def in_words(folder: CourseFolder, problem: str) -> ToolFailed:
    """What the database complains of, and what to do about it."""
    if server := postgres.server(folder):
        return server.in_words(problem)
    name = folder.gradebook.name
    if "locked" in problem:
        return ToolFailed(
            f"{folder.gradebook} is locked: another program is writing to it.",
            then="close formgrader and other graders, then run the same command again; what was graded is in the log",
        )
    if "full" in problem:
        return ToolFailed(
            f"The disk is full: {folder.gradebook} could not be written.",
            then="make room, then run the same command again; what was graded is in the log",
        )
    if not _is_damage(problem):
        return ToolFailed(
            f"{folder.gradebook} cannot be used.", got=problem, then="mend the disk or the file's permissions"
        )
    return ToolFailed(
        f"{folder.gradebook} is damaged; it was left as it is.",
        got=problem,
        then=f"tito grade setup && tito grade autograde --all    (sets {name} aside and brings every mark back)",
    )


def _is_damage(problem: str) -> bool:
    passing = ("locked", "full", "readonly", "disk I/O", "unable to open", "not permitted")
    return not any(words in problem for words in passing)


@contextmanager
def _connected(folder: CourseFolder, mode: str) -> Iterator[sqlite3.Connection]:
    address = f"file:{quote(str(folder.gradebook))}?mode={mode}"
    with closing(sqlite3.connect(address, uri=True, timeout=SLICE)) as connection:
        yield connection


def _companions_aside(gradebook: Path, ending: str) -> None:
    for companion in COMPANIONS:
        path = gradebook.with_name(gradebook.name + companion)
        if path.exists():
            path.rename(path.with_name(f"{path.name}.{ending}"))
