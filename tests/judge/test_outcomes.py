"""What becomes of honest work, in one process and in two: the outcomes and the words for them."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tito.judge.outcomes import harmless
from tito.judge.plan import plan
from tito.results import Outcome, Report


def test_solutions_pass_with_all_points(bench) -> None:
    report = bench.run(plan(bench.notebook("numbers"), seed="1"))
    assert (report.passed, report.points) == (True, 70)
    assert report.cell_errors == ()


def test_an_untouched_notebook_is_not_attempted_and_scores_nothing(bench) -> None:
    report = bench.run(plan(bench.notebook("numbers", stubs=True)))
    assert {check.outcome for check in report.checks} == {Outcome.NOT_ATTEMPTED}
    assert report.points == 0


def test_a_subclass_and_a_callback_pass_as_scenarios(bench) -> None:
    report = bench.run(plan(bench.notebook("boxes"), seed="1"))
    assert [check.name for check in report.checks if check.outcome is not Outcome.PASSED] == []


def test_a_wrong_value_is_shown_beside_the_expected_one(bench) -> None:
    found = bench.judge(cells={"double": "def double(x):\n    return x * x"})["check-double"]
    assert found.outcome is Outcome.FAILED
    assert (found.call, found.got, found.expected) == ("double([1, 2, 3])", "[1.0, 4.0, 9.0]", "[2.0, 4.0, 6.0]")
    assert (found.difference, found.why) == ("first difference at [0]", "every entry counts twice")


def test_one_mistake_leaves_the_other_points(bench) -> None:
    found = bench.judge(cells={"double": "def double(x):\n    return x * x"})
    assert found["check-row_sums"].outcome is found["hidden-row_sums"].outcome is Outcome.PASSED


def test_a_crash_names_the_students_own_line(bench) -> None:
    text = "#| export\n# exercise: double\ndef double(x):\n    y = x\n    return y.twice"
    found = bench.judge(cells={"double": text})["check-double"]
    assert found.outcome is Outcome.CRASHED
    assert found.error == "AttributeError: 'numpy.ndarray' object has no attribute 'twice'"
    assert found.where == "exercise double, line 5: return y.twice"


def test_a_crash_names_the_cell_that_called_the_line(bench) -> None:
    text = "#| export\n# exercise: row_sums\ndef row_sums(x):\n    return double(x)"
    found = bench.judge(
        cells={"double": "#| export\n# exercise: double\ndef double(x):\n    return x.half", "row_sums": text}
    )["check-row_sums"]
    assert found.where == "exercise double, line 4: return x.half (called from exercise row_sums, line 4)"


def test_a_cell_that_is_not_python_explains_its_check(bench) -> None:
    found = bench.judge(cells={"double": "def double(x):\n    return (x"})["check-double"]
    assert found.outcome is Outcome.CRASHED
    assert found.error.startswith("SyntaxError")
    assert found.where == "exercise double, line 2: return (x"


def test_waiting_for_another_exercise_is_not_a_mistake(bench) -> None:
    found = bench.judge(cells={"row_sums": "def row_sums(x):\n    return double(x)[:, 0]", "double": STUB})
    assert found["check-row_sums"].outcome is Outcome.NOT_ATTEMPTED
    assert found["check-row_sums"].waits_for == "double"
    assert found["check-double"].waits_for == ""


STUB = 'def double(x):\n    raise NotImplementedError("exercise double: write this")'


@pytest.mark.parametrize("value", ["None", "'a'", "object()", "[]", "{}", "x.tolist", "np.array(['a'])", "1j * x"])
def test_odd_values_fail_in_words(bench, value: str) -> None:
    found = bench.judge(cells={"double": f"def double(x):\n    return {value}"})["check-double"]
    assert found.outcome is Outcome.FAILED
    assert found.difference


def test_what_the_students_code_prints_comes_with_the_check_and_is_cut(bench) -> None:
    found = bench.judge(cells={"double": "def double(x):\n    print('here', 'x' * 10**6)\n    return 2 * x"})[
        "check-double"
    ]
    assert found.outcome is Outcome.PASSED
    assert found.output.startswith("here xxx")
    assert "more characters" in found.output
    assert len(found.output) < 2200


def test_an_error_in_an_extra_cell_is_told_and_does_no_harm(bench) -> None:
    report = bench.run(plan(bench.notebook("numbers", first="1 / 0"), seed="1"))
    assert report.passed
    assert [(error.cell, error.error) for error in report.cell_errors] == [
        ("extra-1", "ZeroDivisionError: division by zero")
    ]
    assert report.cell_errors[0].where == "the cell after given vocabulary, line 1: 1 / 0"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("shapes (2, 3) and (2,)", "shapes (2, 3) and (2,)"),
        ("größer als ×, 形", "größer als ×, 形"),
        ("one\n  passed   check-add\n", "one passed   check-add"),
        ("'if x:\u00a0 \t y' and    '  '", "'if x: y' and    '  '"),
        ("\x1b[2J\x07\u202e", "\\x1b[2J\\x07\\u202e"),
        ("half \ud83d", "half \\ud83d"),
    ],
)
def test_a_students_words_stay_one_harmless_line(text: str, shown: str) -> None:
    assert harmless(text) == shown
    harmless(text).encode()


def test_output_keeps_its_lines() -> None:
    assert harmless("a\n\tb\x1b[2J\r", lines=True) == "a\n\tb\\x1b[2J\\r"


@pytest.mark.parametrize("name", ["double\x1b", "A" * 100, "", "../x"])
def test_only_a_name_is_taken_for_the_exercise_that_a_check_waits_for(bench, name: str) -> None:
    text = f"def double(x):\n    raise NotImplementedError({f'exercise {name}: write this'!r})"
    found = bench.judge(cells={"double": text})["check-double"]
    assert (found.outcome, found.waits_for) == (Outcome.CRASHED, "")


def test_a_seed_gives_the_same_inputs_each_time_and_another_gives_others(bench) -> None:
    wrong = {"double": "def double(x):\n    return x"}
    seen = [bench.judge(cells=wrong, seed=seed)["hidden-double"].got for seed in ("a", "a", "b")]
    assert seen[0] == seen[1] != seen[2]


def test_ipython_commands_are_left_out_with_a_remark(bench) -> None:
    report = bench.run(plan(bench.notebook("numbers", first="%matplotlib inline\n!ls\nx = 1"), seed="1"))
    assert report.passed
    assert report.cell_errors == ()
    assert "extra-1" in report.remarks[0] or "a cell" in report.remarks[0]


def test_the_prerequisites_are_the_given_package(bench) -> None:
    found = bench.judge("boxes", {"doubled_box": "def doubled_box(v):\n    return double(np.asarray(v))"})
    assert found["check-doubled_box"].outcome is Outcome.PASSED


def test_a_report_survives_json(bench) -> None:
    report = bench.run(plan(bench.notebook("numbers", {"double": "def double(x):\n    return 1 / 0"}), seed="1"))
    assert Report.from_json(report.to_json()) == report


def test_scenarios_run_as_they_stand_in_a_notebook(split, tmp_path) -> None:
    program = "\n".join(cell.source for cell in split.notebook("boxes").cells if cell.kind == "code")
    environment = {**os.environ, "TITO_WORKSPACE": str(split.reference)}
    ran = subprocess.run(
        [sys.executable, "-c", program],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (ran.returncode, ran.stderr) == (0, "")
