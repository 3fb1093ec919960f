"""The course mark: the policy's shares of modules, projects and checkpoints, with their working."""

from __future__ import annotations

import csv
import io
import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tito.course.manifest import Course, parse_course
from tito.errors import BadFile, WrongUsage
from tito.grading import course_mark, settings
from tito.grading.course_mark import CourseMark
from tito.grading.export import Mark, Marks
from tito.grading.foreign import Foreign
from tito.grading.roster import Student

POLICY = """
[policy]
modules = { share = 60, best = 2 }
checkpoints = { share = 10 }
midterm = { share = 20 }
final = { share = 10 }
"""
ROW = '[[{kind}]]\nname = "{name}"\ntitle = "T"\ntier = "t"\nexport = "core.{name}"\n'


def course_of(*modules: str, policy: str = POLICY) -> Course:
    """Modules by name; "midterm" is the project."""
    kinds = {"midterm": "assignment"}
    rows = [ROW.format(kind=kinds.get(name, "module"), name=name) for name in modules]
    return parse_course('[course]\ntitle = "T"\nversion = "1"\n' + policy + "".join(rows))


COURSE = course_of("a", "b", "c", "midterm")


def mark(student: str, module: str, points: float, waiting: int = 0) -> Mark:
    return Mark(student, module, points, points, 0.0, 0.0, 100.0, waiting)


def marks_of(course: Course, *given: Mark, modules: tuple[str, ...] = ("a", "b", "c", "midterm")) -> Marks:
    there = tuple(course.find(name) for name in modules)
    people = tuple(Student(name) for name in ("ada", "ben"))
    return Marks(people, there, {(each.student, each.module): each for each in given})


def made(*given: Mark, passed: Mapping[str, int] | None = None, asked: int = 4, **where: Any) -> dict[str, CourseMark]:
    course = where.pop("course", COURSE)
    policy = course_mark.shares(course, where.pop("own", {}))
    found = course_mark.course_marks(course, policy, marks_of(course, *given, **where), passed or {}, asked)
    return {each.student.id: each for each in found}


def parts(found: CourseMark) -> dict[str, tuple[float, float]]:
    return {part.name: (part.reached, part.possible) for part in found.parts}


ADA = (mark("ada", "00_a", 50), mark("ada", "01_b", 90), mark("ada", "02_c", 70), mark("ada", "midterm", 85, waiting=1))


def test_each_part_counts_with_its_share() -> None:
    found = made(*ADA, passed={"ada": 3})["ada"]

    assert parts(found) == {
        "modules": (48.0, 60.0),
        "checkpoints": (7.5, 10.0),
        "midterm": (17.0, 20.0),
        "final": (0, 0),
    }
    assert (found.reached, found.possible, found.waiting) == (72.5, 90.0, 1)


def test_the_working_names_what_counted() -> None:
    rows = {name: (what, how) for name, what, how in course_mark.explained(made(*ADA, passed={"ada": 3})["ada"])}

    assert rows["modules"] == ("48.00 of 60", "the best 2 of 3, 30 % each: 01_b 90, 02_c 70")
    assert rows["checkpoints"] == ("7.50 of 10", "3 of 4 passed")
    assert rows["midterm"] == ("17.00 of 20", "85 of 100 points")
    assert rows["final"] == ("0.00 of 0", "was not given yet")
    assert rows["mark"] == ("72.50 of 90", "1 answers wait to be marked")


def test_what_was_not_handed_in_is_a_zero() -> None:
    found = made(*ADA)["ben"]

    assert (found.reached, found.possible) == (0.0, 90.0)
    assert "nothing handed in" in [part.working for part in found.parts]


def test_what_was_not_given_yet_counts_for_nobody() -> None:
    found = made(mark("ada", "00_a", 50), modules=("a",), asked=0)["ada"]

    assert parts(found) == {"modules": (15.0, 30.0), "checkpoints": (0, 0), "midterm": (0, 0), "final": (0, 0)}


def test_a_course_of_fewer_modules_than_count_divides_the_share_among_them() -> None:
    short = course_of("a", policy=POLICY)

    assert parts(made(mark("ada", "00_a", 50), course=short, modules=("a",))["ada"])["modules"] == (30.0, 60.0)


def test_an_assignment_of_another_course_has_no_share() -> None:
    quiz = Foreign("quiz", "quiz", "Quiz", "t", "")
    marks = Marks((Student("ada"),), (COURSE.find("a"), quiz), {("ada", "quiz"): mark("ada", "quiz", 100)})
    (found,) = course_mark.course_marks(COURSE, course_mark.shares(COURSE, {}), marks, {}, 0)

    assert parts(found)["modules"] == (0.0, 30.0)


