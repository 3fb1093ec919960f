"""Is this machine, and this workspace, fit for the course? Each line says the state, why it matters, how to mend it.

What only instructors need is never a fault of a student's machine: it is `missing`, with the reason beside it.
"""

from __future__ import annotations

import os
import platform
import re
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from enum import StrEnum
from importlib import metadata
from pathlib import Path
from typing import Any

from tito import __version__
from tito.errors import BadFile, NoSandbox, NotInWorkspace, TitoError
from tito.learn.workspace import Workspace

HEALTH_VERSION = 1
OLDEST_PYTHON = (3, 11)
MEGABYTE = 1 << 20


class State(StrEnum):
    FINE = "fine"
    ADVICE = "advice"  # works, and could work better
    MISSING = "missing"  # an optional part that is not there
    BROKEN = "broken"  # a student cannot work until this is mended


@dataclass(frozen=True)
class Line:
    name: str
    state: State
    found: str
    why: str
    mend: str = ""


@dataclass(frozen=True)
class Health:
    lines: tuple[Line, ...]

    @property
    def ready(self) -> bool:
        """Everything that a student needs is there."""
        return all(line.state is not State.BROKEN for line in self.lines)

    def to_json(self) -> dict[str, Any]:
        return {"version": HEALTH_VERSION, "ready": self.ready, "lines": [asdict(line) for line in self.lines]}


def examine() -> Health:
    return Health((_python(), *_packages(), _blas(), _sandbox(), _curriculum(), *_disk(), _clock(), *_workspace()))


def _python() -> Line:
    state = State.FINE if sys.version_info >= OLDEST_PYTHON else State.BROKEN
    wanted = ".".join(map(str, OLDEST_PYTHON))
    mend = "" if state is State.FINE else f"Install Python {wanted} or newer and make the environment again with it."
    return Line("Python", state, platform.python_version(), f"the course is written for {wanted} and newer", mend)


@dataclass(frozen=True)
class Requirement:
    """One line of our own distribution's metadata: `nbgrader<0.10,>=0.9.5; extra == "grade"`."""

    package: str
    versions: str
    extra: str

    @property
    def why(self) -> str:
        reasons = {"": "every command needs it", "notebook": "opens notebooks in the browser; VS Code does as well"}
        return reasons.get(self.extra, "needed for grading")

    @property
    def mend(self) -> str:
        return f'python -m pip install "{self.package}{self.versions}"'


def requirements() -> tuple[Requirement, ...]:
    """What students and instructors need; what only maintainers install is left out."""
    form = re.compile(r'^([\w.-]+)\s*([^;]*?)\s*(?:;\s*extra == [\'"]([\w-]+)[\'"])?$')
    found = (form.match(line) for line in _requires("tinytorch"))
    parsed = (Requirement(m[1], m[2], m[3] or "") for m in found if m)
    return tuple(r for r in parsed if r.extra in ("", "notebook", "grade"))


def installed(package: str) -> str:
    """The installed version, or the empty string."""
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return ""


def _requires(package: str) -> list[str]:
    try:
        return metadata.requires(package) or []
    except metadata.PackageNotFoundError:  # a tool that runs from a source folder which nobody installed
        return []


def satisfies(version: str, versions: str) -> bool:
    """Whether `2.1.3` meets `>=2.0,<3`. Only the comparisons that our own metadata uses."""
    for sign, bound in re.findall(r"(>=|<|==)\s*([\d.]+)", versions):
        have, want = _numbers(version), _numbers(bound)
        if not {">=": have >= want, "<": have < want, "==": have == want}[sign]:
            return False
    return True


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", version)[:3])


def _packages() -> Iterator[Line]:
    for need in requirements():
        version = installed(need.package)
        if version and satisfies(version, need.versions):
            yield Line(need.package, State.FINE, version, need.why)
        else:
            state = State.MISSING if need.extra else State.BROKEN
            found = f"{version}, expected {need.versions}" if version else "not installed"
            yield Line(need.package, state, found, need.why, need.mend)


def _blas() -> Line:
    why = "matrix products are most of a training step"
    try:
        core = _openblas_core()
    except ImportError as problem:
        return Line(
            "NumPy's BLAS",
            State.BROKEN,
            f"numpy does not import: {problem}",
            why,
            "python -m pip install --force-reinstall numpy",
        )
    threads = os.environ.get("OPENBLAS_NUM_THREADS", "as many as cores")
    found = f"{core or 'not OpenBLAS'}, threads: {threads}"
    if core and "OPENBLAS_CORETYPE" not in os.environ and _has_wider_vectors_than(core):
        mend = "Set OPENBLAS_CORETYPE=SkylakeX: this processor has AVX-512, and OpenBLAS does not use it."
        return Line("NumPy's BLAS", State.ADVICE, found, why, mend)
    return Line("NumPy's BLAS", State.FINE, found, why)


def _openblas_core() -> str:
    """The processor that NumPy's OpenBLAS believes it runs on; empty where NumPy has another BLAS."""
    import ctypes

    import numpy as np

    package = Path(np.__file__).parent
    for library in (*package.parent.glob("numpy.libs/*openblas*"), *package.glob(".dylibs/*openblas*")):
        for prefix, suffix in (("scipy_", "64_"), ("", "64_"), ("", "")):
            ask = getattr(ctypes.CDLL(str(library)), f"{prefix}openblas_get_corename{suffix}", None)
            if ask is not None:
                ask.restype = ctypes.c_char_p
                return str(ask().decode())
    return ""


