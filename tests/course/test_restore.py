"""Hand-ins as editors and people leave them: every case keeps the student's text and says in words what was wrong."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tito.course import notebook
from tito.course.assemble import exported_names
from tito.course.notebook import Notebook, NotebookCell
from tito.course.restore import rebuild

DOUBLE = "#| export\n# exercise: double\ndef double(x):\n    return x + x"
ROW_SUMS = "#| export\n# exercise: row_sums\ndef row_sums(x):\n    return x.sum(axis=1)"
ANSWER = "<!-- answer: q1 -->\n4 MB each way."
WORK = {"exercise-double": DOUBLE, "exercise-row_sums": ROW_SUMS, "question-q1": ANSWER}


@pytest.fixture(scope="session")
def done(pristine: Notebook) -> Notebook:
    """Module 01 with a student's work in it, otherwise untouched."""
    return pristine.with_cells(replace(cell, source=WORK.get(cell.id, cell.source)) for cell in pristine.cells)


def sources(found: Notebook) -> dict[str, str]:
    return {cell.id: cell.source for cell in found.cells}


def theirs(found: Notebook) -> dict[str, str]:
    return {key: text for key, text in sources(found).items() if key in WORK}


def put(found: Notebook, wanted: str, *instead: NotebookCell | str) -> Notebook:
    """`found` with other cells, or other texts of the same cell, in the place of cell `wanted`."""
    cells: list[NotebookCell] = []
    for cell in found.cells:
        news = [replace(cell, source=new) if isinstance(new, str) else new for new in instead]
        cells += news if cell.id == wanted else [cell]
    return found.with_cells(cells)


def code(text: str) -> NotebookCell:
    return NotebookCell("mine", "code", text)


def without_metadata(found: Notebook) -> Notebook:
    return Notebook(tuple(NotebookCell(f"cell-{i}", c.kind, c.source) for i, c in enumerate(found.cells)))


def test_untouched_comes_back_untouched(pristine: Notebook) -> None:
    assert rebuild(pristine, pristine).notebook == pristine


def test_work_comes_back_byte_for_byte(pristine: Notebook, done: Notebook) -> None:
    rebuilt = rebuild(pristine, done)

    assert (rebuilt.notebook, rebuilt.remarks) == (done, ())


def test_the_texts_of_the_exercises_are_handed_back(pristine: Notebook, done: Notebook) -> None:
    assert rebuild(pristine, done).exercises == {"double": DOUBLE, "row_sums": ROW_SUMS}


def test_an_instructors_notebook_never_lends_its_solution(source: Notebook) -> None:
    empty = rebuild(source, Notebook(()))

    assert not any("BEGIN SOLUTION" in cell.source for cell in empty.notebook.cells)


def test_hidden_checks_come_from_the_instructors_notebook(source: Notebook, done: Notebook) -> None:
    rebuilt = rebuild(source, done)

    assert (sources(rebuilt.notebook)["hidden-double"], rebuilt.remarks) == (sources(source)["hidden-double"], ())


# What editors do


def saved_by_vscode(found: Notebook) -> str:
    """Ids and tags kept, its own metadata added, sources as one string each."""
    raw = json.loads(notebook.write(found))
    for cell in raw["cells"]:
        cell["source"] = "".join(cell["source"])
        cell["metadata"]["vscode"] = {"languageId": "python"}
    return json.dumps(raw)


def saved_by_colab(found: Notebook) -> str:
    """An older format, ids of its own among the metadata, everything else gone."""
    raw: dict[str, Any] = json.loads(notebook.write(found)) | {"nbformat_minor": 0}
    for number, cell in enumerate(raw["cells"]):
        del cell["id"]
        cell["metadata"] = {"id": f"aBcDeF{number}", "colab": {"base_uri": "https://localhost:8080/"}}
    raw["metadata"] = {"colab": {"provenance": []}, "kernelspec": {"name": "python3", "display_name": "Python 3"}}
    return json.dumps(raw)


@pytest.mark.parametrize("saved_by", [saved_by_vscode, saved_by_colab], ids=["vscode", "colab"])
def test_another_editor_loses_nothing(pristine: Notebook, done: Notebook, saved_by: Callable[[Notebook], str]) -> None:
    rebuilt = rebuild(pristine, notebook.read(saved_by(done), "01_numbers.ipynb"))

    assert (rebuilt.notebook, rebuilt.remarks) == (done, ())


def test_lost_metadata_are_found_again_by_the_visible_names(pristine: Notebook, done: Notebook) -> None:
    rebuilt = rebuild(pristine, without_metadata(done))

    assert (rebuilt.notebook, rebuilt.remarks) == (done, ())


