"""The student notebook of a module in `release/`: made by our one stripper, refused if a secret is left in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from tito.course import cells as roles
from tito.course import editions, leaks, notebook
from tito.course.curriculum import Curriculum
from tito.course.manifest import Module
from tito.course.notebook import Notebook, NotebookCell
from tito.errors import WorkDidNotPass, WrongUsage
from tito.grading import marks
from tito.grading.folder import CourseFolder, replace
from tito.grading.foreign import is_foreign
from tito.grading.generate import load, truth, with_checksums
from tito.grading.settings import Settings


@dataclass(frozen=True)
class Released:
    module: Module
    path: Path
    hash: str  # names this version; every hand-in of it carries the name
    due: datetime | None
    edited: bool  # source/ holds another notebook than the curriculum would make


def release(
    folder: CourseFolder, curriculum: Curriculum, settings: Settings, modules: Sequence[Module], companions: Path
) -> list[Released]:
    """Write the student notebooks. `companions` is a student edition: what lies beside its notebooks goes along."""
    sources = {module: load(_generated(folder, module)) for module in modules}
    handed_out = {module: handed_out_from(source) for module, source in sources.items()}
    for module, made in handed_out.items():
        _refuse_leaks(curriculum, module, sources[module], _files(module, made, companions))
    with marks.gradebook(folder, settings.course_id) as book:
        for module, source in sources.items():
            book.record_assignment(module.id, truth(source), settings.due(module))
    return [_write(folder, curriculum, settings, module, sources[module], companions) for module in modules]


def handed_out_from(source: Notebook) -> Notebook:
    """The student's version of an instructor notebook, which may have been edited since it was generated."""
    stripped = [editions.released(cell) for cell in source.cells]
    about = {**source.metadata.get("tinytorch", {}), "hash": editions.content_hash(stripped)}
    return with_checksums(Notebook(tuple(stripped), {**source.metadata, "tinytorch": about}))


def hash_of(made: Notebook) -> str:
    """The version that a notebook says it is; empty if it says nothing."""
    about = made.metadata.get("tinytorch")
    return str(about.get("hash", "")) if isinstance(about, dict) else ""


def secrets(source: Notebook) -> frozenset[str]:
    """Lines of solutions and hidden checks that neither a given cell nor a visible check holds.

    What a hidden check only sets up is no secret where an example shows the same line; what it expects is.
    """
    open_cells = [cell for cell in source.cells if cell.kind == "code" and is_locked(cell)]
    examples = [cell for cell in source.cells if cell.kind == "code" and not cell.metadata.get("nbgrader")]
    solved = _lines(part for cell in source.cells for part in roles.solutions(cell.source))
    asked = _lines(roles.hidden(cell.source) for cell in source.cells)
    shown, by_the_way = _released(open_cells), _released(examples)
    asked = {line for line in asked if "expect_" in line or line not in by_the_way}
    return frozenset(line for line in solved | asked if line not in shown)


def _lines(parts: Iterable[str]) -> set[str]:
    lines = {leaks.packed(line) for part in parts for line in leaks.without_comments(part).split("\n")}
    return {line for line in lines if len(line) >= leaks.SIGNIFICANT}


def _released(cells: Iterable[NotebookCell]) -> str:
    return leaks.packed("\n".join(editions.released(cell).source for cell in cells))


def is_locked(cell: NotebookCell) -> bool:
    return bool(cell.metadata.get("nbgrader", {}).get("locked"))


def _refuse_leaks(curriculum: Curriculum, module: Module, source: Notebook, files: Mapping[str, bytes]) -> None:
    known = {**leaks.secrets_of([curriculum.lesson(module)])}
    findings = leaks.leaks(files, {module.id: known[module.id] | secrets(source)})
    marked = [
        name for name, data in files.items() for mark in (*roles.SOLUTION, *roles.HIDDEN) if mark.encode() in data
    ]
    if findings or marked:
        raise WorkDidNotPass(
            f"{module.id} was not released: something of a solution or a hidden check would have been handed out.",
            got="\n            ".join(
                [*map(str, findings), *(f"{name}: a region's marker is left" for name in marked)]
            ),
            then=f"mend the module in the curriculum, then: tito grade generate {module.id}",
        )


def _generated(folder: CourseFolder, module: Module) -> Path:
    path = folder.source(module.id)
    if not path.is_file():
        raise WrongUsage(
            f"{module.id} has no instructor notebook yet.", got=str(path), then=f"tito grade generate {module.id}"
        )
    return path


def _files(module: Module, made: Notebook, companions: Path) -> dict[str, bytes]:
    """Everything that goes into the module's release folder, by path within it."""
    folder = companions / module.id
    beside = [folder / "README.md", *sorted((folder / "figures").glob("*"))]
    files = {path.relative_to(folder).as_posix(): path.read_bytes() for path in beside if path.is_file()}
    return {module.notebook: notebook.write(made).encode(), **files}


def _write(
    folder: CourseFolder, curriculum: Curriculum, settings: Settings, module: Module, source: Notebook, companions: Path
) -> Released:
    made = handed_out_from(source)
    version = hash_of(made)
    replace(folder.truths(module.id) / f"{version}.ipynb", notebook.write(truth(source)))
    for name, data in _files(module, made, companions).items():
        replace(folder.release(module.id).parent / name, data)
    edited = not is_foreign(source) and _edited(curriculum, module, source)
    return Released(module, folder.release(module.id), version, settings.due(module), edited)


def _edited(curriculum: Curriculum, module: Module, source: Notebook) -> bool:
    fresh = editions.instructor(module, curriculum.lesson(module).cells, curriculum.course)
    return _texts(fresh.cells) != _texts(source.cells)


def _texts(cells: Iterable[NotebookCell]) -> list[str]:
    return [cell.source for cell in cells]
