from __future__ import annotations

import pytest

from tito.course import editions, percent
from tito.course.curriculum import Curriculum
from tito.course.notebook import Notebook, NotebookCell

CHECK = """# %% given="vocabulary"
from tinytorch.checks import expect_equal, rng

# %% exercise="f"
#| export
# exercise: f
def f(x):
    ### BEGIN SOLUTION
    return x
    ### END SOLUTION

# %% check="f" points=2 hidden=1
expect_equal(f(1), 1)
### BEGIN HIDDEN TESTS
x = rng.normal()
expect_equal(f(x), x)
### END HIDDEN TESTS
"""


def cell(notebook: Notebook, wanted: str) -> NotebookCell:
    return next(found for found in notebook.cells if found.id == wanted)


def text(notebook: Notebook) -> str:
    return "\n".join(found.source for found in notebook.cells)


@pytest.fixture
def checked(mini: Curriculum) -> tuple[Notebook, Notebook]:
    """A module whose hidden check draws numbers: instructor and student edition."""
    module, cells = mini.course.find("numbers"), percent.parse(CHECK)
    return editions.instructor(module, cells, mini.course), editions.student(module, cells, mini.course)


def test_a_check_becomes_two_cells_with_their_own_points(source: Notebook) -> None:
    points = {found.id: found.metadata["nbgrader"].get("points") for found in source.cells if found.metadata}

    assert (points["check-row_sums"], points["hidden-row_sums"]) == (30, 10)


def test_all_points_of_a_module_add_up_to_a_hundred(source: Notebook) -> None:
    assert sum(found.metadata["nbgrader"].get("points", 0) for found in source.cells if found.metadata) == 100


@pytest.mark.parametrize(
    ("wanted", "tags"),
    [
        ("given-imports", {"grade": False, "solution": False, "locked": True}),
        ("exercise-double", {"grade": False, "solution": True, "locked": False}),
        ("check-double", {"grade": True, "solution": False, "locked": True}),
        ("hidden-double", {"grade": True, "solution": False, "locked": True}),
        ("ask-q1", {"grade": False, "solution": False, "locked": True}),
        ("question-q1", {"grade": True, "solution": True, "locked": False}),
    ],
)
def test_roles_become_nbgraders_metadata(source: Notebook, wanted: str, tags: dict[str, bool]) -> None:
    got = cell(source, wanted).metadata["nbgrader"]

    assert {key: got[key] for key in tags} == tags


def test_the_student_edition_has_a_stub_that_names_the_exercise(pristine: Notebook) -> None:
    last = cell(pristine, "exercise-double").source.split("\n")[-1]

    assert last == '    raise NotImplementedError("exercise double: write this, then run the check below")'


def test_the_student_edition_holds_neither_solutions_nor_hidden_tests(pristine: Notebook) -> None:
    assert not any(word in text(pristine) for word in ("BEGIN", "END", "np.multiply(x, 2.0)", "x + x"))


def test_a_hidden_check_leaves_one_line_that_says_when_it_runs(pristine: Notebook) -> None:
    wanted = "# hidden checks for double (10 points) run after you hand in"

    assert cell(pristine, "hidden-double").source == wanted


def test_a_cell_that_draws_numbers_is_seeded_by_its_own_name(checked: tuple[Notebook, Notebook]) -> None:
    lines = cell(checked[0], "hidden-f").source.split("\n")

    assert lines[1:3] == ["### BEGIN HIDDEN TESTS", 'rng = seeded("hidden-f")']


def test_a_cell_that_draws_no_numbers_is_left_alone(checked: tuple[Notebook, Notebook]) -> None:
    assert cell(checked[0], "check-f").source == "expect_equal(f(1), 1)"


def test_the_vocabulary_gets_what_the_seeds_need(checked: tuple[Notebook, Notebook]) -> None:
    assert cell(checked[1], "given-vocabulary").source == "from tinytorch.checks import expect_equal, rng, seeded"


def test_an_answer_cell_begins_with_the_line_that_names_it(pristine: Notebook) -> None:
    assert cell(pristine, "question-q2").source.split("\n")[0] == "<!-- answer: q2 -->"


def test_both_editions_name_the_same_content(source: Notebook, pristine: Notebook) -> None:
    assert source.metadata["tinytorch"] == pristine.metadata["tinytorch"]


def test_the_hash_is_that_of_what_was_handed_out(pristine: Notebook) -> None:
    assert pristine.metadata["tinytorch"]["hash"] == editions.content_hash(pristine.cells)


def test_ids_are_unique_and_stay_when_a_cell_comes_in_between(mini: Curriculum) -> None:
    module = mini.course.find("numbers")
    shorter = percent.parse("# %%\nx = 1\n\n# %%\nx = 1\n\n# %%\ny = 2\n")
    longer = percent.parse("# %%\nnew = 0\n\n# %%\nx = 1\n\n# %%\nx = 1\n\n# %%\ny = 2\n")
    before, after = ([c.id for c in editions.student(module, cells, mini.course).cells] for cells in (shorter, longer))

    assert (len(set(after)), after[1:]) == (4, before)
