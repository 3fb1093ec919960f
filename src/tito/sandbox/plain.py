"""Limits without walls: for a student's own code on their own machine, on every platform; never for other people's."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

from tito.sandbox import enter
from tito.sandbox.process import Running, launch
from tito.sandbox.protocol import Limits, SelfTest


class Plain:
    name = "plain"
    python: tuple[str, ...] = (sys.executable,)

    def start(
        self,
        argv: Sequence[str],
        *,
        limits: Limits,
        read_only: Sequence[Path] = (),
        env: Mapping[str, str] | None = None,
        cwd: Path | None = None,
        stdin: bytes = b"",
    ) -> Running:
        """Start `argv` with rlimits where the platform has them; `read_only` is visible as everything else is."""
        scratch = None if cwd else tempfile.TemporaryDirectory(prefix="tito-", ignore_cleanup_errors=True)
        return launch(
            [*_entrance(limits), *argv],
            env={**os.environ, **(env or {})},
            cwd=cwd or Path(scratch.name if scratch else "."),
            stdin=stdin,
            clean_up=scratch.cleanup if scratch else lambda: None,
        )

    def self_test(self) -> SelfTest:
        return SelfTest(ok=False, reasons=("plain sets limits but builds no walls",))


def _entrance(limits: Limits) -> list[str]:
    """Nothing on Windows, which has no rlimits. Processes are not counted: the student has others open."""
    if sys.platform == "win32":
        return []
    wanted = {key: value for key, value in asdict(limits).items() if key != "processes"}
    return [sys.executable, "-I", "-S", enter.__file__, json.dumps(wanted)]
