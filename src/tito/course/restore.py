"""The released notebook with a student's work put back into it: rebuilt, not repaired.

What runs is always the pristine notebook. From the hand-in come the texts of exercises, answers and examples and the
student's own extra cells; its metadata, outputs and edited checks are left behind. A cell is found by its NBGrader id;
where an editor has lost the metadata, by its cell id, by the line that names it (`# exercise: add`), or by its text.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count

from tito.course.cells import ANSWER_LINE, EXERCISE_LINE
from tito.course.editions import released
from tito.course.notebook import Notebook, NotebookCell, grade_id
from tito.course.pieces import DIRECTIVE, bare, chosen, definitions, same, unmerged

THEIRS = ("exercise", "question")  # cells that the student writes and that are found by name
MOST_EXTRAS = 500  # cells of the student's own; hand-ins with thousands are made by programs
MOST_REMARKS = 40


@dataclass(frozen=True)
class Rebuilt:
    notebook: Notebook
    remarks: tuple[str, ...]  # what was wrong with the hand-in's structure, in words for the student
    exercises: Mapping[str, str]  # by exercise name: the text that stands in the notebook


@dataclass(frozen=True)
class _Found:
    """What the hand-in holds for each pristine cell, and the cells that belong to none."""

    claims: dict[str, list[NotebookCell]]  # by pristine cell id, in the hand-in's order
    extras: Mapping[str, list[NotebookCell]]  # by the id of the pristine cell they stand behind; "" before all
    order: Sequence[str]  # pristine ids as the hand-in has them
    left_out: int  # cells of the student's own that are too many


def rebuild(pristine: Notebook, submitted: Notebook) -> Rebuilt:
    """The pristine notebook (of either edition) with the work of `submitted` in it."""
    cells, remarks = unmerged(submitted.cells)
    found = _sorted_out(pristine.cells, cells)
    remarks += _claim_by_definition(pristine.cells, found)
    if found.left_out:
        remarks.append(f"It holds {found.left_out} cells more than {MOST_EXTRAS} of its own; they were left out.")
    built: list[NotebookCell] = [*found.extras.get("", [])]
    for cell in pristine.cells:
        text, said = _text(cell, found.claims.get(cell.id, []))
        remarks += said
        built += [replace(cell, source=text, outputs=(), execution_count=None), *found.extras.get(cell.id, [])]
    remarks += [*_about_order(pristine.cells, found), *_about_extras(pristine.cells, found)]
    exercises = {name: cell.source for cell in built if (name := _name(cell, "exercise"))}
    remarks = [*_about_module(pristine, submitted), *remarks]
    return Rebuilt(pristine.with_cells(_numbered(built)), tuple(_few(remarks)), exercises)


def _few(remarks: Sequence[str]) -> Iterator[str]:
    yield from remarks[:MOST_REMARKS]
    if len(remarks) > MOST_REMARKS:
        yield f"There are {len(remarks) - MOST_REMARKS} more remarks like these."


def _numbered(cells: list[NotebookCell]) -> Iterator[NotebookCell]:
    """The student's own cells as extra-1, extra-2 ..., in the order they run."""
    number = count(1)
    return (replace(cell, id=f"extra-{next(number)}") if cell.id == "extra" else cell for cell in cells)


def _sorted_out(pristine: Sequence[NotebookCell], submitted: Sequence[NotebookCell]) -> _Found:
    claims: dict[str, list[NotebookCell]] = {}
    extras: dict[str, list[NotebookCell]] = {}
    order: list[str] = []
    slots = _Slots(pristine)
    anchor, own = "", 0
    for cell in submitted:
        slot = slots.of(cell)
        if slot is None:
            own += bool(cell.source.strip())
            if cell.source.strip() and own <= MOST_EXTRAS:
                extras.setdefault(anchor, []).append(NotebookCell("extra", cell.kind, cell.source))
            continue
        anchor = slot
        order += [] if slot in claims else [slot]
        claims.setdefault(slot, []).append(cell)
    return _Found(claims, extras, order, max(0, own - MOST_EXTRAS))


def _claim_by_definition(pristine: Sequence[NotebookCell], found: _Found) -> Iterator[str]:
    """An exercise that nothing names any more is the last cell of the student's own that defines what it defines."""
    for cell in pristine:
        wanted = definitions(released(cell).source) if _name(cell, "exercise") else set()
        if not wanted or found.claims.get(cell.id):
            continue
        own = [(extra, where) for where in found.extras.values() for extra in where if extra.kind == "code"]
        fitting = [pair for pair in own if wanted <= (definitions(pair[0].source) or set())]
        if fitting:
            extra, where = fitting[-1]
            where.remove(extra)
            found.claims[cell.id] = [extra]
            yield f"{_label(cell)} was found by what it defines: the line that names it is lost."


