"""A grader that is killed at its n-th touch of disk or database: a program for test_killed.py.

Nothing is run in it: a stand-in passes every check. It forks for each attempt, so that a power cut costs no start-up.

    python killing.py COURSE CURRICULUM STUDENTS       stdin: a line for each attempt, "COURSE-FOLDER MOMENT"
    MOMENT 0 is never; stdout: for each attempt "done TOUCHES" or "killed"
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path
from typing import Any

from nbgrader import api
from sqlalchemy import event
from sqlalchemy.engine import Engine

from tito.course import curriculum as curricula
from tito.course.notebook import grade_id
from tito.grading import marks, settings
from tito.grading.autograde import autograde
from tito.grading.folder import CourseFolder
from tito.grading.writer import Writer
from tito.results import CheckResult, Outcome, Report

TOUCHES = {"open", "os.rename", "os.remove", "os.mkdir", "os.truncate", "sqlite3.connect"}
assert api


class Pretender:
    """Stands where the sandbox would: every check passes."""

    def __init__(self, module: Any) -> None:
        self.module = module

    def stop(self) -> None:
        return None

    close = stop

    def run(self, work: Any, *, seed: str) -> Report:
        tagged = [(grade_id(cell) or "", cell) for cell in work.cells]
        checks = [
            CheckResult(tag, tag.partition("-")[2], Outcome.PASSED, float(cell.metadata["nbgrader"]["points"]))
            for tag, cell in tagged
            if tag.startswith(("check-", "hidden-"))
        ]
        return Report(self.module.id, tuple(checks), seed=seed)


class Clock:
    """Counts touches; at the given one the power goes."""

    def __init__(self, moment: int) -> None:
        self.moment, self.count = moment, 0

    def tick(self, *_: Any) -> None:
        self.count += 1
        if self.count == self.moment:
            os.kill(os.getpid(), signal.SIGKILL)

    def audit(self, name: str, arguments: Any) -> None:
        if name in TOUCHES:
            self.tick()


def grade(root: Path, curriculum: Path, moment: int) -> int:
    clock = Clock(moment)
    sys.addaudithook(clock.audit)
    event.listen(Engine, "before_cursor_execute", clock.tick)
    event.listen(Engine, "commit", clock.tick)
    folder, taught = CourseFolder(root), curricula.load(curriculum)
    about, module = settings.load(folder.settings, taught.course), taught.course.find("01")
    with marks.gradebook(folder, about.course_id) as book:
        writer = Writer(folder, taught.course, about, module, book)
        autograde(writer, lambda: Pretender(module), workers=1)  # type: ignore[arg-type,return-value]
    return clock.count


def attempt(root: Path, curriculum: Path, moment: int) -> str:
    reader, sender = os.pipe()
    child = os.fork()
    if child == 0:
        os.write(sender, str(grade(root, curriculum, moment)).encode())
        os._exit(0)
    os.close(sender)
    _, status = os.waitpid(child, 0)
    said = os.read(reader, 100).decode()
    os.close(reader)
    return f"done {said}" if os.WIFEXITED(status) and os.WEXITSTATUS(status) == 0 else "killed"


if __name__ == "__main__":
    for line in sys.stdin:
        place, moment = line.rsplit(maxsplit=1)
        print(attempt(Path(place), Path(sys.argv[1]), int(moment)), flush=True)
