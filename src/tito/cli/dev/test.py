from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from collections.abc import Iterable
from pathlib import Path

import click

from tito.cli import output
from tito.errors import ToolFailed, WrongUsage

EXTRAS = ("oracle", "dev", "bench")  # the pinned oracle first, so that nothing else can bring another build of it
EXIT_CODES = {0: 0, 1: 1, 4: WrongUsage.exit_code, 5: WrongUsage.exit_code}  # pytest's: fine, failed, usage, no test


@click.command(name="test", context_settings={"ignore_unknown_options": True})
@click.argument("pytest_args", nargs=-1, type=click.UNPROCESSED, metavar="[PYTEST ARGUMENTS]...")
@click.option("--yes", "-y", is_flag=True, expose_value=False, help="Let ./tito install missing system packages.")
def command(pytest_args: tuple[str, ...]) -> int:
    """Run all tests of this clone: lint, types and pytest, with pytest's own summary as the last line.

    What the tests need is installed first when it is missing. Arguments are pytest's, paths from the clone's root.

    Example: tito dev test tests/course -k percent
    """
    root = clone_root()
    install_missing(root)
    return run_pytest(root, pytest_args)


def clone_root() -> Path:
    from tito.learn.edition import clone

    root = clone()
    if root is None:
        raise WrongUsage(
            "The tests are not part of an installed tito.",
            got=f"tito installed in {Path(__file__).parents[3]}",
            expected="tito running from a clone of the repository",
            then="clone the repository, then type ./tito dev test in it",
        )
    return root


def install_missing(root: Path) -> None:
    extras = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]["optional-dependencies"]
    for extra in EXTRAS:
        if not is_there(extras[extra]):
            output.note(f"Installing what the tests need ({extra}) ...")
            install(extras[extra], root=root)


def is_there(requirements: Iterable[str]) -> bool:
    from importlib.metadata import PackageNotFoundError, version

    try:
        from packaging.requirements import Requirement

        wanted = [Requirement(text) for text in requirements]
        return all(each.specifier.contains(version(each.name), prereleases=True) for each in wanted)
    except (ImportError, PackageNotFoundError):  # packaging itself comes with pytest
        return False


def install(requirements: Iterable[str], *, root: Path) -> None:
    pip = [sys.executable, "-m", "pip", "install", "-qq", "--no-input", *requirements]
    code = subprocess.run(pip, cwd=root, stdout=sys.stderr, check=False).returncode
    if code != 0:
        raise ToolFailed(
            "pip could not install what the tests need.",
            got=f"pip ended with {code}",
            then="see pip's message above, check the network, then run the same command again",
        )


def run_pytest(root: Path, arguments: Iterable[str]) -> int:
    """Each file's tests stay on one core, because they share what is dear to make; one BLAS thread for each process."""
    pytest = [
        sys.executable,
        "-m",
        "pytest",
        "-n",
        str(os.cpu_count() or 1),
        "--dist",
        "loadfile",
        "--no-loadscope-reorder",
        *arguments,
    ]
    one_thread = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
    code = subprocess.run(pytest, cwd=root, env=os.environ | one_thread, check=False).returncode
    return EXIT_CODES.get(code, ToolFailed.exit_code)
