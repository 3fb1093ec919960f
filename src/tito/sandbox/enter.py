"""Limits for each process: set by a fork on itself, or by this program before it becomes the one asked for.

    python -I -S enter.py '{"memory_mb": 1024, ...}' program argument ...

Standard library only.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping

MB = 1 << 20


def limit(limits: Mapping[str, float], *, count_processes: bool) -> None:
    """Set the limits that this kernel knows. RLIMIT_NPROC counts a user's processes: it wants a user of its own."""
    import resource

    wanted = {
        "RLIMIT_AS": limits["memory_mb"] * MB,
        "RLIMIT_FSIZE": limits["file_mb"] * MB,
        "RLIMIT_CPU": limits["seconds_total"] + 5,
        "RLIMIT_CORE": 0,
        "RLIMIT_NOFILE": 256,
    }
    if count_processes:
        wanted["RLIMIT_NPROC"] = limits["processes"]
    for name, value in wanted.items():
        _set(resource, name, int(value))


def _set(resource: object, name: str, value: int) -> None:
    number = getattr(resource, name, None)
    if number is None:
        return
    hard = resource.getrlimit(number)[1]  # type: ignore[attr-defined]
    value = value if hard < 0 else min(value, hard)
    try:
        resource.setrlimit(number, (value, value))  # type: ignore[attr-defined]
    except (OSError, ValueError):
        if name != "RLIMIT_AS":  # macOS has the name and refuses the value
            raise


def main(arguments: list[str]) -> None:
    limits, program = json.loads(arguments[0]), arguments[1:]
    limit(limits, count_processes="processes" in limits)
    os.execv(program[0], program)


if __name__ == "__main__":
    main(sys.argv[1:])
