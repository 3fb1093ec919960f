"""A fresh clone used as the guides say, as workspace and course folder at once: nothing that git would see."""

from __future__ import annotations

import subprocess
import sysconfig
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
AUTHOR = ("-c", "user.name=tests", "-c", "user.email=tests@localhost")


def git(*words: str, cwd: Path) -> str:
    return subprocess.run(["git", *words], cwd=cwd, check=True, capture_output=True, text=True).stdout


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """This tree as a clone of its own, with an environment that runs the clone's source."""
    root = tmp_path_factory.mktemp("clone") / "TinyTorch"
    for name in git("ls-files", "-z", "--cached", "--others", "--exclude-standard", cwd=ROOT).split("\0"):
        if name and (ROOT / name).is_file():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_bytes((ROOT / name).read_bytes())
    git("init", "--quiet", cwd=root)
    git("add", "--all", cwd=root)
    git(*AUTHOR, "commit", "--quiet", "--message", "as it is", cwd=root)
    venv.create(root / ".venv", with_pip=False, symlinks=True)
    (site,) = (root / ".venv").glob("lib/python*/site-packages")
    (site / "clone.pth").write_text(f"{root / 'src'}\n{sysconfig.get_path('purelib')}\n")
    return root


def tito(*words: str, cwd: Path, code: int = 0) -> None:
    (clone,) = (folder for folder in (cwd, *cwd.parents) if (folder / ".venv").is_dir())
    command = [clone / ".venv/bin/python", "-m", "tito", *words]
    environment = {"PATH": "/usr/bin:/bin", "HOME": str(clone.parent), "NO_COLOR": "1", "OPENBLAS_NUM_THREADS": "1"}
    done = subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == code, done.stdout + done.stderr


def test_a_student_in_a_clone_finds_the_notebooks_where_the_guides_say(clone: Path) -> None:
    tito("init", ".", cwd=clone)
    tito("module", "test", "01", cwd=clone / "modules/01_tensor", code=1)

    assert (clone / "modules/01_tensor/01_tensor.ipynb").is_file()
    assert (clone / "modules/01_tensor/README.md").is_file()
    assert git("status", "--porcelain", cwd=clone) == ""


def test_an_instructor_in_a_clone_finds_folders_where_the_guides_say(clone: Path) -> None:
    tito("grade", "setup", cwd=clone)
    tito("grade", "generate", "01_tensor", cwd=clone)
    tito("grade", "release", "01_tensor", cwd=clone)

    assert (clone / "release/01_tensor/01_tensor.ipynb").is_file()
    assert git("status", "--porcelain", cwd=clone) == ""
