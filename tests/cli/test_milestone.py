"""`tito milestone`: list, info, run, status and timeline, as a student types and reads them."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

MINI = Path(__file__).parents[1] / "fixtures" / "mini"
MILESTONES = """
[[milestone]]
name = "first"
year = 1957
title = "The first machine"
scripts = [
    { name = "01_still", title = "Untrained", gate = "untrained-perceptron", needs = ["hello"] },
    { name = "02_moving", title = "Doubled", gate = "untrained-perceptron", needs = ["hello", "numbers"] },
    { name = "03_far", title = "With more data", gate = "trained-perceptron", needs = ["hello"], optional = true },
]
"""
STILL = """
import numpy as np
from tinytorch.core.utils import hello_tinytorch

def perform(readings, labels, weights, biases, report):
    hello_tinytorch()
    for step in range(1, 21):
        report(step, 20, loss=1 / step)
    return {"probabilities": 0.5 + 0.5 * np.tanh((weights @ readings + biases[:, None]) / 2)}
"""
MOVING = """
import numpy as np
from tinytorch.core.numbers import double

def perform(readings, labels, weights, biases, report):
    sums = np.array(double(weights @ readings + biases[:, None])) / 2
    return {"probabilities": 0.5 + 0.5 * np.tanh(sums / 2)}
