"""The student's objects as a check sees them from the verdict's process: handles that forward, and decide nothing.

A handle can be called, asked for attributes and items, calculated with and turned into numbers. It has no truth value,
its comparisons are handles again, and it is nobody's instance: a check ends in values.
"""

from __future__ import annotations

import builtins
import secrets
from collections.abc import Iterator
from typing import Any, TypeVar

import numpy as np

from tito.judge.serve import ARITHMETIC, COMPARISONS, LOGIC, OPERATIONS
from tito.judge.wire import Link, Unreadable

_OUTPUT = 4096  # characters of what the student's code prints during one step
_CLASSES = 20  # names of an error's class and its bases
_NAME = 100  # characters of one
_Value = TypeVar("_Value")


class StudentError(Exception):
    """An error that the student's code raised in its own process: names and words, not the object."""

    def __init__(self, class_names: tuple[str, ...], text: str, where: str) -> None:
        super().__init__(text)
        self.class_names = class_names
        self.where = where


class NotAcross(TypeError):
    """A check wants what cannot cross between processes; the text says how to write it instead."""

    _of_the_check_ = True  # no expectation may take it for an error of the student's


class StudentGone(BaseException):
    """The student's process has ended or no longer speaks our language. No check may catch it."""


class Student:
    """The student's process, as requests. Each carries a word drawn for it, and the answer has to begin with that word:
    what was sent ahead of a request, twice or by somebody else is no answer to it."""

    def __init__(self, link: Link) -> None:
        self._link = link
        self.output = ""

    def ask(self, kind: str, *arguments: Any) -> Any:
        """The answer's value; StudentError if answering raised."""
        word = secrets.token_hex(8)
        try:
            self._link.send([word, kind, *arguments], foreign=_outgoing)
            answer = self._link.receive(foreign=_no_object if kind in _PLAIN else self._incoming)
            return self._value(word, str(arguments[0]) if kind == "function" else kind, answer)
        except (EOFError, OSError, Unreadable) as gone:
            raise StudentGone(str(gone)) from gone

    def take_output(self) -> str:
        text, self.output = self.output, ""
        return text

    def _value(self, word: str, kind: str, answer: Any) -> Any:
        if type(answer) is not list or len(answer) < 2 or answer.pop(0) != word or type(answer[-1]) is not str:
            raise Unreadable("no answer")
        self.output = (self.output + answer[-1])[:_OUTPUT]
        if answer[0] == "value" and len(answer) == 3:
            return _stayed(answer[1]) if kind == "compare" else answer[1]
        if answer[0] == "raised" and len(answer) == 5:
            raise self._error(kind, *answer[1:4])
        raise Unreadable("no answer")

    def _error(self, kind: str, names: Any, text: Any, where: Any) -> StudentError:
        if type(names) is not list or not names or not all(type(word) is str for word in (*names, text, where)):
            raise Unreadable("no error")
        names = [name if name.isidentifier() and len(name) < _NAME else "Error" for name in names[:_CLASSES]]
        error = _PROTOCOL.get((kind, names[0]), StudentError)
        return error(tuple(names), text[:300], where[:400])

    def _incoming(self, raw: Any) -> Any:
        tag, number, type_name = raw
        if tag != "object" or type(number) is not int or type(type_name) is not str:
            raise ValueError("no such reference")
        return Handle(self, number, type_name if type_name.isidentifier() and len(type_name) < _NAME else "object")


_PLAIN = ("run", "scenario", "ready", "array")  # requests whose answers hold no objects


def _no_object(raw: Any) -> Any:
    raise ValueError("an object where plain data were asked for")


def _stayed(value: Any) -> Any:
    """The answer to a comparison: a handle. A plain True would be the student's own verdict."""
    if type(value) is not Handle:
        raise Unreadable("a comparison that decides")
    return value


class _StopIteration(StudentError, StopIteration):
    pass


class _TypeError(StudentError, TypeError):
    pass


class _AttributeError(StudentError, AttributeError):
    pass


class _IndexError(StudentError, IndexError):
    pass


class _KeyError(StudentError, KeyError):
    pass


# Errors that Python itself listens for, in answer to what it asks for: `list(x)` tries len(x). A StopIteration out of a
# mere call must not pass for one: it would end a check's loop before anything was compared.
_PROTOCOL: dict[tuple[str, str], type[StudentError]] = {
    ("next", "StopIteration"): _StopIteration,
    ("len", "TypeError"): _TypeError,
    ("attribute", "AttributeError"): _AttributeError,
    ("item", "IndexError"): _IndexError,
    ("item", "KeyError"): _KeyError,
}


