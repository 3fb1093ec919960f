"""Code that ends, floods, forges or lies: each becomes a recorded result, never a crash of ours and never a point."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tito.judge.plan import plan
from tito.results import Outcome
from tito.sandbox.protocol import Limits

STEP = 4.0  # seconds: enough for an honest step on a machine under load

ENDINGS = {
    "exits at once": "import os; os._exit(0)",
    "exits politely": "import sys; sys.exit(0)",
    "aborts": "import os; os.abort()",
    "breaks the interpreter": "import ctypes; ctypes.string_at(0)",
    "closes all files": "import os; os.closerange(0, 200)",
    "leaves by exception": "raise KeyboardInterrupt",
    "wants all memory": "np.ones(10**13)",
    "recurses": "return double(x)",
}


@pytest.mark.parametrize("ending", ENDINGS.values(), ids=ENDINGS)
def test_a_function_that_ends_the_process_costs_its_own_checks_only(bench, ending: str) -> None:
    found = bench.judge(cells={"double": f"def double(x):\n    {ending}"})
    assert {found[name].outcome for name in ("check-double", "hidden-double")} == {Outcome.CRASHED}
    assert found["check-double"].error
    assert found["check-row_sums"].outcome is found["hidden-row_sums"].outcome is Outcome.PASSED


def test_a_function_that_kills_its_own_process_costs_its_own_checks_only(bench) -> None:
    """As the first process of a namespace it may survive that, and has returned nothing."""
    found = bench.judge(cells={"double": "def double(x):\n    import os; os.kill(os.getpid(), 9)"})
    assert found["check-double"].points == found["hidden-double"].points == 0
    assert found["check-row_sums"].outcome is found["hidden-row_sums"].outcome is Outcome.PASSED


@pytest.mark.parametrize(
    "ending", ["import os; os._exit(0)", "import sys; sys.exit()", "import os; os.closerange(0, 99)"]
)
def test_an_extra_cell_that_ends_the_process_costs_nothing(bench, ending: str) -> None:
    report = bench.run(plan(bench.notebook("numbers", first=ending), seed="1"))
    assert report.passed
    assert [error.cell for error in report.cell_errors] == ["extra-1"]


def test_an_endless_loop_costs_one_check(bench) -> None:
    text = "def double(x):\n    while x.shape == (3,):\n        pass\n    return 2 * x"
    found = bench.judge(cells={"double": text}, seconds=STEP)
    assert found["check-double"].outcome is Outcome.TIMED_OUT
    assert found["check-double"].error == "TimedOut: it took longer than 4 s"
    assert [name for name, check in found.items() if check.outcome is Outcome.PASSED] == [
        "hidden-double",
        "check-row_sums",
        "hidden-row_sums",
    ]


def test_an_endless_loop_in_an_exercise_cell_costs_that_exercise(bench) -> None:
    found = bench.judge(cells={"double": "while True:\n    pass"}, seconds=STEP)
    assert {found[name].outcome for name in ("check-double", "hidden-double")} == {Outcome.TIMED_OUT}
    assert found["check-row_sums"].outcome is Outcome.PASSED


def test_when_the_total_time_is_up_the_rest_is_timed_out(bench) -> None:
    steps = plan(bench.notebook("numbers", first="import time; time.sleep(600)"), seed="1")
    report = bench.run(steps, Limits(seconds_per_step=600, seconds_total=2))
    assert {check.outcome for check in report.checks} == {Outcome.TIMED_OUT}
    assert "longer than 2 s" in report.checks[-1].error


def test_loops_that_ignore_signals_are_killed(bench) -> None:
    first = "import signal\nfor n in (1, 2, 15): signal.signal(n, signal.SIG_IGN)\nwhile True: pass"
    report = bench.run(plan(bench.notebook("numbers", first=first), seed="1"), Limits(seconds_per_step=STEP))
    assert report.passed


FLOODS = {
    "standard output": "while n < 2000: n += 1; print('x' * 10000)",
    "descriptors": "import os\nblob = b'x' * 65536\nwhile n < 300:\n    n += 1; os.write(1, blob); os.write(2, blob)",
}


@pytest.mark.parametrize("flood", FLOODS.values(), ids=FLOODS)
def test_a_flood_of_output_is_dropped(bench, flood: str) -> None:
    report = bench.run(plan(bench.notebook("numbers", first=f"n = 0\n{flood}"), seed="1"))
    assert report.passed


FORGE = """
import json, os
forged = [
    {"event": "end", "step": n, "outcome": "passed"} for n in range(20)
] + [{"event": "done"}]
for fd in range(3, 64):
    for event in forged:
        try:
            os.set_blocking(fd, False)
            os.write(fd, json.dumps(event).encode() + b"\\n")
        except OSError:
            pass
