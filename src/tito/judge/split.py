"""`run_split`: other people's code in one sandboxed process, the verdict in another, plain data between them."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from tito.judge.events import Child
from tito.judge.local import STEADY, tool
from tito.judge.plan import Plan
from tito.judge.supervise import supervise
from tito.results import Report
from tito.sandbox.bubblewrap import runtime_path
from tito.sandbox.protocol import Limits, Process, Sandbox


def run_split(plan: Plan, *, sandbox: Sandbox, package: Path | None = None, limits: Limits | None = None) -> Report:
    """Run `plan` on top of `package`: the `tinytorch` folder of a workspace or reference, beside its tito.toml."""
    limits = limits or Limits()

    @contextmanager
    def launch(skip: frozenset[int]) -> Iterator[Child]:
        ours, theirs = socket.socketpair()
        with ExitStack() as stack:
            with ours, theirs:
                student = _student(sandbox, theirs.fileno(), package, limits)
                stack.enter_context(student)
                verdict = _verdict(sandbox, ours.fileno(), plan, skip, limits)
                stack.enter_context(verdict)
            yield _Pair(student, verdict)

    return supervise(plan, launch, limits=limits, sandbox=sandbox.name)


def _student(sandbox: Sandbox, descriptor: int, package: Path | None, limits: Limits) -> Process:
    readable = [] if package is None else [package, package.parent / "tito.toml"]  # and nothing else beside it
    workspace = {} if package is None else {"TITO_WORKSPACE": str(package.parent)}
    output = str(limits.output_kb * 1024)
    argv = [*sandbox.python, "-m", "tito.judge.serve", str(descriptor), output]
    environment = {**_environment(), **workspace}
    read_only = [*tool(), *readable]
    return sandbox.start(argv, limits=limits, read_only=read_only, pass_fds=[descriptor], env=environment)


def _verdict(sandbox: Sandbox, descriptor: int, plan: Plan, skip: frozenset[int], limits: Limits) -> Process:
    job = json.dumps({"plan": plan.to_json(), "skip": sorted(skip)}).encode()
    argv = [*sandbox.python, "-m", "tito.judge.verdict", str(descriptor)]
    environment = {**_environment(), "TINYTORCH_CHECK_SEED": plan.seed}
    return sandbox.start(argv, limits=limits, read_only=tool(), pass_fds=[descriptor], env=environment, stdin=job)


def _environment() -> Mapping[str, str]:
    folders = dict.fromkeys(str(path) for path in (runtime_path(), *(folder.parent for folder in tool())))
    return {**STEADY, "PYTHONPATH": ":".join(folders)}


@dataclass(frozen=True)
class _Pair:
    """Both processes; the verdict's word is the only one heard."""

    student: Process
    verdict: Process
    token: str = ""

    @property
    def stream(self) -> IO[bytes]:
        return self.verdict.stdout

    def kill(self) -> None:
        self.student.kill()
        self.verdict.kill()

    def ended(self) -> str:
        code = self.student.wait()
        return (
            f"the process was ended by signal {code - 128}" if code > 128 else f"the process ended (exit code {code})"
        )

    def diagnostics(self) -> str:
        return "\n".join(filter(None, [self.verdict.diagnostics(), self.student.diagnostics()]))
