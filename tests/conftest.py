"""What every test may use: the real command, in a temporary folder and a clean environment."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tito.course import cells, percent

MINI = Path(__file__).parent / "fixtures" / "mini"
CURRICULUM = Path(__file__).parents[1] / "curriculum"
TITO = Path(sys.executable).with_name("tito.exe" if sys.platform == "win32" else "tito")

SLOW = ("curriculum", "framework", "grading", "journeys", "release", "browser")  # folders, the slowest last


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Quick tests first: most mistakes show within seconds."""
    items.sort(key=lambda item: max((SLOW.index(part) for part in item.path.parts if part in SLOW), default=-1))


@dataclass(frozen=True)
class Ran:
    """What a command did."""

    code: int
    out: str
    err: str

    @property
    def said(self) -> str:
        return self.out + self.err


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the student edition of the mini curriculum is built, once for all tests."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def environment(tmp_path: Path, cache: Path) -> dict[str, str]:
    """As on a new machine: an empty home, nothing of the developer's own settings, the mini curriculum."""
    home = tmp_path / "home"
    home.mkdir()
    kept = {key: os.environ[key] for key in ("PATH", "SYSTEMROOT", "TEMP", "LANG") if key in os.environ}
    places = {"HOME": str(home), "XDG_CACHE_HOME": str(cache), "TITO_CURRICULUM": str(MINI)}
    return {**kept, **places, "OPENBLAS_NUM_THREADS": "1", "NO_COLOR": "1"}


@pytest.fixture
def tito(tmp_path: Path, environment: Mapping[str, str]) -> Callable[..., Ran]:
    """Run the installed command: `tito("module", "test", "01", cwd=workspace)`."""

    def run(
        *args: str,
        cwd: Path = tmp_path,
        env: Mapping[str, str] | None = None,
        before: Callable[[], None] | None = None,  # runs in the new process first: limits, permissions
        program: Sequence[str] = (str(TITO),),
    ) -> Ran:
        done = subprocess.run(
            [*program, *args],
            cwd=cwd,
            env={**environment, **(env or {})},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            timeout=600,  # the first release of a clone runs every misconception, for the wheel in the kit
            check=False,
            preexec_fn=before,
        )
        return Ran(done.returncode, done.stdout, done.stderr)

    return run


@dataclass(frozen=True)
class Desk:
    """A student at work: the real command in a workspace, and notebooks changed as an editor would."""

    root: Path
    run: Callable[..., Ran]  # run("module", "test", "01") -> Ran
    curriculum: Path = MINI

    def path(self, module: str) -> Path:
        return self.root / "modules" / module / f"{module}.ipynb"

    def read(self, module: str) -> dict[str, Any]:
        return dict(json.loads(self.path(module).read_text(encoding="utf-8")))

    def save(self, module: str, notebook: dict[str, Any]) -> None:
        self.path(module).write_text(json.dumps(notebook, ensure_ascii=False, indent=1), encoding="utf-8")

    def cell(self, notebook: dict[str, Any], line: str) -> dict[str, Any]:
        """The cell in which `line` stands, as "# exercise: double"."""
        return next(cell for cell in notebook["cells"] if line in source(cell).splitlines())

    def type(self, module: str, exercise: str, text: str) -> None:
        """Replace an exercise's cell and save, as in an editor."""
        notebook = self.read(module)
        self.cell(notebook, f"# exercise: {exercise}")["source"] = text.splitlines(keepends=True)
        self.save(module, notebook)

    def answer(self, module: str, question: str, text: str) -> None:
        notebook = self.read(module)
        cell = self.cell(notebook, f"<!-- answer: {question} -->")
        cell["source"] = [f"<!-- answer: {question} -->\n", text]
        self.save(module, notebook)

    def solution(self, module: str, exercise: str) -> str:
        """The reference's cell, as somebody who knows the answer would type it."""
        (file,) = self.curriculum.rglob(f"{module}/{module.partition('_')[2] or module}.py")
        lesson = percent.parse(file.read_text(encoding="utf-8"))
        found = next(cell for cell in lesson if cell.options.get("exercise") == exercise)
        return cells.strip_markers(found.source)

    def solve(self, module: str, *exercises: str) -> None:
        for exercise in exercises:
            self.type(module, exercise, self.solution(module, exercise))

    def work(self, module: str) -> dict[str, str]:
        """Every exercise and answer of the notebook, as it stands in the file."""
        notebook = self.read(module)
        return {mark: source(cell) for cell in notebook["cells"] for mark in marks(cell)}

    def python(self, program: str, **where: Any) -> str:
        """What a program prints that is started in the workspace, or in the folder `cwd`."""
        ran = self.run(program=(sys.executable, "-c", program), **where)
        assert ran.code == 0, ran.err
        return str(ran.out).strip()

    def why_missing(self, program: str) -> str:
        """The last words of a program that cannot import."""
        ran = self.run(program=(sys.executable, "-c", program))
        assert "ImportError" in ran.err or "ModuleNotFoundError" in ran.err
        return str(ran.err)


