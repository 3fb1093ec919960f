"""tito system: this machine and this workspace."""

from __future__ import annotations

from tito.cli.lazy import Entry, LazyGroup

group = LazyGroup(
    "system",
    help="Check and repair this machine's set-up.",
    entries={
        "health": Entry("tito.cli.system.health:command", "Check Python, packages, sandbox, disk and workspace."),
        "doctor": Entry("tito.cli.system.health:command", "", hidden=True),
        "info": Entry("tito.cli.system.info:command", "Versions, paths and platform, for a bug report."),
        "reset": Entry("tito.cli.system.reset:command", "Repair a workspace's environment; your work stays."),
    },
)