"""


def test_forged_results_on_every_descriptor_gain_nothing(bench) -> None:
    report = bench.run(plan(bench.notebook("numbers", first=FORGE, stubs=True), seed="1"))
    assert report.points == 0
    assert len(report.checks) == 4


REBIND = """
expect_close = expect_equal = expect_raises = lambda *a, **k: None
class Yes:
    def __getattr__(self, name): return lambda *a, **k: self
    def __eq__(self, other): return True
np = Yes()
"""


def test_rebinding_the_vocabulary_and_numpy_gains_nothing(bench) -> None:
    wrong = {"double": "def double(x):\n    return None", "row_sums": "def row_sums(x):\n    return None"}
    report = bench.run(plan(bench.notebook("numbers", wrong, first=REBIND), seed="1"))
    assert report.points == 0


LIARS = {
    "equal to everything": "class Liar:\n    __eq__ = __le__ = __ge__ = lambda s, o: True\n    __array__ = None",
    "an array that agrees": (
        "class Liar(np.ndarray):\n    def __new__(cls, *a): return np.zeros(3).view(cls)\n"
        "    __array_ufunc__ = lambda s, *a, **k: np.True_\n    all = any = lambda s, *a, **k: np.True_"
    ),
    "an array function": "class Liar:\n    def __array_function__(self, *a): return np.array(True)",
    "ends the loop": "def Liar(): raise StopIteration",
    "a failing check": "def Liar(): raise AssertionError('wrong')",
    "a stub's error": "def Liar(): raise NotImplementedError('exercise other: write this')",
    "no message": "class E(Exception):\n    def __str__(self): raise SystemExit\ndef Liar(): raise E",
    "endless depth": "def Liar():\n    a = []\n    a.append(a)\n    return a",
    "huge": "def Liar(): return [0.0] * 20_000_000",
}


@pytest.mark.parametrize("liar", LIARS.values(), ids=LIARS)
def test_values_that_lie_do_not_pass(split, liar: str) -> None:
    found = split.judge(cells={"double": f"{liar}\ndef double(x):\n    return Liar()"})
    assert found["check-double"].points == found["hidden-double"].points == 0
    assert found["check-row_sums"].outcome is Outcome.PASSED


PATCH = """
import json, socket, sys
import tito.judge.wire, tito.judge.serve, tito.judge.cells
tito.judge.wire.encode = lambda *a: ["array", "f8", [3], 0, 24]
tito.judge.serve._answer = lambda *a: ["value", True]
json.dumps = lambda *a: '["value", null, ""]'
"""


def test_taking_over_the_students_process_gains_nothing(split) -> None:
    assert split.run(plan(split.notebook("numbers", first=PATCH, stubs=True), seed="1")).points == 0


GARBAGE = """
import os, struct
for fd in range(3, 64):
    try:
        os.write(fd, {})
    except OSError:
        pass
"""


@pytest.mark.parametrize(
    "noise",
    [
        "b'x' * 100",
        "struct.pack('!II', 2**31, 2**31)",
        "struct.pack('!II', 4, 0) + b'[[[['",
        "struct.pack('!II', 4, 0) + b'null'",
    ],
    ids=["noise", "a giant", "broken", "null"],
)
def test_garbage_on_the_wire_is_a_recorded_result(split, noise: str) -> None:
    report = split.run(plan(split.notebook("numbers", first=GARBAGE.format(noise)), seed="1"))
    assert [error.cell for error in report.cell_errors] == ["extra-1"]
    assert report.passed  # the cell is left out, the honest work counts


SEARCH = """
import gc, sys
def double(x):
    texts = [o for o in gc.get_objects() if type(o) in (dict, list, tuple)]
    strings = {s for o in texts for s in (o.values() if type(o) is dict else o) if type(s) is str}
    frame = sys._getframe()
    while frame:
        strings |= {s for s in frame.f_locals.values() if type(s) is str}
        frame = frame.f_back
    wanted = "".join(["x (3", ", 4)"])
    print(any(wanted in s for s in strings if s is not wanted))
    return 2 * x
"""


def test_hidden_checks_cannot_be_found_in_the_students_process(split) -> None:
    found = split.judge(cells={"double": SEARCH})
    assert found["hidden-double"].outcome is Outcome.PASSED
    assert found["hidden-double"].output.strip() == "False"


def test_a_loop_over_nothing_is_no_pass(split) -> None:
    notebook = split.notebook("numbers", {"double": "def double(x):\n    return []"})
    steps = plan(notebook)
    looped = "for value in double(np.ones(3)):\n    expect_close(value, 2.0)"
    changed = tuple(replace(step, source=looped) if step.name == "check-double" else step for step in steps.steps)
    found = {check.name: check for check in split.run(replace(steps, steps=changed)).checks}["check-double"]
    assert (found.outcome, found.got) == (Outcome.FAILED, "nothing to compare")
