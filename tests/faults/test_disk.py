"""The disk is full while grading: words, exit code 3, and with room again everything is as if nothing had been."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tito.grading import lines

pytestmark = pytest.mark.xdist_group("faults")

TITO = Path(sys.executable).with_name("tito")
PROGRAM = Path(__file__).with_name("full_disk.py")


@pytest.mark.parametrize("free", [0, 48, 160])  # kilobytes: nothing, the log only, some of the notebooks
def test_a_full_disk(course: Any, agrees: Any, tmp_path: Path, free: int) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    walls = ["bwrap", "--dev-bind", "/", "/", "--size", str(32 * 2**20), "--tmpfs", str(disk), "--"]
    program = [sys.executable, str(PROGRAM), str(course.folder), str(disk), str(free), str(TITO)]
    ran = subprocess.run([*walls, *program], env=dict(course.environment), capture_output=True, text=True, check=True)
    said = json.loads(ran.stdout)
    assert said["full"]["code"] == 3
    assert "No space left on device" in said["full"]["said"] or "disk is full" in said["full"]["said"]
    assert "Traceback" not in said["full"]["said"]
    assert "damaged" not in said["full"]["said"]
    assert said["roomy"]["code"] == 0, said["roomy"]["said"]
    agrees(course)
    assert len(course.logged()) == 24


def test_an_entry_that_does_not_fit_leaves_nothing_behind(tmp_path: Path) -> None:
    """A file-size limit stands in for the disk; Python ignores the signal that goes with it."""
    program = (
        "import resource, sys\nfrom pathlib import Path\nfrom tito.grading import lines\n"
        "path = Path(sys.argv[1])\nlines.append(path, [{'version': 1, 'kept': 1}])\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))\n"
        "try:\n    lines.append(path, [{'version': 1, 'text': 'x' * 1000}])\nexcept OSError as problem:\n"
        "    print(problem.strerror)\n"
    )
    path = tmp_path / "log.jsonl"
    ran = subprocess.run([sys.executable, "-c", program, str(path)], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "File too large"
    assert [entry for _, entry in lines.read(path, dict)] == [{"version": 1, "kept": 1}]
    assert path.read_bytes().count(b"\n") == 1
