"""Small files that survive anything: replaced whole, versioned, set aside if damaged, changed by one run at a time.

Nothing here prints. What a person should hear (a damaged file was set aside) is returned as a remark, in words.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tito.errors import BadFile, ToolFailed

LOCK_SECONDS = 30.0


@dataclass(frozen=True)
class Loaded:
    """The content of a state file, empty if there was none or it was damaged; `remark` says the latter in words."""

    value: Mapping[str, Any]
    remark: str = ""


def replace_bytes(path: Path, content: bytes) -> None:
    """Put `content` at `path`: readers see the old file or the new one, whole, whatever happens in between."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with temporary.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if path.exists():
            temporary.chmod(path.stat().st_mode)
        temporary.replace(path)
    except BaseException:  # Ctrl-C and a full disk leave no litter; the reason goes on
        temporary.unlink(missing_ok=True)
        raise


def replace_text(path: Path, text: str) -> None:
    """As `replace_bytes`; newlines stay as they are, so that a file has one hash on every platform."""
    replace_bytes(path, text.encode("utf-8"))


def read_json(path: Path, *, version: int) -> Loaded:
    """Read a state file; a damaged one is set aside, and the remark says so."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return Loaded({})
    except UnicodeDecodeError:
        return set_aside(path, "it is not text")
    try:
        value = json.loads(text)
    except ValueError as problem:
        return set_aside(path, str(problem))
    if not isinstance(value, dict) or not isinstance(value.get("version"), int):
        return set_aside(path, "it has no version")
    if value["version"] > version:
        raise BadFile(
            f"{path} was written by a newer tito.",
            got=f"format {value['version']}",
            expected=f"format {version} or older",
            then="pip install --upgrade tinytorch",
        )
    return Loaded(value)


def set_aside(path: Path, reason: str) -> Loaded:
    """Rename a damaged file, so that nothing overwrites what a person may still read in it."""
    number = 1
    while (kept := path.with_name(f"{path.name}.corrupt-{number}")).exists():
        number += 1
    path.replace(kept)
    return Loaded({}, f"{path} was damaged ({reason}). It was set aside as {kept.name}; nothing else was changed.")


def write_json(path: Path, value: Mapping[str, Any], *, version: int) -> None:
    text = json.dumps({"version": version, **value}, indent=1, ensure_ascii=False, sort_keys=True)
    replace_text(path, text + "\n")


@contextlib.contextmanager
def lock(path: Path, *, waiting: Callable[[], None] = lambda: None, seconds: float = LOCK_SECONDS) -> Iterator[None]:
    """Hold `path` while files are changed. `waiting` is called once if another run holds it; a crash releases it."""
    from filelock import FileLock, Timeout  # only commands that change something

    path.parent.mkdir(parents=True, exist_ok=True)
    guard = FileLock(path)
    try:
        guard.acquire(timeout=0)
    except Timeout:
        waiting()
        try:
            guard.acquire(timeout=seconds)
        except Timeout as problem:
            raise ToolFailed(
                f"Another tito is still working in {path.parent.parent}.",
                got=f"no turn within {seconds:.0f} seconds",
                then="Wait for it or stop it, then run the same command again.",
            ) from problem
    try:
        yield
    finally:
        guard.release()