def source(cell: dict[str, Any]) -> str:
    """A cell's text; editors save it as one string or as a list of lines."""
    return "".join(cell["source"])


def marks(cell: dict[str, Any]) -> Iterator[str]:
    """What makes a cell the student's own: the exercise or the question it answers."""
    for line in source(cell).splitlines():
        if line.startswith(("# exercise: ", "<!-- answer: ")):
            yield line


@pytest.fixture
def desk_in(tito: Callable[..., Any]) -> Callable[..., Desk]:
    """Sit down in a workspace that exists."""

    def sit(root: Path, curriculum: Path = MINI) -> Desk:
        return Desk(root, lambda *args, **kw: tito(*args, **{"cwd": root, **kw}), curriculum)

    return sit


@pytest.fixture(scope="session")
def mini_with(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, str, str], Path]:
    """Makes the mini course with one piece more, of a folder of fixtures, in the place where a course has such."""

    def made(fixtures: str, piece: str, place: str) -> Path:
        root, found = tmp_path_factory.mktemp(fixtures) / "curriculum", MINI.parent / fixtures
        shutil.copytree(MINI, root)
        shutil.copytree(found / piece, root / place / piece)
        with (root / "course.toml").open("a", encoding="utf-8") as table:
            table.write((found / "entry.toml").read_text("utf-8"))
        return root

    return made


@pytest.fixture(scope="session")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A place for workspaces that tests copy instead of making one each."""
    return tmp_path_factory.mktemp("shelf")


@pytest.fixture
def desk(shelf: Path, tito: Callable[..., Any], desk_in: Any, tmp_path: Path) -> Desk:
    """A fresh workspace."""
    return desk_in(copied(shelf / "fresh", tmp_path / "work", lambda root: expect(tito("init", str(root)))))


@pytest.fixture
def solved(shelf: Path, tito: Callable[..., Any], desk_in: Any, tmp_path: Path) -> Desk:
    """A workspace with module 00 completed, and module 01 solved but not yet completed."""

    def make(root: Path) -> None:
        expect(tito("init", str(root)))
        at = desk_in(root)
        at.solve("00_hello", "hello_tinytorch")
        at.solve("01_numbers", "double", "row_sums")
        expect(tito("module", "complete", "00", cwd=root))

    return desk_in(copied(shelf / "solved", tmp_path / "work", make))


@pytest.fixture
def real_desk(tito: Callable[..., Any], environment: dict[str, str], desk_in: Any, tmp_path: Path) -> Desk:
    """A workspace of the real course."""
    environment["TITO_CURRICULUM"] = str(CURRICULUM)
    expect(tito("init", str(tmp_path / "work")))
    return desk_in(tmp_path / "work", CURRICULUM)


@pytest.fixture
def taught(shelf: Path, tito: Callable[..., Any], environment: dict[str, str], desk_in: Any, tmp_path: Path) -> Desk:
    """A workspace of the real course whose module 01 is completed, with the reference's answers."""
    environment["TITO_CURRICULUM"] = str(CURRICULUM)

    def make(root: Path) -> None:
        expect(tito("init", str(root)))
        lesson = percent.parse((CURRICULUM / "01_tensor" / "tensor.py").read_text(encoding="utf-8"))
        names = [str(cell.options["exercise"]) for cell in lesson if "exercise" in cell.options]
        desk_in(root, CURRICULUM).solve("01_tensor", *names)
        expect(tito("module", "complete", "01", cwd=root))

    return desk_in(copied(shelf / "taught", tmp_path / "work", make), CURRICULUM)


def copied(original: Path, copy: Path, make: Callable[[Path], None]) -> Path:
    if not original.exists():
        make(original)
    shutil.copytree(original, copy)
    return copy


def expect(ran: Ran) -> None:
    assert ran.code == 0, ran.said


@pytest.fixture
def only() -> Callable[[Iterable[Any]], Any]:
    """The one element of something that must have exactly one."""

    def one(found: Iterable[Any]) -> Any:
        (element,) = found
        return element

    return one
