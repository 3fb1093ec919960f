"""A measurement as versioned JSON: every raw sample is kept, so that any figure can be computed again."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path

from benchmarks.measure import Samples

VERSION = 1
FOLDER = Path("build/benchmarks")


@dataclass(frozen=True)
class Workload:
    """One table row: contenders that did the same work. Samples are CPU seconds of one call, or what the unit says."""

    name: str
    unit: str  # what a reader wants to see: "µs per operation"
    per_call: int  # how many operations one call runs
    ours: str
    rounds: list[Samples]
    targets: dict[str, float] = field(default_factory=dict)  # contender -> how many times as fast we want to be
    results: dict[str, str] = field(default_factory=dict)  # what came out, where that is part of the measurement


@dataclass(frozen=True)
class Measurement:
    benchmark: str  # "framework", "grading", "milestones" or "tool"
    taken: str  # UTC, ISO 8601
    machine: dict[str, object]
    workloads: list[Workload]
    version: int = VERSION


def save(measurement: Measurement, folder: Path = FOLDER) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{measurement.benchmark}.json"
    path.write_text(json.dumps(asdict(measurement), indent=1, ensure_ascii=False), encoding="utf-8")
    return path


def load(path: Path) -> Measurement:
    raw = json.loads(path.read_text(encoding="utf-8"))
    if raw["version"] != VERSION:
        raise ValueError(f"{path}: version {raw['version']}, expected {VERSION}")
    return Measurement(**{**raw, "workloads": [Workload(**workload) for workload in raw["workloads"]]})
