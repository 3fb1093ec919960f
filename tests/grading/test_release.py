"""tito.grading.release and kit: what students get, beside NBGrader's own release; refused if it gives anything away."""

from __future__ import annotations

import json
import os
import sqlite3
import sys
import zipfile
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest

from tito.course import leaks
from tito.course.curriculum import Curriculum
from tito.course.manifest import parse_course, workspace_table
from tito.errors import WorkDidNotPass, WrongUsage
from tito.grading.kit import KEPT, LOCK, build_wheel, write_kit
from tito.grading.release import release

STUB = "raise NotImplementedError"
SOLUTION = "return x.sum(axis=1).astype(x.dtype)"
SMALL = """\
[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"
[project]
name = "small"
version = "1"
[tool.hatch.build.targets.wheel]
packages = ["src/small"]
"""


@pytest.fixture
def stock(room: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """What NBGrader itself makes of our `source/`, with its own gradebook, under our nbgrader_config.py."""
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}:{os.environ['PATH']}")  # it calls the program alembic
    from nbgrader.converters import GenerateAssignment
    from nbgrader.coursedir import CourseDirectory
    from traitlets.config.loader import PyFileConfigLoader

    config = PyFileConfigLoader("nbgrader_config.py", path=str(room.folder.root)).load_config()
    config.CourseDirectory.db_url = f"sqlite:///{tmp_path / 'stock.db'}"
    config.CourseDirectory.assignment_id = "01_numbers"
    config.CourseDirectory.release_directory = "stock"
    GenerateAssignment(coursedir=CourseDirectory(config=config), config=config).start()
    path = room.folder.root / "stock" / "01_numbers" / "01_numbers.ipynb"
    return json.loads(path.read_text(encoding="utf-8"))


def lines(cell: Any) -> list[str]:
    return ["<stub>" if line.strip().startswith(STUB) else line for line in "".join(cell["source"]).splitlines()]


def test_stock_nbgrader_makes_the_same_but_for_the_stubs(room: Any, stock: Any) -> None:
    ours = json.loads(room.folder.release("01_numbers").read_text(encoding="utf-8"))
    assert [lines(cell) for cell in ours["cells"]] == [lines(cell) for cell in stock["cells"]]
    assert [cell["cell_type"] for cell in ours["cells"]] == [cell["cell_type"] for cell in stock["cells"]]


def test_stock_nbgrader_writes_the_same_tags(room: Any, stock: Any) -> None:
    ours = json.loads(room.folder.release("01_numbers").read_text(encoding="utf-8"))
    pairs = [
        (a["metadata"].get("nbgrader"), b["metadata"].get("nbgrader"))
        for a, b in zip(ours["cells"], stock["cells"], strict=True)
    ]
    for mine, theirs in pairs:
        assert (mine is None) == (theirs is None)
        if mine and not mine["grade_id"].startswith("exercise-"):  # a checksum is that of the stub, too
            assert {**theirs, **mine} == theirs


def test_the_gradebook_holds_the_cells_that_stock_nbgrader_would_record(room: Any, stock: Any, tmp_path: Path) -> None:
    assert cells_in(room.folder.gradebook) == cells_in(tmp_path / "stock.db")


def cells_in(gradebook: Path) -> dict[str, Any]:
    query = """
        SELECT base_cell.name, base_cell.type, grade_cells.max_score, grade_cells.cell_type FROM base_cell
        LEFT JOIN grade_cells ON grade_cells.id = base_cell.id JOIN notebook ON notebook.id = base_cell.notebook_id
        WHERE notebook.name = '01_numbers' ORDER BY 1, 2"""
    sources = """
        SELECT source_cell.name, source_cell.cell_type, locked, source, checksum FROM source_cell
        JOIN notebook ON notebook.id = notebook_id
        WHERE notebook.name = '01_numbers' AND source_cell.name NOT LIKE 'exercise-%' ORDER BY 1"""
    connection = sqlite3.connect(gradebook)
    found = {"graded": connection.execute(query).fetchall(), "sources": connection.execute(sources).fetchall()}
    connection.close()
    return found


def test_nothing_of_a_solution_or_hidden_check_is_released(room: Any, mini: Curriculum) -> None:
    texts = {str(path): path.read_bytes() for path in (room.folder.root / "release").rglob("*") if path.is_file()}
    assert leaks.leaks(texts, leaks.secrets_of(mini.lessons())) == ()
    assert not [name for name, data in texts.items() if b"x + x" in data or b"HIDDEN" in data]


def test_the_about_page_goes_along(room: Any) -> None:
    assert (room.folder.root / "release" / "01_numbers" / "README.md").read_text(encoding="utf-8").startswith("# About")


@pytest.mark.parametrize(
    ("where", "line"),
    [
        ("## Twice as much", 'raise ValueError(f"row_sums needs 2 dimensions, got shape {x.shape}")'),
        ("## Sums of rows", 'expect_close(row_sums(x), x[:, 0] + x[:, 1], call="row_sums(x), x (5, 2)")'),
    ],
)
def test_a_secret_in_prose_stops_the_release(room: Any, mini: Curriculum, edition: Path, where: str, line: str) -> None:
    source = room.folder.source("01_numbers")
    text = json.loads(source.read_text(encoding="utf-8"))
    cell = next(cell for cell in text["cells"] if "".join(cell["source"]).startswith(where))
    cell["source"] = [f"{where}\n", line]
    source.write_text(json.dumps(text), encoding="utf-8")
    before = room.folder.release("01_numbers").read_bytes()
    with pytest.raises(WorkDidNotPass, match="was not released") as caught:
        release(room.folder, mini, room.settings, [room.module], edition)
    assert "holds a line of the solution" in caught.value.got
    assert room.folder.release("01_numbers").read_bytes() == before


