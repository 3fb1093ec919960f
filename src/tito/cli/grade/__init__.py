"""tito grade: a class, from the first release to the exported marks; and its names in the guides, `tito nbgrader`."""

from __future__ import annotations

from tito.cli.lazy import Entry, LazyGroup

_PLACE = "tito.cli.grade"

ENTRIES = {
    "setup": Entry(f"{_PLACE}.setup:command", "Make the course folder, or mend it."),
    "generate": Entry(f"{_PLACE}.generate:command", "Instructor notebooks into source/."),
    "validate": Entry(
        f"{_PLACE}.validate:command", "Prove an instructor notebook: solutions pass, stubs earn nothing."
    ),
    "release": Entry(f"{_PLACE}.release:command", "Student notebooks into release/, and the student kit."),
    "collect": Entry(f"{_PLACE}.collect:command", "Take in what was handed in: a folder, an LMS zip, repositories."),
    "autograde": Entry(f"{_PLACE}.autograde:command", "Grade hand-ins in the sandbox."),
    "manual": Entry(f"{_PLACE}.manual:command", "Mark answers by hand, with the rubric, in formgrader."),
    "regrade": Entry(f"{_PLACE}.regrade:command", "After a check was mended: whose marks change, before saving."),
    "feedback": Entry(f"{_PLACE}.feedback:command", "A page for each student: every check in words."),
    "export": Entry(f"{_PLACE}.export:command", "Marks as CSV or JSON."),
    "status": Entry(f"{_PLACE}.status:command", "Released, handed in, graded, waiting for manual marks."),
}

ALIASES = {"init": "setup", "report": "export", "formgrader": "manual"}
SAME = ("generate", "validate", "release", "collect", "autograde", "feedback", "status")

group = LazyGroup("grade", help="Instructors: release, collect, grade, report.", entries=ENTRIES)

aliases = LazyGroup(
    "nbgrader",
    help="The names that the guides give to the commands of `tito grade`.",
    entries={
        **{alias: ENTRIES[name] for alias, name in ALIASES.items()},
        **{name: ENTRIES[name] for name in SAME},
    },
)
