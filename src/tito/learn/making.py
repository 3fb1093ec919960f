"""Making a workspace, and completing one that exists: `tito init`, alone or with an instructor's student kit."""

from __future__ import annotations

import re
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from tito import __version__
from tito.course.manifest import parse_course, workspace_table
from tito.errors import BadFile, WrongUsage
from tito.learn import milestones, notebooks, state
from tito.learn.edition import Edition, find_edition
from tito.learn.workspace import Workspace

KIT_LIMIT = 200 << 20  # bytes unpacked; a course with all its figures is a twentieth of it


@dataclass(frozen=True)
class Made:
    workspace: Workspace
    fresh: bool  # there was no workspace before
    notebooks: tuple[str, ...]  # modules whose notebook was put there now
    remarks: tuple[str, ...]


@dataclass(frozen=True)
class Material:
    """An unpacked student kit, and what the student should know about it."""

    folder: Path
    remarks: tuple[str, ...]


def make(root: Path, *, kit: Path | None = None) -> Made:
    """Make `root` a workspace, or put back what it lacks; work that is there stays byte for byte."""
    _refuse_other_things(root)
    with _opened(kit) if kit else nullcontext() as material:
        root.mkdir(parents=True, exist_ok=True)
        workspace = Workspace(root)
        with workspace.lock():
            return _made(workspace, material)


def _made(workspace: Workspace, material: Material | None) -> Made:
    if material:
        _take_in(workspace, material)
    edition = find_edition(workspace)
    fresh = not workspace.table.exists()
    remarks = [*(material.remarks if material else ()), *_write_table(workspace, edition, renew=bool(material))]
    put = tuple(_hand_out(workspace, edition))
    milestones.hand_out(workspace, edition)
    workspace.package.mkdir(exist_ok=True)
    _write_readme(workspace)
    return Made(workspace, fresh, put, tuple(remarks))


def _refuse_other_things(root: Path) -> None:
    if root.exists() and not root.is_dir():
        raise WrongUsage(f"{root} is a file.", expected="a folder, or a name that is free", then="tito init OTHER-NAME")
    own = root / "tinytorch" / "__init__.py"
    if own.exists() and not (root / "tito.toml").exists():
        raise WrongUsage(
            f"{root} already holds a Python package called tinytorch.",
            got=str(own),
            expected="a folder without one: your exports go there",
            then="tito init OTHER-FOLDER",
        )


def _write_table(workspace: Workspace, edition: Edition, *, renew: bool) -> list[str]:
    """Write tito.toml if it is missing, damaged, or made anew from a kit. What it held is kept."""
    text = _handed_out_table(workspace) or workspace_table(edition.course)
    if not workspace.table.exists():
        state.replace_text(workspace.table, text)
        return []
    try:
        parse_course(workspace.table.read_text(encoding="utf-8"))
    except (BadFile, UnicodeDecodeError):
        remark = state.set_aside(workspace.table, "it does not parse").remark
        state.replace_text(workspace.table, text)
        return [remark]
    if renew and workspace.table.read_bytes() != text.encode():
        notebooks.backup(workspace, [workspace.table], "init")
        state.replace_text(workspace.table, text)
    return []


def _handed_out_table(workspace: Workspace) -> str:
    file = workspace.kit / "tito.toml"
    return file.read_text(encoding="utf-8") if file.is_file() else ""


def _hand_out(workspace: Workspace, edition: Edition) -> Iterator[str]:
    """Everything to read, and the notebooks that need nothing before them."""
    for module in edition.course.modules:
        if module.needs or module.kind != "module" or not edition.holds(module):
            notebooks.describe(workspace, edition, module)
        elif notebooks.hand_out(workspace, edition, module):
            yield module.id


def _write_readme(workspace: Workspace) -> None:
    file = workspace.root / "README.md"
    if not file.exists():
        state.replace_text(file, README.format(title=workspace.course.title))


@contextmanager
def _opened(kit: Path) -> Iterator[Material]:
    """A student kit, looked through before anything is made from it."""
    with _unpacked(kit) as folder:
        table = folder / "course" / "course.toml"
        if not table.is_file():
            raise WrongUsage(
                f"{kit} is not a student kit.",
                expected="the student-kit.zip that your instructor gave you, with a folder course/ in it",
                then="ask for the file again",
            )
        parse_course(table.read_text(encoding="utf-8"), "course.toml of the kit")
        yield Material(folder, tuple(_about_version(folder, kit)))


def _take_in(workspace: Workspace, material: Material) -> None:
    notebooks.copy_tree(material.folder / "course", workspace.kit)
    own = material.folder / "tito.toml"
    if own.is_file():
        state.replace_bytes(workspace.kit / "tito.toml", own.read_bytes())


def _about_version(folder: Path, kit: Path) -> Iterator[str]:
    for wheel in folder.glob("tinytorch-*.whl"):
        version = wheel.name.split("-")[1]
        if version != __version__:
            which = f"The kit was made for tinytorch {version}, and {__version__} runs here."
            yield f"{which} Unpack {kit.name} and type: pip install {wheel.name}"


@contextmanager
def _unpacked(kit: Path) -> Iterator[Path]:
    """The kit as a folder: itself, or what its archive holds, unpacked where nothing else is."""
    if kit.is_dir():
        yield kit
        return
    try:
        archive = zipfile.ZipFile(kit)
    except FileNotFoundError as problem:
        raise WrongUsage(f"There is no file {kit}.", then="tito init --course PATH/TO/student-kit.zip") from problem
    except zipfile.BadZipFile as problem:
        raise BadFile(
            f"{kit} is not a zip file, or only half of one.", then="download the student kit again"
        ) from problem
    with archive, tempfile.TemporaryDirectory(prefix="tito-kit-") as folder:
        _unpack(archive, Path(folder), kit)
        yield Path(folder)


def _unpack(archive: zipfile.ZipFile, folder: Path, kit: Path) -> None:
    files = [info for info in archive.infolist() if not info.is_dir()]
    odd = [info.filename for info in files if not _inside(info.filename)]
    if odd or sum(info.file_size for info in files) > KIT_LIMIT:
        got = f"a file called {odd[0]!r}" if odd else f"more than {KIT_LIMIT >> 20} MB"
        raise BadFile(f"{kit} is not a student kit that tito made.", got=got, then="ask your instructor")
    try:
        archive.extractall(folder, files)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as problem:
        raise BadFile(f"{kit} cannot be unpacked: {problem}.", then="download the student kit again") from problem


def _inside(name: str) -> bool:
    path = PurePosixPath(name.replace("\\", "/"))
    return not path.is_absolute() and ".." not in path.parts and not re.match("[A-Za-z]:", name)


README = """# {title}

Your workspace. Type `tito` here at any time: it says where you are and what comes next.

- `modules/NN_name/` holds a module's notebook and its README: start with `tito module start 00`.
- `tinytorch/` is your own package, written by `tito module complete NN` from your notebooks.
- `milestones/` holds programs from the field's history that run on your package: `tito milestone list`.
- `.tinytorch/` is the tool's memory: untouched notebooks, backups, progress. It never leaves this machine.
"""
