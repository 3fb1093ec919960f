"""Whether hand-ins are to run behind weaker walls than those before them."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tito.grading.folder import CourseFolder
from tito.sandbox.choose import REQUIRE, choose, why_no_better
from tito.sandbox.levels import CANNOT, MADE_OF
from tito.sandbox.protocol import Level

_TAIL = 1 << 20  # bytes: the last entry of a log lies within them
_ORDER = tuple(Level)


@dataclass(frozen=True)
class Weaker:
    """The sandbox of this run, and the better one of the last."""

    now: Level
    before: Level
    when: str  # the last run's, ISO time
    why: str  # this machine does not give the better one, in words

    @property
    def words(self) -> str:
        lost = "; ".join(CANNOT.get(self.now, ()))
        return (
            f"WARNING: hand-ins run in a weaker sandbox than last time: level {self.now}; on {self.when[:10]} it was "
            f"level {self.before}.\n"
            f"  level {self.before}: {MADE_OF[self.before]}\n"
            f"  level {self.now}: {MADE_OF[self.now]}" + (f"\n  not promised now: {lost}" if lost else "") + "\n"
            f"  why: {self.why or 'it was asked for'}\n"
            f"  to refuse anything less: set {REQUIRE}={self.before}, and run the command again"
        )


def weaker(folder: CourseFolder) -> Weaker | None:
    """None if it is as good as the last time, or nothing was graded yet. NoSandbox if there is none."""
    now, last = choose().level, max(_last_ones(folder), default=None)
    if last is None or _ORDER.index(last[1]) >= _ORDER.index(now):
        return None
    return Weaker(now, last[1], last[0], why_no_better())


def _last_ones(folder: CourseFolder) -> Iterator[tuple[str, Level]]:
    """The newest grading of each module that says what it ran in, and when."""
    for log in (folder.state / "log").glob("*.jsonl"):
        entries = (_entry(line) for line in reversed(_tail(log)))
        yield from [entry for entry in entries if entry][:1]


def _tail(log: Path) -> list[bytes]:
    with log.open("rb") as file:
        file.seek(max(0, file.seek(0, os.SEEK_END) - _TAIL))
        return file.read().splitlines()


def _entry(line: bytes) -> tuple[str, Level] | None:
    """None for half a line, and for a hand-in that was not run."""
    try:
        raw: Mapping[str, Any] = json.loads(line)
        return str(raw["at"]), Level(raw["report"]["sandbox"].removeprefix("level "))
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
