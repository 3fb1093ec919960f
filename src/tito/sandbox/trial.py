"""Tries a sandbox out: a small program inside reports what it could do, and must have been able to do nothing."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Timer

from tito.sandbox.protocol import Limits, Process, Sandbox, SelfTest

_SECONDS = 20.0  # on a machine under load

_PROBE = """
import json, os, socket, sys
marker, limit = sys.argv[1], int(sys.argv[2])
found = []
def attempt(words, action):
    try:
        action()
    except OSError:
        return
    found.append(words)
def connect():
    socket.create_connection(("127.0.0.1", int(sys.argv[3])), timeout=2).close()
def swarm():
    children = []
    try:
        for _ in range(limit + 1):
            child = os.fork()
            if child == 0:
                os.close(hold)
                os.read(gate, 1)
                os._exit(0)
            children.append(child)
    finally:
        os.close(hold)
        for child in children:
            os.waitpid(child, 0)
gate, hold = os.pipe()
if os.getuid() == 0:
    found.append("the program runs as root")
if os.getppid() > 10:
    found.append("other processes can be seen")
attempt("files outside can be read", lambda: open(marker))
attempt("the interpreter can be written", lambda: open(os.__file__, "a"))
attempt("folders can be made outside the temporary one", lambda: os.mkdir("/mark"))
attempt("the network can be reached", connect)
attempt("processes are not limited", swarm)
print(json.dumps(found))
"""


def trial(sandbox: Sandbox) -> SelfTest:
    """Run the probe; whatever it could do, and its not running at all, is a reason in words."""
    import socket

    limits = Limits(processes=4)
    with tempfile.NamedTemporaryFile() as marker, socket.create_server(("127.0.0.1", 0)) as server:
        Path(marker.name).chmod(0o644)  # a file that only its owner may read would prove nothing about walls
        port = server.getsockname()[1]
        argv = [*sandbox.python, "-c", _PROBE, marker.name, str(limits.processes), str(port)]
        try:
            with sandbox.start(argv, limits=limits) as process, _deadline(process):
                text = process.stdout.read()
                process.wait()
                return _judged(text, process.diagnostics())
        except OSError as problem:
            return SelfTest(ok=False, reasons=(f"{sandbox.name} does not start: {problem}",))


@contextmanager
def _deadline(process: Process) -> Iterator[None]:
    timer = Timer(_SECONDS, process.kill)
    timer.start()
    yield
    timer.cancel()


def _judged(text: bytes, diagnostics: str) -> SelfTest:
    try:
        reasons = tuple(str(reason) for reason in json.loads(text))
    except ValueError:
        last = diagnostics.splitlines()[-1:] or ["no answer from inside"]
        return SelfTest(ok=False, reasons=tuple(last))
    return SelfTest(ok=not reasons, reasons=reasons)
