"""Making a damaged workspace whole again: folders, table, untouched copies, records, package; never the notebooks."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

from tito.course import notebook
from tito.course.manifest import Module
from tito.errors import BadFile, TitoError
from tito.learn import making, notebooks, package, progress, state
from tito.learn.edition import Edition, find_edition
from tito.learn.workspace import Workspace

HALF_WRITTEN = re.compile(r"\..+\.\d+")  # what a write leaves behind when the machine dies in the middle of it


def repair(workspace: Workspace, waiting: Callable[[], None]) -> Iterator[str]:
    """Do it, with a line for each thing done. What is replaced or removed is copied first."""
    _require_material(workspace)
    kept = notebooks.backup(workspace, _worth_keeping(workspace), "system-reset")
    yield f"A copy of your notebooks, package and records: {workspace.relative(kept)}/"
    yield from making.make(workspace.root).remarks
    whole = Workspace(workspace.root)  # the table may be a new one
    edition = find_edition(whole)
    with whole.lock(waiting):
        yield from _sweep(whole)
        yield from _uncover(whole)
        yield from _pristine_copies(whole, edition)
        yield from filter(None, [progress.load(whole).remark])
        yield from _exports(whole, edition)
    yield "The workspace is whole. Your notebooks were not touched."


def _require_material(workspace: Workspace) -> None:
    """What an instructor handed out cannot be made again here."""
    try:
        find_edition(workspace).course  # noqa: B018 - reading it is the test
    except BadFile as problem:
        then = f"tito init '{workspace.root}' --course FILE   with the student kit of your course"
        raise BadFile("The course material here is damaged.", got=problem.message, then=then) from problem


def _worth_keeping(workspace: Workspace) -> Iterator[Path]:
    for folder in (workspace.modules, workspace.package):
        yield from (file for file in sorted(folder.rglob("*")) if file.is_file() and "__pycache__" not in file.parts)
    records = (workspace.table, *sorted(workspace.state.glob("*.json")))
    yield from (file for file in records if file.is_file())


def _sweep(workspace: Workspace) -> Iterator[str]:
    for folder in (workspace.modules, workspace.package, workspace.state / "base", workspace.state):
        for file in folder.glob("*" if folder == workspace.state else "**/*"):
            if HALF_WRITTEN.fullmatch(file.name) and file.is_file():
                file.unlink()
                yield f"{workspace.relative(file)} was half-written and is gone."


def _uncover(workspace: Workspace) -> Iterator[str]:
    """A package with an `__init__.py` of its own hides the installed one, which finds the exports."""
    own = workspace.package / "__init__.py"
    if own.exists():
        own.unlink()
        yield f"{workspace.relative(own)} hid the installed tinytorch and is gone; the copy has it."


def _pristine_copies(workspace: Workspace, edition: Edition) -> Iterator[str]:
    for module in workspace.course.modules:
        copy = workspace.base(module)
        if workspace.notebook(module).exists() and edition.holds(module) and not _readable(copy):
            state.replace_bytes(copy, edition.notebook(module))
            yield f"The untouched copy of {module.id} was damaged or missing and is new."


def _readable(file: Path) -> bool:
    try:
        notebook.read(file.read_text(encoding="utf-8"), file.name)
    except (BadFile, FileNotFoundError, UnicodeDecodeError):
        return False
    return True


def _exports(workspace: Workspace, edition: Edition) -> Iterator[str]:
    for module in package.completed(workspace):
        yield _export(workspace, edition, module)


def _export(workspace: Workspace, edition: Edition, module: Module) -> str:
    try:
        exported = package.export(workspace, edition, module)
    except TitoError as problem:
        return f"{module.id} was not exported: {problem.message}"
    return f"{module.id} is exported to {workspace.relative(exported.path)}."