def test_a_course_may_weigh_otherwise() -> None:
    own = {"midterm": {"share": 30}, "final": {"share": 0}}

    assert parts(made(*ADA, own=own)["ada"])["midterm"] == (25.5, 30.0)


@pytest.mark.parametrize(
    ("own", "words"),
    [
        ({"midterm": {"share": 30}}, "add up to 110 %"),
        ({"midterm": 20}, "midterm cannot be read"),
        ({"midterm": {"share": "20"}}, "midterm cannot be read"),
        ({"midterm": {"share": -20}}, "midterm cannot be read"),
        ({"midterm": {"percent": 20}}, "midterm cannot be read"),
        ({"modules": {"share": True}}, "modules cannot be read"),
    ],
)
def test_a_policy_that_cannot_be_is_an_error(own: Mapping[str, Any], words: str) -> None:
    with pytest.raises(BadFile, match=words):
        course_mark.shares(COURSE, own)


def test_the_course_folder_s_own_policy_is_read(room: Any) -> None:
    file = room.folder.settings
    file.write_text(f"{file.read_text('utf-8')}\nmidterm = {{ share = 20 }}\nfinal = {{ share = 10 }}\n", "utf-8")
    own = settings.load(file, room.curriculum.course).policy

    assert {s.name: s.percent for s in course_mark.shares(room.curriculum.course, own)} == {
        "modules": 64,
        "checkpoints": 6,
        "midterm": 20,
        "final": 10,
    }


def test_as_csv_and_as_data() -> None:
    found = tuple(made(*ADA, passed={"ada": 3}).values())
    rows = list(csv.DictReader(io.StringIO(course_mark.as_csv(found), newline="")))

    assert rows[0] == {
        "id": "ada", "name": "", "modules": "48.00", "checkpoints": "7.50", "midterm": "17.00", "final": "",
        "mark": "72.50", "of": "90.00", "waiting": "1",
    }  # fmt: skip
    data = json.loads(course_mark.as_json(found))["students"][0]
    assert (data["id"], data["mark"], data["of"]) == ("ada", 72.5, 90.0)


def test_nobody_of_that_name() -> None:
    with pytest.raises(WrongUsage, match="Nobody"):
        course_mark.of(tuple(made(*ADA).values()), "zoe")


FIXTURES = Path(__file__).parents[1] / "fixtures"


@pytest.fixture
def projected(environment: dict[str, str], tmp_path: Path) -> Path:
    """The mini course with a project, as the commands find it."""
    root = tmp_path / "curriculum"
    shutil.copytree(FIXTURES / "mini", root)
    shutil.copytree(FIXTURES / "projected" / "midterm", root / "projects" / "midterm")
    with (root / "course.toml").open("a", encoding="utf-8") as table:
        table.write((FIXTURES / "projected" / "entry.toml").read_text("utf-8"))
    environment["TITO_CURRICULUM"] = str(root)
    return root


def test_from_hand_ins_to_the_course_mark(projected: Path, tito: Any, tmp_path: Path) -> None:
    """The commands: module 01 and the project handed in by one of two, a checkpoint recomputed, the policy applied."""
    place = tmp_path / "course"
    place.mkdir()
    (place / "class.csv").write_text("id,name\nada,Ada Lovelace\nben,Ben Okafor\n", encoding="utf-8")
    assert tito("grade", "setup", "--roster", "class.csv", "--start", "2027-01-18", cwd=place).code == 0
    for module in ("01_numbers", "midterm"):
        assert tito("grade", "generate", module, cwd=place).code == 0
        source = place / "source" / module / f"{module}.ipynb"
        handed_in = place / "submitted" / "ada" / module / source.name
        handed_in.parent.mkdir(parents=True)
        handed_in.write_bytes(source.read_bytes())  # the instructor notebook is as good a hand-in as any
        assert tito("grade", "autograde", module, cwd=place).code == 0
    assert tito("grade", "generate", "02", cwd=place).code == 0  # not given to the class: nobody's zero
    explained = tito("grade", "export", "--explain", "ada", cwd=place)
    assert explained.code == 0, explained.said
    assert "the best 1 of 1, 32 % each: 01_numbers 70" in explained.out
    assert "1 of 1 passed" in explained.out
    assert "60 of 100 points" in explained.out
    assert tito("grade", "export", "--final", cwd=place).code == 0
    rows = {r["id"]: r for r in csv.DictReader((place / "course-marks.csv").read_text("utf-8").splitlines())}
    assert rows["ada"]["midterm"] == "9.00"  # 60 % of 15
    assert rows["ada"]["mark"] == "37.40"  # 22.4 of 32, 6 of 6, 9 of 15
    assert (rows["ada"]["of"], rows["ben"]["mark"]) == ("53.00", "0.00")
    assert tito("grade", "export", "--final", "--module", "midterm", cwd=place).code == 2