def _has_wider_vectors_than(core: str) -> bool:
    cpuinfo = Path("/proc/cpuinfo")
    flags = set(cpuinfo.read_text(errors="replace").split()) if cpuinfo.exists() else set()
    return {"avx512f", "avx512bw", "avx512dq", "avx512vl"} <= flags and core.lower() not in (
        "skylakex",
        "cooperlake",
        "sapphirerapids",
    )


def _sandbox() -> Line:
    from tito.sandbox.choose import choose, why_no_better
    from tito.sandbox.levels import CANNOT, MADE_OF

    why = "needed for grading: other people's code runs only inside it"
    try:
        walls = choose()
    except NoSandbox as problem:
        return Line("sandbox", State.MISSING, problem.got or problem.message, why, problem.then)
    cannot = [f"not promised: {text}" for text in CANNOT.get(walls.level, ())]
    found = [f"{walls.name}, self-test passed: {MADE_OF[walls.level]}", why_no_better(), *cannot]
    return Line("sandbox", State.FINE, "; ".join(filter(None, found)), why)


def _curriculum() -> Line:
    from tito.learn.edition import find_curriculum

    why = "needed for grading: reference and hidden checks come from it"
    try:
        curriculum = find_curriculum()
    except TitoError as problem:
        return Line("curriculum", State.MISSING, problem.message, why, problem.then)
    if curriculum is None:
        mend = "Instructors: run tito in a clone of the course, or point TITO_CURRICULUM at its curriculum/."
        return Line("curriculum", State.MISSING, "not here", why, mend)
    return Line("curriculum", State.FINE, str(curriculum.root), why)


def _disk() -> Iterator[Line]:
    why = "notebooks, backups and the checks' temporary files need room"
    for name, folder in (("disk", Path.cwd()), ("temporary folder", Path(tempfile.gettempdir()))):
        free = shutil.disk_usage(folder).free // MEGABYTE
        if free < 20:
            yield Line(name, State.BROKEN, f"{free} MB free in {folder}", why, "Delete what you can spare.")
        elif free < 500:
            yield Line(name, State.ADVICE, f"{free} MB free in {folder}", why, "Make room before it fills up.")
        else:
            yield Line(name, State.FINE, f"{free / 1024:.1f} GB free", why)


def _clock() -> Line:
    why = "`--watch`, backups and due dates go by file times"
    with tempfile.NamedTemporaryFile() as file:
        apart = abs(Path(file.name).stat().st_mtime - time.time())
    if apart > 5:
        mend = "Let the system set its clock (in a virtual machine: after waking from sleep)."
        return Line("clock", State.ADVICE, f"file times are {apart:.0f} s off the clock", why, mend)
    return Line("clock", State.FINE, time.strftime("%Y-%m-%d %H:%M %Z"), why)


def _workspace() -> Iterator[Line]:
    from tito.learn import workspace

    why = "your notebooks, your package and your progress live there"
    try:
        found = workspace.find()
        faults = [*_refusals(found.root), *_faults(found)]
    except NotInWorkspace:
        mend = "Change to your workspace's folder, or make one: tito init my-tinytorch"
        return iter([Line("workspace", State.MISSING, "none here", why, mend)])
    if not faults:
        return iter([Line("workspace", State.FINE, str(found.root), why)])
    return (Line("workspace", State.BROKEN, fault, why, mend) for fault, mend in faults)


def _refusals(root: Path) -> Iterator[tuple[str, str]]:
    if not os.access(root, os.W_OK):
        yield f"{root} cannot be written", "Make the folder yours and writable, or copy it to one that is."


def _faults(found: Workspace) -> Iterator[tuple[str, str]]:
    from tito.learn import package

    for fault in filter(None, [_damage(found), *package.problems(found)]):
        yield fault, "tito system reset"


def _damage(found: Workspace) -> str:
    """What is wrong with the table that says which course this is."""
    try:
        return "" if found.course.modules else f"{found.table} lists no modules"
    except BadFile as problem:
        return problem.message


def facts() -> dict[str, str]:
    """What a bug report should say of this machine."""
    packages = (f"{need.package} {installed(need.package) or '(not installed)'}" for need in requirements())
    settings = (
        f"{key}={value}" for key, value in sorted(os.environ.items()) if key.startswith(("TITO", "OPENBLAS", "OMP"))
    )
    said = {
        "tito": f"{__version__} in {Path(__file__).parents[1]}",
        "Python": f"{platform.python_version()} at {sys.executable}",
        "platform": platform.platform(),
        "packages": ", ".join(packages),
        "folder": str(Path.cwd()),
        "letters": f"files {sys.getfilesystemencoding()}, terminal {sys.stdout.encoding}",
        "settings": ", ".join(settings) or "none",
        **_course_facts(),
    }
    return {key: text.replace(str(Path.home()), "~") for key, text in said.items()}


def _course_facts() -> dict[str, str]:
    lines = {line.name: line.found for line in (_curriculum(), *_workspace())}
    return {"curriculum": lines["curriculum"], "workspace": lines["workspace"]}
