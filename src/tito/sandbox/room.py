"""A warm server as its owner sees it: start it, run one program at a time in it, end everything in it."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import weakref
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import asdict
from pathlib import Path
from types import TracebackType
from typing import IO, Any

from tito.errors import ToolFailed
from tito.sandbox import cgroup, runtime, server
from tito.sandbox.protocol import Level, Limits

GONE = "its sandbox was ended"  # by nothing that ran in it
_STARTUP = 60.0  # seconds: a loaded machine, a cold disk
_LEAVING = 10.0
_DIAGNOSTICS = 4000  # characters
_ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1"}


@contextmanager
def in_memory(data: bytes) -> Iterator[int]:
    """The descriptor of a file that holds `data`, at its beginning."""
    with os.fdopen(os.memfd_create("data"), "w+b", buffering=0) as file:
        file.write(data)
        file.seek(0)
        yield file.fileno()


class Room:
    """A warm server at work. For one thread at a time; but `stop` may be called from any.

    `preload`: modules that it imports before it forks. `prepare`: by the name of one of them, what its function
    `prepare` is called with there, once: nothing that comes from a hand-in.
    """

    def __init__(
        self,
        level: Level,
        *,
        limits: Limits,
        read_only: Sequence[Path] = (),
        env: Mapping[str, str] | None = None,
        preload: Sequence[str] = (),
        prepare: Mapping[str, bytes] | None = None,
    ) -> None:
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as the room
        self._group = cgroup.Group(limits) if level is Level.A else None
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        environment = {**_ENVIRONMENT, **(env or {})}
        folders = [str(Path(server.__file__).parents[2]), *environment.get("PYTHONPATH", "").split(":")]
        environment["PYTHONPATH"] = ":".join(dict.fromkeys(filter(None, folders)))
        with theirs:
            self._popen = self._server(theirs.fileno(), environment)
        self._left: dict[str, Any] = {}  # what a server that dies could not clear away itself
        self._end = weakref.finalize(self, _ended, self._control, self._popen, self._errors, self._group, self._left)
        self._ready = False
        plan = {
            "level": level,
            "readable": [str(path) for path in (*runtime.readable(), *read_only)],
            "listed": environment["PYTHONPATH"].split(":"),
            "limits": asdict(limits),
        }
        try:
            if self._group:
                self._group.add(self._popen.pid)  # before it goes on: it waits for what follows
            self._begin({"plan": plan, "preload": list(preload)}, prepare or {})
        except ToolFailed:
            self.close()
            raise

    def wait_until_ready(self) -> None:
        """ToolFailed if the walls could not be built, or what is to be imported beforehand could not be."""
        if self._ready:
            return
        threads = self._answer()["ready"]
        if threads != 1:  # a fork takes only one along, and locks that others hold stay locked
            raise ToolFailed("The sandbox's server has more than one thread.", got=f"{threads} threads")
        self._ready = True

    def run(
        self,
        *,
        module: str = "",
        arguments: Sequence[str] = (),
        program: Sequence[str] = (),
        env: Mapping[str, str] | None = None,
        cwd: Path | None = None,
        files: Sequence[int],
    ) -> Run:
        """Start a module's main() in a warm fork, or a program. `files` become its descriptors 0, 1, 3, 4, ..."""
        self.wait_until_ready()
        job = {"module": module, "arguments": list(arguments), "program": list(program), "env": dict(env or {})}
        job["cwd"] = str(cwd) if cwd else ""
        self._send({"do": "run", "job": job}, files)
        answer = self._answer()
        if "failed" in answer:
            raise ToolFailed("The sandbox could not start a program.", got=str(answer["failed"]))
        self._left.update(answer["left"])
        return Run(self)

    def ask(self, what: str) -> None:
        """Tell what runs to "interrupt", as by Ctrl-C, or the server to "kill" it."""
        with suppress(ToolFailed):  # the server has gone, and with it what ran
            self._send({"do": what})

    def ending(self, *, patience: float | None = None) -> tuple[int, str]:
        """Wait for the end of what runs: its exit code, negative after a signal, and why it was killed, if it was."""
        try:
            answer = self._answer(patience)
        except ToolFailed:
            return -signal.SIGKILL, GONE
        self._left.clear()
        return int(answer["ended"]), str(answer["why"])

    def stop(self) -> None:
        """End whatever runs; the room is of no more use."""
        with suppress(OSError):
            self._control.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        self.stop()
        self._end()

    @property
    def alive(self) -> bool:
        return self._popen.poll() is None

    def diagnostics(self) -> str:
        """The last of what the server and its programs wrote to stderr."""
        self._errors.seek(0, os.SEEK_END)
        self._errors.seek(max(0, self._errors.tell() - _DIAGNOSTICS))
        return self._errors.read().decode(errors="replace").strip()

    def _server(self, descriptor: int, environment: Mapping[str, str]) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [*runtime.interpreter(), "-m", server.__name__, str(descriptor)],
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=self._errors,
            pass_fds=[descriptor],
            start_new_session=True,  # the terminal's Ctrl-C is for us
        )

    def _begin(self, words: Mapping[str, Any], prepare: Mapping[str, bytes]) -> None:
        """And go on: two rooms can warm up at the same time."""
        with ExitStack() as files:
            given = [files.enter_context(in_memory(data)) for data in prepare.values()]
            self._send({**words, "prepare": list(prepare)}, given)

    def _send(self, words: Mapping[str, Any], files: Sequence[int] = ()) -> None:
        try:
            socket.send_fds(self._control, [json.dumps(words).encode()], list(files))
        except OSError as problem:
            raise ToolFailed("The sandbox's server has ended.", got=self.diagnostics() or str(problem)) from problem

    def _answer(self, patience: float | None = _STARTUP) -> dict[str, Any]:
        """The server's next packet. It answers at once, or when what runs has ended."""
        try:
            self._control.settimeout(patience)
            packet = self._control.recv(server.PACKET)
        except OSError as problem:
            raise ToolFailed("The sandbox's server does not answer.", got=self.diagnostics()) from problem
        if not packet:
            raise ToolFailed("The sandbox's server has ended.", got=self.diagnostics())
        answer: dict[str, Any] = json.loads(packet)
        return answer

    def __enter__(self) -> Room:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _ended(
    control: socket.socket,
    server_: subprocess.Popen[bytes],
    errors: IO[bytes],
    group: cgroup.Group | None,
    left: Mapping[str, Any],
) -> None:
    """Nothing of a room is left, whatever becomes of its owner or its server."""
    control.close()
    try:
        server_.wait(_LEAVING)
    except subprocess.TimeoutExpired:
        server_.kill()
        server_.wait()
    errors.close()
    if left and server_.returncode != 0:  # without namespaces nobody but us can do it now
        with suppress(ProcessLookupError):
            os.killpg(left["group"], signal.SIGKILL)
        shutil.rmtree(left["scratch"], ignore_errors=True)
    if group:
        group.remove()


