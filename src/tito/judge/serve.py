"""The student's process (S): runs cells and answers requests. It holds no check, no expected value and no seed.

    python -m tito.judge.serve DESCRIPTOR

Each request is a list: a word, what to do, and on what. The answer repeats the word; then "value" and the result, or
"raised", class names, message and where; then what was printed. Objects that are not plain data stay here and are known
by number until the next "run" or "names".
Nothing that happens here can count as a result: whoever asks does not believe, it compares.
"""

from __future__ import annotations

import builtins
import operator
import socket
import sys
from collections.abc import Callable
from typing import Any

import numpy as np

from tito.judge.cells import Cells, described, kept_output, message, mro_names, silence
from tito.judge.wire import Link

ARITHMETIC = ("add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "matmul", "lshift", "rshift")
LOGIC = ("and_", "or_", "xor")
UNARY = ("neg", "pos", "abs", "invert")
COMPARISONS = ("eq", "ne", "lt", "le", "gt", "ge")
OPERATIONS = (*ARITHMETIC, *LOGIC, *UNARY)


class Desk:
    """Answers requests; one method for each kind."""

    def __init__(self, output: int) -> None:
        self.cells = Cells()
        self.objects: list[Any] = []
        self.limit = output
        self._scenarios: dict[str, Any] = {}  # compiled, by source: a check calls one many times

    def run(self, label: str, source: str) -> dict[str, str]:
        self.objects.clear()
        try:
            self.cells.run(label, source)
        except BaseException as error:  # the border: SystemExit and KeyboardInterrupt are the student's too
            return {"error": described(error), "where": self.cells.where(error)}
        return {}

    def names(self, wanted: list[str]) -> dict[str, Any]:
        """Those of the wanted names that the notebook has defined. What an earlier check was given is let go."""
        self.objects.clear()
        return {name: self.cells.main.__dict__[name] for name in wanted if name in self.cells.main.__dict__}

    def call(self, target: Any, arguments: list[Any], named: dict[str, Any]) -> Any:
        return target(*arguments, **named)

    def attribute(self, target: Any, name: str) -> Any:
        return getattr(target, name)

    def set_attribute(self, target: Any, name: str, value: Any) -> None:
        setattr(target, name, value)

    def item(self, target: Any, key: Any) -> Any:
        return target[key]

    def set_item(self, target: Any, key: Any, value: Any) -> None:
        target[key] = value

    def operate(self, name: str, operands: list[Any]) -> Any:
        if name not in (*OPERATIONS, *COMPARISONS):
            raise ValueError(f"no operation {name}")
        return getattr(operator, name)(*operands)

    def compare(self, name: str, operands: list[Any]) -> Any:
        """As `operate`, but the answer stays here: a comparison decides nothing until its value is asked for."""
        return Stays(self.operate(name, operands))

    def function(self, name: str, arguments: list[Any]) -> Any:
        """A builtin such as len, iter, next, float, applied to an object."""
        return getattr(builtins, name)(*arguments)

    def ufunc(self, name: str, arguments: list[Any], named: dict[str, Any]) -> Any:
        return getattr(np, name)(*arguments, **named)

    def array(self, target: Any) -> Any:
        """The numbers of `target`, or None if it has none."""
        found = np.asarray(target)
        return np.array(found) if found.dtype.kind in "biufcU" else None

    def fetch(self, target: Any) -> Any:
        return target

    def scenario(self, source: str, name: str, arguments: list[Any], named: dict[str, Any]) -> Any:
        """Run a check's function beside the student's names; what comes back must be plain."""
        code = self._scenarios.get(source) or self.cells.compiled("check", source)
        self._scenarios[source] = code
        scope = dict(self.cells.main.__dict__)
        exec(code, scope)
        return Plain(scope[name](*arguments, **named))

    def ready(self) -> None:
        """That somebody is here to answer."""


class Stays:
    """Marks an answer that is sent as an object whatever it is."""

    def __init__(self, value: Any) -> None:
        self.value = value


class Plain:
    """Marks an answer that must not hold objects."""

    def __init__(self, value: Any) -> None:
        self.value = value


def serve(link: Link, desk: Desk) -> None:
    """Answer until the other side is gone."""

    def theirs(raw: list[Any]) -> Any:
        return resolved(raw, desk)

    def ours(value: Any) -> list[Any]:
        desk.objects.append(value)
        return ["object", len(desk.objects) - 1, type(value).__name__[:100]]

    with kept_output(desk.limit) as kept:
        while True:
            word, kind, *arguments = link.receive(foreign=theirs)
            answer = _answer(desk, kind, arguments)
            _send(link, [word, *answer, kept.take()], ours)


def _answer(desk: Desk, kind: str, arguments: list[Any]) -> list[Any]:
    try:
        return ["value", getattr(desk, kind)(*arguments)]
    except BaseException as error:  # the border
        return _raised(error, desk)


def _send(link: Link, answer: list[Any], ours: Callable[[Any], list[Any]]) -> None:
    value = answer[2]
    try:
        if isinstance(value, Stays):
            answer[2] = _Tagged(ours(value.value))
            link.send(answer, foreign=_as_tagged)
        elif isinstance(value, Plain):
            link.send([*answer[:2], value.value, *answer[3:]], foreign=_refuse)
        else:
            link.send(answer, foreign=ours)
    except (TypeError, ValueError, RecursionError, MemoryError) as error:
        link.send([answer[0], "raised", mro_names(error), message(error), "", ""], foreign=ours)


class _Tagged:
    def __init__(self, raw: list[Any]) -> None:
        self.raw = raw


def _as_tagged(value: Any) -> Any:
    return value.raw if isinstance(value, _Tagged) else _refuse(value)


def _refuse(value: Any) -> Any:
    raise TypeError(f"a scenario returns plain data, this one holds a {type(value).__name__} object")


def _raised(error: BaseException, desk: Desk) -> list[Any]:
    return ["raised", mro_names(error), message(error), desk.cells.where(error)]


def resolved(raw: list[Any], desk: Desk) -> Any:
    """What a request points at: an object here, a builtin, a function or type of numpy, a slice."""
    tag, *rest = raw
    if tag == "object":
        return desk.objects[rest[0]]
    if tag == "builtin":
        return getattr(builtins, rest[0])
    if tag == "numpy":
        return getattr(np, rest[0])
    if tag == "slice":
        return slice(*rest)
    if tag == "ellipsis":
        return ...
    raise ValueError(f"no such reference: {tag}")


def main() -> None:
    descriptor, output = map(int, sys.argv[1:])
    silence()
    serve(Link(socket.socket(fileno=descriptor)), Desk(output))


if __name__ == "__main__":
    main()
