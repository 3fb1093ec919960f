"""The verdict's process (T): holds the plan with its checks and drives the student's process (S), which holds the code.

    python -m tito.judge.verdict DESCRIPTOR < job

Events go to standard output as JSON lines. S has no way to write there: all it can do is answer with plain data, which
the checks compare here. A check that did not come through to its end is never a pass.
"""

from __future__ import annotations

import builtins
import json
import os
import socket
import sys
import time
from collections.abc import Callable, Mapping
from typing import Any

from tito.judge.cells import Cells, kept_output, silence
from tito.judge.expectations import Tally
from tito.judge.handles import Student, StudentError, StudentGone
from tito.judge.outcomes import decided, harmless
from tito.judge.plan import Plan, Step
from tito.judge.prepared import Prepared, imports, prepare_all, prepared
from tito.judge.wire import Link

_BUILTINS = frozenset(dir(builtins))
_WORDS = 1000  # characters of what a cell's error says of itself


def prepare(plan: bytes) -> None:
    """In the warm server, before it forks: what the checks of this plan take to be got ready."""
    prepare_all(Plan.from_json(json.loads(plan)))


def main() -> None:
    descriptor = int(sys.argv[1])
    job = json.load(sys.stdin.buffer)
    send = _sender(os.dup(1))
    silence()
    student = Student(Link(socket.socket(fileno=descriptor)))
    plan = Plan.from_json(job["plan"])
    with kept_output(0):
        judge(plan, student, send, skip=frozenset(job["skip"]))


def _sender(channel: int) -> Callable[[dict[str, Any]], None]:
    """Writes events; a step's end together with what follows, at once in any case: whoever reads is woken up less."""
    held = bytearray()

    def send(event: dict[str, Any]) -> None:
        held.extend(json.dumps(event).encode() + b"\n")
        if event["event"] != "end":
            os.write(channel, held)
            held.clear()

    return send


def judge(plan: Plan, student: Student, send: Callable[[dict[str, Any]], None], *, skip: frozenset[int]) -> None:
    """Send the outcome of each step in order, and "done" unless the student's process ends on the way."""
    cells = Cells()
    try:
        _greet(student)
        send({"event": "ready"})
        for step in plan.steps:
            if step.index not in skip:
                send({"event": "begin", "step": step.index})
                send({"event": "end", "step": step.index, **_timed(plan, step, student, cells)})
        send({"event": "done"})
    except StudentGone:
        return


def _timed(plan: Plan, step: Step, student: Student, cells: Cells) -> dict[str, Any]:
    start = time.monotonic()
    fields = _run(step, student) if step.kind == "run" else _check(plan, step, student, cells)
    output = harmless(student.take_output(), lines=True)
    return {**fields, "output": output, "seconds": time.monotonic() - start}


def _run(step: Step, student: Student) -> dict[str, Any]:
    try:
        answer = student.ask("run", step.label, step.source)
    except StudentError:  # the cell has rebound what S itself runs on; it harms nobody else
        return {"error": "Error: the cell could not be run"}
    words = answer if type(answer) is dict else {}
    return {key: harmless(text[:_WORDS]) for key in ("error", "where") if type(text := words.get(key)) is str}


def _check(plan: Plan, step: Step, student: Student, cells: Cells) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    try:
        tally, check = Tally(step.source), prepared(step.label, step.source)
        cells.knows(check.file, step.label, step.source)
        scope = _scope(plan, check, student)
        scope |= {name: tally.counting(scope[name]) for name in tally.names if name in scope}
        exec(check.code, scope)
        fields["compared"] = tally.counts
        tally.demand(step.compares)
    except StudentGone:
        raise
    except BaseException as error:  # the border: a check's error is a result, never the end of the run
        where = getattr(error, "where", "") or cells.where(error)
        return fields | decided(error, step=step, where=where)
    finally:
        _greet(student)  # an answer counts only if the line was not tampered with behind it
    return fields | decided(None, step=step, where="")


def _greet(student: Student) -> None:
    """StudentGone if nobody is there, or nobody who answers as agreed."""
    try:
        student.ask("ready")
    except StudentError:
        return


def _scope(plan: Plan, check: Prepared, student: Student) -> dict[str, Any]:
    """The check's names: its own vocabulary and imports, and handles for what the notebook defines."""
    scope: dict[str, Any] = {"__name__": "__main__", "__builtins__": builtins}
    exec(imports(plan.imports), scope)
    scope["scenario"] = _scenarios(check.functions, student)
    known = {*scope, *(_BUILTINS - plan.exercises)}
    wanted = [name for name in check.wanted if name not in known]
    found = student.ask("names", wanted)
    if type(found) is dict:
        scope |= {name: found[name] for name in wanted if name in found}
    return scope


def _scenarios(sources: Mapping[str, str], student: Student) -> Callable[[Any], Any]:
    """The decorator `scenario` of one check: its function's source goes to the student's process at each call."""

    def scenario(function: Any) -> Any:
        name = function.__name__
        source = sources[name]

        def run_there(*arguments: Any, **named: Any) -> Any:
            return student.ask("scenario", source, name, list(arguments), named)

        return run_there

    return scenario


if __name__ == "__main__":
    main()
