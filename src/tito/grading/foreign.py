"""An NBGrader assignment of another course, in `source/NAME/NAME.ipynb`, graded like a module of this one.

Its cells get the names that this tool works by ("check-test_squares" for an autograded test called test_squares); who
already holds the notebook under its old names may hand that in. Its checks are not proven for the verdict in another
process, so they run in one process with the code that they judge.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from tito.course import cells as roles
from tito.course import notebook
from tito.course.curriculum import Curriculum, Lesson
from tito.course.manifest import Course, Module
from tito.course.notebook import Notebook, NotebookCell, grade_id
from tito.errors import WorkDidNotPass
from tito.grading.folder import CourseFolder
from tito.grading.folder import replace as write
from tito.grading.generate import load
from tito.grading.journal import digest

KINDS = ("exercise", "check", "hidden", "question", "given")
SCHEMA = 3


@dataclass(frozen=True)
class Foreign(Module):
    """An assignment that the curriculum does not know."""

    @property
    def id(self) -> str:
        return self.name


@dataclass(frozen=True)
class Wider(Curriculum):
    """The curriculum and the course folder's foreign assignments."""

    def lesson(self, module: Module) -> Lesson:
        return Lesson(module, (), "", "", {}, {}, (), "") if isinstance(module, Foreign) else super().lesson(module)


def widened(folder: CourseFolder, curriculum: Curriculum) -> Curriculum:
    """The curriculum, with a module for each notebook in `source/` that is none of its own."""
    known = {module.id for module in curriculum.course.modules}
    names = [path.stem for path in sorted((folder.root / "source").glob("*/*.ipynb")) if path.stem == path.parent.name]
    foreign = tuple(_module(name) for name in names if name not in known)
    return Wider(_with(curriculum.course, foreign), curriculum.root) if foreign else curriculum


def is_foreign(made: Notebook) -> bool:
    about = made.metadata.get("tinytorch")
    return isinstance(about, dict) and about.get("foreign") is True


def adopt(folder: CourseFolder, module: Module) -> bool:
    """Give the cells of a foreign instructor notebook our names; what it was is kept. False: they have them."""
    path = folder.source(module.id)
    source = load(path)
    if is_foreign(source):
        return False
    cells = [_adopted(cell, module) for cell in source.cells]
    about = {"module": module.id, "foreign": True}
    text = notebook.write(replace(source.with_cells(cells), metadata={**source.metadata, "tinytorch": about}))
    before = path.read_bytes()
    write(folder.state / "earlier" / "source" / f"{module.id}-{digest(before)[:16]}.ipynb", before)
    write(path, text)
    return True


def translated(submitted: Notebook, truth: Notebook) -> Notebook:
    """A hand-in under the assignment's old names, under ours."""
    ours = {tag.partition("-")[2]: tag for cell in truth.cells if (tag := grade_id(cell))}
    return submitted.with_cells(_renamed(cell, ours.get(grade_id(cell) or "", "")) for cell in submitted.cells)


def _with(course: Course, foreign: tuple[Module, ...]) -> Course:
    return replace(course, modules=(*course.modules, *foreign))


def _module(name: str) -> Foreign:
    return Foreign(name=name, number="-", title=name, tier="Foreign", export=f"foreign.{name}")


def _adopted(cell: NotebookCell, module: Module) -> NotebookCell:
    tags = cell.metadata.get("nbgrader")
    if not isinstance(tags, dict) or not (tags.get("grade") or tags.get("solution") or tags.get("locked")):
        return replace(cell, outputs=())
    problem = next(_unsupported(tags), "")
    if problem:
        raise WorkDidNotPass(f"{module.id} cannot be graded here: {problem}.", got=f"cell {tags.get('grade_id')!r}")
    return replace(_renamed(_marked(cell), f"{_kind(cell)}-{tags['grade_id']}"), outputs=())


def _unsupported(tags: dict[str, object]) -> Iterator[str]:
    if tags.get("schema_version") != SCHEMA:
        yield f"its cells are of another schema than {SCHEMA}; nbgrader update NOTEBOOK mends that"
    if tags.get("task"):
        yield "it has a manually graded task; make it a manually graded answer"
    if not isinstance(tags.get("grade_id"), str) or not tags["grade_id"]:
        yield "a cell has no name"


def _kind(cell: NotebookCell) -> str:
    tags = cell.metadata["nbgrader"]
    if tags.get("grade") and tags.get("solution"):
        return "question"
    if tags.get("grade"):
        return "hidden" if roles.hidden(cell.source) else "check"
    return "exercise" if tags.get("solution") else "given"


def _marked(cell: NotebookCell) -> NotebookCell:
    """A solution without the lines around it is the whole cell, as for NBGrader."""
    if not cell.metadata["nbgrader"].get("solution") or roles.solutions(cell.source):
        return cell
    begin, end = roles.SOLUTION
    return replace(cell, source=f"{begin}\n{cell.source}\n{end}")


def _renamed(cell: NotebookCell, name: str) -> NotebookCell:
    if not name:
        return cell
    return replace(cell, metadata={**cell.metadata, "nbgrader": {**cell.metadata["nbgrader"], "grade_id": name}})
