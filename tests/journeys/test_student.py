"""A student's way through the course, with the mistakes that people make."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tito.course import cells
from tito.course.curriculum import load
from tito.course.manifest import Module
from tito.course.milestones import Milestone

CLONE = Path(__file__).parents[2]


def written(name: str, body: str) -> str:
    """An exercise's cell as a student types it."""
    return f"#| export\n# exercise: {name}\n{body}\n"


def test_the_first_ten_minutes(tito: Callable[..., Any], desk_in: Any, tmp_path: Path) -> None:
    """From an empty folder to the first import: tested untouched, then printed instead of returned, then right."""
    ran = tito("init", "work")
    assert ran.code == 0
    assert "tito module start 00" in ran.out
    desk = desk_in(tmp_path / "work")
    assert "next   tito module start 00" in desk.run().out
    ran = desk.run("module", "test", "00")
    assert ran.code == 1
    assert "not attempted" in ran.out

    desk.type("00_hello", "hello_tinytorch", written("hello_tinytorch", 'def hello_tinytorch():\n    print("Hello")'))
    ran = desk.run("module", "test", "00")
    assert ran.code == 1
    for told in ("hello_tinytorch()", "None", "Hello, TinyTorch", "What does a function without `return` hand back?"):
        assert told in ran.out  # the call, what came, what was expected, and the question behind the mistake
    assert desk.run("module", "complete", "00").code == 1
    assert not (desk.root / "tinytorch" / "core" / "utils.py").exists()

    desk.solve("00_hello", "hello_tinytorch")
    ran = desk.run("module", "complete", "00")
    assert ran.code == 0
    assert "next   tito module start 01" in ran.out
    greeting = "from tinytorch.core.utils import hello_tinytorch; print(hello_tinytorch())"
    assert desk.python(greeting) == "Hello, TinyTorch"


def test_half_a_module_a_hint_a_crash_and_the_rest(desk: Any) -> None:
    desk.solve("01_numbers", "double")
    ran = desk.run("module", "test", "01")
    assert ran.code == 1
    assert "1 of 2 visible checks pass, 1 not attempted" in ran.out
    assert "row_sums, hint 1 of 3" in desk.run("module", "hint", "01").out

    desk.type("01_numbers", "row_sums", written("row_sums", "def row_sums(x):\n    return np.sum(x, axes=1)"))
    ran = desk.run("module", "test", "01")
    assert ran.code == 1
    assert "crashed" in ran.out
    assert "np.sum(x, axes=1)" in ran.out
    assert "tito module complete 01" in desk.why_missing("from tinytorch.core.numbers import double")

    desk.solve("01_numbers", "row_sums")
    assert desk.run("module", "complete", "01").code == 0
    assert desk.python("from tinytorch.core.numbers import double; print(double(21))") == "42.0"


def test_a_module_that_builds_on_another_up_to_the_hand_in(solved: Any) -> None:
    assert solved.run("module", "complete", "01").code == 0
    assert solved.run("module", "start", "02", "--no-browser").code == 0
    solved.solve("02_boxes", "doubled_box", "map_values")
    solved.answer("02_boxes", "q1", "About a hundred bytes for the object.")
    assert solved.run("module", "complete", "02").code == 0
    program = "from tinytorch import Box; print(Box([1, 2]).apply(lambda v: v + 1).values)"
    assert solved.python(program) == "[2 3]"
    ran = solved.run("module", "submit", "02")
    assert ran.code == 0
    assert "submit/02_boxes.ipynb" in ran.out
    assert "About a hundred bytes" in (solved.root / "submit" / "02_boxes.ipynb").read_text()
    listed = json.loads(solved.run("module", "list", "--json").out)["modules"]
    assert [module["state"] for module in listed] == ["completed"] * 3


def test_a_module_is_not_started_before_what_it_needs(desk: Any) -> None:
    ran = desk.run("module", "start", "02", "--no-browser")
    assert "tito module start 01" in ran.said or "01_numbers" in ran.said


