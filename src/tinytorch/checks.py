"""The vocabulary in which checks are written: silent when right, one card in words when wrong.

>>> expect_close([1.0, 2.0], [1.0, 2.0])
>>> expect_equal((2, 3), (2, 3), call="x.shape")
>>> expect_raises(ZeroDivisionError, lambda: 1 / 0)

The same calls draw the card in a notebook, feed `tito module test` and are the grader's results. In grading the values
come from another process: whatever has a method `_fetch_` is asked for its plain value first.
"""

from __future__ import annotations

import hashlib
import html
import os
import re
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Literal, NoReturn, TypeVar

if TYPE_CHECKING:
    import numpy as np

__all__ = ["CheckFailed", "expect_close", "expect_equal", "expect_raises", "rng", "scenario", "seeded"]

rng: np.random.Generator  # made on demand by __getattr__, so that importing the vocabulary does not import numpy

_F = TypeVar("_F", bound=Callable[..., Any])
_PRECISIONS = (4, 6, 8, 17)  # digits: the first that tells the two values apart
_SHOWN = 24  # entries of an array that are shown in full
_WIDTH = 300  # characters of a value that are shown


class CheckFailed(AssertionError):
    """A check compared values and they differ."""

    def __init__(self, *, call: str, got: str, expected: str, difference: str = "", why: str = "") -> None:
        self.call, self.got, self.expected, self.difference, self.why = call, got, expected, difference, why
        self._displayed = False
        super().__init__(self._text())

    def _rows(self) -> list[tuple[str, str]]:
        rows = [("call", self.call), ("got", self.got), ("expected", self.expected)]
        rows += [("where", self.difference), ("why", self.why)]
        return [(label, text) for label, text in rows if text]

    def _text(self) -> str:
        return "\n".join(["wrong", *(f"  {label:<9} {text}" for label, text in self._rows())])

    def _repr_html_(self) -> str:
        left = "style='text-align:left;padding-right:1em'"
        code = "<code style='white-space:pre-wrap'>"  # spaces may be what differs
        cells = [(f"<th {left}>{label}</th>", html.escape(text)) for label, text in self._rows()]
        rows = "".join(f"<tr>{head}<td {left}>{code}{text}</code></td></tr>" for head, text in cells)
        return f"<table style='border-left:4px solid #c0392b'><caption>wrong</caption>{rows}</table>"

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        printer.text(self._text())

    def _render_traceback_(self) -> list[str]:
        """Called by IPython instead of printing a traceback: the card in the richest form that the front end knows."""
        ipython = sys.modules.get("IPython.display")
        if ipython is None:
            return self._text().splitlines()
        if not self._displayed:  # a kernel asks more than once
            ipython.display(self)
            self._displayed = True
        return [f"CheckFailed: {self.call}" if self.call else "CheckFailed"]


def expect_close(
    got: Any, expected: Any, *, rtol: float = 1e-5, atol: float = 1e-6, dtype: Any = None, call: str = "", why: str = ""
) -> None:
    """Numbers or arrays of the same shape, equal within `atol + rtol * |expected|`; one expected number holds for all.

    >>> expect_close([0.1 + 0.2, 1.0], [0.3, 1.0])
    """
    import numpy as np

    values, wanted = _numbers(got), np.asarray(expected)
    if isinstance(values, str):
        _fail(got, expected, values, call=call, why=why)
    problem = _shape_problem(values, wanted) or _dtype_problem(values, wanted, dtype)
    if problem:
        _fail(values, wanted, problem, call=call, why=why)
    different = ~np.isclose(values, wanted, rtol=rtol, atol=atol, equal_nan=True)
    if different.any():
        _fail(values, wanted, _first(different, values), call=call, why=why)


def expect_equal(got: Any, expected: Any, *, call: str = "", why: str = "") -> None:
    """Exactly equal: numbers of one kind, strings, containers, arrays with shape and kind of dtype.

    >>> expect_equal({"a": [1, 2]}, {"a": [1, 2]})
    """
    got = _plain(got)
    problem = _unequal(got, expected, "")
    if problem is not None:
        _fail(got, expected, problem, call=call, why=why)


def expect_raises(
    error: type[BaseException] | str,
    function: Callable[[], Any],
    *,
    match: str | None = None,
    call: str = "",
    why: str = "",
) -> None:
    """Calling `function` raises `error` (a class or its name), with `match` somewhere in the message.

    >>> expect_raises("ValueError", lambda: int("one"), match="one")
    """
    name = error if isinstance(error, str) else error.__name__
    wanted = f"{name} with {match!r} in its message" if match else name
    try:
        value = function()
    except CheckFailed:
        raise
    except Exception as raised:  # whatever a called function raises is what this compares
        if _is_stub(raised) or getattr(type(raised), "_of_the_check_", False):
            raise
        if name in _names(raised) and (not match or match.lower() in str(raised).lower()):
            return
        got = f"{_names(raised)[0]}: {raised}"[:_WIDTH]
    else:
        got = f"no error, but the value {_show(_plain(value))}"
    raise CheckFailed(call=call, got=got, expected=wanted, why=why)


