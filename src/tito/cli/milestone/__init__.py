"""`tito milestone`: programs from the field's history, run on the student's own package."""

from __future__ import annotations

from tito.cli.lazy import Entry, LazyGroup

ENTRIES = {
    "list": Entry("tito.cli.milestone.list:command", "All milestones: year, title, programs, state."),
    "info": Entry("tito.cli.milestone.info:command", "What one milestone needs, shows and proves."),
    "run": Entry("tito.cli.milestone.run:command", "Run one on your package and judge its answers."),
    "status": Entry("tito.cli.milestone.status:command", "What you have reached, and what is next."),
    "timeline": Entry("tito.cli.milestone.timeline:command", "The years of the field, and where you stand."),
}

group = LazyGroup(
    name="milestone",
    entries=ENTRIES,
    help="Programs from the history of the field that run on your own package and must reach their result.\n\n"
    "ID is 1, 01, 1957, perceptron or 01_1957_perceptron.",
    epilog="Example: tito milestone run perceptron",
)
