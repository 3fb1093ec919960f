"""Serves the student's own package: what their exports have put into the workspace's `tinytorch/` folder.

`from tinytorch.core.tensor import Tensor` is the student's code, because this package's `__path__` ends in that folder.
The workspace is found from TITO_WORKSPACE, else from the main script's folder, else from the current folder, each
upwards to a `tito.toml`. Nothing falls back to another implementation: a part that is not there is an ImportError that
says which module to finish. `tinytorch.checks` is installed beside this file and needs no workspace.
"""

from __future__ import annotations

import os
import sys
import tomllib
import warnings
from collections.abc import Sequence
from importlib import import_module
from importlib.machinery import ModuleSpec
from importlib.util import spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any


def _starts() -> list[Path]:
    """Where to look from. A launcher (jupyter, pytest) lies in the environment, which says nothing of the workspace."""
    if given := os.environ.get("TITO_WORKSPACE"):
        return [Path(given).expanduser()]
    script = Path(getattr(sys.modules.get("__main__"), "__file__", None) or "main").absolute().parent
    launched = script == Path(sys.executable).parent or "site-packages" in script.parts
    return [Path.cwd()] if launched else [script, Path.cwd()]


def _find_workspace() -> Path | None:
    folders = (folder for start in _starts() for folder in (start.absolute(), *start.absolute().parents))
    return next((folder for folder in folders if (folder / "tito.toml").is_file()), None)


def _read_modules(workspace: Path) -> list[dict[str, Any]]:
    """What tito.toml says of each module that goes into the package: number, title, export, provides, extends."""
    table = workspace / "tito.toml"
    try:
        course = tomllib.loads(table.read_text("utf-8"))
    except ValueError as problem:
        raise ImportError(f"{table} is damaged: {problem}\n  next      tito system reset") from problem
    tables = (course.get(key, []) for key in ("module", "scaffold", "assignment"))
    return [module for table in tables for module in table if module.get("export")]


def _file_of(part: str) -> Path:
    return Path(__path__[-1], *part.split(".")).with_suffix(".py")


class _Missing:
    """The last finder that Python asks: puts into words why a part of the package is not there."""

    @staticmethod
    def find_spec(name: str, path: Sequence[str] | None = None, target: ModuleType | None = None) -> ModuleSpec | None:
        if not name.startswith("tinytorch."):
            return None
        part = name.removeprefix("tinytorch.")
        if _WORKSPACE and _file_of(part).is_file():  # exported a moment ago, after Python listed the folder
            return spec_from_file_location(name, _file_of(part))
        if any(module["export"].startswith(f"{part}.") for module in _MODULES):
            folder = ModuleSpec(name, None, is_package=True)  # `core`, before anything was exported into it
            folder.submodule_search_locations = [str(_file_of(part).with_suffix(""))]
            return folder
        from tinytorch._missing import why

        # Not a ModuleNotFoundError: `from tinytorch import Tensor` would hide the words of one.
        raise ImportError(why(part, workspace=_WORKSPACE, looked=_starts(), modules=_MODULES), name=name)


def __getattr__(name: str) -> Any:
    """`from tinytorch import Tensor`: the module that provides the name is loaded when it is asked for."""
    for module in _MODULES:
        if name in module.get("provides", []):
            return getattr(import_module(f"tinytorch.{module['export']}"), name)
    raise AttributeError(f"module 'tinytorch' has no attribute {name!r}")


def _load_extensions() -> None:
    """Load what the student has exported of the modules that extend earlier ones (autograd extends tensor).

    While `tito module test` checks a module (TITO_MODULE), only those before it: its own notebook is what counts.
    """
    for module in _MODULES:
        if module.get("name") == os.environ.get("TITO_MODULE"):
            return
        if module.get("extends") and _file_of(module["export"]).is_file():
            try:
                import_module(f"tinytorch.{module['export']}")
            except Exception as problem:  # the student's code may raise anything; what it extends works without it
                said = f"Module {module.get('number')} ({module.get('title')}) does not import: "
                said += f"{type(problem).__name__}: {problem}. Type: tito module test {module.get('number')}"
                warnings.warn(said, RuntimeWarning, stacklevel=3)


_WORKSPACE = _find_workspace()
_MODULES = _read_modules(_WORKSPACE) if _WORKSPACE else []
if _WORKSPACE:
    __path__.append(str(_WORKSPACE / "tinytorch"))
sys.meta_path.append(_Missing)
_load_extensions()
