"""Tries a sandbox out: a program inside reports what it could do, and must have been able to do nothing."""

from __future__ import annotations

import json
import os
import re
import secrets
import socket
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from threading import Timer
from typing import TYPE_CHECKING, Any

from tito.errors import ToolFailed
from tito.sandbox import probe
from tito.sandbox.protocol import Limits, SelfTest
from tito.sandbox.room import Room

if TYPE_CHECKING:
    from tito.sandbox.levels import Walls

_SECONDS = 30.0  # on a machine under load
_LIMITS = Limits(memory_mb=192, processes=4, file_mb=2, files=64)


def trial(walls: Walls) -> SelfTest:
    """Run the probe; whatever it could do, and its not running at all, is a reason in words."""
    try:
        with walls.room(limits=_LIMITS) as room, _outside() as outside:
            asked = {"outside": outside, "limits": asdict(_LIMITS), "level": walls.level}
            reasons = _tried(walls, room, asked)
            if not reasons:
                reasons = _tried(walls, room, {**asked, "hog": True}, may_die=True)
    except (OSError, ToolFailed) as problem:
        return SelfTest(ok=False, reasons=(_brief(problem),))
    return SelfTest(ok=not reasons, reasons=reasons)


def _tried(walls: Walls, room: Room, asked: Mapping[str, Any], *, may_die: bool = False) -> tuple[str, ...]:
    reading, writing = os.pipe()
    argv = [*walls.python, "-m", probe.__name__, json.dumps(asked)]
    with os.fdopen(reading, "rb") as answer, Path(os.devnull).open("rb") as nothing:
        with os.fdopen(writing, "wb"):
            run = room.run(program=argv, files=[nothing.fileno(), writing])
        timer = Timer(_SECONDS, room.stop)
        timer.start()
        text = answer.read()
        timer.cancel()
        run.kill()
    *reasons, end = text.decode(errors="replace").splitlines() or [""]
    if end == probe.END or (may_die and not text):
        return tuple(reasons)
    said = run.why or run.diagnostics() or "no answer from inside"
    return (*reasons, *filter(None, [end]), said.splitlines()[-1])


@contextmanager
def _outside() -> Iterator[dict[str, Any]]:
    """What lies around a sandbox and must not be reached: files that all may read and write, sockets, this process."""
    name = f"tito-{secrets.token_hex(8)}"
    with (
        tempfile.TemporaryDirectory(prefix="tito-") as folder,
        socket.create_server(("127.0.0.1", 0)) as server,
        socket.socket(socket.AF_UNIX) as abstract,
    ):
        file = Path(folder, "file")
        file.write_text("outside")
        file.chmod(0o666)  # a file that only its owner may read would prove nothing about walls
        Path(folder).chmod(0o777)
        abstract.bind("\0" + name)
        abstract.listen()
        port = server.getsockname()[1]
        yield {"file": str(file), "folder": folder, "port": port, "abstract": name, "pid": os.getpid()}


def _brief(problem: OSError | ToolFailed) -> str:
    """The last line, without the name and number of an error inside."""
    said = problem.got or problem.message if isinstance(problem, ToolFailed) else str(problem)
    return re.sub(r"^(\w+: )?(\[Errno \d+\] )?", "", said.splitlines()[-1])
