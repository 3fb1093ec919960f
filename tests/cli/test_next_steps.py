"""Nobody is left without a next step: questions, the file to hand in, the next module, the exercise to mend first."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

MINI = Path(__file__).parents[1] / "fixtures" / "mini"
ASKED = "answer q1, q2 and q3 in 01_numbers.ipynb, then: tito module submit 01"
CRASHES = """# name = "one-row"
# exercise = "double"
# believes = "an array of numbers has rows"
# symptom = "a vector is refused"
# caught_by = "double"
# asks = ["How many axes has a vector?"]
def double(x):
    return 2 * x[0, :]
"""


@pytest.fixture
def completed(solved: Any) -> Any:
    solved.run("module", "complete", "01")
    return solved


def test_a_completed_module_leads_to_its_questions_and_then_to_the_next(solved: Any) -> None:
    ran = solved.run("module", "complete", "01")

    assert ran.out.endswith(f"next   {ASKED}\nthen   tito module start 02   (Boxes)\n")


def test_completing_names_the_checkpoint(solved: Any) -> None:
    assert " tito checkpoint run 01\n" in solved.run("module", "complete", "01").out


def test_completing_tells_of_a_cell_that_does_not_run(solved: Any) -> None:
    notebook = solved.read("01_numbers")
    broken = {"cell_type": "code", "source": "1 / 0", "metadata": {}, "outputs": [], "execution_count": None}
    solved.save("01_numbers", {**notebook, "cells": [*notebook["cells"], broken]})

    ran = solved.run("module", "complete", "01")

    assert (ran.code, "ZeroDivisionError: division by zero" in ran.out) == (0, True)
    assert "Every check passes, and yet a cell of yours does not run:" in ran.out


def test_a_cell_of_the_course_that_does_not_run_comes_before_completing(solved: Any) -> None:
    notebook, base = solved.read("01_numbers"), solved.root / ".tinytorch" / "base" / "01_numbers.ipynb"
    shows = {"cell_type": "code", "id": "example-late", "source": "assert double(5) == 11", "metadata": {}}
    given = {**notebook, "cells": [*notebook["cells"], {**shows, "outputs": [], "execution_count": None}]}
    base.write_text(json.dumps({**given, "cells": [*json.loads(base.read_text())["cells"], given["cells"][-1]]}))
    solved.save("01_numbers", given)

    ran = solved.run("module", "complete", "01")

    assert (ran.code, "a cell that you have not changed does not run" in ran.err) == (1, True)
    assert "AssertionError   the example after check row_sums, line 1: assert double(5) == 11" in ran.err
    assert not (solved.root / "tinytorch" / "core" / "numbers.py").exists()


def test_status_does_not_forget_the_questions(completed: Any) -> None:
    assert f"also   {ASKED}\n" in completed.run().out
    assert json.loads(completed.run("status", "--json").out)["to_hand_in"] == {
        "module": "01_numbers",
        "unanswered": ["q1", "q2", "q3"],
    }


def test_answered_and_handed_in_is_done(completed: Any) -> None:
    for question in ("q1", "q2", "q3"):
        completed.answer("01_numbers", question, "Two bytes.")
    assert "also   tito module submit 01\n" in completed.run().out

    ran = completed.run("module", "submit", "01")

    assert "q1 answered, q2 answered, q3 answered" in ran.out
    assert "also" not in completed.run().out
    assert completed.run("module", "complete", "01").out.endswith("\n\nnext   tito module start 02   (Boxes)\n")


def test_submit_names_the_empty_answers(solved: Any) -> None:
    solved.answer("01_numbers", "q1", "Two bytes.")

    ran = solved.run("module", "submit", "01")

    assert "  q1 answered, q2 empty, q3 empty\n" in ran.out
    assert ran.out.endswith("next   answer q2 and q3 in 01_numbers.ipynb, then: tito module submit 01\n")
    said = json.loads(solved.run("module", "submit", "01", "--json").out)
    assert said["answered"] == {"q1": True, "q2": False, "q3": False}


def test_the_last_module_is_said_to_be_the_last_of_this_version(completed: Any) -> None:
    completed.solve("02_boxes", "doubled_box", "map_values")

    ran = completed.run("module", "complete", "02")

    assert "tito module submit 02" in ran.out
    assert ran.out.endswith("That was the last module of this version of the course.\n")


def test_an_exercise_that_fails_for_anothers_sake_is_one_line(desk: Any) -> None:
    desk.type("01_numbers", "double", "# exercise: double\ndef double(x):\n    return x * x\n")
    sums = "# exercise: row_sums\ndef row_sums(x):\n    return double(x).sum(axis=1) / 2\n"
    desk.type("01_numbers", "row_sums", sums)

    ran = desk.run("module", "test", "01")

    assert "\nrow_sums   waits for double\n\n0 of 2 visible checks pass, 1 wrong, 1 waits for another; " in ran.out
    assert "row_sums([[1, 2], [3, 4]])" not in ran.out
    assert "next   mend double in 01_numbers.ipynb" in ran.out
    assert "row_sums([[1, 2], [3, 4]])" in desk.run("module", "test", "01", "-v").out
    said = json.loads(desk.run("module", "test", "01", "--json").out)
    assert [check["outcome"] for check in said["checks"]] == ["failed", "failed"]
    assert said["waits"] == {"check-row_sums": "double"}


def test_a_cell_that_does_not_run_can_be_found(solved: Any) -> None:
    notebook = solved.read("01_numbers")
    place = next(n for n, cell in enumerate(notebook["cells"]) if cell.get("id") == "check-double")
    notebook["cells"].insert(place + 1, {"cell_type": "code", "metadata": {}, "outputs": [], "source": "1 / 0"})
    solved.save("01_numbers", notebook)

    assert "where     the cell after check double, line 1: 1 / 0" in solved.run("module", "test", "01").out


def test_a_crash_shows_the_whole_card_and_the_belief_behind_it(
    desk_in: Any, tito: Any, environment: dict[str, str], tmp_path: Path
) -> None:
    shutil.copytree(MINI, tmp_path / "curriculum")
    (tmp_path / "curriculum" / "01_numbers" / "misconceptions" / "one_row.py").write_text(CRASHES)
    environment["TITO_CURRICULUM"] = str(tmp_path / "curriculum")
    tito("init", "work")
    desk = desk_in(tmp_path / "work")
    desk.type(
        "01_numbers",
        "double",
        "#| export\n# exercise: double\ndef double(x):\n    row = x[0, :]\n    return row + row\n",
    )

    ran = desk.run("module", "test", "01")

    for label, text in {
        "call": "double([1, 2, 3])",
        "expected": "[2.0, 4.0, 6.0]",
        "error": "IndexError: too many indices for array",
        "where": "exercise double, line 4: row = x[0, :]",
        "why": "every entry counts twice",
        "perhaps": "you believe that an array of numbers has rows. How many axes has a vector?",
    }.items():
        assert f"  {label:<9} {text}" in ran.out
