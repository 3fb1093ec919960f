"""The verdict's process against a student's process that sends anything: it ends, and passes nothing that is not right.

A fake stands at the other end of the wire. It knows the word of each request, as a hostile one would, but not the
numbers that the checks draw.
"""

from __future__ import annotations

import io
import json
import random
import socket
import struct
import sys
from collections.abc import Iterator
from threading import Thread
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tito.judge.handles import Student
from tito.judge.plan import Plan, Step
from tito.judge.verdict import judge
from tito.judge.wire import Block, Link, decode
from tito.results import Outcome

CHECKS = (
    "x = rng.normal(size=3)\nexpect_close(f(x), 2 * x)",
    "x = rng.normal(size=(2, 2))\nfor got, want in zip(f(x), x):\n    expect_close(got, want)",
    "n = int(rng.integers(1, 10**9))\nexpect_equal(f(n), {'n': (n, [n + 1])})",
    "n = int(rng.integers(1, 10**9))\nexpect_raises(ValueError, lambda: f(n), match=str(n))",
    "@scenario\ndef go(n):\n    return f(n)\nn = int(rng.integers(1, 10**9))\nexpect_equal(go(n), [n, float(n)])",
    "n = int(rng.integers(1, 10**9))\nbag = f(n)\nbag.size = n\nexpect_equal((len(bag), bag[0], bag.total), (n, n, n))",
    "n = int(rng.integers(1, 10**9))\nfor item in f(n):\n    expect_equal(item, n)\nexpect_equal(list(f(n)), [n] * 3)",
    "x = rng.normal(size=2)\nexpect_close(-f(x) + x * f(x), x)\nexpect_equal(bool(np.all(np.equal(f(x), x))), True)",
    "expect_close([float(f(1)), abs(f(2))], rng.normal(size=2))\nexpect_equal(f'{f(1)}', str(rng.normal()))",
)
IMPORTS = "import numpy as np\nfrom tinytorch.checks import *\nrng = np.random.default_rng()"
STEPS = (
    Step(0, "run", "exercise-f", "", "f"),
    *(Step(n, "check", f"check-{n}", s, "f", 1) for n, s in enumerate(CHECKS, 1)),
)
PLAN = Plan("00_fuzz", STEPS, imports=IMPORTS)
NAMES = [
    "StopIteration",
    "ValueError",
    "AttributeError",
    "IndexError",
    "KeyError",
    "TypeError",
    "CheckFailed",
    "",
    "\x1b",
]
TAGS = ["list", "tuple", "set", "frozenset", "dict", "float", "complex", "bytes", "array", "text", "scalar", "dtype"]

leaves = (
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.text(max_size=5)
    | st.floats()
    | st.sampled_from(NAMES)
)
objects = st.builds(lambda n, t: ["object", n, t], st.integers(-1, 99), st.sampled_from(["f", "int", "list", "tuple"]))
arrays = st.builds(
    lambda code, shape, start, size: ["array", code, shape, start, size],
    st.sampled_from(["f8", "f4", "i8", "b1", "c16", "O"]),
    st.lists(st.integers(-1, 4), max_size=3),
    st.integers(-1, 8),
    st.sampled_from([0, 1, 8, 16, 24, 32, -8]),
)
answers = st.recursive(
    leaves | objects | arrays,
    lambda inner: (
        st.builds(lambda tag, items: [tag, items], st.sampled_from(TAGS), st.lists(inner, max_size=4))
        | st.builds(
            lambda pairs: ["dict", [list(pair) for pair in pairs]], st.lists(st.tuples(inner, inner), max_size=3)
        )
        | st.builds(lambda tag, rest: [tag, *rest], st.sampled_from(TAGS), st.lists(inner, max_size=4))
        | st.dictionaries(st.text(max_size=2), inner, max_size=2)
    ),
    max_leaves=8,
)
raised = st.builds(
    lambda names, text, where: ["raised", ["list", names], text, where],
    st.lists(st.sampled_from(NAMES), max_size=3),
    st.sampled_from(["", "exercise f: write this", "exercise \x1b:", "1" * 500]),
    st.sampled_from(["", "check f, line 1", "exercise f\n\x1b[2J"]),
)
replies = st.builds(lambda value: ["value", value], answers) | raised | st.lists(leaves, max_size=4)


class Fake:
    """A student's process that answers with what it is given, and then ends."""

    def __init__(self, end: socket.socket, replies: Iterator[Any], blob: bytes) -> None:
        self._end, self._replies, self._blob = end, replies, blob

    def serve(self) -> None:
        with self._end, self._end.makefile("rb") as requests:
            while (head := requests.read(8)) and len(head) == 8:
                text_size, blob_size = struct.unpack("!II", head)
                request = json.loads(requests.read(text_size))
                requests.read(blob_size)
                try:
                    self._answer(*self._items(request)[:3])
                except (StopIteration, OSError):
                    return

    @staticmethod
    def _items(request: Any) -> list[Any]:
        return list(request[1])

    def _answer(self, word: str, kind: str, wanted: Any = None) -> None:
        reply = self._kept_going(kind) or next(self._replies)
        text = json.dumps(["list", [word, *reply, ""]]).encode()
        self._end.sendall(struct.pack("!II", len(text), len(self._blob)) + text + self._blob)

    @staticmethod
    def _kept_going(kind: str) -> list[Any] | None:
        """What every run needs to come as far as the checks."""
        return {
            "ready": ["value", None],
            "run": ["value", ["dict", []]],
            "names": ["value", ["dict", [["f", ["object", 0, "function"]]]]],
        }.get(kind)


