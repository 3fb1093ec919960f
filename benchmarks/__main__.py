"""`python -m benchmarks framework|tool` measures and saves; `python -m benchmarks report` prints what was saved."""

from __future__ import annotations

import argparse
import os
import sys
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path

from benchmarks import machine, record, report

ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
MEASURED = ("framework", "tool")


def main() -> None:
    arguments = _parse()
    if arguments.what == "report":
        saved = [record.load(path) for path in sorted(arguments.folder.glob("*.json"))]
        print("\n\n".join(map(report.tables, saved)) or f"nothing is saved in {arguments.folder}")
        return
    if not ONE_THREAD.items() <= os.environ.items():  # NumPy reads them when it is imported, so start again
        os.execve(sys.executable, [sys.executable, "-m", "benchmarks", *sys.argv[1:]], {**os.environ, **ONE_THREAD})
    workloads = import_module(f"benchmarks.{arguments.what}.run").measure()
    taken = datetime.now(UTC).isoformat(timespec="seconds")
    measurement = record.Measurement(arguments.what, taken, machine.describe(), workloads)
    path = record.save(measurement, arguments.folder)
    print(report.tables(measurement))
    print(f"\nEvery sample: {path}")


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("what", choices=(*MEASURED, "report"))
    parser.add_argument("--folder", type=Path, default=record.FOLDER, help="where the JSON is (default: %(default)s)")
    return parser.parse_args()


if __name__ == "__main__":
    main()
