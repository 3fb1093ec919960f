"""The package made of the curriculum's own solutions: what a module is graded on, and what instructors import."""

from __future__ import annotations

from pathlib import Path

from tito.course import editions, manifest
from tito.course.assemble import assemble, exported_names
from tito.course.curriculum import Curriculum
from tito.course.manifest import Module


def build_reference(curriculum: Curriculum, out: Path, *, upto: Module | None = None) -> Path:
    """Write `out/tito.toml` and `out/tinytorch/` with every module before `upto` (None: all); returns `out`.

    `out` then is to `import tinytorch` what a student's workspace is: point TITO_WORKSPACE at it.
    """
    provides: dict[str, tuple[str, ...]] = {}
    for module in _before(curriculum, upto):
        notebook = editions.instructor(module, curriculum.lesson(module).cells, curriculum.course)
        provides[module.name] = exported_names(notebook)
        target = out / "tinytorch" / module.export_path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(assemble(notebook, module, source_name=module.notebook), encoding="utf-8")
    (out / "tinytorch").mkdir(parents=True, exist_ok=True)
    table = manifest.write_toml(manifest.tables(curriculum.course, provides))
    (out / "tito.toml").write_text(table, encoding="utf-8")
    return out


def _before(curriculum: Curriculum, upto: Module | None) -> tuple[Module, ...]:
    modules = curriculum.course.modules
    return modules if upto is None else modules[: modules.index(upto)]