def test_metadata_of_the_hand_in_are_never_taken_over(pristine: Notebook, done: Notebook) -> None:
    forged = done.with_cells(
        replace(cell, metadata={**cell.metadata, "tags": ["skip-execution"]}, outputs=({"output_type": "x"},))
        for cell in done.cells
    )

    assert rebuild(pristine, forged).notebook == done


# What people do


def test_of_two_copies_the_edited_one_counts(pristine: Notebook, done: Notebook) -> None:
    stub = sources(pristine)["exercise-double"]
    rebuilt = rebuild(pristine, put(done, "exercise-double", DOUBLE, stub))

    assert (rebuilt.exercises["double"], rebuilt.remarks) == (
        DOUBLE,
        ("Exercise double stands in the notebook 2 times; the last edited copy counts.",),
    )


def test_of_two_edited_copies_the_later_counts(pristine: Notebook, done: Notebook) -> None:
    later = DOUBLE.replace("x + x", "2 * x")

    assert rebuild(pristine, put(done, "exercise-double", DOUBLE, later)).exercises["double"] == later


def test_the_copy_that_does_not_count_does_not_run(pristine: Notebook, done: Notebook) -> None:
    rebuilt = rebuild(pristine, put(done, "exercise-double", "# exercise: double\ndef double(x): return 7", DOUBLE))

    assert not any("return 7" in cell.source for cell in rebuilt.notebook.cells)


def test_a_deleted_exercise_comes_back_empty(pristine: Notebook, done: Notebook) -> None:
    rebuilt = rebuild(pristine, put(done, "exercise-double"))

    assert (rebuilt.exercises["double"], rebuilt.remarks) == (
        sources(pristine)["exercise-double"],
        ("Exercise double is missing; the released, empty one stands in its place.",),
    )


def test_a_deleted_check_comes_back(pristine: Notebook, done: Notebook) -> None:
    rebuilt = rebuild(pristine, put(done, "check-double"))

    assert (rebuilt.notebook, rebuilt.remarks) == (
        done,
        ("The check of double is missing; the released one stands in its place.",),
    )


def test_an_edited_check_is_put_right(pristine: Notebook, done: Notebook) -> None:
    rebuilt = rebuild(pristine, put(done, "check-double", "pass"))

    assert (rebuilt.notebook, rebuilt.remarks) == (done, ("The check of double was edited; the released one runs.",))


def test_other_line_ends_are_no_edit(pristine: Notebook, done: Notebook) -> None:
    check = sources(done)["check-double"]

    assert rebuild(pristine, put(done, "check-double", f"{check}  \n\n")).remarks == ()


def test_a_copied_check_runs_once(pristine: Notebook, done: Notebook) -> None:
    check = sources(done)["check-double"]
    rebuilt = rebuild(pristine, put(done, "check-double", check, check))

    assert (rebuilt.notebook, len(rebuilt.remarks)) == (done, 1)


def test_reordered_cells_run_in_the_released_order(pristine: Notebook, done: Notebook) -> None:
    last = next(cell for cell in done.cells if cell.id == "exercise-row_sums")
    moved = done.with_cells([last, *(cell for cell in done.cells if cell is not last)])
    rebuilt = rebuild(pristine, moved)

    assert rebuilt.notebook == done
    assert rebuilt.remarks[0].startswith("The cells stand in another order than released (Given cell imports")


@pytest.mark.parametrize("line", [2, 3, 4])
def test_an_exercise_split_over_two_cells_is_joined(pristine: Notebook, done: Notebook, line: int) -> None:
    text = "#| export\n# exercise: row_sums\ndef row_sums(x):\n    total = x.sum(axis=1)\n    return total"
    lines = text.split("\n")
    halves = "\n".join(lines[:line]), "\n".join(lines[line:])
    rebuilt = rebuild(pristine, put(done, "exercise-row_sums", *halves))

    assert (rebuilt.exercises["row_sums"], rebuilt.remarks) == (
        text,
        ("Exercise row_sums is split over 2 cells; they were joined.",),
    )


def test_a_second_half_without_its_name_is_pointed_out(pristine: Notebook, done: Notebook) -> None:
    halves = "# exercise: double\ndef double(x):\n    'Twice.'", code("    return x + x")

    assert rebuild(pristine, put(done, "exercise-double", *halves)).remarks == (
        "Exercise double seems to be split: the cell behind it begins indented. Join the two cells.",
    )


def test_two_exercises_merged_into_one_cell_are_taken_apart(pristine: Notebook, done: Notebook) -> None:
    merged = put(put(done, "exercise-row_sums"), "exercise-double", f"{DOUBLE}\n\n{ROW_SUMS}")
    rebuilt = rebuild(pristine, merged)

    assert (theirs(rebuilt.notebook), rebuilt.remarks[0]) == (
        WORK,
        "Exercises double, row_sums stand in one cell; they were taken apart.",
    )


