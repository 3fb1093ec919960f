"""The child process of `module test`: cells and checks in one interpreter, for the student's own code only.

Reads a job as JSON on standard input, writes events as JSON lines on what was standard output, each with the job's
token: a stray write cannot pass for a result. (Code that means to deceive can; grading uses `verdict`.)
"""

from __future__ import annotations

import json
import os
import sys
import time
from typing import Any

from tito.judge.cells import Cells, Kept, described, kept_output, silence
from tito.judge.expectations import Tally
from tito.judge.outcomes import decided
from tito.judge.plan import Plan, Step


def main() -> None:
    job = json.load(sys.stdin.buffer)
    channel, token = os.dup(1), job["token"]

    def send(event: dict[str, Any]) -> None:
        os.write(channel, json.dumps({**event, "token": token}).encode() + b"\n")

    silence()
    cells, plan = Cells(), Plan.from_json(job["plan"])
    with kept_output(job["output"]) as kept:
        send({"event": "ready"})
        for step in plan.steps:
            if step.index in job["skip"]:
                continue
            send({"event": "begin", "step": step.index})
            send({"event": "end", "step": step.index, **_timed(cells, plan, step, kept)})
        send({"event": "done"})
    os._exit(0)  # the student's threads and exit hooks have no say


def _timed(cells: Cells, plan: Plan, step: Step, kept: Kept) -> dict[str, Any]:
    start = time.monotonic()
    fields = _run(cells, step) if step.kind == "run" else _check(cells, plan, step)
    return {**fields, "output": kept.take(), "seconds": time.monotonic() - start}


def _run(cells: Cells, step: Step) -> dict[str, Any]:
    try:
        cells.run(step.label, step.source)
    except BaseException as error:  # the border: SystemExit and KeyboardInterrupt are the student's too
        return {"error": described(error), "where": cells.where(error)}
    return {}


def _check(cells: Cells, plan: Plan, step: Step) -> dict[str, Any]:
    """A check works on a copy of the names, with its own vocabulary: what it defines stays in it, as in grading."""
    scope, fields = dict(cells.main.__dict__), dict[str, Any]()
    try:
        tally = Tally(step.source)
        exec(plan.imports, scope)
        scope |= {name: tally.counting(scope[name]) for name in tally.names if name in scope}
        exec(cells.compiled(step.label, step.source), scope)
        fields["compared"] = tally.counts
        tally.demand(step.compares)
    except BaseException as error:  # the border
        return fields | decided(error, step=step, where=cells.where(error))
    return fields | decided(None, step=step, where="")


if __name__ == "__main__":
    main()
