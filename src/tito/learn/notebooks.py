"""The student's notebooks as files: handed out, started, backed up, put back.

Whatever replaces a notebook copies it into `.tinytorch/backups/` first. Nothing is ever written over work.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from tito.course.manifest import Module
from tito.errors import WrongUsage
from tito.learn import state
from tito.learn.edition import Edition
from tito.learn.workspace import Workspace

POLL_SECONDS = 0.1  # a save is seen within a third of a second, at no cost worth naming


def hand_out(workspace: Workspace, edition: Edition, module: Module) -> bool:
    """Put the notebook and what belongs to it where they are missing; True if the notebook is new."""
    for name, content in edition.companions(module).items():
        _put_if_missing(workspace.folder(module) / name, content)
    pristine = edition.notebook(module)
    if not workspace.notebook(module).exists():
        state.replace_bytes(workspace.base(module), pristine)
        state.replace_bytes(workspace.notebook(module), pristine)
        return True
    _put_if_missing(workspace.base(module), pristine)
    return False


def describe(workspace: Workspace, edition: Edition, module: Module) -> None:
    """Put what there is to read before starting: README.md and its figures."""
    for name, content in edition.companions(module).items():
        _put_if_missing(workspace.folder(module) / name, content)


def require(workspace: Workspace, module: Module) -> Path:
    """The module's notebook, or an error that says how to get it."""
    notebook = workspace.notebook(module)
    if notebook.is_file():
        return notebook
    raise WrongUsage(
        f"You have not started {module.id} yet.",
        got=f"no file {workspace.relative(notebook)}",
        then=f"tito module start {module.number}",
    )


def backup(workspace: Workspace, files: Iterable[Path], label: str) -> Path:
    """Copy files (all inside the workspace) into a new folder of their own, at the same relative paths."""
    stamp = time.strftime("%Y-%m-%d-%H%M%S")
    folder, number = workspace.backups / f"{stamp}-1-{label}", 1
    while folder.exists():
        number += 1
        folder = workspace.backups / f"{stamp}-{number}-{label}"
    for file in files:
        state.replace_bytes(folder / file.relative_to(workspace.root), file.read_bytes())
    return folder


def backups_of(workspace: Workspace, module: Module) -> tuple[Path, ...]:
    """The kept copies of a module's notebook, oldest first: of resets, and the one of the last test."""
    relative = workspace.notebook(module).relative_to(workspace.root)
    kept = [*workspace.backups.glob(f"*/{relative.as_posix()}"), workspace.tested(module)]
    return tuple(sorted((file for file in kept if file.is_file()), key=lambda file: file.stat().st_mtime_ns))


def reset(workspace: Workspace, edition: Edition, module: Module) -> Path:
    """Put the untouched notebook in place of the student's; returns the copy that was kept of theirs."""
    notebook = require(workspace, module)
    kept = backup(workspace, [notebook], f"reset-{module.id}") / notebook.relative_to(workspace.root)
    pristine = edition.notebook(module)
    state.replace_bytes(workspace.base(module), pristine)
    state.replace_bytes(notebook, pristine)
    return kept


def restore(workspace: Workspace, module: Module) -> tuple[Path, Path | None]:
    """Bring the newest kept copy back; returns it, and the copy kept of what stood there."""
    kept = backups_of(workspace, module)
    if not kept:
        raise WrongUsage(
            f"There is no backup of {module.id}.",
            expected=f"copies in {workspace.relative(workspace.backups)}/, made by every test and reset",
        )
    notebook = workspace.notebook(module)
    before = None
    if notebook.is_file():
        before = backup(workspace, [notebook], f"restore-{module.id}") / notebook.relative_to(workspace.root)
    state.replace_bytes(notebook, kept[-1].read_bytes())
    return kept[-1], before


def saves(file: Path, *, sleep: Callable[[float], None] = time.sleep) -> Iterator[None]:
    """One item now and one for each time that `file` is saved, for ever."""
    seen: object = None
    while True:
        now = _stamp(file)
        if now is not None and now != seen:
            seen = now
            yield
        else:
            sleep(POLL_SECONDS)


def _stamp(file: Path) -> object:
    """Differs after a save; None while an editor that replaces the file has it away."""
    try:
        found = file.stat()
    except FileNotFoundError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino


def _put_if_missing(path: Path, content: bytes) -> None:
    if not path.exists():
        state.replace_bytes(path, content)


def copy_tree(source: Path, target: Path) -> None:
    """A folder of course material, replaced as a whole: the old one goes when the new one is complete."""
    fresh, old = target.with_name(f"{target.name}.new"), target.with_name(f"{target.name}.old")
    for stale in (fresh, old):
        shutil.rmtree(stale, ignore_errors=True)
    shutil.copytree(source, fresh)
    if target.exists():
        target.rename(old)
    fresh.rename(target)
    shutil.rmtree(old, ignore_errors=True)
