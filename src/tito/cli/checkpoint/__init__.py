"""`tito checkpoint`: what your framework can do by now."""

from __future__ import annotations

from tito.cli.lazy import Entry, LazyGroup

ENTRIES = {
    "list": Entry("tito.cli.checkpoint.list:command", "All checkpoints: what each asks, and where you are."),
    "run": Entry("tito.cli.checkpoint.run:command", "Run one, or all that can run, on your package."),
    "status": Entry("tito.cli.checkpoint.status:command", "What your package can do, and what is next."),
    "timeline": Entry("tito.cli.checkpoint.timeline:command", "When each was reached, and those ahead."),
    "export": Entry("tito.cli.checkpoint.export:command", "Instructors: everybody's, recomputed, as CSV."),
}

group = LazyGroup(
    name="checkpoint",
    entries=ENTRIES,
    help="Capabilities of your framework, each tested by programs that run on your own package.\n\n"
    "NN is a module: 1, 01, tensor or 01_tensor.",
    epilog="Example: tito checkpoint run 01",
)
