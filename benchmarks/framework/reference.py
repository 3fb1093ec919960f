"""The package that the curriculum's solutions make, imported as `tinytorch.core.tensor` and so on."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from types import ModuleType

CURRICULUM = Path(__file__).parents[2] / "curriculum"
Course = Mapping[str, ModuleType]  # by the module's name in the course


@contextmanager
def reference(curriculum: Path = CURRICULUM) -> Iterator[Course]:
    """Build it and import all of it, apart from any other package that this process has imported as tinytorch.core."""
    import tinytorch
    from tito.course.curriculum import load
    from tito.judge.reference import build_reference

    taught = load(curriculum)
    with tempfile.TemporaryDirectory(prefix="reference-") as folder:
        place = build_reference(taught, Path(folder)) / "tinytorch"
        path, others = list(tinytorch.__path__), _put_away()
        tinytorch.__path__[:] = [path[0], str(place)]
        try:
            yield {module.name: import_module(f"tinytorch.{module.export}") for module in taught.course.modules}
        finally:
            _put_away()
            tinytorch.__path__[:] = path
            sys.modules.update(others)


def _put_away() -> dict[str, ModuleType]:
    """Take what was imported of anybody's exports out of Python's sight; `tinytorch.checks` is not an export."""
    shim = {"tinytorch", "tinytorch.checks", "tinytorch.datasets"}
    return {name: sys.modules.pop(name) for name in list(sys.modules) if _is_export(name) and name not in shim}


def _is_export(name: str) -> bool:
    return name.startswith("tinytorch.") and not name.startswith("tinytorch._")
