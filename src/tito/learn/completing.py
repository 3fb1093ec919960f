"""Completing a module: its checks pass, its code goes into the package, and what it was needed for is handed out."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass, replace

from tito.course.manifest import Module
from tito.course.notebook import Notebook, grade_id
from tito.errors import WorkDidNotPass
from tito.learn import checking, notebooks, package, progress
from tito.learn.checking import Checked
from tito.learn.edition import Edition
from tito.learn.overview import missing, overview
from tito.learn.package import Assembled, Exported
from tito.learn.progress import Progress
from tito.learn.questions import ToHandIn, to_hand_in
from tito.learn.workspace import Workspace

CODE = re.compile(r"```.*?```|`[^`]+`", re.DOTALL)  # in Markdown


@dataclass(frozen=True)
class Completed:
    exported: Exported
    unlocked: tuple[Module, ...]  # whose needs are all met now, and were not before
    then: Module | None  # the next one in the course; None when all are completed
    again: bool  # it had been completed before
    first: tuple[str, ...]  # a few of its names to try
    to_hand_in: ToHandIn | None  # what the module still wants, beyond its checks
    remark: str = ""


def complete(workspace: Workspace, edition: Edition, checked: Checked) -> Completed:
    """Export what passed, record it, hand out what it unlocks. Call it inside `workspace.lock()`, after `record`."""
    module = checked.module
    _must_run(workspace, edition, checked)
    before = progress.load(workspace)
    code = package.assembled(workspace, module, checked.notebook)
    _must_stand_alone(workspace, module, code)
    exported = package.write(workspace, module, code)
    after = progress.change(workspace, module.id, lambda r: replace(r, completed=r.completed or progress.now()))
    unlocked = unlocked_by(workspace, module, after)
    for later in unlocked:
        if edition.holds(later):
            notebooks.hand_out(workspace, edition, later)
    again = bool(before.of(module.id).completed)
    current = overview(workspace).current
    then = current.module if current else None
    first, left = worth_trying(code, checked.notebook), to_hand_in(workspace, module)
    return Completed(exported, unlocked, then, again, first, left, after.remark)


def worth_trying(code: Assembled, notebook: Notebook) -> tuple[str, ...]:
    """Up to three public classes and functions: first those of the notebook's opening words, then classes. What only
    computes an operation's values (`mean_forward`) is called through the operation."""
    defined = [node for node in ast.parse(code.text).body if isinstance(node, ast.ClassDef | ast.FunctionDef)]
    public = [node for node in defined if node.name in code.names and not node.name.endswith("_forward")]
    prose = next((cell.source for cell in notebook.cells if cell.kind == "markdown"), "")
    opening = re.findall(r"\w+", re.sub("#.*", "", " ".join(CODE.findall(prose))))
    said = {name: place for place, name in reversed(list(enumerate(opening)))}
    ranked = sorted(public, key=lambda node: (said.get(node.name, len(opening)), isinstance(node, ast.FunctionDef)))
    return tuple(node.name for node in ranked)[:3] or code.names[:3]


def unlocked_by(workspace: Workspace, module: Module, recorded: Progress) -> tuple[Module, ...]:
    """The modules not completed that build on `module` and lack nothing else."""
    course = workspace.course
    waiting = (m for m in course.modules if m.kind != "scaffold" and not recorded.of(m.id).completed)
    return tuple(m for m in waiting if module in course.needs(m) and not missing(workspace, m, recorded))


def _must_run(workspace: Workspace, edition: Edition, checked: Checked) -> None:
    """Refuse while a cell that is as the course gave it does not run: with a right solution each of them does."""
    given = {cell.id: cell.source for cell in checking.pristine(workspace, edition, checked.module).cells}
    here = {cell.id: cell.source for cell in checked.notebook.cells}
    ids = {grade_id(cell) or cell.id: cell.id for cell in checked.notebook.cells}
    for problem in checked.report.cell_errors:
        if problem.error.startswith("TimedOut"):  # a slow machine is no mistake
            continue
        cell = ids.get(problem.cell, "")
        if cell in given and given[cell] == here[cell]:
            raise WorkDidNotPass(
                f"The checks of {checked.module.id} pass, but a cell that you have not changed does not run.",
                got=f"{problem.error}   {problem.where}".rstrip(),
                expected="every cell of the lesson runs: either your solution is wrong where the checks do not look, "
                "or a cell of your own has changed what this one uses",
                then=f"mend your solution, save, then: tito module complete {checked.module.number}",
            )


def _must_stand_alone(workspace: Workspace, module: Module, code: Assembled) -> None:
    """Refuse an export that would work in the notebook only."""
    found = [f"{name} stands in the cell that begins: {line}" for name, line in code.left_behind.items()]
    if not found and (problem := checking.run_alone(workspace, module, code.text)):
        found = [f"{problem.error}   {problem.where.partition(': ')[2]}".rstrip()]
    if found:
        raise WorkDidNotPass(
            f"The checks of {module.id} pass, but its exported cells do not stand on their own.",
            got="; ".join(found),
            expected="whatever an exported cell uses comes from a cell with the line `#| export`, too",
            then=f"mend that in the notebook, save, then: tito module complete {module.number}",
        )