def test_a_module_broken_after_it_was_completed_stays_importable(solved: Any) -> None:
    assert solved.run("module", "complete", "01").code == 0
    solved.type("01_numbers", "double", "# exercise: double\ndef double(x):\n    return x\n")
    assert solved.run("module", "complete", "01").code == 1
    assert solved.python("from tinytorch.core.numbers import double; print(double(21))") == "42.0"


def test_the_package_can_be_emptied_and_made_again(solved: Any) -> None:
    assert solved.run("module", "complete", "01").code == 0
    assert solved.run("package", "reset", "--yes").code == 0
    assert "tito" in solved.why_missing("from tinytorch.core.numbers import double")
    assert solved.run("package", "sync").code == 0
    assert solved.python("from tinytorch.core.numbers import double; print(double(21))") == "42.0"


@pytest.mark.parametrize("folder", [".", "modules/01_numbers", "tinytorch", "modules"])
def test_the_package_is_the_students_own_from_any_folder(solved: Any, folder: str) -> None:
    assert solved.run("module", "complete", "01").code == 0
    said = solved.python("import tinytorch.core.numbers as m; print(m.__file__)", cwd=solved.root / folder)
    assert Path(said) == solved.root / "tinytorch" / "core" / "numbers.py"


@pytest.mark.timeout(900)  # half a dozen commands for each module of the course
def test_the_real_course_is_solved_exercise_by_exercise(real_desk: Any) -> None:
    """Module after module in one workspace, each standing on what the earlier ones exported; then what they are for:
    the milestones reach their results on that package, and it passes every checkpoint."""
    course = load(CLONE / "curriculum")
    for module in course.course.modules:
        lesson = course.lesson(module)
        names = [cells.name(cell) for cell in cells.of_role(lesson.cells, cells.Role.EXERCISE)]
        solve_step_by_step(real_desk, module, names)
    for milestone in course.course.milestones:
        reach(real_desk, milestone)
    assert "Every milestone is reached." in real_desk.run("milestone", "status").out
    years = real_desk.run("milestone", "timeline").out
    assert years.count("passed 20") == len(course.course.milestones)
    pass_checkpoints(real_desk)


def reach(desk: Any, milestone: Milestone) -> None:
    """All its programs, at full size: they take a few seconds."""
    ran = desk.run("milestone", "run", milestone.number)
    assert ran.code == 0, ran.said
    for script in milestone.scripts:
        assert script.optional or f"{script.name}: reached" in ran.out


def pass_checkpoints(desk: Any) -> None:
    listed = json.loads(desk.run("checkpoint", "list", "--json").out)["checkpoints"]
    asked = [checkpoint["module"].partition("_")[0] for checkpoint in listed]
    assert asked == [f"{number:02d}" for number in range(1, len(asked) + 1)]
    for number in asked:
        ran = desk.run("checkpoint", "run", number)
        assert ran.code == 0, ran.said
    assert "Every checkpoint is passed." in desk.run("checkpoint", "status").out


def solve_step_by_step(desk: Any, which: Module, exercises: list[str]) -> None:
    """Each solution makes its own check pass, and takes none away that passed before."""
    module, number = which.id, which.number
    assert desk.run("module", "start", number, "--no-browser").code == 0
    assert passing(desk, number) == set()
    assert desk.run("module", "complete", number).code == 1
    for part in (exercises[:1], exercises[: len(exercises) // 2], exercises):
        desk.solve(module, *part)
        assert passing(desk, number) >= set(part)
    ran = desk.run("module", "complete", number)
    assert ran.code == 0, ran.said
    assert desk.python(f"import tinytorch.{which.export} as m; print(m.__file__)").startswith(str(desk.root))


def passing(desk: Any, number: str) -> set[str]:
    """The exercises all of whose visible checks pass."""
    checks = json.loads(desk.run("module", "test", number, "--json").out)["checks"]
    return {c["exercise"] for c in checks} - {c["exercise"] for c in checks if c["outcome"] != "passed"}