def test_it_does_not_matter_which_tag_a_merged_cell_kept(pristine: Notebook, done: Notebook) -> None:
    merged = put(put(done, "exercise-double"), "exercise-row_sums", f"{DOUBLE}\n\n{ROW_SUMS}")

    assert theirs(rebuild(pristine, merged).notebook) == WORK


DEEP = {
    "minus": "-" * 200_000 + "1",
    "dots": "a" + ".b" * 200_000,
    "brackets": "(" * 200_000,
    "lines": "\n" * 200_000 + "x",
}


@pytest.mark.parametrize("text", DEEP.values(), ids=DEEP)
def test_text_made_to_choke_a_parser_is_text(pristine: Notebook, done: Notebook, text: str) -> None:
    rebuilt = rebuild(pristine, put(done, "exercise-double", f"{DOUBLE}\n%ls\n{text}", "x"))

    assert rebuilt.exercises["row_sums"] == ROW_SUMS


def test_own_cells_stay_where_they_stand_without_their_tags(pristine: Notebook, done: Notebook) -> None:
    helper = replace(code("def half(x): return x / 2"), metadata={"nbgrader": {"grade_id": "mine", "grade": True}})
    rebuilt = rebuild(pristine, put(done, "exercise-double", helper, DOUBLE)).notebook
    number = [cell.id for cell in rebuilt.cells].index("exercise-double")

    assert rebuilt.cells[number - 1] == NotebookCell("extra-1", "code", "def half(x): return x / 2")


def test_a_changed_example_stays_changed(pristine: Notebook, done: Notebook) -> None:
    example = next(cell.id for cell in done.cells if cell.id.startswith("example-"))

    assert sources(rebuild(pristine, put(done, example, "helper = 1")).notebook)[example] == "helper = 1"


def test_an_answer_that_mentions_an_exercise_is_still_an_answer(pristine: Notebook, done: Notebook) -> None:
    answered = put(done, "question-q1", f"{ANSWER}\n# exercise: double")

    assert rebuild(pristine, without_metadata(answered)).notebook == answered


def test_an_exercise_turned_into_prose_is_still_code(pristine: Notebook, done: Notebook) -> None:
    cell = next(cell for cell in done.cells if cell.id == "exercise-double")
    rebuilt = rebuild(pristine, put(done, "exercise-double", replace(cell, kind="markdown")))

    assert rebuilt.notebook == done


def test_a_lost_export_directive_is_put_back(pristine: Notebook, done: Notebook) -> None:
    bare = put(done, "exercise-double", DOUBLE.removeprefix("#| export\n"))

    assert "double" in exported_names(rebuild(pristine, bare).notebook)


def test_another_modules_notebook_is_named(pristine: Notebook) -> None:
    other = replace(pristine, metadata={"tinytorch": {"module": "02_boxes"}})

    assert rebuild(pristine, other).remarks == (
        "This notebook says that it is module 02_boxes; module 01_numbers was expected.",
    )


# Whatever happens


def shuffled(cells: Sequence[NotebookCell], order: Sequence[int]) -> list[NotebookCell]:
    return [cells[number] for number in order]


@given(data=st.data(), lost=st.booleans())
def test_no_order_and_no_loss_of_metadata_costs_any_work(
    pristine: Notebook, done: Notebook, data: st.DataObject, lost: bool
) -> None:
    order = data.draw(st.permutations(range(len(done.cells))))
    handed_in = done.with_cells(shuffled(done.cells, order))

    assert rebuild(pristine, without_metadata(handed_in) if lost else handed_in).notebook == done


@given(texts=st.lists(st.text(max_size=30), min_size=1, max_size=4), data=st.data())
def test_what_runs_besides_the_students_text_is_always_the_released_notebook(
    pristine: Notebook, done: Notebook, texts: list[str], data: st.DataObject
) -> None:
    cells = list(done.cells)
    for text in texts:
        place = data.draw(st.integers(0, len(cells) - 1))
        cells[place] = replace(cells[place], source=text)
    rebuilt = sources(rebuild(pristine, done.with_cells(cells)).notebook)

    locked = {cell.id: cell.source for cell in pristine.cells if cell.metadata.get("nbgrader", {}).get("locked")}
    assert {key: rebuilt[key] for key in locked} == locked


@given(data=st.data())
def test_rebuilding_twice_changes_nothing(pristine: Notebook, done: Notebook, data: st.DataObject) -> None:
    cells = data.draw(st.lists(st.sampled_from([*done.cells, code("y = 1"), code("    z = 2")]), max_size=30))
    once = rebuild(pristine, done.with_cells(cells)).notebook

    assert rebuild(pristine, once).notebook == once
