"""The one place where programs are started: argument list, own session, clean ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import IO

_DIAGNOSTICS = 4000  # characters


class Running:
    """A started program with its whole process group; `clean_up` is called once, after the kill."""

    def __init__(self, popen: subprocess.Popen[bytes], stderr: IO[bytes], clean_up: Callable[[], None]) -> None:
        self._popen, self._stderr, self._clean_up = popen, stderr, clean_up
        self._closed = False

    @property
    def stdout(self) -> IO[bytes]:
        assert self._popen.stdout is not None
        return self._popen.stdout

    def kill(self) -> None:
        if self._popen.returncode is None:
            _kill_group(self._popen)
            self._popen.wait()

    def wait(self) -> int:
        code = self._popen.wait()
        return code if code >= 0 else 128 - code

    def diagnostics(self) -> str:
        self._stderr.seek(0)
        return self._stderr.read().decode(errors="replace")[-_DIAGNOSTICS:].strip()

    def close(self) -> None:
        if not self._closed:
            self._closed = True
            self.kill()
            self.stdout.close()
            self._stderr.close()
            self._clean_up()

    def __enter__(self) -> Running:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def launch(
    argv: Sequence[str],
    *,
    env: Mapping[str, str],
    cwd: Path | None = None,
    stdin: bytes = b"",
    clean_up: Callable[[], None] = lambda: None,
) -> Running:
    """Start `argv` in a session of its own. `stdin` comes from a file: a program that does not read cannot block us."""
    stderr = tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as the process
    with tempfile.TemporaryFile() as source:
        source.write(stdin)
        source.seek(0)
        popen = subprocess.Popen(
            list(argv),
            env=dict(env),
            cwd=cwd,
            stdin=source,
            stdout=subprocess.PIPE,
            stderr=stderr,
            start_new_session=True,
            bufsize=0,  # closing a buffered pipe would wait for whoever reads it
        )
    return Running(popen, stderr, clean_up)


def _kill_group(popen: subprocess.Popen[bytes]) -> None:
    if sys.platform == "win32":
        subprocess.run(["taskkill", "/T", "/F", "/PID", str(popen.pid)], capture_output=True, check=False)
        return
    try:
        os.killpg(popen.pid, signal.SIGKILL)
    except ProcessLookupError:
        popen.kill()  # the group is gone, the program perhaps not yet waited for
