"""What a check was asking when the student's code raised: the call, the expected value and the reason.

They stand in the check's source, in the expectation that was never reached. Only plain data are calculated with: what
stands in a card must not run the student's code again.
"""

from __future__ import annotations

import ast
import builtins
import linecache
import traceback
from collections.abc import Mapping
from types import FrameType, ModuleType
from typing import Any

from tinytorch import checks
from tinytorch.checks import CheckFailed

_PLAIN = (bool, int, float, complex, str, bytes, type(None))
_NUMBERS = "biufcSU"  # kinds of arrays that hold no objects
_MODULES = ("numpy", "math")
_UNKNOWN = object()  # no plain value
_EVALUATING = (ArithmeticError, AttributeError, LookupError, MemoryError, RecursionError, TypeError, ValueError)


def asked(error: BaseException, label: str) -> dict[str, str]:
    """The call, expected and why of the card that the check `label` would have shown; what is not known is left out."""
    frames = [(frame, line) for frame, line in traceback.walk_tb(error.__traceback__) if _is_of(frame, label)]
    if not frames or (isinstance(error, NameError) and error.__traceback__ and _ends_at(error, frames[-1][0])):
        return {}  # a name that nothing defines: there was nothing to call yet
    for frame, line in reversed(frames):
        if expectation := _around(line, _expectations(frame)):
            return _card(expectation, frame)
    frame, line = frames[0]
    later = [call for call in _expectations(frame) if call.lineno > line]
    return _card(min(later, key=lambda call: call.lineno), frame) if later else {}


def met_none(text: str, where: str) -> bool:
    """Whether the check itself, and no line of the student's, could not go on with None."""
    return "NoneType" in text and (not where or where.startswith("check"))


def _is_of(frame: FrameType, label: str) -> bool:
    return frame.f_code.co_filename.startswith(f"<{label} #")


def _ends_at(error: BaseException, frame: FrameType) -> bool:
    return [last for last, _ in traceback.walk_tb(error.__traceback__)][-1] is frame


def _expectations(frame: FrameType) -> list[ast.Call]:
    source = "".join(linecache.getlines(frame.f_code.co_filename))
    calls = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call))
    return [call for call in calls if isinstance(call.func, ast.Name) and call.func.id.startswith("expect_")]


def _around(line: int, calls: list[ast.Call]) -> ast.Call | None:
    return next((call for call in calls if call.lineno <= line <= (call.end_lineno or call.lineno)), None)


def _card(call: ast.Call, frame: FrameType) -> dict[str, str]:
    """Ask the expectation itself, with a value that it cannot have meant: its card shows the rest."""
    scope = {**frame.f_globals, **frame.f_locals}
    given = {str(place): node for place, node in enumerate(call.args)} | {k.arg or "": k.value for k in call.keywords}
    known = {name: value for name, node in given.items() for value in _value(node, scope)}
    words = {name: text for name in ("call", "why") if isinstance(text := known.get(name), str)}
    return words | _expected(getattr(call.func, "id", ""), known)


def _expected(name: str, known: Mapping[str, Any]) -> dict[str, str]:
    try:
        if name == "expect_raises" and "0" in known:
            checks.expect_raises(known["0"], lambda: None, match=known.get("match"))
        elif name in ("expect_close", "expect_equal") and known.keys() & {"1", "expected"}:
            getattr(checks, name)(object(), known.get("1", known.get("expected")))
    except CheckFailed as card:
        return {"expected": card.expected}
    except _EVALUATING:
        return {}
    return {}


def _value(node: ast.expr, scope: Mapping[str, Any]) -> list[Any]:
    """The expression's value, or nothing if it is more than plain data."""
    names = {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}
    try:
        known = {name: value for name in names if _is_plain(value := scope.get(name, _exception(name)))}
        if names - known.keys():
            return []
        return [eval(compile(ast.Expression(node), "<card>", "eval"), {"__builtins__": {}, **known})]
    except _EVALUATING:
        return []


def _exception(name: str) -> Any:
    found = getattr(builtins, name, None)
    return found if type(found) is type and issubclass(found, BaseException) else _UNKNOWN


def _is_plain(value: Any) -> bool:
    """By the type alone: an object of the student's is never asked."""
    kind = type(value)
    if kind is ModuleType:
        return value.__name__ in _MODULES
    if kind in (list, tuple, set, frozenset):
        return all(map(_is_plain, value))
    if kind is dict:
        return all(_is_plain(part) for pair in value.items() for part in pair)
    if kind is type:
        return value.__module__ == "numpy" or (value.__module__ == "builtins" and issubclass(value, BaseException))
    if kind.__module__ != "numpy":
        return kind in _PLAIN
    return getattr(getattr(value, "dtype", None), "kind", "O") in _NUMBERS
