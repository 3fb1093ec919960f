"""The tables that the docs show, computed from the saved samples."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.grading.table import must_show
from benchmarks.measure import beyond, speedup, time_of
from benchmarks.record import Measurement, Workload

UNITS = {"µs": 1e6, "ms": 1e3, "s": 1, "MB": 1}


def tables(measurement: Measurement) -> str:
    """The measurement as Markdown."""
    blocks = ["\n".join(_table(workload)) for workload in measurement.workloads]
    first = [must_show(measurement)] if measurement.benchmark == "grading" else []
    return "\n\n".join([f"# {measurement.benchmark}, {measurement.taken}", *first, _machine(measurement), *blocks])


def _table(workload: Workload) -> Iterator[str]:
    yield f"## {workload.name} ({workload.unit})"
    yield ""
    yield f"| | {'speed' if workload.unit.startswith('MB/s') else 'time'} | ours beside it |"
    yield "|---|---|---|"
    for name in workload.rounds[0]:
        yield f"| {name} | {_time(workload, name)} | {_verdict(workload, name)} |"
    yield from ["", *(f"- {what}: {got}" for what, got in workload.results.items())] if workload.results else ()


def _time(workload: Workload, name: str) -> str:
    if workload.unit.startswith("MB/s"):  # of a call that handles per_call bytes
        return f"{workload.per_call / 1e6 / time_of(workload.rounds, name):.2f}"
    return f"{time_of(workload.rounds, name) * UNITS[workload.unit.split()[0]] / workload.per_call:.2f}"


def _verdict(workload: Workload, name: str) -> str:
    if name == workload.ours or not workload.ours:
        return ""
    ratio = speedup(workload.rounds, ours=workload.ours, theirs=name)
    if workload.unit == "ms of CPU":  # of a command, what it adds to the other one
        more = beyond(workload.rounds, whole=workload.ours, part=name) * UNITS["ms"]
        return f"{more:.0f} ms more, {1 / ratio:.1f}× its time"
    if workload.unit.split()[0] == "MB":
        return f"{1 / ratio:.2f}× its memory"
    target = f" (target {workload.targets[name]}×)" if name in workload.targets else ""
    return f"{ratio:.2f}× as fast{target}"


def _machine(measurement: Measurement) -> str:
    facts = {**measurement.machine}
    packages = facts.pop("packages")
    assert isinstance(packages, dict)
    return "\n".join(f"- {name.replace('_', ' ')}: {value}" for name, value in (facts | packages).items())
