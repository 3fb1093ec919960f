"""`tito package`: what `import tinytorch` holds."""

from __future__ import annotations

from tito.cli.lazy import Entry, LazyGroup

ENTRIES = {
    "status": Entry("tito.cli.package.status:command", "What your package holds and from which notebook."),
    "sync": Entry("tito.cli.package.sync:command", "Export everything completed again."),
    "reset": Entry("tito.cli.package.reset:command", "Empty the package (backup first)."),
}

group = LazyGroup(
    name="package",
    entries=ENTRIES,
    help="Your own tinytorch package: what `import tinytorch` holds, and from which notebook.",
    epilog="Example: tito package status",
)
