"""The child process of `milestone run`: one program, called with the gate's data, on the package of a workspace.

Reads a line of JSON and the bytes behind its arrays on standard input; writes events as JSON lines on what was
standard output: a report as often as the program makes one, at the end what it hands in.
"""

from __future__ import annotations

import base64
import json
import os
import runpy
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tito.judge import wire
from tito.judge.cells import described, kept_output, silence

PIECE = 30_000  # bytes of arrays in one event
NAME = "milestone"  # the program's __name__: not "__main__", so that it waits to be called

Send = Callable[..., None]


def main() -> None:
    job = json.loads(sys.stdin.buffer.readline())
    given = wire.decode(job["given"], wire.Block(bytearray(sys.stdin.buffer.read())), _refused)
    channel = os.dup(1)

    def send(event: str, **fields: Any) -> None:
        line = json.dumps({"event": event, "step": 0, "token": job["token"], **fields}).encode() + b"\n"
        while line:
            line = line[os.write(channel, line) :]

    silence()
    with kept_output(job["output"]) as kept:
        fields = _performed(job["program"], given, send)
        send("end", **fields, output=kept.take())
    send("done")
    os._exit(0)  # the student's threads and exit hooks have no say


def _performed(program: str, given: dict[str, Any], send: Send) -> dict[str, Any]:
    def report(step: int, of: int, **values: Any) -> None:
        numbers = {"step": step, "of": of, **values}
        send("report", values={key: float(value) for key, value in numbers.items()})

    try:
        answers = runpy.run_path(program, run_name=NAME)["perform"](**given, report=report)
        return {"answers": _handed_in(answers, send)}
    except BaseException as error:  # the border: SystemExit is the student's too
        return {"error": described(error), "where": _where(error)}


def _handed_in(answers: Any, send: Send) -> Any:
    blob = bytearray()
    text = wire.encode(answers, blob, _refused)
    for start in range(0, len(blob), PIECE):
        send("piece", data=base64.b64encode(blob[start : start + PIECE]).decode())
    return text


def _refused(value: Any) -> Any:
    raise TypeError(f"only arrays and plain data can be handed in, not {type(value).__name__}")


def _where(error: BaseException) -> str:
    """ "tinytorch/core/layers.py, line 12: return x @ w": the line of the package or the program nearest to it."""
    workspace = Path(os.environ["TITO_WORKSPACE"])
    own = [
        frame for frame in traceback.extract_tb(error.__traceback__) if Path(frame.filename).is_relative_to(workspace)
    ]
    if not own:
        return ""
    nearest = own[-1]
    name = Path(nearest.filename).relative_to(workspace).as_posix()
    return f"{name}, line {nearest.lineno}: {(nearest.line or '').strip()}"


if __name__ == "__main__":
    main()
