"""Plain data between the student's process and the verdict: JSON with array bytes behind it. Never pickle.

A message is two lengths, a JSON text and a block of bytes that the text's arrays point into. Only exact builtin types,
numbers, strings and numeric arrays cross as values; anything else crosses as the number of an object that stays where
it is. What arrives is checked piece by piece: the other side may be hostile.
"""

from __future__ import annotations

import base64
import json
import math
import socket
import struct
from collections.abc import Callable
from typing import Any

import numpy as np

LARGEST = 64 << 20  # bytes of a message
DEEPEST = 24  # containers in containers
DECODED = DEEPEST + 8  # the same on the way in: an answer's own list and its tags lie around the value
_PIECE = 1 << 14  # bytes to ask for at least
_HEAD = struct.Struct("!II")
_DTYPES = frozenset(f"{kind}{size}" for kind, sizes in {"i": "1248", "u": "1248", "f": "248"}.items() for size in sizes)
_NUMBERS = _DTYPES | {"b1", "c8", "c16"}

Foreign = Callable[[Any], Any]
"""Turns an object that is not plain data into a tagged list, on the way out, and back, on the way in."""


class Unreadable(Exception):
    """The other side sent something that is no message of ours."""


class Link:
    """One end of the socket pair."""

    def __init__(self, end: socket.socket) -> None:
        self._end = end
        self._waiting = bytearray()  # what came along with what was asked for: most messages come in one piece

    def send(self, message: Any, *, foreign: Foreign) -> None:
        blob = bytearray()
        text = json.dumps(encode(message, blob, foreign)).encode()
        if len(text) + len(blob) > LARGEST:
            raise ValueError(f"more than {LARGEST >> 20} MB in one value")
        self._end.sendall(_HEAD.pack(len(text), len(blob)) + text + blob)

    def receive(self, *, foreign: Foreign) -> Any:
        """The next message; EOFError when the other side is gone, Unreadable when it is not a message."""
        text_size, blob_size = _HEAD.unpack(self._exactly(_HEAD.size))
        if text_size + blob_size > LARGEST:
            raise Unreadable("the message is too large")
        try:
            text, blob = self._exactly(text_size), self._exactly(blob_size)
            return decode(json.loads(text), Block(blob), foreign)
        except (ValueError, TypeError, KeyError, IndexError, RecursionError, OverflowError, MemoryError) as error:
            raise Unreadable(f"{type(error).__name__} while reading the message") from error

    def _exactly(self, size: int) -> bytearray:
        while len(self._waiting) < size:
            try:
                chunk = self._end.recv(min(max(size - len(self._waiting), _PIECE), 1 << 20))
            except OSError as gone:
                raise EOFError from gone
            if not chunk:
                raise EOFError
            self._waiting += chunk
        data = self._waiting[:size]
        del self._waiting[:size]
        return data


class Block:
    """The bytes behind a message's text. Its arrays lie in them one after the other, as `encode` wrote them: a text
    that points twice at the same bytes could ask for any amount of memory."""

    def __init__(self, data: bytearray) -> None:
        self._data, self._taken = data, 0

    def take(self, start: int, size: int) -> bytearray:
        if type(start) is not int or type(size) is not int or start != self._taken or size < 0:
            raise ValueError("no such array")
        if start + size > len(self._data):
            raise ValueError("no such array")
        self._taken += size
        return self._data[start : start + size]


def encode(value: Any, blob: bytearray, foreign: Foreign, depth: int = 0) -> Any:
    """JSON for `value`. Only exact types are plain: a subclass may lie about itself."""
    kind = type(value)
    if value is None or kind in (bool, str) or (kind is int and abs(value) < 1 << 4096):
        return value
    if depth > DEEPEST or (kind in (dict, set, frozenset) and not all(map(_is_key, value))):
        return foreign(value)
    if kind in (list, tuple, set, frozenset):
        return [kind.__name__, [encode(item, blob, foreign, depth + 1) for item in value]]
    if kind is dict:
        both = [[encode(part, blob, foreign, depth + 1) for part in pair] for pair in value.items()]
        return ["dict", both]
    return _encode_number(value, blob) or foreign(value)


def _is_key(value: Any) -> bool:
    if type(value) is tuple:
        return all(map(_is_key, value))
    return value is None or type(value) in (bool, int, float, str, bytes)


