"""The instructor notebook of a module in `source/`, recorded as an assignment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from dataclasses import replace as changed
from datetime import datetime
from pathlib import Path
from typing import Any

from tito.course import editions, notebook
from tito.course.curriculum import Curriculum
from tito.course.manifest import Course, Module
from tito.course.notebook import Notebook, NotebookCell
from tito.errors import BadFile, WrongUsage
from tito.grading import marks
from tito.grading.folder import CourseFolder, replace
from tito.grading.journal import now
from tito.grading.settings import Settings


@dataclass(frozen=True)
class Generated:
    module: Module
    path: Path
    points: float
    by_hand: float  # of these, marked by a person
    due: datetime | None
    kept: Path | None  # where the notebook that stood there before was put, if it was another one


def chosen(course: Course, module: str | None, *, every: bool, span: str | None) -> tuple[Module, ...]:
    """The modules that a command line means: one, `--all`, or `--range 01-04`."""
    if sum((module is not None, every, span is not None)) != 1:
        raise WrongUsage("Name one module, or --all, or --range FROM-TO.", then="tito grade generate 01_tensor")
    ready = tuple(m for m in course.modules if m.kind != "scaffold")
    if module is not None:
        return (_handed_in(course.find(module)),)
    if span is None:
        return ready
    first, dash, last = span.partition("-")
    if not dash:
        raise WrongUsage(f"{span!r} is no range of modules.", expected="FROM-TO, for instance 01-04")
    begin, end = (ready.index(_handed_in(course.find(name))) for name in (first, last))
    if begin > end:
        raise WrongUsage(f"The range {span} is empty.", expected=f"{last}-{first}")
    return ready[begin : end + 1]


def _handed_in(module: Module) -> Module:
    if module.kind == "scaffold":
        raise WrongUsage(f"{module.id} is not graded and needs no release: every student kit holds it.")
    return module


def generate(
    folder: CourseFolder, curriculum: Curriculum, settings: Settings, modules: Sequence[Module]
) -> list[Generated]:
    """Write the instructor notebooks and record the assignments; a notebook that differs is kept aside first."""
    built = [(m, editions.instructor(m, curriculum.lesson(m).cells, curriculum.course)) for m in modules]
    with marks.gradebook(folder, settings.course_id) as book:
        done = []
        for module, made in built:
            book.record_assignment(module.id, truth(made), settings.due(module))
            done.append(_written(folder, module, made, settings.due(module)))
        return done


def load(path: Path) -> Notebook:
    """A notebook of ours from the course folder."""
    try:
        return notebook.read(path.read_text(encoding="utf-8"), str(path))
    except UnicodeDecodeError as problem:
        raise BadFile(f"{path} is not UTF-8 text.", then="tito grade generate    (writes it anew)") from problem


def truth(source: Notebook) -> Notebook:
    """What hand-ins are rebuilt from and graded against: stubs where the solutions stood, the hidden checks kept.

    It is what NBGrader's SaveCells keeps in the gradebook.
    """
    return with_checksums(
        source.with_cells(cell if _is_hidden(cell) else editions.released(cell) for cell in source.cells)
    )


def with_checksums(made: Notebook) -> Notebook:
    """The notebook with NBGrader's checksums, by which its own tools see whether a cell was edited."""
    return made.with_cells(_with_checksum(cell) for cell in made.cells)


def _is_hidden(cell: NotebookCell) -> bool:
    return (notebook.grade_id(cell) or "").startswith("hidden-")


def _with_checksum(cell: NotebookCell) -> NotebookCell:
    tags = cell.metadata.get("nbgrader")
    if not tags:
        return cell
    return changed(cell, metadata={**cell.metadata, "nbgrader": {**tags, "checksum": _checksum(cell, tags)}})


def _checksum(cell: NotebookCell, tags: Mapping[str, Any]) -> str:
    from nbformat import from_dict
    from nbgrader.utils import compute_checksum

    plain = {"source": cell.source, "cell_type": cell.kind, "metadata": {"nbgrader": dict(tags)}}
    return str(compute_checksum(from_dict(plain)))  # type: ignore[no-untyped-call]  # nbformat has no types here


def _written(folder: CourseFolder, module: Module, made: Notebook, due: datetime | None) -> Generated:
    path, text = folder.source(module.id), notebook.write(made)
    kept = None
    if path.exists() and path.read_bytes() != text.encode():
        kept = folder.state / "earlier" / "source" / f"{module.id}-{now().replace(':', '')}.ipynb"
        replace(kept, path.read_bytes())
    replace(path, text)
    points = _points(made, by_hand=False)
    return Generated(module, path, points + _points(made, by_hand=True), _points(made, by_hand=True), due, kept)


def _points(made: Notebook, *, by_hand: bool) -> float:
    tags = [cell.metadata["nbgrader"] for cell in made.cells if cell.metadata.get("nbgrader", {}).get("grade")]
    return sum(float(tag["points"]) for tag in tags if tag["solution"] == by_hand)