class _Slots:
    """Finds the pristine cell that a submitted cell stands for."""

    def __init__(self, pristine: Sequence[NotebookCell]) -> None:
        handed_out = [released(cell) for cell in pristine]
        self.by_tag = {tag: cell.id for cell in handed_out if (tag := grade_id(cell))}
        self.by_id = {(cell.id, cell.kind): cell.source for cell in handed_out}
        self.by_text = {bare(cell.source): cell.id for cell in reversed(handed_out)}

    def of(self, cell: NotebookCell) -> str | None:
        """Its id, by the surest sign that is left: its tag, its text, the line that names it, its own id."""
        tag = grade_id(cell)
        if tag in self.by_tag:
            return self.by_tag[tag]
        text = self.by_id.get((cell.id, cell.kind))
        if text is not None and same(text, cell.source):  # of several cells with this text it is this one
            return cell.id
        found = self.by_text.get(bare(cell.source)) or self.by_tag.get(_marked(cell))
        return found or (cell.id if text is not None else None)


def _text(cell: NotebookCell, claims: list[NotebookCell]) -> tuple[str, list[str]]:
    """What stands in a pristine cell after rebuilding, and what there is to say about it."""
    kind, _, name = (grade_id(cell) or "").partition("-")
    if kind in THEIRS:
        handed_out = released(cell).source
        text, remarks = chosen(kind, name, handed_out, [claim.source for claim in claims])
        return _with_directives(text, handed_out), remarks
    if not kind:
        is_example = cell.kind == "code"  # the student may change an example, and may build on what it defines
        return (claims[-1].source if claims and is_example else cell.source), []
    return cell.source, list(_about_locked(cell, claims))


def _about_locked(cell: NotebookCell, claims: list[NotebookCell]) -> Iterator[str]:
    label = _label(cell)
    handed_out = (cell.source, released(cell).source)
    if not claims:
        yield f"{label} is missing; the released one stands in its place."
    if len(claims) > 1:
        yield f"{label} stands in the notebook {len(claims)} times; the released one runs, once."
    if any(not any(same(claim.source, text) for text in handed_out) for claim in claims):
        yield f"{label} was edited; the released one runs."


def _about_order(pristine: Sequence[NotebookCell], found: _Found) -> Iterator[str]:
    """Names the named cells that stand behind one which should come after them."""
    position = {cell.id: number for number, cell in enumerate(pristine)}
    by_id = {cell.id: cell for cell in pristine}
    furthest = -1
    moved = []
    for slot in found.order:
        if position[slot] < furthest and grade_id(by_id[slot]):
            moved.append(_label(by_id[slot]))
        furthest = max(furthest, position[slot])
    if moved:
        yield f"The cells stand in another order than released ({', '.join(moved)}); they run in the released order."


def _about_extras(pristine: Sequence[NotebookCell], found: _Found) -> Iterator[str]:
    """An indented cell right behind an exercise is likely its second half."""
    for cell in pristine:
        behind = found.extras.get(cell.id, [])
        if _name(cell, "exercise") and behind and behind[0].kind == "code" and behind[0].source[:1] in {" ", "\t"}:
            yield f"{_label(cell)} seems to be split: the cell behind it begins indented. Join the two cells."


def _about_module(pristine: Notebook, submitted: Notebook) -> Iterator[str]:
    wanted, got = (_module(notebook) for notebook in (pristine, submitted))
    if got and wanted and got != wanted:
        yield f"This notebook says that it is module {got}; module {wanted} was expected."


def _module(notebook: Notebook) -> str:
    about = notebook.metadata.get("tinytorch")
    return str(about.get("module", "")) if isinstance(about, dict) else ""


def _with_directives(text: str, handed_out: str) -> str:
    """`text` with the directives that were handed out, should they be lost: without them nothing is exported."""
    present = {line.strip() for line in text.split("\n")}
    lost = [line for line in handed_out.split("\n") if DIRECTIVE.match(line) and line.strip() not in present]
    return "\n".join([*lost, text])


def _label(cell: NotebookCell) -> str:
    kind, _, name = (grade_id(cell) or "").partition("-")
    words = {
        "check": "The check of",
        "hidden": "The hidden check of",
        "given": "Given cell",
        "ask": "The text of question",
    }
    return f"{words.get(kind, kind.capitalize())} {name}"


def _name(cell: NotebookCell, wanted: str) -> str:
    kind, _, name = (grade_id(cell) or "").partition("-")
    return name if kind == wanted else ""


def _marked(cell: NotebookCell) -> str:
    """The tag that a visible line gives a cell, "exercise-add"; empty if there is none."""
    for kind, line in (("question", ANSWER_LINE), ("exercise", EXERCISE_LINE)):
        if match := line.search(cell.source):
            return f"{kind}-{match[1]}"
    return ""
