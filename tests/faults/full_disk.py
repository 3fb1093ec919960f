"""A program for test_disk.py, run where FOLDER is a small disk: grade on it until it is full, then with room.

python full_disk.py COURSE FOLDER FREE-KB TITO        stdout: JSON, what the two runs did and what they left
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path


def fill(place: Path, free: int) -> Path:
    """Leave `free` bytes on the disk."""
    ballast = place / "ballast"
    with ballast.open("wb") as file:
        room = os.statvfs(place)
        file.write(bytes(max(0, room.f_bavail * room.f_frsize - free)))
    return ballast


def run(tito: str, folder: Path, *arguments: str) -> dict[str, object]:
    done = subprocess.run([tito, *arguments], cwd=folder, capture_output=True, text=True, check=False)
    return {"code": done.returncode, "said": done.stdout + done.stderr}


def main(course: str, place: str, free: str, tito: str) -> None:
    folder = Path(place) / "course"
    shutil.copytree(course, folder)
    ballast = fill(Path(place), int(free) * 1024)
    full = run(tito, folder, "grade", "autograde", "--all")
    ballast.unlink()
    roomy = run(tito, folder, "grade", "autograde", "--all")
    run(tito, folder, "grade", "export", "--module", "01", "--output", "marks.csv")
    shutil.copytree(folder, course, dirs_exist_ok=True)
    print(json.dumps({"full": full, "roomy": roomy}))


if __name__ == "__main__":
    main(*sys.argv[1:])
