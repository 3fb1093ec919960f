"""The file to hand in: the released notebook with the student's cells in it, under the name that graders look for."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tito.course import notebook
from tito.course.manifest import Module
from tito.learn import state
from tito.learn.checking import rebuilt
from tito.learn.edition import Edition
from tito.learn.questions import Question, questions
from tito.learn.workspace import Workspace


@dataclass(frozen=True)
class HandIn:
    module: Module
    path: Path
    questions: tuple[Question, ...]
    remarks: tuple[str, ...]  # what was odd about the notebook's cells, and what became of it


def write(workspace: Workspace, edition: Edition, module: Module) -> HandIn:
    """Write `submit/NN_name.ipynb` from the notebook as it stands, since partial work is work. Call it under lock."""
    work = rebuilt(workspace, edition, module)
    path = workspace.hand_in(module)
    state.replace_text(path, notebook.write(work.notebook))
    return HandIn(module, path, questions(work.notebook), work.remarks)
