"""Plain data cross unchanged; whatever else arrives is unreadable, never an accident."""

from __future__ import annotations

import json
import socket
import struct
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from tinytorch.checks import expect_equal
from tito.judge.wire import Link, Unreadable

numbers = st.none() | st.booleans() | st.integers() | st.floats() | st.complex_numbers() | st.text() | st.binary()
dtypes = arrays.boolean_dtypes() | arrays.integer_dtypes() | arrays.floating_dtypes(sizes=(16, 32, 64), endianness="?")
blocks = arrays.arrays(dtypes, arrays.array_shapes(min_dims=0, min_side=0))
keys = st.text() | st.integers() | st.booleans() | st.none() | st.tuples(st.integers(), st.text())
plain = st.recursive(
    numbers | blocks,
    lambda inner: st.lists(inner) | st.tuples(inner, inner) | st.dictionaries(keys, inner) | st.sets(keys),
    max_leaves=20,
)


def refuse(value: Any) -> Any:
    raise ValueError("not plain")


@given(plain)
@settings(deadline=None)
def test_plain_data_cross_unchanged(value: Any) -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        Link(ours).send(value, foreign=refuse)
        got = Link(theirs).receive(foreign=refuse)
    expect_equal(got, value)


TAGS = ("list", "tuple", "set", "dict", "float", "complex", "bytes", "array", "text", "scalar", "dtype", "object")
garbage = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=5)
        | st.builds(lambda tag, rest: [tag, *rest], st.sampled_from(TAGS), st.lists(inner, max_size=5))
        | st.dictionaries(st.text(max_size=3), inner, max_size=3)
    ),
    max_leaves=30,
)


@given(garbage, st.binary(max_size=64))
@settings(deadline=None, max_examples=300)
def test_any_json_is_read_or_unreadable(message: Any, blob: bytes) -> None:
    text = json.dumps(message).encode()
    received(struct.pack("!II", len(text), len(blob)) + text + blob)


@given(st.binary(max_size=200))
@settings(deadline=None)
def test_any_bytes_are_read_or_unreadable_or_the_end(data: bytes) -> None:
    received(data)


def received(data: bytes) -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        ours.sendall(data)
        ours.close()
        try:
            Link(theirs).receive(foreign=refuse)
        except (Unreadable, EOFError):
            return


@pytest.mark.parametrize(
    "array",
    [["array", "O", [1], 0, 8], ["array", "f8", [2], 0, 8], ["array", "f8", [-1], 0, 8], ["array", "V8", [1], 0, 8]],
)
def test_arrays_that_are_not_what_they_say_are_unreadable(array: list[Any]) -> None:
    text, blob = json.dumps(array).encode(), bytes(8)
    ours, theirs = socket.socketpair()
    with ours, theirs:
        ours.sendall(struct.pack("!II", len(text), len(blob)) + text + blob)
        with pytest.raises(Unreadable):
            Link(theirs).receive(foreign=refuse)


@pytest.mark.parametrize(
    "text",
    [
        '["list", [["array", "f8", [2], 0, 16], ["array", "f8", [2], 0, 16]]]',  # the same bytes twice
        '["list", [["array", "f8", [1], 8, 8], ["array", "f8", [1], 0, 8]]]',  # backwards
        '["text", [2], ["' + "a" * 10_000_000 + '", ""]]',  # each entry is as wide as the widest
        '["list", [' * 60 + "]]" * 60,
        '{"list": []}',
        "1.5",
        '["list", "abc"]',
    ],
    ids=["twice", "backwards", "wide text", "deep", "object", "bare float", "text for items"],
)
def test_what_would_take_more_than_it_brings_is_unreadable(text: str) -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs, ThreadPoolExecutor(1) as threads:
        threads.submit(ours.sendall, struct.pack("!II", len(text), 16) + text.encode() + bytes(16))
        with pytest.raises(Unreadable):
            Link(theirs).receive(foreign=refuse)


def test_a_bool_that_is_neither_true_nor_false_becomes_one() -> None:
    text = json.dumps(["array", "b1", [2], 0, 2]).encode()
    ours, theirs = socket.socketpair()
    with ours, theirs:
        ours.sendall(struct.pack("!II", len(text), 2) + text + b"\x02\x00")
        got = Link(theirs).receive(foreign=refuse)
    assert got.view(np.uint8).tolist() == [1, 0]
