"""What an interpreter with numpy reads, and no more of this machine."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

_SYSTEM = ("/usr/lib", "/usr/lib64", "/lib", "/lib64", "/etc/ld.so.cache", "/etc/alternatives")
DEVICES = ("/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom")
SCRATCH = ("/tmp", "/dev/shm")


def interpreter() -> tuple[str, ...]:
    """The base interpreter without site-packages; what a program imports it finds through PYTHONPATH."""
    return (os.path.realpath(sys.executable), "-S", "-s", "-P")


def numpy_folder() -> Path:
    """The folder that numpy lies in: to be put on PYTHONPATH inside."""
    spec = find_spec("numpy")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("numpy is not installed")
    return Path(spec.origin).parent.parent


def readable() -> Iterator[Path]:
    yield from map(Path, _SYSTEM)
    base = Path(sys.base_prefix)
    yield from (Path(os.path.realpath(sys.executable)), base / "lib", base / "lib64")
    yield from (numpy_folder() / name for name in ("numpy", "numpy.libs"))
    yield Path(__file__).parents[1]  # the server itself
