"""Everything that tito raises on purpose.

TitoError                 the root; never raised itself
├── WorkDidNotPass        exit 1: the tool did its job, the student's (or the curriculum's) work is not right yet
├── WrongUsage            exit 2: what was asked for does not exist or makes no sense here
│   ├── UnknownModule         no module of that name or number; suggests the nearest
│   ├── NotInWorkspace        no tito.toml upwards from here
│   └── NotInCourseFolder     no course folder here
└── ToolFailed            exit 3: the machine, the disk, a file or the tool itself
    ├── BadFile               a file is corrupt, half-written, or not what its name says
    └── NoSandbox             nothing on this machine confines untrusted code

Each says what was tried (the message), what came (`got`), what was expected (`expected`), what to type next (`then`).
Core code raises them; only `tito.cli.main` turns them into text and an exit code.
"""

from __future__ import annotations


class TitoError(Exception):
    exit_code = 3

    def __init__(self, message: str, *, got: str = "", expected: str = "", then: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.got = got
        self.expected = expected
        self.then = then

    def __str__(self) -> str:
        labelled = (("got", self.got), ("expected", self.expected), ("next", self.then))
        return "\n".join([self.message, *(f"  {label:<9} {text}" for label, text in labelled if text)])


class WorkDidNotPass(TitoError):
    exit_code = 1


class WrongUsage(TitoError):
    exit_code = 2


class UnknownModule(WrongUsage):
    pass


class NotInWorkspace(WrongUsage):
    pass


class NotInCourseFolder(WrongUsage):
    pass


class ToolFailed(TitoError):
    exit_code = 3


class BadFile(ToolFailed):
    pass


class NoSandbox(ToolFailed):
    pass
