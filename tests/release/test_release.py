"""Wheel and sdist as somebody would publish them: what they hold, and a student's way with no clone."""

from __future__ import annotations

import json
import subprocess
import sys
import venv
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from tito.course import cells, curriculum
from tito.course.archives import opened
from tito.course.leaks import leaks, secrets_of

pytestmark = pytest.mark.timeout(900)  # the build runs every misconception of every module

ROOT = Path(__file__).parents[2]
CURRICULUM = curriculum.load(ROOT / "curriculum")
KINDS = ("wheel", "sdist", "wheel_of_sdist")


@dataclass(frozen=True)
class Release:
    wheel: Path
    files: Mapping[str, Mapping[str, bytes]]  # by kind of archive: what it holds, by path


def files(archive: Path) -> dict[str, bytes]:
    inside = opened(archive.name, archive.read_bytes())
    return {name.removeprefix(f"{archive.name}/"): data for name, data in inside.items()}


def build(source: Path, out: Path, *kinds: str) -> None:
    """Build with the environment's own hatchling: an isolated build would fetch the same one again."""
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(out), *kinds, str(source)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def unpack(sdist: Path, out: Path) -> Path:
    for name, data in files(sdist).items():
        (out / name).parent.mkdir(parents=True, exist_ok=True)
        (out / name).write_bytes(data)
    return next(out.iterdir())


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Release:
    folder = tmp_path_factory.mktemp("release")
    build(ROOT, folder / "clone", "--wheel", "--sdist")
    (sdist,) = (folder / "clone").glob("*.tar.gz")
    build(unpack(sdist, folder / "unpacked"), folder / "again", "--wheel")  # there is no curriculum there
    (wheel,) = (folder / "clone").glob("*.whl")
    (again,) = (folder / "again").glob("*.whl")
    return Release(wheel, {"wheel": files(wheel), "sdist": files(sdist), "wheel_of_sdist": files(again)})


@pytest.mark.parametrize("kind", KINDS)
def test_no_archive_holds_a_line_of_a_solution(release: Release, kind: str) -> None:
    assert leaks(release.files[kind], secrets_of(CURRICULUM.lessons())) == ()


def test_the_search_would_find_every_module_s_solutions() -> None:
    for lesson in CURRICULUM.lessons():
        if lesson.module.graded:
            text = "\n".join(cell.source for cell in lesson.cells)
            assert leaks({lesson.module.id: text}, secrets_of([lesson])) != ()


@pytest.mark.parametrize("kind", KINDS)
def test_no_notebook_holds_hidden_checks(release: Release, kind: str) -> None:
    notebooks = {name: data for name, data in release.files[kind].items() if name.endswith(".ipynb")}

    assert len(notebooks) == len(CURRICULUM.course.modules)
    assert [name for name, data in notebooks.items() if b"BEGIN HIDDEN" in data or b"BEGIN SOLUTION" in data] == []


def test_a_wheel_of_the_sdist_is_the_wheel_of_the_clone(release: Release) -> None:
    ours, again = release.files["wheel"], release.files["wheel_of_sdist"]

    assert sorted(ours) == sorted(again)
    assert [name for name in ours if ours[name] != again[name] and not name.endswith("RECORD")] == []


def test_the_wheel_holds_tool_shim_and_every_module_s_notebook(release: Release) -> None:
    notebooks = {f"tito/edition/{module.id}/{module.notebook}" for module in CURRICULUM.course.modules}

    assert {
        "tito/cli/main.py",
        "tinytorch/__init__.py",
        "tito/edition/course.toml",
        *notebooks,
    } <= release.files["wheel"].keys()


def test_the_wheel_holds_nothing_by_accident(release: Release) -> None:
    names = release.files["wheel"]

    assert {name.split("/")[0] for name in names} == {"tito", "tinytorch", "tinytorch-0.1.0.dist-info"}
    assert [name for name in names if name.endswith((".pyc", ".lock", "~"))] == []


def test_the_sdist_holds_no_curriculum_and_no_tests(release: Release) -> None:
    top = {name.split("/")[1] for name in release.files["sdist"]}
    papers = {"README.md", "CHANGELOG.md", "LICENSE", "PKG-INFO", ".gitignore"}

    assert top <= {"src", "pyproject.toml", "hatch_build.py", *papers}


def needed(name: str) -> set[str]:
    """What a distribution requires, and what that requires, without extras."""
    wanted = map(Requirement, distribution(name).requires or [])
    direct = {each.name for each in wanted if each.marker is None or each.marker.evaluate({"extra": ""})}
    return direct.union(*map(needed, direct))


def lend(name: str, site: Path) -> None:
    """Link an installed distribution into another environment: what a package index would bring, without a network."""
    parts = {file.parts[0] for file in distribution(name).files or []}
    for part in parts - {"..", "__pycache__"}:
        (site / part).symlink_to(Path(str(distribution(name).locate_file(part))))


@pytest.fixture(scope="module")
def tito(release: Release, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tool in an environment that holds the wheel and what the wheel says it needs, nothing else."""
    home = tmp_path_factory.mktemp("clean") / "env"
    venv.create(home, with_pip=False, symlinks=True)
    (site,) = home.glob("lib/python*/site-packages")
    for name in needed("tinytorch"):
        lend(name, site)
    pip = [sys.executable, "-m", "pip", "--python", str(home / "bin/python"), "install", "--no-deps", "--no-index"]
    subprocess.run([*pip, "--quiet", str(release.wheel)], check=True)
    return home / "bin/tito"


def run(*command: str | Path, cwd: Path) -> str:
    environment = {"PATH": "/usr/bin:/bin", "HOME": str(cwd), "NO_COLOR": "1", "OPENBLAS_NUM_THREADS": "1"}
    done = subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def solve(file: Path) -> None:
    """Type the reference's solutions into a notebook, as a student would who knows them."""
    lesson = CURRICULUM.lesson(CURRICULUM.course.find(file.stem))
    known = {f"# exercise: {cell.options['exercise']}": cell for cell in lesson.cells if "exercise" in cell.options}
    notebook = json.loads(file.read_text("utf-8"))
    for cell in notebook["cells"]:
        for line in "".join(cell["source"]).splitlines():
            if line in known:
                cell["source"] = cells.strip_markers(known[line].source)
    file.write_text(json.dumps(notebook), encoding="utf-8")


def test_a_student_s_way_without_a_clone(tito: Path, tmp_path: Path) -> None:
    workspace = tmp_path / "my course"

    run(tito, "init", workspace, cwd=tmp_path)
    run(tito, "module", "start", "00", "--no-browser", cwd=workspace)
    solve(workspace / "modules/00_setup/00_setup.ipynb")
    run(tito, "module", "test", "00", cwd=workspace)
    run(tito, "module", "complete", "00", cwd=workspace)

    program = "from tinytorch.core.utils import hello_tinytorch; hello_tinytorch()"
    for place in (workspace, workspace / "modules/00_setup"):
        assert run(tito.with_name("python"), "-c", program, cwd=place) == "Hello, TinyTorch\n"


def test_what_needs_the_curriculum_says_how_to_get_it(tito: Path, tmp_path: Path) -> None:
    for words in (["dev", "test"], ["demo"]):
        done = subprocess.run([tito, *words], cwd=tmp_path, capture_output=True, text=True, check=False)

        assert done.returncode in (2, 3)
        assert "clone" in done.stderr