class Run:
    """What runs in a room, until it has ended with all that it started."""

    def __init__(self, room: Room) -> None:
        self._room = room
        self._ending: tuple[int, str] | None = None

    def interrupt(self) -> None:
        """Ctrl-C for the program itself."""
        if self._ending is None:
            self._room.ask("interrupt")

    def kill(self) -> None:
        if self._ending is None:
            self._room.ask("kill")
            self._ending = self._room.ending(patience=_STARTUP)

    def wait(self) -> int:
        """The exit code, 128 + N after signal N."""
        code, _ = self._end()
        return code if code >= 0 else 128 - code

    @property
    def why(self) -> str:
        """Why the sandbox killed it, in words; empty if it ended otherwise."""
        return self._end()[1]

    def diagnostics(self) -> str:
        return self._room.diagnostics()

    def _end(self) -> tuple[int, str]:
        if self._ending is None:
            self._ending = self._room.ending()
        return self._ending


class Program:
    """One program in a room of its own: what `Sandbox.start` gives."""

    def __init__(self, room: Room, run: Run, stdout: IO[bytes]) -> None:
        self._room, self._run, self.stdout = room, run, stdout

    def kill(self) -> None:
        """From any thread: with the room everything in it ends."""
        self._room.stop()

    def wait(self) -> int:
        return self._run.wait()

    def diagnostics(self) -> str:
        return self._run.diagnostics()

    def __enter__(self) -> Program:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._room.close()
        self.stdout.close()


def start(room: Room, argv: Sequence[str], *, cwd: Path | None, stdin: bytes) -> Program:
    """`stdin` comes from a file: a program that does not read cannot block us."""
    reading, writing = os.pipe()
    with tempfile.TemporaryFile() as source, os.fdopen(writing, "wb"):
        source.write(stdin)
        source.seek(0)
        run = room.run(program=argv, cwd=cwd, files=[source.fileno(), writing])
    return Program(room, run, os.fdopen(reading, "rb", buffering=0))
