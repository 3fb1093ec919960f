"""`tito module`: everything that is done with one module."""

from __future__ import annotations

from tito.cli.lazy import Entry, LazyGroup

ENTRIES = {
    "list": Entry("tito.cli.module.list:command", "All modules: number, title, tier, state, points."),
    "status": Entry("tito.cli.module.status:command", "Where you are and what is next."),
    "start": Entry("tito.cli.module.start:command", "Put the notebook in place and open it."),
    "resume": Entry("tito.cli.module.start:command", "", hidden=True),
    "test": Entry("tito.cli.module.test:command", "Run the module's checks on your notebook."),
    "complete": Entry("tito.cli.module.complete:command", "Test, then export into your package."),
    "export": Entry("tito.cli.module.export:command", "Write the package file, passed or not."),
    "hint": Entry("tito.cli.module.hint:command", "One more step of the hint ladder."),
    "solution": Entry("tito.cli.module.solution:command", "The reference, once your own passes."),
    "reset": Entry("tito.cli.module.reset:command", "Back to the untouched notebook (backup first)."),
    "submit": Entry("tito.cli.module.submit:command", "Write the file to hand in."),
}

group = LazyGroup(
    name="module",
    entries=ENTRIES,
    help="Work on a module: start, test, complete, hint, submit.\n\nMODULE is 1, 01, tensor or 01_tensor.",
    epilog="Example: tito module test 01",
)
