"""Grade a made-up class by our command and by stock NBGrader's, in turn, and say what each took for a hand-in."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from benchmarks.grading import gradebooks
from benchmarks.grading.classes import Class, environment, make
from benchmarks.grading.hand_ins import honest, trouble
from benchmarks.grading.metered import Used
from benchmarks.record import Workload
from tito.course import notebook
from tito.course.curriculum import load
from tito.course.restore import rebuild
from tito.grading.assess import truths
from tito.judge.plan import plan
from tito.judge.reference import importable

ROOT = Path(__file__).parents[2]
MINI = ROOT / "tests" / "fixtures" / "mini"
OURS, STOCK, FLOOR = "tito grade autograde", "nbgrader autograde", "a fork of a warm interpreter"
WALL, CPU, MEMORY = "s of wall time", "ms of CPU a hand-in", "MB at most"
FIRST = 2  # hand-ins that both have to grade before one more is counted: one for each of our workers, whose rooms stay
_WORKERS = ("--workers", str(FIRST))
TIMES, SCALED = "one hand-in", "hand-ins of the mini course"


def measure(
    *, students: int = 24, module: str = "03", scale: Sequence[int] = (10, 100, 1000), rounds: int = 3
) -> list[Workload]:
    """`students` 0: only how it scales."""
    with tempfile.TemporaryDirectory(prefix="grading-") as place:
        folders = _Folders(Path(place))
        return [*(_side_by_side(students, module, rounds, folders) if students else ()), *scaling(scale, folders)]


def _side_by_side(students: int, module: str, rounds: int, folders: _Folders) -> list[Workload]:
    graded = make(ROOT / "curriculum", module, folders.new())
    pairs = [_round(graded, students, folders) for _ in range(rounds)]
    return [
        *_beside(graded, students, pairs),
        _whole_class(graded, students, folders),
        gradebooks.cost(graded, folders.new()),
    ]


class _Folders:
    """New folders in one place."""

    def __init__(self, place: Path) -> None:
        self._place, self._numbers = place, count()

    def new(self) -> Path:
        return self._place / str(next(self._numbers))


@dataclass(frozen=True)
class _Round:
    """The same hand-ins by both, and the first few of them by both: what a command takes to start."""

    ours: Used
    ours_first: Used
    stock: Used
    stock_first: Used
    floor: float
    differing: int  # cells whose marks are not the same


def _round(graded: Class, students: int, folders: _Folders) -> _Round:
    ours = graded.copy(folders.new())
    ours.take(honest(graded.lesson, graded.released, students))
    stock = ours.for_stock(folders.new())
    first = graded.copy(folders.new())
    first.take(honest(graded.lesson, graded.released, FIRST))
    stock_first = first.for_stock(folders.new())
    return _Round(
        ours.autograde(*_WORKERS).must_succeed(),
        first.autograde(*_WORKERS).must_succeed(),
        stock.stock_autograde().must_succeed(),
        stock_first.stock_autograde().must_succeed(),
        floor(ours),
        len(gradebooks.differing(ours, stock)),
    )


def _beside(graded: Class, students: int, rounds: Sequence[_Round]) -> Iterator[Workload]:
    def workload(name: str, unit: str, pairs: Sequence[Mapping[str, float]], **more: object) -> Workload:
        samples = [{who: [value] for who, value in pair.items()} for pair in pairs]
        return Workload(f"{graded.module}, {students} honest hand-ins: {name}", unit, 1, OURS, samples, **more)  # type: ignore[arg-type]

    more = students - FIRST
    yield workload(
        f"{TIMES} more",
        WALL,
        [
            {OURS: (r.ours.wall - r.ours_first.wall) / more, STOCK: (r.stock.wall - r.stock_first.wall) / more}
            for r in rounds
        ],
        targets={STOCK: 15.0},
        results={"cells whose marks differ from stock's": str(max(r.differing for r in rounds))},
    )
    yield workload(
        f"{TIMES} more, CPU time of all processes",
        CPU,
        [
            {
                OURS: (r.ours.cpu - r.ours_first.cpu) / more,
                STOCK: (r.stock.cpu - r.stock_first.cpu) / more,
                FLOOR: r.floor / students,
            }
            for r in rounds
        ],
    )
    yield workload("the whole command", WALL, [{OURS: r.ours.wall, STOCK: r.stock.wall} for r in rounds])
    yield workload("memory", MEMORY, [{OURS: r.ours.memory / 2**20, STOCK: r.stock.memory / 2**20} for r in rounds])


def _whole_class(graded: Class, students: int, folders: _Folders) -> Workload:
    """Once, with the hand-ins that end their process, never end or are no notebook."""
    ours = graded.copy(folders.new())
    ours.take([*honest(graded.lesson, graded.released, students), *trouble(graded.lesson, graded.released)])
    stock = ours.for_stock(folders.new())
    kinds = {each.student: each.kind for each in trouble(graded.lesson, graded.released)}
    used, stock_used = ours.autograde(), stock.stock_autograde()
    return Workload(
        f"{graded.module}, the same class with {len(kinds)} hand-ins that end their process, never end or are broken",
        WALL,
        1,
        OURS,
        [{OURS: [used.wall], STOCK: [stock_used.wall]}],
        results={
            "lost by ours": _lost(ours, kinds),
            "lost by stock": _lost(stock, kinds),
            "exit codes, ours and stock": f"{used.code} and {stock_used.code}",
        },
    )


def _lost(graded: Class, kinds: Mapping[str, str]) -> str:
    """Hand-ins that nothing came of: no graded notebook, with marks or a reason for none."""
    lost = graded.lost
    names = ", ".join(kinds.get(student, student) for student in lost)
    return f"{len(lost)} ({names})" if lost else "0"


def floor(graded: Class) -> float:
    """CPU seconds of running the same cells and checks without a verdict of its own, without walls."""
    known = truths(graded.folder, load(graded.curriculum).course.find(graded.module))
    job = {"modules": importable(graded.reference / "tinytorch"), "hand_ins": list(_sources(graded, known.latest))}
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.grading.floor"],
        input=json.dumps(job),
        env={**environment(graded.curriculum), "TITO_WORKSPACE": str(graded.reference), "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        timeout=3600,
    )
    return float(done.stdout)


def _sources(graded: Class, truth: notebook.Notebook) -> Iterator[list[str]]:
    for student in graded.folder.handed_in_by(graded.module):
        path = graded.folder.handed_in(student, graded.module) / f"{graded.module}.ipynb"
        work = rebuild(truth, notebook.read(path.read_text(encoding="utf-8"), path.name)).notebook
        yield [step.source for step in plan(work).steps]


def scaling(sizes: Sequence[int], folders: _Folders) -> Iterator[Workload]:
    """A class of each size, once, with a module that takes little itself."""
    small = make(MINI, "01", folders.new())
    used = {}
    for size in sizes:
        graded = small.copy(folders.new())
        graded.take(honest(small.lesson, small.released, size))
        used[size] = graded.autograde().must_succeed()
    for what, unit in (("time", WALL), ("CPU time", CPU), ("memory", MEMORY)):
        values = {f"{size} {SCALED}": [_of(used[size], unit, size)] for size in sizes}
        yield Workload(f"Scaling: {what}", unit, 1, "", [values])


def _of(used: Used, unit: str, size: int) -> float:
    return {WALL: used.wall, CPU: used.cpu / size, MEMORY: used.memory / 2**20}[unit]
