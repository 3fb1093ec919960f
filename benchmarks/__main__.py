"""`python -m benchmarks framework|grading|milestones|tool` measures and saves, `report` prints what was saved; `guard`
measures the framework beside what was written by hand only, and fails if it has become slower."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path

from benchmarks import machine, record, report

ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
# glibc's malloc otherwise hands arrays above 128 kB back to the system and clears them anew each time; all contenders
# share the process, so they share this.
KEEP_MEMORY = {"MALLOC_MMAP_THRESHOLD_": str(32 << 20), "MALLOC_TRIM_THRESHOLD_": str(256 << 20)}
MEASURED: Mapping[str, Mapping[str, str]] = {
    "framework": {**ONE_THREAD, **KEEP_MEMORY},
    "grading": ONE_THREAD,
    "milestones": ONE_THREAD,
    "tool": ONE_THREAD,
    "guard": {**ONE_THREAD, **KEEP_MEMORY},
}


def main() -> None:
    arguments = _parse()
    if arguments.what == "report":
        saved = [record.load(path) for path in sorted(arguments.folder.glob("*.json"))]
        print("\n\n".join(map(report.tables, saved)) or f"nothing is saved in {arguments.folder}")
        return
    wanted = environment(arguments.what, default_malloc=arguments.default_malloc)
    if wanted != os.environ:  # NumPy and malloc read them once, so start again
        os.execve(sys.executable, [sys.executable, "-m", "benchmarks", *sys.argv[1:]], wanted)
    if arguments.what == "guard":
        sys.exit("\n".join(import_module("benchmarks.framework.guard").complaints()) or None)
    run = import_module(f"benchmarks.{arguments.what}.run")
    workloads = run.measure(**_asked(arguments))
    taken = datetime.now(UTC).isoformat(timespec="seconds")
    name = f"{arguments.what}-default-malloc" if arguments.default_malloc else arguments.what
    measurement = record.Measurement(name, taken, machine.describe(), workloads)
    path = record.save(measurement, arguments.folder)
    print(report.tables(measurement))
    print(f"\nEvery sample: {path}")


def environment(what: str, *, default_malloc: bool) -> dict[str, str]:
    settings = {**os.environ, **MEASURED[what]}
    return {name: value for name, value in settings.items() if not (default_malloc and name in KEEP_MEMORY)}


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("what", choices=(*MEASURED, "report"))
    parser.add_argument("workloads", nargs="*", metavar="WORKLOAD", help="framework: letters, a to f (default: all)")
    parser.add_argument("--default-malloc", action="store_true", help="measure with glibc's malloc as it is")
    parser.add_argument("--folder", type=Path, default=record.FOLDER, help="where the JSON is (default: %(default)s)")
    class_ = parser.add_argument_group("grading only")
    class_.add_argument("--students", type=int, metavar="N", help="honest hand-ins that both graders get")
    class_.add_argument("--module", metavar="M", help="the module that they hand in")
    class_.add_argument("--scale", type=_sizes, metavar="N,N,...", help="sizes of the classes of the mini course")
    arguments = parser.parse_args()
    if arguments.workloads and (arguments.what != "framework" or not set(arguments.workloads) <= set("abcdef")):
        parser.error(f"workloads are letters, a to f, of the framework, not {' '.join(arguments.workloads)}")
    return arguments


def _sizes(text: str) -> tuple[int, ...]:
    return tuple(int(size) for size in text.split(",") if size)


def _asked(arguments: argparse.Namespace) -> dict[str, object]:
    """What was asked for; the rest is as the benchmark has it."""
    names = {"grading": ("students", "module", "scale"), "framework": ("workloads",)}.get(arguments.what, ())
    asked = {name: getattr(arguments, name) for name in names}
    return {name: value for name, value in asked.items() if value not in (None, [])}


if __name__ == "__main__":
    main()
