"""A gradebook on a PostgreSQL server: where nbgrader_config.py names one, formgrader and we use it instead of a file.

    c.CourseDirectory.db_url = "postgresql+psycopg://NAME@HOST/DATABASE"

One database for one course folder. Waiting and writing are as with the file: a batch is written in one transaction, in
which nobody else may write to the tables that it reads first.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from tito.errors import ToolFailed
from tito.grading.folder import CourseFolder

NAMED = re.compile(r"^\s*c\.CourseDirectory\.db_url\s*=\s*[\"'](postgresql.+?)[\"']", re.MULTILINE)
SLICE = "-c lock_timeout=1000"  # milliseconds that the server waits for a lock before it says that there is one
HELD = "lock timeout"  # how it says so
WRITTEN = ("student", "submitted_assignment", "submitted_notebook", "grade", "comment")
OURS = "tito_gradebook"


@dataclass(frozen=True)
class Server:
    address: str  # as NBGrader has it

    @property
    def url(self) -> Any:
        from sqlalchemy import make_url

        return make_url(self.address).update_query_dict({"options": SLICE})

    def __str__(self) -> str:
        from sqlalchemy import make_url

        return make_url(self.address).render_as_string(hide_password=True)

    def holds(self, url: Any) -> bool:
        """Whether an engine's address is this one's."""
        from sqlalchemy import make_url

        return bool(url.difference_update_query(["options"]) == make_url(self.address))

    def exists(self) -> bool:
        from sqlalchemy import inspect

        with self._connected() as connection:
            return bool(inspect(connection).has_table("submitted_assignment"))

    def identity(self) -> int:
        """A number that a gradebook keeps for life."""
        with self._connected() as connection:
            return int(connection.exec_driver_sql(f"SELECT number FROM {OURS}").scalar_one())

    def identify(self) -> None:
        """Give it its number, unless it has one."""
        with self._connected() as connection:
            connection.exec_driver_sql("SELECT count(*) FROM submitted_assignment")
            connection.exec_driver_sql(f"CREATE TABLE IF NOT EXISTS {OURS} (number BIGINT NOT NULL)")
            number = secrets.randbelow(2**31 - 1) + 1
            connection.exec_driver_sql(f"INSERT INTO {OURS} SELECT {number} WHERE NOT EXISTS (SELECT 1 FROM {OURS})")

    @contextmanager
    def _connected(self) -> Iterator[Any]:
        """One transaction. ToolFailed if the server cannot be reached."""
        from sqlalchemy import create_engine
        from sqlalchemy.exc import DBAPIError
        from sqlalchemy.pool import NullPool

        try:
            with create_engine(self.url, poolclass=NullPool).begin() as connection:
                yield connection
        except ModuleNotFoundError as problem:
            words = f"The driver for the gradebook at {self} is not installed."
            raise ToolFailed(words, got=str(problem), then="pip install 'tinytorch[postgres]'") from problem
        except DBAPIError as problem:
            if HELD in str(problem.orig):
                raise
            raise self.in_words(str(problem.orig)) from problem

    def in_words(self, problem: str) -> ToolFailed:
        if HELD in problem:
            return ToolFailed(
                f"The gradebook at {self} is locked: another program is writing to it.",
                then="close other graders, then run the same command again; what was graded is in the log",
            )
        return ToolFailed(
            f"The gradebook at {self} cannot be used.",
            got=problem.strip().splitlines()[0],
            then="mend the server or the address in nbgrader_config.py, then run the same command again",
        )


def server(folder: CourseFolder) -> Server | None:
    """The server that holds this course's gradebook; None if it is gradebook.db."""
    if not folder.config.is_file():
        return None
    match = NAMED.search(folder.config.read_text(encoding="utf-8"))
    return Server(match[1]) if match else None


def keep_others_out(connection: Any) -> None:
    """For this transaction: what it reads must still hold when it is written. Readers go on reading."""
    connection.exec_driver_sql(f"LOCK TABLE {', '.join(WRITTEN)} IN SHARE ROW EXCLUSIVE MODE")
