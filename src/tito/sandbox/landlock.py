"""Landlock: what files a program may open, by path, even where it has no namespaces of its own.

It also refuses TCP, signals to processes outside and abstract sockets where the kernel's version has that.
"""

from __future__ import annotations

import ctypes
import errno
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tito.sandbox import kernel

_CREATE, _ADD, _RESTRICT = 444, 445, 446
_ASK_VERSION, _BENEATH = 1, 1

_EXECUTE, _WRITE_FILE, _READ_FILE, _READ_FOLDER = (1 << bit for bit in range(4))
_MAKE_SPECIAL = 1 << 6 | 1 << 9 | 1 << 11  # character devices, sockets, block devices
_TRUNCATE, _DEVICE_CONTROL = 1 << 14, 1 << 15
_OF_FILES = _EXECUTE | _WRITE_FILE | _READ_FILE | _TRUNCATE | _DEVICE_CONTROL
_RIGHTS = {1: 13, 2: 14, 3: 15, 4: 15, 5: 16}  # version: how many rights over files it knows
_TCP, _SCOPES = 3, 3
FIRST_WITH_TCP, FIRST_WITH_SIGNALS = 4, 6


def version() -> int:
    """The kernel's version of Landlock; 0 without it."""
    try:
        return kernel.syscall(_CREATE, None, ctypes.c_size_t(0), ctypes.c_uint(_ASK_VERSION), what="Landlock")
    except OSError:
        return 0


def confine(*, read: Iterable[str], write: Iterable[str], list_: Iterable[str] = ()) -> None:
    """From here on only these paths and what lies below them, for good. Needs no_new_privileges.

    `list_`: folders whose names may be read, as Python does to import, but not their files.
    """
    known = version()
    if not known:
        raise OSError(errno.ENOSYS, "this kernel has no Landlock, or it is switched off")
    every = (1 << _RIGHTS[min(known, max(_RIGHTS))]) - 1
    reading = _EXECUTE | _READ_FILE | _READ_FOLDER
    with _rules(known, every) as rules:
        for path in read:
            _allow(rules, path, reading)
        for path in list_:
            _allow(rules, path, _READ_FOLDER)
        for path in write:
            _allow(rules, path, every & ~_MAKE_SPECIAL & ~_EXECUTE & ~_DEVICE_CONTROL)
        kernel.syscall(_RESTRICT, ctypes.c_int(rules), ctypes.c_uint(0), what="confining by Landlock")


@contextmanager
def _rules(known: int, every: int) -> Iterator[int]:
    tcp = _TCP if known >= FIRST_WITH_TCP else 0
    scopes = _SCOPES if known >= FIRST_WITH_SIGNALS else 0
    wanted = (ctypes.c_uint64 * 3)(every, tcp, scopes)
    size = 24 if scopes else 16 if tcp else 8  # an older kernel knows a shorter struct
    rules = kernel.syscall(_CREATE, wanted, ctypes.c_size_t(size), ctypes.c_uint(0), what="making Landlock rules")
    yield rules
    os.close(rules)


class _Rule(ctypes.Structure):
    _pack_, _layout_ = 1, "ms"
    _fields_ = (("rights", ctypes.c_uint64), ("folder", ctypes.c_int32))


def _allow(rules: int, path: str, rights: int) -> None:
    """Nothing for what is not there."""
    try:
        place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except (FileNotFoundError, PermissionError):
        return
    if not Path(path).is_dir():
        rights &= _OF_FILES
    rule = _Rule(rights, place)
    kernel.syscall(
        _ADD, ctypes.c_int(rules), ctypes.c_int(_BENEATH), ctypes.byref(rule), ctypes.c_uint(0), what=f"allowing {path}"
    )
    os.close(place)