def _encode_number(value: Any, blob: bytearray) -> list[Any] | None:
    kind = type(value)
    if kind is float:
        return ["float", value if math.isfinite(value) else str(value)]
    if kind is complex:
        return ["complex", str(value.real), str(value.imag)]
    if kind is bytes:
        return ["bytes", base64.b64encode(value).decode()]
    if kind is np.ndarray:
        return _encode_array(value, blob)
    if issubclass(kind, np.generic) and kind.__module__ == "numpy":
        found = _encode_array(np.asarray(value), blob)
        return ["scalar", found] if found else None
    return ["dtype", value.str[1:]] if issubclass(kind, np.dtype) and value.str[1:] in _NUMBERS else None


def _encode_array(array: Any, blob: bytearray) -> list[Any] | None:
    if array.dtype.kind == "U":
        return ["text", array.shape, array.ravel().tolist()]
    if array.dtype.str[1:] not in _NUMBERS:
        return None
    data = np.ascontiguousarray(array, dtype=array.dtype.newbyteorder("<")).tobytes()
    start = len(blob)
    blob += data
    return ["array", array.dtype.str[1:], array.shape, start, len(data)]


def decode(raw: Any, block: Block, foreign: Foreign, depth: int = 0) -> Any:
    """The value of `raw`; ValueError and its kin for what `encode` cannot have written."""
    if raw is None or type(raw) in (bool, int, str):
        return raw
    if type(raw) is not list or depth > DECODED:
        raise ValueError("not ours")
    tag, *rest = raw
    if tag in _CONTAINERS:
        return _CONTAINERS[tag](decode(item, block, foreign, depth + 1) for item in _list(rest[0]))
    if tag == "dict":
        return dict(_pair(pair, block, foreign, depth + 1) for pair in _list(rest[0]))
    if tag in _LEAVES:
        return _LEAVES[tag](rest, block)
    return foreign([tag, *rest])


def _list(raw: Any) -> list[Any]:
    if type(raw) is not list:
        raise ValueError("no list of items")
    return raw


def _pair(raw: Any, block: Block, foreign: Foreign, depth: int) -> tuple[Any, Any]:
    key, item = _list(raw)
    return decode(key, block, foreign, depth), decode(item, block, foreign, depth)


def _decode_array(rest: list[Any], block: Block) -> Any:
    code, shape, start, size = rest
    if code not in _NUMBERS:
        raise ValueError("no such array")
    data = np.frombuffer(block.take(start, size), dtype=f"<{code}")
    if code == "b1":
        data = data.view(np.uint8) != 0  # a bool is 0 or 1; other bytes would be truths of their own
    return data.reshape(_shape(shape))


def _decode_text(rest: list[Any], block: Block) -> Any:
    shape, items = rest
    if not all(type(item) is str for item in _list(items)):
        raise ValueError("not text")
    if len(items) * max(map(len, items), default=0) * 4 > LARGEST:  # each entry is as wide as the longest
        raise ValueError("too much text")
    return np.array(items, dtype=str).reshape(_shape(shape))


def _decode_scalar(rest: list[Any], block: Block) -> Any:
    tag, *inner = rest[0]
    array = {"array": _decode_array, "text": _decode_text}[tag](inner, block)
    return array[()] if array.shape == () else array


def _decode_dtype(rest: list[Any], block: Block) -> Any:
    if rest[0] not in _NUMBERS:
        raise ValueError("no such dtype")
    return np.dtype(f"<{rest[0]}")


def _shape(raw: Any) -> tuple[int, ...]:
    shape = tuple(raw)
    if len(shape) > 32 or not all(type(size) is int and size >= 0 for size in shape):
        raise ValueError("no such shape")
    return shape


_CONTAINERS: dict[str, Callable[[Any], Any]] = {"list": list, "tuple": tuple, "set": set, "frozenset": frozenset}
_LEAVES: dict[str, Callable[[list[Any], Block], Any]] = {
    "float": lambda rest, block: float(rest[0]),
    "complex": lambda rest, block: complex(float(rest[0]), float(rest[1])),
    "bytes": lambda rest, block: base64.b64decode(rest[0], validate=True),
    "array": _decode_array,
    "text": _decode_text,
    "scalar": _decode_scalar,
    "dtype": _decode_dtype,
}
