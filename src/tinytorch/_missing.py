"""The words for a part of the package that is not there: which module makes it, why it is missing, what to type."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any


def why(part: str, *, workspace: Path | None, looked: Sequence[Path], modules: Sequence[Mapping[str, Any]]) -> str:
    """`part` is "core.tensor" or a name that a module provides, "Tensor"; `looked` is where the search began."""
    if workspace is None:
        return (
            f"tinytorch.{part} is code that you write, and no workspace was found upwards from "
            f"{' and '.join(map(str, looked))}."
            "\n  next      cd into your workspace (the folder with tito.toml), or make one: tito init FOLDER"
        )
    owner = next((m for m in modules if m["export"] == part or part in m.get("provides", [])), None)
    if owner is None:
        return f"No module of this course makes tinytorch.{part} (the workspace is {workspace})."
    number, export = owner.get("number"), owner["export"]
    if Path(workspace, "tinytorch", *export.split(".")).with_suffix(".py").is_file():
        return f"tinytorch.{export} defines no {part}.\n  next      tito module test {number}"
    return (
        f"tinytorch.{part} comes from module {number} ({owner.get('title')}), "
        f"which you have not completed in {workspace}."
        f"\n  next      tito module start {number}   and when its checks pass   tito module complete {number}"
    )
