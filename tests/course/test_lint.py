"""Each rule is broken once, in an otherwise sound module."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tito.course import percent
from tito.course.curriculum import Curriculum, Lesson, Misconception, load
from tito.course.lint import lint, lint_course
from tito.course.manifest import Course

Edit = tuple[str, str]
SCAFFOLDED = Path(__file__).parents[1] / "fixtures" / "scaffolded"


@pytest.fixture(scope="session")
def course(mini: Curriculum) -> Course:
    return mini.course


@pytest.fixture(scope="session")
def text(mini: Curriculum, numbers: Lesson) -> str:
    return (mini.folder(numbers.module) / "numbers.py").read_text("utf-8")


def edited(lesson: Lesson, text: str, *edits: Edit) -> Lesson:
    for old, new in edits:
        assert old in text
        text = text.replace(old, new, 1)
    return replace(lesson, cells=percent.parse(text))


def rules(lesson: Lesson, course: Course) -> list[str]:
    return [finding.rule for finding in lint(lesson, course)]


def test_a_sound_curriculum_has_no_findings(mini: Curriculum) -> None:
    assert lint_course(mini) == ()


def test_a_finding_says_where(numbers: Lesson, course: Course) -> None:
    (finding,) = lint(replace(numbers, hints={**numbers.hints, "triple": ("a", "b", "c")}), course)

    assert str(finding) == "01_numbers: hints.toml: hints: there is no exercise triple"


def test_a_scaffold_leads_up_to_an_exercise_that_there_is(mini: Curriculum, tmp_path: Path) -> None:
    root = Path(shutil.copytree(mini.root, tmp_path / "curriculum"))
    shutil.copytree(SCAFFOLDED / "01a_counting", root / "scaffolds" / "01a_counting")
    entry = (SCAFFOLDED / "entry.toml").read_text("utf-8")
    found = {}
    for helps in ('["numbers.row_sums"]', '["numbers.column_sums"]', "[]"):
        table = entry.replace('["numbers.row_sums"]', helps)
        (root / "course.toml").write_text((mini.root / "course.toml").read_text("utf-8") + table, encoding="utf-8")
        found[helps] = [str(finding) for finding in lint_course(load(root))]

    assert found['["numbers.row_sums"]'] == []
    assert found['["numbers.column_sums"]'] == [
        "01a_counting: course.toml: helps: there is no exercise numbers.column_sums"
    ]
    assert found["[]"] == ["01a_counting: course.toml: helps: leads up to no exercise: nobody would be offered it"]


GIVEAWAY = "return np.sum(x, axis=1)"

CODE: Mapping[str, tuple[str, tuple[Edit, ...]]] = {
    "two cells of one name": ("names", (('given="vocabulary"', 'given="imports"'),)),
    "another export target": ("export", (("default_exp core.numbers", "default_exp core.other"),)),
    "no line that names the exercise": ("exercise", (("# exercise: double\n", ""),)),
    "no docstring": ("exercise", (('    """Return twice', '    x = """Return twice'),)),
    "no solution region": ("exercise", (("    ### BEGIN SOLUTION\n", ""), ("    ### END SOLUTION\n", ""))),
    "a long solution": ("size", (("    return np.multiply(x, 2.0)", "\n".join(["    x = x + 0.0"] * 16)),)),
    "a check without its exercise": ("check", (('check="double"', 'check="triple"'),)),
    "a check without points": ("points", ((" points=20 hidden=10", " hidden=30"),)),
    "points that do not add up": ("points", (("points=20", "points=21"),)),
    "hidden tests without hidden points": ("points", (("points=20 hidden=10", "points=30"),)),
    "long prose": ("size", (("Two functions", "word " * 201),)),
    "a long cell": ("size", (("import numpy as np\n", "import numpy as np\n" + "x = 1\n" * 40),)),
    "a module that is not needed": ("imports", (("import numpy as np\n", "from tinytorch.core.boxes import Box\n"),)),
    "the network": ("imports", (("import numpy as np\n", "import numpy as np\nimport socket\n"),)),
    "another library": ("imports", (("import numpy as np\n", "import numpy as np\nimport scipy\n"),)),
    "the vocabulary in the package": ("imports", (('given="vocabulary"\n', 'given="vocabulary"\n#| export\n'),)),
    "numbers without a seed": ("randomness", (("np.array([1.0, 2.0]) +", "np.random.rand(2) +"),)),
    "a generator without a seed": ("randomness", (("np.array([1.0, 2.0]) +", "np.random.default_rng() +"),)),
    "a print in the package": ("quiet", (("    return np.multiply", "    print(x)\n    return np.multiply"),)),
    "a patched class": ("patch", (("import numpy as np\n", "import numpy as np\nArray.sum = None\n"),)),
    "a verdict by type": ("verdict", (("### BEGIN HIDDEN", "isinstance(double(1), int)\n### BEGIN HIDDEN"),)),
    "a verdict by identity": ("verdict", (("### BEGIN HIDDEN", "double(1) is None\n### BEGIN HIDDEN"),)),
    "a bare assert": ("verdict", (("### BEGIN HIDDEN", "assert double(1) == 2\n### BEGIN HIDDEN"),)),
    "a word that is not imported": ("vocabulary", (("expect_raises, rng", "expect_raises"),)),
    "shouting": ("tone", (("Two functions on arrays", "Two functions on arrays!"),)),
    "talking down": ("tone", (("Two functions on arrays", "Simply two functions"),)),
    "a solution in the prose": ("leak", (("## Sums of rows", GIVEAWAY),)),
    "a solution in a visible check": ("leak", (("### BEGIN HIDDEN", f"def twin(x): {GIVEAWAY}\n### BEGIN HIDDEN"),)),
    "code that is not Python": ("format", (("import numpy as np\n", "import numpy as\n"),)),
    "options that contradict each other": ("format", (('given="vocabulary"', 'given="vocabulary" points=2'),)),
}


@pytest.mark.parametrize("case", CODE)
def test_a_broken_rule_of_the_module_file_is_found(numbers: Lesson, text: str, course: Course, case: str) -> None:
    rule, edits = CODE[case]

    assert set(rules(edited(numbers, text, *edits), course)) == {rule}


def test_a_check_stands_close_to_its_exercise(mini: Curriculum, course: Course) -> None:
    boxes = mini.lesson(course.find("boxes"))
    last = next(cell for cell in boxes.cells if cell.options.get("check") == "doubled_box")
    exercise = next(cell for cell in boxes.cells if cell.options.get("exercise") == "map_values")
    third = replace(exercise, options={"exercise": "third"})
    moved = [cell for cell in boxes.cells if cell is not last]

    assert "order" in rules(replace(boxes, cells=(*moved, third, last)), course)


HINTS = {"double": ("a", "b", "c"), "row_sums": ("a", "b", "c")}

WORDS: Mapping[str, tuple[str, dict[str, Any]]] = {
    "no ABOUT": ("files", {"about": ""}),
    "no TEACHING": ("files", {"teaching": " \n"}),
    "a missing hint": ("hints", {"hints": HINTS | {"double": ("a", "b")}}),
    "questions without answers": ("questions", {"questions": {}}),
    "no misconception": ("misconceptions", {"misconceptions": ()}),
    "a hint that gives it away": ("leak", {"hints": HINTS | {"row_sums": (GIVEAWAY, "b", "c")}}),
    "an emoji in ABOUT": ("tone", {"about": "Well done \N{PARTY POPPER}"}),
}


@pytest.mark.parametrize("case", WORDS)
def test_a_broken_rule_of_the_pages_beside_it_is_found(numbers: Lesson, course: Course, case: str) -> None:
    rule, change = WORDS[case]

    assert set(rules(replace(numbers, **change), course)) == {rule}


def test_the_last_hint_may_come_close(numbers: Lesson, course: Course) -> None:
    hints = {**numbers.hints, "row_sums": ("a", "b", "`return np.sum(x, axis=1)`")}

    assert rules(replace(numbers, hints=hints), course) == []


@pytest.mark.parametrize("gap", [{"bands": {}}, {"look_for": []}, {"sample": []}, {"sample": [{"level": "excellent"}]}])
def test_an_incomplete_question_is_found(numbers: Lesson, course: Course, gap: dict[str, Any]) -> None:
    questions = {**numbers.questions, "q1": {**numbers.questions["q1"], **gap}}

    assert set(rules(replace(numbers, questions=questions), course)) == {"questions"}


def test_a_misconception_defines_what_its_exercise_defines(numbers: Lesson, course: Course) -> None:
    wrong = Misconception("w", "double", "b", "s", "double", ("?",), "def twice(x):\n    return x")

    assert rules(replace(numbers, misconceptions=(*numbers.misconceptions, wrong)), course) == ["misconceptions"]


def test_ungraded_modules_need_no_points(mini: Curriculum, course: Course) -> None:
    assert rules(mini.lesson(course.find("hello")), course) == []


def test_a_name_has_one_home(mini: Curriculum, tmp_path: Path) -> None:
    root = shutil.copytree(mini.root, tmp_path / "copy")
    boxes = root / "02_boxes" / "boxes.py"
    boxes.write_text(
        boxes.read_text("utf-8").replace("#| export\nclass Box", "#| export\ndouble = 1\nclass Box"), "utf-8"
    )

    assert [finding.rule for finding in lint_course(load(root))] == ["names"]


def test_a_file_that_cannot_be_read_is_a_finding_of_its_module(mini: Curriculum, tmp_path: Path) -> None:
    root = shutil.copytree(mini.root, tmp_path / "copy")
    (root / "01_numbers" / "hints.toml").write_text("double = [", "utf-8")
    (finding,) = lint_course(load(root))

    assert (finding.module, finding.rule) == ("01_numbers", "format")