"""
SQUARE = "#| export\n# exercise: double\ndef double(x):\n    return x * x\n"


@pytest.fixture
def course(tmp_path: Path, environment: dict[str, str]) -> Path:
    """The mini course with a milestone beside it."""
    root = tmp_path / "course"
    shutil.copytree(MINI, root / "curriculum")
    with (root / "curriculum" / "course.toml").open("a") as table:
        table.write(MILESTONES)
    place = root / "milestones" / "01_1957_first"
    place.mkdir(parents=True)
    for name, text in {
        "01_still.py": STILL,
        "02_moving.py": MOVING,
        "03_far.py": STILL,
        "README.md": "# Dials\n",
    }.items():
        (place / name).write_text(text)
    (root / "datasets" / "little").mkdir(parents=True)
    (root / "datasets" / "little" / "README.md").write_text("# Little\n")
    (root / "datasets" / "mine").mkdir()
    (root / "datasets" / "mine" / "private.npz").write_text("not to be handed out")
    environment["TITO_CURRICULUM"] = str(root / "curriculum")
    return root


@pytest.fixture
def student(course: Path, tito: Callable[..., Any], desk_in: Any, tmp_path: Path) -> Any:
    """A workspace with module 00 completed: the first program can run, the second waits for module 01."""
    assert tito("init", "work").code == 0
    desk = desk_in(tmp_path / "work")
    desk.solve("00_hello", "hello_tinytorch")
    assert desk.run("module", "complete", "00").code == 0
    return desk


@pytest.fixture
def done(student: Any) -> Any:
    """Module 01, too."""
    student.solve("01_numbers", "double", "row_sums")
    assert student.run("module", "complete", "01").code == 0
    return student


def words(text: str) -> list[str]:
    return [" ".join(line.split()) for line in text.splitlines()]


def test_init_hands_out_programs_and_described_data(student: Any) -> None:
    found = {file.relative_to(student.root).as_posix() for file in student.root.glob("[md]*s/*/*.*")}

    place = "milestones/01_1957_first"
    programs = {f"{place}/{name}" for name in ("01_still.py", "02_moving.py", "03_far.py", "README.md")}
    assert {name for name in found if not name.startswith("modules/")} == programs | {"datasets/little/README.md"}


def test_list_says_what_each_program_waits_for(student: Any) -> None:
    ran = student.run("milestone", "list")

    assert ran.code == 0
    assert "1 Untrained ready" in words(ran.out)
    assert "2 Doubled waiting for 01" in words(ran.out)
    assert "3 With more data (optional) ready" in words(ran.out)
    assert "next tito milestone run 01 --script 1" in words(ran.out)


def test_a_program_that_reaches_its_result_is_shown_and_recorded(student: Any) -> None:
    ran = student.run("milestone", "run", "first", "--script", "1")

    assert ran.code == 0, ran.said
    assert "01_still: reached" in ran.out
    assert "loss (at the end 0.05)" in ran.out
    assert "[20/20] loss 0.05" in ran.err
    status = words(student.run("milestone", "status").out)
    assert "01_still passed" in status
    assert "next tito module start 01" in status


def test_the_curve_is_kept_as_text_and_picture(student: Any) -> None:
    student.run("milestone", "run", "1957", "--script", "1")

    results = student.root / "milestones" / "01_1957_first" / "results"
    assert "loss" in (results / "01_still.txt").read_text()
    ElementTree.parse(results / "01_still.svg")


def test_without_what_it_calls_a_program_does_not_run(student: Any) -> None:
    ran = student.run("milestone", "run", "01", "--script", "2")

    assert ran.code == 1
    assert "no export of 01 Numbers" in ran.err
    assert "tito module start 01" in ran.err


def test_a_run_of_all_runs_those_that_can(student: Any) -> None:
    ran = student.run("milestone", "run", "first")

    assert ran.code == 1
    assert "01_still: reached" in ran.out
    assert "02_moving: waiting for 01" in ran.out


def test_when_all_are_reached_the_timeline_says_so(done: Any) -> None:
    ran = done.run("milestones", "run", "first")

    assert ran.code == 0, ran.said
    assert "02_moving: reached" in ran.out
    assert "03_far" not in ran.out
    timeline = words(done.run("milestone", "timeline").out)
    assert timeline[0].startswith("1957 * The first machine passed 20")
    assert timeline[-1] == "Every milestone is reached."


def test_completing_a_module_names_the_programs_it_opens(student: Any) -> None:
    student.solve("01_numbers", "double", "row_sums")

    said = student.run("module", "complete", "01").out

    assert "Your package can run 1957, The first machine: tito milestone run 01 --script 2" in said
    assert "--script 1" not in said


def test_what_decides_is_what_the_students_package_computes(done: Any) -> None:
    package = done.root / "tinytorch" / "core" / "numbers.py"
    package.write_text(SQUARE)

    ran = done.run("milestone", "run", "first", "--script", "2")

    assert ran.code == 1
    assert "02_moving: not reached" in ran.out
    assert "next tito module test --all" in words(ran.out)
    assert "02_moving not yet" in words(done.run("milestone", "status").out)


def test_a_crash_names_the_line(done: Any) -> None:
    (done.root / "tinytorch" / "core" / "numbers.py").write_text("def double(x):\n    return x + y\n")

    ran = done.run("milestone", "run", "first", "--script", "2")

    assert ran.code == 1
    assert "error NameError: name 'y' is not defined" in words(ran.out)
    assert "where tinytorch/core/numbers.py, line 2: return x + y" in words(ran.out)


def test_a_changed_program_runs_and_is_not_recorded(student: Any) -> None:
    program = student.root / "milestones" / "01_1957_first" / "01_still.py"
    program.write_text(STILL.replace("hello_tinytorch()\n", "pass\n"))

    ran = student.run("milestone", "run", "first", "--script", "1")

    assert ran.code == 0
    assert "not recorded" in ran.err
    assert "01_still ready" in words(student.run("milestone", "status").out)


def test_a_program_that_was_deleted_comes_back(student: Any) -> None:
    (student.root / "milestones" / "01_1957_first" / "01_still.py").unlink()

    assert student.run("milestone", "run", "first", "--script", "1").code == 0


def test_a_program_that_the_course_does_not_have_yet_is_named(student: Any, course: Path) -> None:
    for folder in (course, student.root):
        (folder / "milestones" / "01_1957_first" / "01_still.py").unlink()

    ran = student.run("milestone", "run", "first", "--script", "1")

    assert ran.code == 2
    assert "has not handed out 01_still" in ran.err


def test_info_is_the_page_with_what_is_needed(student: Any) -> None:
    ran = student.run("milestone", "info", "01_1957_first")

    assert ran.code == 0
    assert ran.out.startswith("# Dials")
    assert "2 02_moving 00, 01 waiting for 01" in words(ran.out)


def test_reports_for_programs_have_a_version(student: Any) -> None:
    ran = student.run("milestone", "run", "1", "--script", "1", "--json")
    (verdict,) = json.loads(ran.out)["verdicts"]
    assert verdict["passed"]
    assert verdict["findings"][0]["passed"]
    for command in (("list",), ("status",), ("timeline",), ("info", "1")):
        said = json.loads(student.run("milestone", *command, "--json").out)
        assert said["version"] == 1
        assert [row["state"] for row in said["scripts"]] == ["passed", "waiting", "ready"]


def test_a_damaged_record_is_set_aside(student: Any) -> None:
    student.run("milestone", "run", "1", "--script", "1")
    (student.root / ".tinytorch" / "milestones.json").write_text('{"version": 1, "scripts": {"first/01_still": 7}}')

    ran = student.run("milestone", "status")

    assert ran.code == 0
    assert "milestones.json.corrupt-1" in ran.err


@pytest.mark.parametrize(
    ("asked", "said"), [(("1958",), "no milestone called"), (("1", "--script", "9"), "no script 9")]
)
def test_what_does_not_exist_is_wrong_usage(student: Any, asked: tuple[str, ...], said: str) -> None:
    ran = student.run("milestone", "run", *asked)

    assert ran.code == 2
    assert said in ran.err


@pytest.mark.parametrize(("typed", "offered"), [("fi", "first"), ("01", "01_1957_first"), ("second", "")])
def test_a_shell_completes_the_name(student: Any, typed: str, offered: str) -> None:
    line = f"tito milestone run {typed}"

    ran = student.run(env={"_TITO_COMPLETE": "bash_complete", "COMP_WORDS": line, "COMP_CWORD": "3"})

    assert ran.out.strip().partition(",")[2] == offered


def test_a_course_without_milestones_says_so(desk: Any) -> None:
    assert "This course has no milestones." in desk.run("milestone", "list").out
    assert desk.run("milestone", "run", "1").code == 2
