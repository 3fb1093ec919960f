"""The package made of the curriculum's own solutions: what a module is graded on, and what instructors import."""

from __future__ import annotations

import marshal
from importlib.util import MAGIC_NUMBER
from pathlib import Path

from tito.course import editions, manifest
from tito.course.assemble import assemble, exported_names
from tito.course.curriculum import Curriculum
from tito.course.manifest import Module


def build_reference(
    curriculum: Curriculum,
    out: Path,
    *,
    upto: Module | None = None,
    needed_by: Module | None = None,
    compiled: bool = False,
) -> Path:
    """Write `out/tito.toml` and `out/tinytorch/` with every module before `upto` (None: all); returns `out`.

    `out` then is to `import tinytorch` what a student's workspace is: point TITO_WORKSPACE at it. `needed_by` takes
    only what that module needs. `compiled` leaves bytecode without sources: hand-ins run on top of solutions.
    """
    provides: dict[str, tuple[str, ...]] = {}
    for module in curriculum.course.needs(needed_by) if needed_by else _before(curriculum, upto):
        notebook = editions.instructor(module, curriculum.lesson(module).cells, curriculum.course)
        provides[module.name] = exported_names(notebook)
        _write(out / "tinytorch", module, assemble(notebook, module, source_name=module.notebook), compiled=compiled)
    (out / "tinytorch").mkdir(parents=True, exist_ok=True)
    table = manifest.write_toml(manifest.tables(curriculum.course, provides))
    (out / "tito.toml").write_text(table, encoding="utf-8")
    return out


def importable(package: Path) -> tuple[str, ...]:
    """The names of the modules in a package folder."""
    files = sorted(file.relative_to(package.parent) for file in package.rglob("*.py*"))
    return tuple(".".join(file.with_suffix("").parts) for file in files if "__pycache__" not in file.parts)


def _write(package: Path, module: Module, text: str, *, compiled: bool) -> None:
    target = package / module.export_path
    target.parent.mkdir(parents=True, exist_ok=True)
    if not compiled:
        target.write_text(text, encoding="utf-8")
        return
    code = compile(text, f"tinytorch/{module.export_path}", "exec", dont_inherit=True)
    unchecked = (1).to_bytes(4, "little") + bytes(8)  # PEP 552: the flags of bytecode whose source nobody looks for
    target.with_suffix(".pyc").write_bytes(MAGIC_NUMBER + unchecked + marshal.dumps(code))


def _before(curriculum: Curriculum, upto: Module | None) -> tuple[Module, ...]:
    modules = curriculum.course.modules
    return modules if upto is None else modules[: modules.index(upto)]
