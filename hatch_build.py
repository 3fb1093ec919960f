"""Puts the student edition into wheel and sdist, so that an installed tito can make a workspace without a clone.

In a clone the edition is generated from the curriculum into a temporary folder. An sdist carries the edition instead of
the curriculum (solutions never ship), so a build from it has nothing to generate. An editable install reads the clone.

Called as a program (`python hatch_build.py CURRICULUM OUT`, with `src` on the path) it only generates.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

PLACES = {"wheel": "tito/edition", "sdist": "src/tito/edition"}


class EditionHook(BuildHookInterface):  # type: ignore[type-arg]  # any target's configuration will do
    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        curriculum = Path(self.root, "curriculum")
        if version == "editable" or not curriculum.is_dir():
            return
        self.made = TemporaryDirectory(prefix="tito-edition-")
        generate(curriculum, Path(self.made.name), source=Path(self.root, "src"))
        build_data["force_include"][self.made.name] = PLACES[self.target_name]

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        if hasattr(self, "made"):
            self.made.cleanup()


def generate(curriculum: Path, out: Path, *, source: Path) -> None:
    """In a process of its own, because the project's code is not installed where a build runs."""
    environment = os.environ | {"PYTHONPATH": str(source)}
    subprocess.run([sys.executable, __file__, str(curriculum), str(out)], env=environment, check=True)


if __name__ == "__main__":
    from tito.course.curriculum import load
    from tito.learn.edition import build

    build(load(Path(sys.argv[1])), Path(sys.argv[2]))
