"""tito dev build: everything that is computed from the curriculum, made at once and searched for leaks."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tito.cli import output
from tito.cli.dev.curricula import required_curriculum
from tito.errors import ToolFailed, WrongUsage

if TYPE_CHECKING:
    from tito.course.curriculum import Curriculum
    from tito.course.findings import Finding

BUILD_SECONDS = 600


@click.command(name="build")
@click.option("--out", type=click.Path(path_type=Path), help="Where build/ and dist/ go. Default: the clone.")
@click.option("--archives/--no-archives", default=True, help="Also build wheel and sdist.")
def command(out: Path | None, archives: bool) -> int:
    """Make the reference package, the student edition, the wheel and the sdist, and look for solutions in them.

    The reference (solutions, for tests and benchmarks) goes to build/reference, the edition to build/edition, wheel and
    sdist to dist/.

    \b
    Example:
      tito dev build
    """
    curriculum = required_curriculum()
    root = clone_root() if archives or out is None else Path()
    places = make(curriculum, out or root)
    if archives:
        output.note("wheel and sdist ...")
        places += build_archives(root, (out or root) / "dist")
    for place in places:
        output.say(str(place))
    findings = leaked(curriculum, places[1:])  # the reference is the solutions
    for finding in findings:
        output.say(output.bad(str(finding)))
    return 1 if findings else 0


def make(curriculum: Curriculum, out: Path) -> list[Path]:
    from tito.judge.reference import build_reference
    from tito.learn.edition import build

    output.note("reference package and student edition ...")
    build_reference(curriculum, out / "build" / "reference")
    return [out / "build" / "reference", build(curriculum, out / "build" / "edition").root]


def clone_root() -> Path:
    from tito.learn.edition import clone

    root = clone()
    if root is None:
        raise WrongUsage("Wheel and sdist can only be built in a clone.", then="tito dev build --out DIR --no-archives")
    return root


def build_archives(root: Path, out: Path) -> list[Path]:
    """Build with the project's own backend, in this environment: no network, no second installation."""
    for stale in [*out.glob("*.whl"), *out.glob("*.tar.gz")]:
        stale.unlink()
    command_line = [sys.executable, "-m", "hatchling", "build", "-t", "sdist", "-t", "wheel", "-d", str(out)]
    done = subprocess.run(command_line, cwd=root, capture_output=True, text=True, timeout=BUILD_SECONDS, check=False)
    if done.returncode:
        raise ToolFailed(
            "The wheel and the sdist could not be built.",
            got=(done.stderr or done.stdout).strip().rpartition("\n")[2],
            then="pip install -e '.[dev,grade]', then the same command again",
        )
    return sorted([*out.glob("*.whl"), *out.glob("*.tar.gz")])


def leaked(curriculum: Curriculum, places: list[Path]) -> tuple[Finding, ...]:
    """Solution lines in the files and folders that are handed out, archives opened."""
    from tito.course.archives import opened
    from tito.course.leaks import leaks, secrets_of

    files = [file for place in places for file in ([place] if place.is_file() else sorted(place.rglob("*.*")))]
    texts = {name: data for file in files for name, data in opened(str(file), file.read_bytes()).items()}
    return leaks(texts, secrets_of(curriculum.lessons()))