def judged(replies: list[Any], blob: bytes = b"") -> dict[int, dict[str, Any]]:
    """What becomes of each step; the end of the student's process leaves the rest out."""
    ours, theirs = socket.socketpair()
    events: list[dict[str, Any]] = []
    thread = Thread(target=Fake(theirs, iter(replies), blob).serve)
    thread.start()
    with ours:
        judge(PLAN, Student(Link(ours)), events.append, skip=frozenset())
    thread.join()
    json.dumps(events)  # whatever was said can be sent on
    return {event["step"]: event for event in events if event["event"] == "end"}


@pytest.fixture(scope="module", autouse=True)
def _main_stays() -> Iterator[None]:
    """The verdict gives its checks a `__main__` of their own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(sys.modules, "__main__", sys.modules["__main__"])
        yield


@given(st.lists(replies, max_size=60), st.binary(max_size=32))
@example([["value", ["object", 1, "int"]]] * 60, b"")
@example([["value", True]] * 60, b"")
@example([["raised", ["list", ["StopIteration"]], "", ""]] * 60, b"")
@example([["value", ["list", []]]] * 60, b"")
@example([["value", ["array", "f8", [3], 0, 24]]] * 60, bytes(24))
@settings(deadline=None, max_examples=250, suppress_health_check=[HealthCheck.too_slow])
def test_no_answer_passes_a_check_whose_values_it_does_not_know(replies: list[Any], blob: bytes) -> None:
    for step, event in judged(replies, blob).items():
        if step:
            assert event["outcome"] is not Outcome.PASSED, CHECKS[step - 1]
            assert all(text.isprintable() for text in event.values() if type(text) is str)


def test_an_answer_with_the_values_passes() -> None:
    """The fake can tell right from wrong: its answers are heard."""
    plan = Plan("00_fuzz", (Step(0, "check", "check-f", "expect_equal(f(1), (2, [3]))", "f", 1),), imports=IMPORTS)
    ours, theirs = socket.socketpair()
    events: list[dict[str, Any]] = []
    thread = Thread(target=Fake(theirs, iter([["value", ["tuple", [2, ["list", [3]]]]]]), b"").serve)
    thread.start()
    with ours:
        judge(plan, Student(Link(ours)), events.append, skip=frozenset())
    thread.join()
    assert [event.get("outcome") for event in events if event["event"] == "end"] == [Outcome.PASSED]


@given(answers, st.binary(max_size=32))
@settings(deadline=None, max_examples=500)
def test_what_is_decoded_is_plain_and_no_larger_than_what_came(answer: Any, blob: bytes) -> None:
    def refuse(raw: Any) -> Any:
        raise ValueError("an object")

    try:
        value = decode(answer, Block(bytearray(blob)), refuse)
    except (ValueError, TypeError, KeyError, IndexError, OverflowError):
        return
    assert size(value) <= 4 * len(json.dumps(answer)) + len(blob)


def size(value: Any) -> int:
    if isinstance(value, np.ndarray):
        return int(value.nbytes) if value.dtype.kind != "U" else 0
    if isinstance(value, dict):
        return sum(size(part) for pair in value.items() for part in pair)
    return sum(map(size, value)) if isinstance(value, list | tuple | set | frozenset) else 1


@pytest.mark.parametrize("seed", range(20))
def test_mutated_bytes_end_the_run_and_pass_nothing(seed: int) -> None:
    """Bytes changed, doubled, dropped and cut in what an honest process sends."""
    drawn = random.Random(seed)
    honest = io.BytesIO()
    for _ in range(40):
        text = json.dumps(["list", ["0" * 16, "value", ["list", [1, 2, 3]], ""]]).encode()
        honest.write(struct.pack("!II", len(text), 0) + text)
    data = bytearray(honest.getvalue())
    for _ in range(drawn.randrange(1, 20)):
        place = drawn.randrange(len(data))
        change = drawn.choice([bytes([drawn.randrange(256)]), b"", bytes(data[place : place + 9]), b"\xff" * 4])
        data[place : place + drawn.randrange(3)] = change
    ours, theirs = socket.socketpair()
    events: list[dict[str, Any]] = []
    theirs.sendall(data[: drawn.randrange(len(data))])
    theirs.shutdown(socket.SHUT_WR)
    with ours, theirs:
        judge(PLAN, Student(Link(ours)), events.append, skip=frozenset())
    assert not [event for event in events if event.get("outcome") is Outcome.PASSED]
    assert events[-1:] != [{"event": "done"}]
