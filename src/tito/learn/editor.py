"""Opening a notebook in the program that the student works with."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

from tito.errors import ToolFailed

NAMES = ("jupyter", "vscode")
TITLES = {"jupyter": "JupyterLab (to end it: Ctrl-C twice)", "vscode": "VS Code"}


def open_notebook(notebook: Path, name: str) -> None:
    """Run the editor on `notebook`, in its folder; JupyterLab stays in front until it is ended."""
    code = _run(_program(notebook, name), notebook.parent)
    if code:
        raise ToolFailed(
            f"{TITLES[name].partition(' (')[0]} could not open the notebook; what it said stands above.",
            got=f"exit code {code}",
            then=f"open {notebook} in the editor you have",
        )


def _run(argv: list[str], folder: Path) -> int:
    with subprocess.Popen(argv, cwd=folder) as editor:
        while True:
            try:
                return editor.wait()
            except KeyboardInterrupt:  # it goes to the editor, too, which asks or ends
                continue


def _program(notebook: Path, name: str) -> list[str]:
    if name == "vscode":
        code = shutil.which("code")
        if code is None:
            raise ToolFailed(
                "VS Code's command `code` is not installed.",
                then=f"open {notebook} in VS Code yourself, or install the command: Ctrl-Shift-P, then 'Shell Command'",
            )
        return [code, str(notebook)]
    if find_spec("jupyterlab") is None:
        raise ToolFailed(
            "JupyterLab is not installed in this environment.",
            got=f"Python {sys.executable}",
            then="pip install 'tinytorch[notebook]', or open the notebook in the editor you have",
        )
    as_root = ["--allow-root"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []  # a container's usual user
    return [sys.executable, "-m", "jupyterlab", "--log-level=WARN", *as_root, notebook.name]
