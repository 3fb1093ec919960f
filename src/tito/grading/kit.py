"""The student kit, `student-kit.zip`: the tool as a wheel, the released notebooks, the course's table, a README."""

from __future__ import annotations

import io
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import replace as changed
from hashlib import sha256
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from tito.course.manifest import Course, parse_course, workspace_table
from tito.errors import ToolFailed
from tito.grading.folder import CourseFolder, replace
from tito.grading.settings import Settings

FIXED_TIME = (1980, 1, 1, 0, 0, 0)  # the same files make the same archive
BUILD_SECONDS = 600
LOCK = "lock"
KEPT = 3  # states of the sources whose wheel stays: another release may be reading one

README = """\
# {title}: student kit

Unpack this file, open a terminal in the folder and type (Python 3.11 or newer):

    python -m pip install {wheel}[notebook]
    tito init my-tinytorch --course .
    cd my-tinytorch && tito

`tito` says where you are and what comes next. When your instructor sends a newer kit, unpack it and run the first two
lines again: your own work stays as it is.

Modules in this kit: {modules}
"""


def write_kit(folder: CourseFolder, edition: Path, wheel: Path, settings: Settings | None = None) -> Path:
    """Write the kit from a student edition and a wheel; of the modules only those in `release/`, as released."""
    files = dict(_course_files(folder, edition))
    course = parse_course(files["course/course.toml"].decode())
    course = _with_dates(course, settings) if settings else course
    words = {"title": course.title, "wheel": wheel.name, "modules": ", ".join(folder.released())}
    files |= {"README.md": README.format(**words).encode(), "tito.toml": workspace_table(course).encode()}
    replace(folder.kit, _packed({**files, wheel.name: wheel.read_bytes()}))
    return folder.kit


def _with_dates(course: Course, settings: Settings) -> Course:
    """The course as this class takes it: with the moment at which each module is due, in the course's time zone."""
    moments = ((module, settings.due(module)) for module in course.modules)
    dated = (changed(m, due=due.astimezone(settings.zone).isoformat() if due else "") for m, due in moments)
    return changed(course, modules=tuple(dated))


def build_wheel(clone: Path) -> Path:
    """The tool's wheel, built from the clone once for each state of its sources."""
    from filelock import FileLock

    place = clone / "build" / "wheels" / _state_of(clone)
    place.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(place.parent / LOCK, timeout=BUILD_SECONDS):  # another release may be building the same
        wheel = next(iter(place.glob("*.whl")), None) or _built(clone, place)
        place.touch()
        _clear(place.parent)
        return wheel


def _clear(wheels: Path) -> None:
    """Remove all but the states used last, and what a build that was killed has left."""
    others = [path for path in wheels.iterdir() if path.name != LOCK]
    for old in sorted(others, key=lambda path: path.stat().st_mtime, reverse=True)[KEPT:]:
        if old.is_dir():
            shutil.rmtree(old, ignore_errors=True)
        else:
            old.unlink(missing_ok=True)


def _built(clone: Path, place: Path) -> Path:
    with TemporaryDirectory(dir=place.parent) as draft:
        command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", draft]
        done = subprocess.run(command, cwd=clone, capture_output=True, text=True, timeout=BUILD_SECONDS, check=False)
        if done.returncode:
            last = "\n".join(done.stderr.strip().splitlines()[-3:])
            raise ToolFailed("The wheel for the student kit could not be built.", got=last, then="tito dev build")
        (wheel,) = Path(draft).glob("*.whl")
        place.mkdir(exist_ok=True)
        return wheel.rename(place / wheel.name)


def _course_files(folder: CourseFolder, edition: Path) -> Iterator[tuple[str, bytes]]:
    released = [module for module in folder.released() if (edition / module).is_dir()]  # the tool knows no others
    table = (edition / "course.toml").read_bytes()
    yield "course/course.toml", table
    scaffolds = [module.id for module in parse_course(table.decode()).modules if module.kind == "scaffold"]
    for module in (*released, *scaffolds):
        for path in sorted((edition / module).rglob("*")):
            if path.is_file():
                yield str(PurePosixPath("course", *path.relative_to(edition).parts)), path.read_bytes()
    for module in released:
        yield f"course/{module}/{module}.ipynb", folder.release(module).read_bytes()


def _packed(files: Mapping[str, bytes]) -> bytes:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packing:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, FIXED_TIME)
            entry.external_attr = 0o644 << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            packing.writestr(entry, files[name])
    return archive.getvalue()


def _state_of(clone: Path) -> str:
    """A name for everything that the wheel is made of."""
    digest = sha256()
    parts = [
        clone / "pyproject.toml",
        clone / "README.md",
        *(clone / "src").rglob("*"),
        *(clone / "curriculum").rglob("*"),
    ]
    for path in sorted(path for path in parts if path.is_file() and "__pycache__" not in path.parts):
        digest.update(f"{path.relative_to(clone)}\0".encode() + sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:16]
