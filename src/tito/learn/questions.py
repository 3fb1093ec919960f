"""The questions that are marked by hand: which have an answer, and what is left to do before a module is handed in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from tito.course import notebook as notebook_json
from tito.course.cells import ANSWER, ANSWER_LINE
from tito.course.manifest import Module
from tito.course.notebook import Notebook, NotebookCell, grade_id
from tito.errors import BadFile
from tito.learn.workspace import Workspace


@dataclass(frozen=True)
class Question:
    name: str  # "q1"
    answered: bool


@dataclass(frozen=True)
class ToHandIn:
    """A module of which no file with all answers has been handed in."""

    module: Module
    questions: tuple[Question, ...]

    @property
    def empty(self) -> tuple[str, ...]:
        return tuple(question.name for question in self.questions if not question.answered)

    @property
    def words(self) -> str:
        """What to do, as a line that ends in what to type."""
        command = f"tito module submit {self.module.number}"
        return f"answer {listed(self.empty)} in {self.module.notebook}, then: {command}" if self.empty else command


def questions(notebook: Notebook) -> tuple[Question, ...]:
    """In the notebook's order; what stands in the cell besides its mark is an answer."""
    named = ((_question(cell), cell.source) for cell in notebook.cells if cell.kind == "markdown")
    return tuple(Question(name, _is_answer(source)) for name, source in named if name)


def to_hand_in(workspace: Workspace, module: Module) -> ToHandIn | None:
    """What is left to do once a module is completed; None where nothing is: not graded, or handed in with answers."""
    here, there = _questions_in(workspace.notebook(module)), _questions_in(workspace.hand_in(module))
    if not module.graded or here is None or (there is not None and all(q.answered for q in (*here, *there))):
        return None
    return ToHandIn(module, here)


def listed(names: Iterable[str]) -> str:
    """ "q1, q2 and q3"."""
    *others, last = names
    return f"{', '.join(others)} and {last}" if others else last


def _questions_in(file: Path) -> tuple[Question, ...] | None:
    """None where no notebook can be read: testing it says what is wrong."""
    try:
        return questions(notebook_json.read(file.read_text(encoding="utf-8"), file.name))
    except (FileNotFoundError, UnicodeDecodeError, BadFile):
        return None


def _question(cell: NotebookCell) -> str:
    kind, _, name = (grade_id(cell) or "").partition("-")
    mark = ANSWER_LINE.search(cell.source)
    return name if kind == "question" else mark[1] if mark else ""


def _is_answer(source: str) -> bool:
    return bool(ANSWER_LINE.sub("", source).replace(ANSWER, "").strip())
