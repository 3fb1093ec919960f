"""tito dev: for whoever writes lessons or the tool itself, in a clone."""

from __future__ import annotations

from tito.cli.lazy import Entry, LazyGroup

group = LazyGroup(
    "dev",
    help="Maintainers: check, build and extend the curriculum.",
    entries={
        "check": Entry("tito.cli.dev.check:command", "Hold every module to the rules, and prove its checks."),
        "mutate": Entry("tito.cli.dev.mutate:command", "Measure which small mistakes in solutions the checks notice."),
        "build": Entry("tito.cli.dev.build:command", "Make reference package, student edition, wheel and sdist."),
        "new": Entry("tito.cli.dev.new:command", "Begin a module: a folder to fill in."),
        "test": Entry("tito.cli.dev.test:command", "Run all tests of this clone."),
    },
)
