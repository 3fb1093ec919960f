"""The grader is killed, interrupted, started twice: nothing is lost, nothing is doubled, every mark is the same."""

from __future__ import annotations

import json
import os
import random
import secrets
import select
import shutil
import signal
import time
from collections.abc import Callable
from contextlib import ExitStack, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tito.sandbox.choose import REQUIRE, choice
from tito.sandbox.protocol import Level

pytestmark = pytest.mark.xdist_group("faults")  # the class is made and graded once


def stop_somewhere(grader: Any, chance: random.Random) -> None:
    """Follow its words for a while, and kill the whole group at a moment that nobody chose."""
    for _ in range(chance.randrange(12)):
        if not grader.stream.readline():
            return
    select.select([grader.process.stdout], [], [], chance.random() / 5)
    grader.kill()


@pytest.mark.parametrize("seed", range(4))
def test_kill_9_again_and_again_until_it_is_done(course: Any, agrees: Any, seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(4):
        with course.start("grade", "autograde", "--all") as grader:
            stop_somewhere(grader, chance)
    before = len(course.logged())
    said = course.run("grade", "autograde", "--all")
    assert f"{before} graded before and unchanged" in said or before in (0, 24)
    agrees(course)
    assert len(course.logged()) == 24  # nobody was graded twice


def test_ctrl_c_says_how_to_go_on(course: Any, agrees: Any) -> None:
    with course.start("grade", "autograde", "--all") as grader:
        grader.until("[3/24]")
        grader.kill(signal.SIGINT)
        said = grader.read()
    assert grader.wait() == 130
    assert "run the same command again to go on" in said
    assert "Traceback" not in said
    assert 3 <= len(course.logged()) < 24
    course.run("grade", "autograde", "--all")
    agrees(course)
    assert len(course.logged()) == 24


def test_a_second_grader_is_refused_and_the_first_one_not_disturbed(course: Any, agrees: Any) -> None:
    with course.start("grade", "autograde", "--all") as grader:
        grader.until("[1/24]")
        refused = course.run("grade", "autograde", "--all", code=3)
        grader.read()
        assert grader.wait() == 0
    assert "Another tito grade command is at work" in refused
    agrees(course)


@pytest.mark.parametrize("seed", range(2))
def test_kill_9_of_sandboxes_costs_no_honest_point(course: Any, agrees: Any, seed: int) -> None:
    """As the kernel does when memory runs out: any process below the grader, at any moment."""
    chance = random.Random(seed)
    killed = 0
    with course.start("grade", "autograde", "--all") as grader:
        for line in grader.lines():
            below = grader.descendants()
            if line.startswith("[") and below and chance.random() < 0.4:
                try:
                    signal.pidfd_send_signal(os_pidfd(chance.choice(below)), signal.SIGKILL)
                    killed += 1
                except ProcessLookupError:
                    continue
    assert killed
    course.run("grade", "autograde", "--all")  # what the tool could not grade is no zero: it is tried again
    agrees(course)


ENDLESS = """\
#| export
# exercise: double
import ctypes
import os
import signal


def stay():
    signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 65))
    ctypes.CDLL(None).prctl(15, b"@NAME@", 0, 0, 0)
    while True:
        pass


if os.fork() == 0:
    if os.fork() == 0:
        try:
            os.setsid()
        except OSError:
            pass
        stay()
    os._exit(0)
stay()
"""


def endless(course: Any, name: str) -> None:
    """Hand-ins that loop, and leave a daemon behind that loops too; all are processes of this name."""
    for path in sorted((course.folder / "submitted").iterdir())[3:]:
        shutil.rmtree(path)
    for path in (course.folder / "submitted").rglob("*.ipynb"):
        made = json.loads(path.read_bytes())
        for cell in made["cells"]:
            if cell["metadata"].get("nbgrader", {}).get("grade_id") == "exercise-double":
                cell["source"] = ENDLESS.replace("@NAME@", name)
        path.write_text(json.dumps(made), encoding="utf-8")


def called(name: str) -> list[int]:
    found = []
    for path in Path("/proc").glob("[0-9]*/comm"):
        with suppress(OSError):  # it has just ended
            found += [int(path.parent.name)] if path.read_text().strip() == name else []
    return found


def until(true: Callable[[], object], *, seconds: float = 60.0) -> None:
    """Look again and again; no event tells of other people's processes."""
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it never came"
        select.select([], [], [], 0.05)


@pytest.mark.parametrize("level", ["A", "B", "C"])
def test_nothing_in_a_sandbox_outlives_a_grader_that_was_killed(course: Any, level: str) -> None:
    found = choice(Level(level))
    if not found.holds:
        assert not level >= os.environ.get(REQUIRE, "D"), found.missing
        pytest.skip(found.missing)
    name = f"loop-{secrets.token_hex(4)}"
    endless(course, name)
    confined = replace(course, environment={**course.environment, "TITO_SANDBOX_LEVEL": level})
    with confined.start("grade", "autograde", "01", "--workers", "2") as grader, ExitStack() as stack:
        until(lambda: len(called(name)) >= 4)  # of each of two hand-ins the notebook's process and the daemon
        ends = select.poll()
        below = [os.pidfd_open(pid) for pid in {*grader.descendants(), *called(name)}]
        for descriptor in below:
            stack.callback(os.close, descriptor)
            ends.register(descriptor, select.POLLIN)
        os.kill(grader.process.pid, signal.SIGKILL)  # and nobody else
        for _ in range(len(below)):
            ((ended, _), *_) = ends.poll(60_000) or [(-1, 0)]
            assert ended in below, f"{len(called(name))} processes live on"
            ends.unregister(ended)
        until(lambda: not called(name))  # those that were started meanwhile


def os_pidfd(pid: int) -> int:
    return os.pidfd_open(pid)