@pytest.mark.parametrize(
    ("line", "stops"),
    [
        ("x = rng.normal(size=(5, 2))", False),  # a hidden check sets itself up with it
        ('expect_close(double(x), x + x, call="double(x), x (3, 4)", why="any shape is fine")', True),
        (SOLUTION, True),  # of a solution
    ],
)
def test_an_example_may_show_what_a_hidden_check_only_sets_up(
    room: Any, mini: Curriculum, edition: Path, line: str, stops: bool
) -> None:
    source = room.folder.source("01_numbers")
    text = json.loads(source.read_text(encoding="utf-8"))
    example = next(cell for cell in text["cells"] if cell["id"].startswith("example-"))
    example["source"] = [line]
    exercise = next(cell for cell in text["cells"] if cell["id"] == "exercise-row_sums")
    exercise["source"] = (
        "".join(exercise["source"]).replace("    ### END", f"    {SOLUTION}\n    ### END").splitlines(True)
    )
    source.write_text(json.dumps(text), encoding="utf-8")
    with pytest.raises(WorkDidNotPass, match="was not released") if stops else nullcontext():
        release(room.folder, mini, room.settings, [room.module], edition)


def test_an_unclosed_region_stops_the_release(room: Any, mini: Curriculum, edition: Path) -> None:
    from tito.errors import TitoError

    source = room.folder.source("01_numbers")
    source.write_text(source.read_text(encoding="utf-8").replace("### END HIDDEN TESTS", "### ENDE"), encoding="utf-8")
    with pytest.raises(TitoError):
        release(room.folder, mini, room.settings, [room.module], edition)


def test_a_module_that_was_not_generated(room: Any, mini: Curriculum, edition: Path) -> None:
    with pytest.raises(WrongUsage) as caught:
        release(room.folder, mini, room.settings, [mini.course.find("00")], edition)
    assert caught.value.then == "tito grade generate 00_hello"


def test_an_edited_source_is_released_as_it_stands(room: Any, mini: Curriculum, edition: Path) -> None:
    source = room.folder.source("01_numbers")
    source.write_text(source.read_text(encoding="utf-8").replace("Twice as much", "Twice as many"), encoding="utf-8")
    (made,) = release(room.folder, mini, room.settings, [room.module], edition)
    assert made.edited
    assert "Twice as many" in made.path.read_text(encoding="utf-8")


def test_the_kit_holds_what_was_released_and_nothing_else(room: Any, edition: Path, tmp_path: Path) -> None:
    wheel = tmp_path / "tinytorch-0.1.0-py3-none-any.whl"
    wheel.write_bytes(b"a wheel")
    with zipfile.ZipFile(write_kit(room.folder, edition, wheel)) as kit:
        names = set(kit.namelist())
        notebook = kit.read("course/01_numbers/01_numbers.ipynb")
        readme = kit.read("README.md").decode()
    assert {"README.md", "tito.toml", wheel.name, "course/course.toml", "course/01_numbers/hints.toml"} <= names
    assert not [name for name in names if "00_hello" in name]
    assert notebook == room.folder.release("01_numbers").read_bytes()
    assert readme.count("\n    ") == 3


def test_the_kits_table_is_a_workspaces(room: Any, edition: Path, tmp_path: Path) -> None:
    (tmp_path / "tinytorch.whl").write_bytes(b"a wheel")
    with zipfile.ZipFile(write_kit(room.folder, edition, tmp_path / "tinytorch.whl")) as kit:
        course = parse_course(kit.read("course/course.toml").decode())
        assert kit.read("tito.toml").decode() == workspace_table(course)


def test_wheels_of_older_sources_do_not_pile_up(tmp_path: Path) -> None:
    built = [build_wheel(clone(tmp_path, number)) for number in range(KEPT + 2)]
    (tmp_path / "build" / "wheels" / "tmp-of-a-build-that-was-killed").mkdir()
    os.utime(tmp_path / "build" / "wheels" / "tmp-of-a-build-that-was-killed", (0, 0))
    assert build_wheel(clone(tmp_path, KEPT + 1)) == built[-1]
    left = {path.name for path in (tmp_path / "build" / "wheels").iterdir()}
    assert left == {LOCK, *(wheel.parent.name for wheel in built[-KEPT:])}


def clone(root: Path, number: int) -> Path:
    """As little of a clone as makes a wheel."""
    (root / "src" / "small").mkdir(parents=True, exist_ok=True)
    (root / "src" / "small" / "__init__.py").write_text(f"number = {number}\n", encoding="utf-8")
    (root / "pyproject.toml").write_text(SMALL, encoding="utf-8")
    return root


def test_the_same_release_makes_the_same_kit(room: Any, edition: Path, tmp_path: Path) -> None:
    (tmp_path / "tinytorch.whl").write_bytes(b"a wheel")
    first = write_kit(room.folder, edition, tmp_path / "tinytorch.whl").read_bytes()
    assert write_kit(room.folder, edition, tmp_path / "tinytorch.whl").read_bytes() == first
