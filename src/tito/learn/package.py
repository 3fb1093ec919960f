"""The student's own package: written from notebooks, compared with them, emptied and brought back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from hashlib import sha256
from pathlib import Path
from typing import Any

from tito.course.assemble import assemble, exported_names
from tito.course.manifest import Module
from tito.course.notebook import Notebook
from tito.errors import BadFile, WorkDidNotPass
from tito.learn import notebooks, progress, state
from tito.learn.checking import rebuilt
from tito.learn.edition import Edition
from tito.learn.left_behind import left_behind
from tito.learn.progress import Progress
from tito.learn.workspace import Workspace

STATUS_VERSION = 1


class Held(StrEnum):
    """How a package file relates to its notebook."""

    CURRENT = "up to date"
    BEHIND = "older than the notebook"
    BY_HAND = "changed by hand"
    ORPHAN = "without its notebook"
    UNREADABLE = "cannot be compared"


@dataclass(frozen=True)
class Part:
    module: str
    file: str
    held: Held
    names: tuple[str, ...] = ()
    reason: str = ""


@dataclass(frozen=True)
class PackageStatus:
    parts: tuple[Part, ...]
    problems: tuple[str, ...] = ()  # what keeps Python from finding this package

    def to_json(self) -> dict[str, Any]:
        return {"version": STATUS_VERSION, **asdict(self)}


@dataclass(frozen=True)
class Assembled:
    """A package file before it is written."""

    text: str
    names: tuple[str, ...]
    left_behind: Mapping[str, str]  # names it uses and does not have -> the cell in the notebook that has them


@dataclass(frozen=True)
class Exported:
    path: Path
    names: tuple[str, ...]
    changed: bool


def export(workspace: Workspace, edition: Edition, module: Module) -> Exported:
    """Write the module's package file from the notebook as it stands. Call it inside `workspace.lock()`."""
    return write(workspace, module, assembled(workspace, module, rebuilt(workspace, edition, module).notebook))


def assembled(workspace: Workspace, module: Module, notebook: Notebook) -> Assembled:
    """What the export of a (rebuilt) notebook would be; WorkDidNotPass if a cell of it is not Python."""
    source = workspace.relative(workspace.notebook(module))
    try:
        text = assemble(notebook, module, source_name=source)
        return Assembled(text, exported_names(notebook), left_behind(text, notebook))
    except BadFile as problem:
        raise WorkDidNotPass(
            f"{module.id} cannot be exported: {problem.message}",
            got=problem.got,
            then=f"mend it in {source}, then: tito module test {module.number}",
        ) from problem


def write(workspace: Workspace, module: Module, code: Assembled) -> Exported:
    """Put it into the package and record it; a file that was changed by hand is kept first."""
    path, content = workspace.export(module), code.text.encode()
    before = path.read_bytes() if path.is_file() else None
    if before != content and _by_hand(before, progress.load(workspace), module):
        notebooks.backup(workspace, [path], f"export-{module.id}")
    if before != content:
        _forget_bytecode(path)
        state.replace_bytes(path, content)
    progress.change(workspace, module.id, lambda record: replace(record, exported=_digest(content)))
    return Exported(path, code.names, before != content)


def _forget_bytecode(path: Path) -> None:
    """Python tells bytecode from its source by second and size only: an export right after another could be missed."""
    for compiled in path.parent.glob(f"__pycache__/{path.stem}.*.pyc"):
        compiled.unlink(missing_ok=True)


def status(workspace: Workspace, edition: Edition) -> PackageStatus:
    recorded = progress.load(workspace)
    found = [m for m in workspace.course.modules if workspace.export(m).is_file()]
    parts = tuple(_part(workspace, edition, recorded, module) for module in found)
    return PackageStatus(parts, tuple(problems(workspace)))


def problems(workspace: Workspace) -> Iterable[str]:
    """What lies in `tinytorch/` that makes Python find something else than the exports."""
    own = workspace.package / "__init__.py"
    if own.exists():
        yield (
            f"{workspace.relative(own)} hides the installed tinytorch, which finds your exports. "
            "Nothing of yours belongs in it: delete the file."
        )
    checks = workspace.package / "checks.py"
    if checks.exists():
        yield f"{workspace.relative(checks)} has the name of the course's own checks. Rename it."


def completed(workspace: Workspace) -> tuple[Module, ...]:
    """The modules that a sync writes: those completed, whether or not their file is still there."""
    recorded = progress.load(workspace)
    return tuple(m for m in workspace.course.modules if recorded.of(m.id).completed)


def reset(workspace: Workspace) -> Path | None:
    """Empty the package; returns the folder that keeps what it held, None if it held nothing."""
    files = [file for file in workspace.package.rglob("*.py") if file.is_file()]
    if not files:
        return None
    kept = notebooks.backup(workspace, files, "package")
    for file in files:
        file.unlink()
    return kept


def _part(workspace: Workspace, edition: Edition, recorded: Progress, module: Module) -> Part:
    path = workspace.export(module)
    file = workspace.relative(path)
    if not workspace.notebook(module).is_file():
        return Part(module.id, file, Held.ORPHAN)
    try:
        code = assembled(workspace, module, rebuilt(workspace, edition, module).notebook)
    except (WorkDidNotPass, BadFile) as problem:
        return Part(module.id, file, Held.UNREADABLE, reason=problem.message)
    content = path.read_bytes()
    if content == code.text.encode():
        return Part(module.id, file, Held.CURRENT, code.names)
    held = Held.BY_HAND if _by_hand(content, recorded, module) else Held.BEHIND
    return Part(module.id, file, held, code.names)


def _by_hand(content: bytes | None, recorded: Progress, module: Module) -> bool:
    """Whether the file is not what the last export wrote. Without a record of one, it is not ours to lose."""
    return content is not None and recorded.of(module.id).exported != _digest(content)


def _digest(content: bytes) -> str:
    return sha256(content).hexdigest()
