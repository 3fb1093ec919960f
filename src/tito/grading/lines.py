"""Append-only files of JSON, one entry a line: what a power cut, a full disk or a bad sector cannot take with it.

An entry is written whole and flushed to the disk. A line that cannot be read is passed over by readers and, by the next
command that holds the course folder, put beside the file and reported.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from tito.errors import BadFile
from tito.grading.folder import replace

T = TypeVar("T")
Make = Callable[[Mapping[str, Any]], T]
"""Makes the entry from its JSON; KeyError, TypeError and ValueError mean that it is none."""
VERSION = 1


def append(path: Path, entries: Iterable[Mapping[str, Any]]) -> None:
    """All entries or, should the disk be full, none of them."""
    text = "".join(json.dumps(entry, ensure_ascii=True, sort_keys=True) + "\n" for entry in entries)
    if not text:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    with _alone(path), path.open("ab+", buffering=0) as file:
        end = file.seek(0, os.SEEK_END)
        torn = end > 0 and not _ends_a_line(file.fileno())
        data = (("\n" if torn else "") + text).encode()  # what a power cut tore off must not swallow this line too
        try:
            written = file.write(data)
            while written < len(data):  # a nearly full disk takes a part
                written += file.write(data[written:])
            os.fsync(file.fileno())
        except OSError:
            os.ftruncate(file.fileno(), end)
            raise


def read(path: Path, make: Make[T]) -> Iterator[tuple[int, T]]:
    """Each entry with the place in the file where its line begins; unreadable lines are passed over."""
    for place, _, line in _lines(path):
        entry = _entry(line, make)
        if entry is not None:
            yield place, entry


def at(path: Path, place: int, make: Make[T]) -> T:
    """The one entry whose line begins at `place`."""
    with path.open("rb") as file:
        file.seek(place)
        entry = _entry(file.readline(), make)
    if entry is None:
        raise BadFile(f"{path} has changed while it was read.", then="run the same command again")
    return entry


def mend(path: Path, make: Make[T]) -> tuple[int, ...]:
    """Move unreadable lines into `NAME.damaged`; returns their numbers. For whoever alone holds the course folder."""
    if not any(_entry(line, make) is None for _, _, line in _lines(path)):
        return ()
    with _alone(path):
        sorted_out = [(number, line, _entry(line, make) is not None) for _, number, line in _lines(path)]
        aside = path.with_name(f"{path.name}.damaged")
        before = aside.read_bytes() if aside.is_file() else b""
        bad = b"".join(line.rstrip(b"\n") + b"\n" for _, line, good in sorted_out if not good)
        replace(aside, before + bad)
        replace(path, b"".join(line for _, line, good in sorted_out if good))
    return tuple(number for number, _, good in sorted_out if not good)


def _lines(path: Path) -> Iterator[tuple[int, int, bytes]]:
    """Place, number and bytes of each line that holds anything."""
    if not path.is_file():
        return
    place = 0
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            if line.strip():
                yield place, number, line
            place += len(line)


def _entry(line: bytes, make: Make[T]) -> T | None:
    try:
        raw = json.loads(line)
        _refuse_newer(raw)
        return make(raw)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def _refuse_newer(raw: Any) -> None:
    """What a later tito wrote is not damage, and must not be taken for it."""
    version = raw.get("version") if isinstance(raw, dict) else None
    if isinstance(version, int) and version > VERSION:
        raise BadFile(
            f"The course folder's records are of version {version}.",
            expected=f"version {VERSION}",
            then="update tito, or restore the files in .tito-grade/ from a backup",
        )
    if version != VERSION:
        raise ValueError("no entry")


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Formgrader writes marks while a command does: their lines must not mix."""
    from filelock import FileLock

    with FileLock(path.with_name(f".{path.name}.lock")):
        yield


def _ends_a_line(descriptor: int) -> bool:
    os.lseek(descriptor, -1, os.SEEK_END)
    return os.read(descriptor, 1) == b"\n"
