"""`tito benchmark`: how fast this machine and the student's package are."""

from __future__ import annotations

from tito.cli.lazy import Entry, LazyGroup

ENTRIES = {
    "baseline": Entry("tito.cli.benchmark.baseline:command", "Time this machine, and your package beside NumPy."),
}

group = LazyGroup(
    name="benchmark",
    entries=ENTRIES,
    help="How fast this machine is, and your own package on it. Results stay in .tinytorch/benchmarks/.",
    epilog="Example: tito benchmark baseline",
)
