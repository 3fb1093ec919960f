"""A student's folder: `tito.toml`, `modules/`, `tinytorch/` and the tool's own `.tinytorch/`."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from tito.course.manifest import Course, Module, parse_course
from tito.errors import BadFile, NotInWorkspace
from tito.learn import state


@dataclass(frozen=True)
class Workspace:
    root: Path

    @property
    def table(self) -> Path:
        return self.root / "tito.toml"

    @property
    def modules(self) -> Path:
        return self.root / "modules"

    @property
    def package(self) -> Path:
        return self.root / "tinytorch"

    @property
    def state(self) -> Path:
        return self.root / ".tinytorch"

    @property
    def kit(self) -> Path:
        """The course material that an instructor handed out; not there in a workspace made without a kit."""
        return self.state / "course"

    @property
    def backups(self) -> Path:
        return self.state / "backups"

    @cached_property
    def course(self) -> Course:
        try:
            return parse_course(self.table.read_text(encoding="utf-8"), str(self.table))
        except (BadFile, UnicodeDecodeError) as problem:
            raise BadFile(
                f"{self.table} is damaged, so the course cannot be told.",
                got=str(problem).splitlines()[0],
                then="tito system reset   (writes it anew; touches nothing of yours)",
            ) from problem

    def folder(self, module: Module) -> Path:
        return self.modules / module.id

    def notebook(self, module: Module) -> Path:
        return self.folder(module) / module.notebook

    def base(self, module: Module) -> Path:
        """The notebook as it was handed out: what tests, resets and updates start from."""
        return self.state / "base" / module.notebook

    def tested(self, module: Module) -> Path:
        """The notebook as it was when its checks last ran: the way back when a save went wrong."""
        return self.state / "tested" / module.notebook

    def hand_in(self, module: Module) -> Path:
        """The file to hand in, under the name that graders look for."""
        return self.root / "submit" / module.notebook

    def export(self, module: Module) -> Path:
        return self.package / module.export_path

    def relative(self, path: Path) -> str:
        """`path` as a person in this workspace would write it."""
        return path.relative_to(self.root).as_posix() if path.is_relative_to(self.root) else str(path)

    @contextmanager
    def lock(self, waiting: Callable[[], None] = lambda: None) -> Iterator[None]:
        """One run at a time changes a workspace. `waiting` is called once if another one is at it."""
        with state.lock(self.state / "lock", waiting=waiting):
            yield


def find(start: Path | None = None) -> Workspace:
    """The workspace that TITO_WORKSPACE names, else the one around `start` (the current folder)."""
    given = os.environ.get("TITO_WORKSPACE")
    named = Path(given).expanduser().absolute() if given else None
    here = named or (start or Path.cwd()).absolute()
    for folder in (here, *here.parents):
        if (folder / "tito.toml").is_file():
            return Workspace(folder)
    if named:
        raise NotInWorkspace(
            "TITO_WORKSPACE does not name a workspace.",
            got=str(named),
            expected="a folder with tito.toml",
            then="unset TITO_WORKSPACE, or correct it",
        )
    raise NotInWorkspace(
        f"There is no workspace in {here} or above it.",
        expected="a folder with tito.toml",
        then="cd into your workspace, or make one: tito init my-tinytorch",
    )
