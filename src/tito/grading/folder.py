"""The course folder: where everything lies, and how it is found.

NBGrader's layout (`source/ release/ submitted/ autograded/ feedback/ gradebook.db`), our settings beside it, and our
own records in `.tito-grade/`. A clone's root may be a course folder too.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tito.errors import NotInCourseFolder, ToolFailed

ENVIRONMENT = "TITO_COURSE"
IGNORED = {".git", ".ipynb_checkpoints", ".tinytorch", ".venv", "__MACOSX", "__pycache__", "node_modules"}  # never work


@dataclass(frozen=True)
class CourseFolder:
    root: Path

    @property
    def settings(self) -> Path:
        return self.root / "course.toml"

    @property
    def config(self) -> Path:
        """NBGrader's configuration; with `course.toml` it marks a folder as a course folder."""
        return self.root / "nbgrader_config.py"

    @property
    def roster(self) -> Path:
        return self.root / "roster.csv"

    @property
    def extensions(self) -> Path:
        return self.root / "extensions.csv"

    @property
    def hidden(self) -> Path:
        return self.root / "hidden"

    @property
    def gradebook(self) -> Path:
        return self.root / "gradebook.db"

    @property
    def kit(self) -> Path:
        return self.root / "student-kit.zip"

    @property
    def state(self) -> Path:
        """Our own records: journal, log, truths, earlier versions of hand-ins. Kept when the gradebook is removed."""
        return self.root / ".tito-grade"

    @property
    def submitted(self) -> Path:
        return self.root / "submitted"

    def source(self, module: str) -> Path:
        return self.root / "source" / module / f"{module}.ipynb"

    def release(self, module: str) -> Path:
        return self.root / "release" / module / f"{module}.ipynb"

    def handed_in(self, student: str, module: str) -> Path:
        return self.submitted / student / module

    def autograded(self, student: str, module: str) -> Path:
        return self.root / "autograded" / student / module / f"{module}.ipynb"

    def feedback(self, student: str, module: str) -> Path:
        return self.root / "feedback" / student / module / f"{module}.html"

    def truths(self, module: str) -> Path:
        """Every version that was released, as `HASH.ipynb`: what hand-ins of that version are graded against."""
        return self.state / "truth" / module

    def used(self, module: str, truth: str) -> Path:
        """A truth that hand-ins were graded against, by the hash that the log names; kept when it is replaced."""
        return self.truths(module) / "used" / f"{truth}.ipynb"

    def log(self, module: str) -> Path:
        return self.state / "log" / f"{module}.jsonl"

    def earlier(self, student: str, module: str) -> Path:
        return self.state / "earlier" / module / student

    def released(self) -> tuple[str, ...]:
        return tuple(sorted(path.parent.name for path in (self.root / "release").glob("*/*.ipynb")))

    def handed_in_by(self, module: str) -> tuple[str, ...]:
        """The students who have a folder for this module in `submitted/`; links are not looked at."""
        if not self.submitted.is_dir():
            return ()
        folders = (path for path in self.submitted.iterdir() if path.is_dir() and not path.is_symlink())
        return tuple(sorted(path.name for path in folders if path.name not in IGNORED and (path / module).is_dir()))

    def linked(self, module: str) -> tuple[str, ...]:
        """Students whose folder in `submitted/` is a link to one with this module."""
        if not self.submitted.is_dir():
            return ()
        links = (path for path in self.submitted.iterdir() if path.is_symlink())
        return tuple(sorted(path.name for path in links if (path / module).is_dir()))


def place(option: Path | None) -> Path:
    """Where a course folder is to be made: `--course`, else TITO_COURSE, else the current folder."""
    return (option or Path(os.environ.get(ENVIRONMENT) or Path.cwd())).resolve()


def find(option: Path | None = None) -> CourseFolder:
    """The course folder at `place(option)` or above it."""
    start = place(option)
    for candidate in (start, *start.parents):
        folder = CourseFolder(candidate)
        if folder.config.is_file() and folder.settings.is_file():
            return folder
    raise NotInCourseFolder(
        "There is no course folder here.",
        got=str(start),
        expected="a folder with nbgrader_config.py and course.toml",
        then="tito grade setup    (makes one here; or name one with --course DIR or TITO_COURSE)",
    )


@contextmanager
def only_one(folder: CourseFolder) -> Iterator[None]:
    """Hold the course folder for a command that changes it; a second one is refused, a crash releases it."""
    from filelock import FileLock, Timeout

    folder.state.mkdir(exist_ok=True)
    try:
        with FileLock(folder.state / "lock", timeout=0):
            yield
    except Timeout:
        raise ToolFailed(
            f"Another tito grade command is at work in {folder.root}.",
            then="Wait until it has ended, then run this command again; nothing was changed.",
        ) from None


def replace(path: Path, data: bytes | str) -> None:
    """Write a file so that a reader or a power cut sees the old content or the new one, never half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        with draft.open("wb") as file:
            file.write(data.encode() if isinstance(data, str) else data)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    _flush_folder(path.parent)


def _flush_folder(folder: Path) -> None:
    """A new name outlives a power cut only when its folder is on the disk too."""
    if os.name == "posix":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
