"""A project: an assignment that is called by its name, stands behind what it needs, and weighs what the policy says."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tito.course.curriculum import Curriculum, load
from tito.course.lint import lint_course
from tito.course.manifest import parse_course, tables, workspace_table, write_toml
from tito.errors import BadFile

HEAD = '[course]\ntitle = "T"\nversion = "1"\n'


def table(kind: str, name: str, *more: str) -> str:
    lines = [f"[[{kind}]]", f'name = "{name}"', 'title = "T"', 'tier = "One"', f'export = "core.{name}"', *more]
    return "\n".join(lines)


def course(*blocks: str) -> str:
    return HEAD + "\n\n".join(blocks) + "\n"


@pytest.fixture
def root(mini_with: Callable[[str, str, str], Path]) -> Path:
    """The mini course with a project, for one test to change."""
    return mini_with("projected", "midterm", "projects")


def test_a_project_is_called_by_its_name_and_takes_no_number_away() -> None:
    text = course(table("assignment", "midterm", 'needs = ["a"]'), table("module", "a"), table("module", "b"))
    parsed = parse_course(text)
    project = parsed.find("midterm")

    assert [m.id for m in parsed.modules] == ["00_a", "midterm", "01_b"]
    assert (project.number, project.notebook, project.kind, project.graded) == (
        "midterm",
        "midterm.ipynb",
        "project",
        True,
    )


def test_a_project_stands_behind_the_scaffolds_of_the_last_module_that_it_needs() -> None:
    scaffold = table("scaffold", "steps", 'number = "00a"')
    project = table("assignment", "final", 'needs = ["a"]')
    parsed = parse_course(course(table("module", "a"), table("module", "b"), scaffold, project))

    assert [m.id for m in parsed.modules] == ["00_a", "00a_steps", "final", "01_b"]


def test_a_project_that_needs_nothing_stands_at_the_end() -> None:
    parsed = parse_course(course(table("assignment", "final"), table("module", "a"), table("module", "b")))

    assert [m.id for m in parsed.modules] == ["00_a", "01_b", "final"]


def test_what_students_get_says_the_same_of_a_project() -> None:
    parsed = parse_course(course(table("module", "a"), table("assignment", "midterm", 'needs = ["a"]', "week = 8")))

    assert parse_course(write_toml(tables(parsed))).modules == parsed.modules
    assert parse_course(workspace_table(parsed)).modules == parsed.modules


@pytest.mark.parametrize(
    ("blocks", "words"),
    [
        ([table("assignment", "p"), table("module", "a", 'needs = ["p"]')], "needs p, which does not come before it"),
        ([table("module", "a"), table("assignment", "p", 'needs = ["b"]')], "p needs b"),
        ([table("module", "a"), table("assignment", "p", 'needs = ["a"]'), table("module", "b", 'needs = ["p"]')],
         "needs p, a project, on which nothing builds"),
        ([table("module", "a"), table("assignment", "a")], "two modules are called a"),
    ],
)  # fmt: skip
def test_nothing_builds_on_a_project(blocks: list[str], words: str) -> None:
    with pytest.raises(BadFile, match=words):
        parse_course(course(*blocks))


def test_a_project_lies_in_a_folder_of_its_own_and_keeps_the_rules(root: Path) -> None:
    curriculum = load(root)
    project = curriculum.course.find("midterm")

    assert curriculum.folder(project) == root / "projects" / "midterm"
    assert lint_course(curriculum) == ()


def findings(root: Path) -> list[str]:
    curriculum: Curriculum = load(root)
    return [f"{f.rule}: {f.message}" for f in lint_course(curriculum) if f.module == "midterm"]


def test_a_project_adds_up_to_100_points_of_its_own_division(root: Path) -> None:
    lesson = root / "projects" / "midterm" / "midterm.py"
    lesson.write_text(lesson.read_text("utf-8").replace("points=40", "points=30"), "utf-8")

    assert findings(root) == ["points: 60 automatic and 30 manual points, expected 60 and 40"]


def test_a_project_without_a_share_of_the_course_mark_is_found(root: Path) -> None:
    registry = root / "course.toml"
    registry.write_text(registry.read_text("utf-8").replace("midterm = { share = 15 }\n", ""), "utf-8")

    assert findings(root) == ["policy: [policy] has no share for midterm"]
