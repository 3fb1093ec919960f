"""The grader is killed, interrupted, started twice: nothing is lost, nothing is doubled, every mark is the same."""

from __future__ import annotations

import random
import select
import signal
from typing import Any

import pytest

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


def os_pidfd(pid: int) -> int:
    import os

    return os.pidfd_open(pid)
