"""Running a notebook's cells in this process, and saying where in them an error arose: used inside the children."""

from __future__ import annotations

import io
import linecache
import os
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType, TracebackType
from typing import Any

MESSAGE = 300  # characters of an error's message that are kept


class Kept(io.TextIOBase):
    """Standard output of a step: the first `limit` bytes, the rest counted."""

    def __init__(self, limit: int) -> None:
        self._limit, self._text, self._size, self._lost = limit, "", 0, 0

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        kept = "" if self._lost else _cut(text, self._limit - self._size)
        self._text += kept
        self._size += len(kept.encode(errors="replace"))
        self._lost += len(text) - len(kept)
        return len(text)

    def take(self) -> str:
        """What was written since the last call."""
        text = self._text + (f"\n... {self._lost} more characters" if self._lost else "")
        self._text, self._size, self._lost = "", 0, 0
        return text


def _cut(text: str, size: int) -> str:
    """As much of `text` as is at most `size` bytes in UTF-8."""
    if size <= 0:
        return ""
    return text[:size].encode(errors="replace")[:size].decode(errors="ignore")


class Cells:
    """The notebook's namespace: a module called `__main__`, as in a kernel."""

    def __init__(self) -> None:
        self.main = ModuleType("__main__")
        self._files: dict[str, str] = {}  # file name as it stands in tracebacks: the cell's label
        sys.modules["__main__"] = self.main

    def run(self, label: str, source: str) -> None:
        """Run one cell; whatever it raises comes out."""
        exec(self.compiled(label, source), self.main.__dict__)

    def compiled(self, label: str, source: str) -> Any:
        """Code whose tracebacks name the cell and quote its lines."""
        name = f"<{label} #{len(self._files)}>"
        self.knows(name, label, source)
        return compile(source, name, "exec", dont_inherit=True)

    def knows(self, name: str, label: str, source: str) -> None:
        """What `where` is to say of errors in code that was compiled under this file name."""
        self._files[name] = label
        linecache.cache[name] = (len(source), None, source.splitlines(keepends=True), name)

    def where(self, error: BaseException) -> str:
        """ "exercise add, line 7: return a + c": the student's own line nearest to the error."""
        if isinstance(error, SyntaxError) and error.filename in self._files:
            return self._line(error.filename, error.lineno or 1)
        frames = list(self._frames(error.__traceback__))
        own = [frame for frame in frames if not self._files[frame[0]].startswith(("given", "check", "hidden"))]
        visible = [frame for frame in frames if not self._files[frame[0]].startswith("hidden")]
        if not (own or visible):
            return ""
        nearest = (own or visible)[-1]
        return self._line(*nearest) + self._caller(nearest, own)

    def _caller(self, nearest: tuple[str, int], own: list[tuple[str, int]]) -> str:
        """Which other cell of the student's the line was reached from: the mistake is often there."""
        others = [frame for frame in own if frame[0] != nearest[0]]
        return f" (called from {self._files[others[-1][0]]}, line {others[-1][1]})" if others else ""

    def _frames(self, trace: TracebackType | None) -> Iterator[tuple[str, int]]:
        for frame, line in traceback.walk_tb(trace):
            if frame.f_code.co_filename in self._files:
                yield frame.f_code.co_filename, line

    def _line(self, name: str, number: int) -> str:
        return f"{self._files[name]}, line {number}: {linecache.getline(name, number).strip()[:MESSAGE]}"


def described(error: BaseException) -> str:
    """ "ValueError: shapes differ", cut; an error whose text cannot be made is only named."""
    names = getattr(error, "class_names", None) or mro_names(error)  # one from another process says its names itself
    return f"{names[0]}: {message(error)}".removesuffix(": ")


def message(error: BaseException) -> str:
    try:
        text = error.msg if isinstance(error, SyntaxError) else str(error)
    except BaseException:  # the student's own __str__
        return ""
    return (text if type(text) is str else "")[:MESSAGE]


def mro_names(error: BaseException) -> list[str]:
    return [cls.__name__ for cls in type(error).__mro__]


def silence() -> None:
    """Send the three standard descriptors nowhere: what a step prints is kept through `sys.stdout`."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nowhere, descriptor)


@contextmanager
def kept_output(limit: int) -> Iterator[Kept]:
    kept = Kept(limit)
    before = sys.stdout, sys.stderr
    sys.stdout = sys.stderr = kept
    yield kept
    sys.stdout, sys.stderr = before