def seeded(name: str) -> np.random.Generator:
    """Return a generator that depends on `name` only, and on the seed a grader draws (`TINYTORCH_CHECK_SEED`)."""
    import numpy as np

    text = f"{os.environ.get('TINYTORCH_CHECK_SEED', '')}:{name}"
    return np.random.default_rng(int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big"))


def scenario(function: _F) -> _F:
    """Mark code that runs beside the student's: in grading its source goes to them and plain data come back."""
    return function


def __getattr__(name: str) -> Any:
    if name == "rng":
        return seeded("rng")
    raise AttributeError(f"module 'tinytorch.checks' has no attribute {name!r}")


def _fail(got: Any, expected: Any, difference: str, *, call: str, why: str) -> NoReturn:
    pairs = ((_show(got, digits), _show(expected, digits)) for digits in _PRECISIONS)
    shown = ("", "")
    for shown in pairs:
        if shown[0] != shown[1]:
            break
    raise CheckFailed(call=call, got=shown[0], expected=shown[1], difference=difference, why=why) from None


def _plain(value: Any) -> Any:
    fetch = getattr(type(value), "_fetch_", None)
    return fetch(value) if fetch else value


def _is(value: Any, kinds: Any) -> bool:
    """As isinstance, but by the type alone: objects from another process say nothing about themselves."""
    return issubclass(type(value), kinds)


def _names(error: BaseException) -> tuple[str, ...]:
    """Names of the error's class and its bases, its own first; an error from another process brings them along."""
    return getattr(error, "class_names", None) or tuple(cls.__name__ for cls in type(error).__mro__)


def _is_stub(error: BaseException) -> bool:
    return "NotImplementedError" in _names(error) and str(error).startswith("exercise ")


def _numbers(got: Any) -> Any:
    """Return `got` as an array of numbers, or say in words what it is instead."""
    import numpy as np

    if got is None:
        return "None came back: is there a `return`?"
    try:
        values = np.asarray(got)
    except (TypeError, ValueError):
        return "that is not an array of numbers"
    return values if values.dtype.kind in "biufc" else "that is not an array of numbers"


def _shape_problem(values: Any, wanted: Any) -> str:
    if wanted.ndim == 0:
        return "an empty array" if values.size == 0 else ""
    return "" if values.shape == wanted.shape else f"the shape is {values.shape}, expected {wanted.shape}"


def _dtype_problem(values: Any, wanted: Any, dtype: Any) -> str:
    import numpy as np

    if dtype is not None and values.dtype != np.dtype(dtype):
        return f"the dtype is {values.dtype}, expected {np.dtype(dtype)}"
    if values.dtype.kind == "b" and wanted.dtype.kind != "b":
        return "True or False came back, expected numbers"
    if values.dtype.kind == "c" and wanted.dtype.kind != "c":
        return "complex numbers came back, expected real ones"
    return ""


def _first(different: Any, values: Any) -> str:
    import numpy as np

    index = tuple(int(i) for i in np.argwhere(different)[0]) if different.ndim else ()
    entry = values[index] if values.ndim else values
    at = f"at {list(index)}" if index else ""
    if np.isnan(entry):
        return f"NaN {at}".strip()
    return f"first difference {at}" if at else ""


def _unequal(got: Any, expected: Any, path: str) -> str | None:
    """Return None if equal, else where and how they differ."""
    import numpy as np

    if _is(expected, np.dtype) or _is(got, np.dtype):
        return None if _same_dtype(got, expected) else _at(path)
    if _is(expected, np.ndarray) or (_is(expected, list) and type(got) is np.ndarray):
        return _unequal_arrays(got, np.asarray(expected), path)
    if _kind(got) != _kind(expected) or _is_elsewhere(got):
        return _kinds_differ(got, expected, path)
    if _is(expected, dict | list | tuple):
        return _unequal_containers(got, expected, path)
    return None if _same(got, expected) else _at(path)


def _unequal_containers(got: Any, expected: Any, path: str) -> str | None:
    if _is(expected, dict):
        return _unequal_keys(got, expected, path) or _unequal_items(got, expected, list(expected), path)
    if len(got) != len(expected):
        return f"the length{_of(path)} is {len(got)}, expected {len(expected)}"
    return _unequal_items(got, expected, range(len(expected)), path)


def _unequal_items(got: Any, expected: Any, keys: Any, path: str) -> str | None:
    problems = (_unequal(got[key], expected[key], f"{path}[{key!r}]") for key in keys)
    return next((problem for problem in problems if problem is not None), None)


def _unequal_keys(got: Any, expected: Any, path: str) -> str | None:
    missing = [key for key in expected if key not in got]
    surplus = [key for key in got if key not in expected]
    if missing:
        return f"{missing[0]!r} is missing{_of(path)}"
    return f"{surplus[0]!r} is not expected{_of(path)}" if surplus else None


def _unequal_arrays(got: Any, expected: Any, path: str) -> str | None:
    import numpy as np

    if type(got) is not np.ndarray:
        return _kinds_differ(got, expected, path)
    if got.shape != expected.shape:
        return f"the shape{_of(path)} is {got.shape}, expected {expected.shape}"
    if got.dtype.kind != expected.dtype.kind:
        return f"the dtype{_of(path)} is {got.dtype}, expected {expected.dtype}"
    different = ~_same_entries(got, expected)
    return _first(different, got) if different.any() else None


def _same_entries(got: Any, expected: Any) -> Any:
    import numpy as np

    if got.dtype.kind not in "fc":
        return got == expected
    return (got == expected) | (np.isnan(got) & np.isnan(expected))


def _same(got: Any, expected: Any) -> bool:
    """Equal, or both not a number."""
    if _kind(got) in ("float", "complex") and "nan" in repr(got):  # nan, and (nan+1j)
        return repr(got) == repr(expected)
    return bool(got == expected)


def _is_elsewhere(value: Any) -> bool:
    """Whether it is an object in another process, which may call itself `int` and answer as it likes."""
    return hasattr(type(value), "_type_name_")


def _same_dtype(got: Any, expected: Any) -> bool:
    import numpy as np

    try:
        return bool(np.dtype(got) == np.dtype(expected))
    except TypeError:
        return False


def _kind(value: Any) -> str:
    """The word for a value's type; numpy's numbers are of Python's kinds, subclasses are types of their own."""
    import numpy as np

    if _is(value, np.generic):
        return {"b": "bool", "i": "int", "u": "int", "f": "float", "c": "complex", "U": "str"}.get(
            value.dtype.kind, "?"
        )
    name = getattr(type(value), "_type_name_", None)
    return name(value) if name else type(value).__name__


def _kinds_differ(got: Any, expected: Any, path: str) -> str:
    if got is None:
        return f"None came back{_of(path)}: is there a `return`?"
    words = [f"{_article(kind)} {kind}" for kind in (_kind(got), _kind(expected))]
    return f"{words[0]}{_of(path)}, expected {words[1]}"


def _article(noun: str) -> str:
    return "an" if noun[:1].lower() in "aeio" else "a"


def _at(path: str) -> str:
    return f"first difference at {path}" if path else ""


def _of(path: str) -> str:
    return f" at {path}" if path else ""


def _show(value: Any, digits: int = 4) -> str:
    """One line for a value, cut; objects are named, because their text may hold an address."""
    import numpy as np

    value = _plain(value)
    if _is(value, float | np.floating):
        value = np.asarray(value)
    if _is(value, np.ndarray):
        return _show_array(value, digits)
    if _is(value, list | tuple | dict | set | str | int | bytes | complex | np.generic | np.dtype | type | None):
        return _cut(_show_container(value, digits))
    return f"{_article(_kind(value))} {_kind(value)} object"


def _show_container(value: Any, digits: int) -> str:
    if type(value) is list:
        return (
            "["
            + ", ".join(_show(item, digits) for item in value[:_SHOWN])
            + ("]" if len(value) <= _SHOWN else ", ...]")
        )
    if type(value) is tuple:
        inner = ", ".join(_show(item, digits) for item in value[:_SHOWN])
        return f"({inner},)" if len(value) == 1 else f"({inner})"
    if type(value) is dict:
        return "{" + ", ".join(f"{key!r}: {_show(item, digits)}" for key, item in list(value.items())[:_SHOWN]) + "}"
    return str(value) if type(value).__module__ == "numpy" else repr(value)


def _show_array(value: Any, digits: int) -> str:
    import numpy as np

    mode: Literal["unique", "maxprec_equal"] = "unique" if digits > 8 else "maxprec_equal"
    with np.printoptions(precision=digits, floatmode=mode, suppress=_moderate(value), threshold=_SHOWN, edgeitems=3):
        text = np.array2string(value, separator=", ", max_line_width=10**6)
    text = re.sub(r"(\d)\.(?!\d)", r"\1.0", re.sub(r"\[\s+", "[", " ".join(text.split())))
    return text if value.size <= _SHOWN else f"{_cut(text)} shape {value.shape}"


def _moderate(value: Any) -> bool:
    """True if plain decimals show the numbers well: nothing tiny or huge."""
    import numpy as np

    if value.dtype.kind != "f":
        return True
    sizes = np.abs(value[np.isfinite(value) & (value != 0)])
    return sizes.size == 0 or bool(sizes.min() >= 1e-4 and sizes.max() < 1e8)


def _cut(text: str) -> str:
    return text if len(text) <= _WIDTH else text[: _WIDTH - 4] + " ..."
