"""The grading benchmark: the made-up class, the meter, the floor and the table."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from benchmarks.grading import classes, gradebooks, run
from benchmarks.grading.hand_ins import HONEST, TROUBLE, Kind, honest, trouble
from benchmarks.grading.metered import metered
from benchmarks.grading.table import must_show
from benchmarks.record import Measurement, Workload

MINI = Path(__file__).parents[1] / "fixtures" / "mini"


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> classes.Class:
    """One of each kind, graded by the command that the benchmark measures."""
    made = classes.make(MINI, "01", tmp_path_factory.mktemp("grading") / "mini")
    made.take([*honest(made.lesson, made.released, len(HONEST)), *trouble(made.lesson, made.released)])
    made.autograde()
    return made


def test_the_class_is_the_same_each_time_and_no_two_are_the_same(graded: classes.Class) -> None:
    one, other = (list(honest(graded.lesson, graded.released, 20)) for _ in range(2))
    assert one == other
    assert len({each.data for each in one}) == 20


def test_every_kind_gets_what_it_deserves_and_nobody_is_lost(graded: classes.Class) -> None:
    points = {student: 0.0 for student, _ in gradebooks.marks_of(graded)}
    for (student, _), (auto, _) in gradebooks.marks_of(graded).items():
        points[student] += auto or 0.0
    kinds = {f"s{number:05d}": kind for number, kind in enumerate(HONEST)}
    kinds |= {f"t{number}": kind for number, kind in enumerate(TROUBLE)}
    full = max(points.values())
    assert graded.lost == []
    assert points.keys() == kinds.keys()
    assert {kinds[student] for student, got in points.items() if got == full} >= {Kind.SOLVED}
    assert {points[student] for student, kind in kinds.items() if kind in (Kind.UNTOUCHED, Kind.BAD_JSON)} == {0.0}
    assert all(0 < points[student] < full for student, kind in kinds.items() if kind in (Kind.HALF, Kind.LOOPS))


def test_the_floor_runs_the_same_cells(graded: classes.Class, tmp_path: Path) -> None:
    small = classes.make(MINI, "01", tmp_path / "mini")
    small.take(honest(small.lesson, small.released, 2))
    assert run.floor(small) > 0


def test_a_command_is_metered_with_all_that_it_starts() -> None:
    burn = "import time; data = bytearray(64 << 20)\nwhile time.process_time() < 0.5: pass"
    outer = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {burn!r}]); print('said'); sys.exit(3)"
    used = metered([sys.executable, "-c", outer], cwd=Path.cwd(), env=os.environ)
    assert used.cpu >= 0.5
    assert used.memory > 64 << 20
    assert (used.code, used.said) == (3, "said\n")
    with pytest.raises(RuntimeError, match="said"):
        used.must_succeed()


def test_the_table_holds_what_was_measured() -> None:
    pair = Workload("one more", run.WALL, 1, "ours", [{"ours": [0.05], "stock": [1.0]}], results={"lost": "0"})
    sizes = Workload("Scaling: memory", run.MEMORY, 1, "", [{"10 hand-ins": [300.0], "100 hand-ins": [301.0]}])
    table = must_show(Measurement("grading", "now", {"packages": {}}, [pair, sizes]))
    assert "| one more | 1.000 s | 0.050 s (20.0 to 1) |" in table
    assert "| lost | | 0 |" in table
    assert "| Scaling: memory | | 300 MB for 10 hand-ins, 301 MB for 100 hand-ins |" in table
