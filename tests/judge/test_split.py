"""Warm rooms: what a run leaves behind, what becomes of one whose server dies, and how long a hand-in may take."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tito.errors import ToolFailed
from tito.judge.plan import plan
from tito.judge.reference import build_reference, importable
from tito.judge.split import Pairs
from tito.results import Outcome
from tito.sandbox.choose import choose
from tito.sandbox.levels import Walls
from tito.sandbox.protocol import Limits
from tito.sandbox.room import Room


class Watched:
    """The sandbox, with its rooms in sight."""

    def __init__(self) -> None:
        self.walls: Walls = choose()
        self.rooms: list[Room] = []
        self.name = self.walls.name

    def room(self, **options: object) -> Room:
        self.rooms.append(self.walls.room(**options))  # type: ignore[arg-type]
        return self.rooms[-1]


@pytest.fixture
def watched() -> Watched:
    return Watched()


@pytest.fixture
def pairs(reference: Path, watched: Watched) -> Iterator[Pairs]:
    with Pairs(watched, package=reference / "tinytorch") as made:
        yield made


def test_rooms_are_used_again(split, pairs, watched) -> None:
    steps = plan(split.notebook("numbers"), seed="1")
    assert [pairs.run(steps).passed for _ in range(3)] == [True] * 3
    assert len(watched.rooms) == 2


@pytest.mark.parametrize("which", [0, 1], ids=["student", "verdict"])
def test_a_server_that_has_died_is_replaced(split, pairs, watched, which: int) -> None:
    steps = plan(split.notebook("numbers"), seed="1")
    assert pairs.run(steps).passed
    os.kill(watched.rooms[which]._popen.pid, signal.SIGKILL)
    watched.rooms[which]._popen.wait()
    assert pairs.run(steps).passed
    assert len(watched.rooms) == 4


def test_a_server_that_dies_while_a_hand_in_runs_costs_it_nothing(split, pairs, watched) -> None:
    first = "import time; time.sleep(3)"
    steps = plan(split.notebook("numbers", first=first), seed="1")
    killed = threading.Event()

    def kill() -> None:
        watched.rooms[0]._popen.kill()
        killed.set()

    timer = threading.Timer(2.0, kill)
    timer.start()
    report = pairs.run(steps)
    assert killed.is_set()
    assert report.passed
    assert not report.cell_errors


def test_what_never_starts_is_a_failure_of_the_tool_and_no_zero(split, reference, watched) -> None:
    steps = plan(split.notebook("numbers"), seed="1")
    with Pairs(watched, package=reference / "tinytorch", preload=["no_such_module"]) as pairs:  # noqa: SIM117
        with pytest.raises(ToolFailed) as told:
            pairs.run(steps)
    assert "no_such_module" in told.value.got
    assert len(watched.rooms) == 4  # it was tried twice


def test_stopping_ends_what_runs(split, pairs) -> None:
    steps = plan(split.notebook("numbers", first="import time; time.sleep(600)"), seed="1")
    threading.Timer(1.0, pairs.stop).start()
    with pytest.raises(ToolFailed):
        pairs.run(steps)


LEAVE = """
import os, signal, tempfile
open(os.path.join(tempfile.gettempdir(), "mark"), "w").write("x")
os.environ["MARK"] = "x"
np.mark = "x"
if os.fork() == 0:
    signal.pause()
"""
LOOK = """
import os, tempfile
print(os.path.exists(os.path.join(tempfile.gettempdir(), "mark")), "MARK" in os.environ, hasattr(np, "mark"))
"""


def test_nothing_of_one_hand_in_is_there_for_the_next(split, pairs) -> None:
    assert pairs.run(plan(split.notebook("numbers", first=LEAVE), seed="1")).passed
    double = f"def double(x):\n    {LOOK.strip().replace(chr(10), chr(10) + '    ')}\n    return 2 * x"
    found = {check.name: check for check in pairs.run(plan(split.notebook("numbers", {"double": double}))).checks}
    assert found["check-double"].output.split() == ["False"] * 3


def test_numbers_drawn_without_a_seed_are_others_in_each_run(split, pairs) -> None:
    double = "def double(x):\n    import random\n    print(np.random.random(), random.random())\n    return 2 * x"
    steps = plan(split.notebook("numbers", {"double": double}), seed="1")
    outputs = [check.output for _ in range(2) for check in pairs.run(steps).checks if check.name == "check-double"]
    assert outputs[0] != outputs[1]


@pytest.fixture(params=["foreground", "background"])
def ground(request: pytest.FixtureRequest) -> Iterator[None]:
    """A shell starts what runs in the background with interrupts ignored, and so it starts its rooms."""
    before = signal.getsignal(signal.SIGINT)
    signal.signal(signal.SIGINT, signal.SIG_IGN if request.param == "background" else signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("ground")
def test_an_interrupted_step_leaves_the_rest_of_the_run_as_it_was(split) -> None:
    """Not replayed: what was drawn before it is still there after it."""
    cells = {
        "double": "def double(x):\n    print(token)\n    return 2 * x",
        "row_sums": "def row_sums(x):\n    while x.shape == (2, 2): pass\n    print(token)\n    return x.sum(axis=1)",
    }
    steps = plan(split.notebook("numbers", cells, first="import random\ntoken = random.random()"), seed="1")
    with Pairs(choose(), package=split.reference / "tinytorch", limits=Limits(seconds_per_step=4)) as pairs:
        found = {check.name: check for check in pairs.run(steps).checks}
    assert found["check-row_sums"].outcome is Outcome.TIMED_OUT
    assert found["hidden-row_sums"].outcome is Outcome.PASSED
    assert found["check-double"].output.split()[0] == found["hidden-row_sums"].output.split()[0]


STUBBORN = """
def {name}(x):
    while True:
        try:
            while True:
                pass
        except BaseException:
            pass
"""


def test_many_loops_that_heed_nothing_are_bounded_by_the_total(split) -> None:
    cells = {name: STUBBORN.format(name=name) for name in ("double", "row_sums")}
    limits = Limits(seconds_per_step=4, seconds_total=12)
    with Pairs(choose(), package=split.reference / "tinytorch", limits=limits) as pairs:
        report = pairs.run(plan(split.notebook("numbers", cells), seed="1"))
    assert {check.outcome for check in report.checks} == {Outcome.TIMED_OUT}
    assert report.seconds < 60


def test_the_reference_is_there_without_its_sources(course, tmp_path) -> None:
    boxes = course.course.find("boxes")
    package = build_reference(course, tmp_path, needed_by=boxes, compiled=True) / "tinytorch"
    assert [path for path in package.rglob("*") if path.is_file() and path.suffix != ".pyc"] == []
    assert importable(package)
    with Pairs(choose(), package=package, preload=importable(package)) as pairs:
        from tito.course import editions

        notebook = editions.instructor(boxes, course.lesson(boxes).cells, course.course)
        report = pairs.run(plan(notebook, seed="1"))
    assert report.passed, report


def test_the_sandbox_is_named_in_the_report(split, pairs) -> None:
    assert pairs.run(plan(split.notebook("numbers"), seed="1")).sandbox == choose().name