class Handle:
    """An object in the student's process."""

    __slots__ = ("_handle_number", "_handle_student", "_handle_type")

    def __init__(self, student: Student, number: int, type_name: str) -> None:
        for name, value in zip(sorted(self.__slots__), (number, student, type_name), strict=True):
            object.__setattr__(self, name, value)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") and name.endswith("__"):  # probed by numpy: __array_interface__ would hold addresses
            raise AttributeError(f"{name} does not cross between processes")
        return self._handle_student.ask("attribute", self, name)

    def __setattr__(self, name: str, value: Any) -> None:
        self._handle_student.ask("set_attribute", self, name, value)

    def __call__(self, *arguments: Any, **named: Any) -> Any:
        return self._handle_student.ask("call", self, list(arguments), named)

    def __getitem__(self, key: Any) -> Any:
        return self._handle_student.ask("item", self, key)

    def __setitem__(self, key: Any, value: Any) -> None:
        self._handle_student.ask("set_item", self, key, value)

    def __iter__(self) -> Iterator[Any]:
        iterator = self._handle_student.ask("function", "iter", [self])
        return iter(iterator) if type(iterator) is not Handle else iterator

    def __next__(self) -> Any:
        return self._handle_student.ask("function", "next", [self])

    def __len__(self) -> int:
        return _exactly(int, self, "len")

    def __int__(self) -> int:
        return _exactly(int, self, "int")

    def __float__(self) -> float:
        return _exactly(float, self, "float")

    def __str__(self) -> str:
        return _exactly(str, self, "str")

    def __format__(self, spec: str) -> str:
        return _exactly(str, self, "format", spec)

    def __repr__(self) -> str:
        return _exactly(str, self, "repr")

    def __bool__(self) -> bool:
        raise NotAcross("a student's object has no truth value here: compare values with expect_equal or expect_close")

    def __contains__(self, item: Any) -> bool:
        raise NotAcross(
            "`in` asks the student's object for a verdict: fetch values and compare them, or write a scenario"
        )

    __hash__ = None  # type: ignore[assignment]

    @property  # type: ignore[misc]
    def __class__(self) -> Any:
        raise NotAcross("isinstance says nothing about a student's object: compare values, or write a scenario")

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Any:
        found = self._handle_student.ask("array", self)
        if type(found) is not np.ndarray:
            raise TypeError(f"a {self._handle_type} object is not an array of numbers")
        return found if dtype is None else found.astype(dtype)

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **named: Any) -> Any:
        if method != "__call__":
            raise NotAcross(f"np.{ufunc.__name__}.{method} does not cross between processes: use np.asarray first")
        if all(types.endswith("?") for types in ufunc.types):  # equal, less, isnan: decided here, on the numbers
            return ufunc(*(np.asarray(each) if type(each) is Handle else each for each in inputs), **named)
        return self._handle_student.ask("ufunc", ufunc.__name__, list(inputs), named)

    def _fetch_(self) -> Any:
        """The plain value, or the handle itself if there is none."""
        return self._handle_student.ask("fetch", self)

    def _type_name_(self) -> str:
        return str(self._handle_type)


def _exactly(kind: type[_Value], handle: Handle, function: str, *arguments: Any) -> _Value:
    value: _Value = handle._handle_student.ask("function", function, [handle, *arguments])
    if type(value) is not kind:
        raise NotAcross(f"{function}() of a student's object gave no {kind.__name__}")
    return value


def _operator(request: str, name: str, *, reflected: bool = False) -> Any:
    def operate(self: Handle, *others: Any) -> Any:
        operands = [*others, self] if reflected else [self, *others]
        return self._handle_student.ask(request, name, operands)

    return operate


for _name in OPERATIONS:
    setattr(Handle, f"__{_name.strip('_')}__", _operator("operate", _name))
for _name in (*ARITHMETIC, *LOGIC):
    setattr(Handle, f"__r{_name.strip('_')}__", _operator("operate", _name, reflected=True))
for _name in COMPARISONS:
    setattr(Handle, f"__{_name}__", _operator("compare", _name))


def _outgoing(value: Any) -> list[Any]:
    """How an argument that is not plain data is named to the student's process."""
    if type(value) is Handle:
        return ["object", value._handle_number]
    if value is ...:
        return ["ellipsis"]
    if type(value) is slice:
        return ["slice", value.start, value.stop, value.step]
    name = getattr(value, "__name__", "")
    if getattr(builtins, name, None) is value and name:
        return ["builtin", name]
    if getattr(np, name, None) is value and name:
        return ["numpy", name]
    words = "put code that runs beside the student's into a function marked @scenario"
    raise NotAcross(f"a {type(value).__name__} of the check's cannot cross to the student's process: {words}")
