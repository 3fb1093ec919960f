"""The annotated notebook in `autograded/`, for formgrader: what was run, with each check's outcome below it.

It holds nothing that could run in the browser of whoever opens it: outputs are plain text of our own, and tags, links
and pictures that a student wrote into Markdown are shown as text. (A link may be a script, a picture a request.)
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from tito.course import notebook
from tito.course.notebook import Notebook, NotebookCell, grade_id
from tito.grading import words
from tito.grading.folder import CourseFolder
from tito.grading.folder import replace as write
from tito.grading.intake import Unacceptable, read_file
from tito.grading.journal import Grading
from tito.grading.private import is_private
from tito.grading.submitted import TIMESTAMP
from tito.judge.by_heart import answered
from tito.results import CheckResult, Outcome

TAG = re.compile(r"<(?=[A-Za-z/!?])")
LINK = re.compile(r"\](?=\s*[(\[:])")
MACRO = re.compile(r"\\(?=(?:href|require|style|class|cssId|includegraphics|unicode)\b)")  # MathJax makes links, too
ANSWER = re.compile(r"^<!-- answer: \w+ -->")


def annotate(folder: CourseFolder, grading: Grading, ran: Notebook) -> None:
    """Write the notebook, and NBGrader's timestamp beside it as it stands beside the hand-in."""
    path = folder.autograded(grading.student, grading.module)
    checks = {check.name: check for check in grading.report.checks} if grading.report else {}
    cells = [_annotated(cell, checks.get(grade_id(cell) or "")) for cell in ran.cells]
    write(path, notebook.write(ran.with_cells([*_remarks(grading), *cells])))
    try:
        stamp = read_file(folder.handed_in(grading.student, grading.module) / TIMESTAMP)
    except Unacceptable:  # there need not be one
        return
    write(path.parent / TIMESTAMP, stamp[:100])


def _annotated(cell: NotebookCell, check: CheckResult | None) -> NotebookCell:
    if cell.kind != "code":
        cell = replace(cell, kind="markdown")  # a raw cell's text is taken as it is
        return replace(cell, source=_without_tags(cell.source)) if not _ours(cell) else cell
    if is_private(grade_id(cell) or ""):
        cell = replace(cell, source="# a private check of this course; its source is in the course folder's hidden/")
    if check is None:
        return replace(cell, outputs=(), execution_count=None)
    return replace(cell, outputs=(_output(check),))


def _ours(cell: NotebookCell) -> bool:
    """Whether the cell's text is the released one: locked cells, and prose that rebuilding put back."""
    tag = grade_id(cell) or ""
    return not (cell.id.startswith("extra-") or tag.startswith("question-"))


def _without_tags(source: str) -> str:
    marker = ANSWER.match(source)
    kept = marker[0] if marker else ""
    text = TAG.sub("&lt;", source[len(kept) :])
    return kept + MACRO.sub(r"\\ ", LINK.sub("&#93;", text))


def _output(check: CheckResult) -> dict[str, Any]:
    text = "\n".join(words.card(check))
    if check.outcome is Outcome.PASSED:
        return {"output_type": "stream", "name": "stdout", "text": text}
    return {"output_type": "error", "ename": str(check.outcome), "evalue": check.error, "traceback": text.splitlines()}


def _remarks(grading: Grading) -> list[NotebookCell]:
    """What a person who marks by hand should know first."""
    report = grading.report
    remarks = [grading.reason] if report is None else [*report.remarks, *filter(None, [answered(report).words])]
    if not remarks:
        return []
    lines = "\n".join(f"- {_without_tags(remark)}" for remark in remarks)
    return [NotebookCell("tito-remarks", "markdown", f"**About this hand-in**\n\n{lines}")]
