"""What is left to do once the checks pass: answers, and the file to hand in."""

from __future__ import annotations

import json

import pytest

from tito.course.notebook import Notebook, NotebookCell
from tito.learn import submit
from tito.learn.questions import Question, listed, questions, to_hand_in
from tito.learn.workspace import Workspace

MARK = "<!-- answer: q1 -->"


def answer(workspace: Workspace, *names: str) -> None:
    path = workspace.notebook(workspace.course.find("numbers"))
    raw = json.loads(path.read_text())
    for cell in raw["cells"]:
        if any(f"<!-- answer: {name} -->" in "".join(cell["source"]) for name in names):
            cell["source"] += ["\nTwo bytes."]
    path.write_text(json.dumps(raw))


@pytest.mark.parametrize(
    ("source", "answered"),
    [
        (f"{MARK}\n*Write your answer here.*", False),
        (f"{MARK}\n\n", False),
        (f"{MARK}\n*Write your answer here.*\nTwo bytes.", True),
        (f"{MARK}\nTwo bytes.", True),
    ],
)
def test_what_stands_beside_the_mark_is_an_answer(source: str, answered: bool) -> None:
    assert questions(Notebook((NotebookCell("a", "markdown", source),))) == (Question("q1", answered),)


def test_a_cell_that_lost_its_mark_is_known_by_its_name() -> None:
    cell = NotebookCell("a", "markdown", "Two bytes.", {"nbgrader": {"grade_id": "question-q2"}})

    assert questions(Notebook((cell,))) == (Question("q2", True),)


def test_the_words_name_the_empty_ones_and_end_in_a_command(made, edition) -> None:
    module = made.course.find("numbers")
    answer(made, "q1")
    assert to_hand_in(made, module).words == "answer q2 and q3 in 01_numbers.ipynb, then: tito module submit 01"

    answer(made, "q2", "q3")
    assert to_hand_in(made, module).words == "tito module submit 01"

    submit.write(made, edition, module)
    assert to_hand_in(made, module) is None


def test_answers_that_the_file_to_hand_in_lacks_are_not_forgotten(made, edition) -> None:
    module = made.course.find("numbers")
    submit.write(made, edition, module)
    answer(made, "q1", "q2", "q3")

    assert to_hand_in(made, module).words == "tito module submit 01"


def test_what_is_not_graded_need_not_be_handed_in(made) -> None:
    assert to_hand_in(made, made.course.find("hello")) is None


def test_names_are_listed_as_people_do() -> None:
    assert [listed(names) for names in (["q1"], ["q1", "q2"], ["q1", "q2", "q3"])] == [
        "q1",
        "q1 and q2",
        "q1, q2 and q3",
    ]
