"""The formats of other tools: what Jupytext, nbdev, nbformat and NBGrader make of our files."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from pathlib import Path

import jupytext
import nbformat
import pytest
from nbgrader.nbgraderformat.v3 import MetadataValidatorV3

from tito.course import editions, notebook, percent
from tito.course.assemble import assemble, exported_names
from tito.course.curriculum import Curriculum, Lesson, load
from tito.course.notebook import Notebook

ROOT = Path(__file__).parents[2]
CURRICULA = {"mini": ROOT / "tests" / "fixtures" / "mini", "course": ROOT / "curriculum"}


def every_module() -> list[tuple[str, str]]:
    return [(name, module.id) for name, root in CURRICULA.items() for module in load(root).course.modules]


@pytest.fixture(params=every_module(), ids="-".join)
def taught(request: pytest.FixtureRequest) -> tuple[Curriculum, Lesson]:
    """Each module of the mini curriculum and of the course itself."""
    curriculum = load(CURRICULA[request.param[0]])
    return curriculum, curriculum.lesson(curriculum.course.find(request.param[1]))


def both_editions(curriculum: Curriculum, lesson: Lesson) -> list[Notebook]:
    builders = (editions.instructor, editions.student)
    return [build(lesson.module, lesson.cells, curriculum.course) for build in builders]


def module_text(curriculum: Curriculum, lesson: Lesson) -> str:
    return (curriculum.folder(lesson.module) / f"{lesson.module.name}.py").read_text("utf-8")


# Jupytext


def test_jupytext_reads_and_writes_a_module_without_change(taught: tuple[Curriculum, Lesson]) -> None:
    text = module_text(*taught)

    assert jupytext.writes(jupytext.reads(text, fmt="py:percent"), fmt="py:percent") == text


def test_jupytext_sees_the_same_cells(taught: tuple[Curriculum, Lesson]) -> None:
    theirs = jupytext.reads(module_text(*taught), fmt="py:percent").cells

    assert [(c.cell_type, c.source) for c in theirs] == [(c.kind, c.source) for c in taught[1].cells]


def test_jupytext_sees_the_same_options(taught: tuple[Curriculum, Lesson]) -> None:
    theirs = jupytext.reads(module_text(*taught), fmt="py:percent").cells
    known = ("given", "exercise", "check", "points", "hidden", "question")

    assert [{k: c.metadata[k] for k in known if k in c.metadata} for c in theirs] == [
        c.options for c in taught[1].cells
    ]


# nbformat


def test_editions_are_valid_notebooks(taught: tuple[Curriculum, Lesson]) -> None:
    for edition in both_editions(*taught):
        nbformat.validate(json.loads(notebook.write(edition)))


def test_nbformat_writes_the_same_bytes(taught: tuple[Curriculum, Lesson]) -> None:
    for edition in both_editions(*taught):
        text = notebook.write(edition)

        assert nbformat.writes(nbformat.reads(text, as_version=4)) + "\n" == text


# nbdev


def exported_by_nbdev(path: Path, library: Path) -> str:
    """What nbdev's own export writes, from a process of its own: it looks for a project's settings around it."""
    program = "import sys; from nbdev.export import nb_export; nb_export(sys.argv[1], lib_path=sys.argv[2])"
    clean = {key: os.environ[key] for key in ("PATH", "HOME") if key in os.environ}
    command = [sys.executable, "-c", program, path.name, str(library)]
    subprocess.run(command, cwd=path.parent, env=clean, check=True, capture_output=True, timeout=120)
    (written,) = [file for file in library.rglob("*.py") if file.name not in {"__init__.py", "_modidx.py"}]
    return written.read_text("utf-8")


def meaning(text: str) -> list[str]:
    """Everything a module does but import, as normalised source, without docstrings of its own and __all__."""
    kept = (ast.Import, ast.ImportFrom, ast.Expr)
    body = [node for node in ast.parse(text).body if not isinstance(node, kept)]
    return [ast.unparse(node) for node in body if not ast.unparse(node).startswith("__all__")]


def public_names(text: str) -> set[str]:
    assigned = (n for n in ast.parse(text).body if isinstance(n, ast.Assign) and ast.unparse(n.targets[0]) == "__all__")
    return set(ast.literal_eval(next(assigned).value))


def test_nbdev_exports_an_equivalent_module(taught: tuple[Curriculum, Lesson], tmp_path: Path) -> None:
    full = both_editions(*taught)[0]
    path = tmp_path / taught[1].module.notebook
    path.write_text(notebook.write(full), "utf-8")

    theirs = exported_by_nbdev(path, tmp_path / "tinytorch")

    ours = assemble(full, taught[1].module, source_name=path.name)
    assert (meaning(theirs), public_names(theirs)) == (meaning(ours), public_names(ours))
    assert public_names(ours) == set(exported_names(full))


# NBGrader


RELEASED = [("mini", "numbers"), ("course", "tensor")]


def in_course(name: str, module: str) -> tuple[Curriculum, Lesson]:
    curriculum = load(CURRICULA[name])
    return curriculum, curriculum.lesson(curriculum.course.find(module))


@pytest.fixture(scope="module")
def course_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which stock NBGrader has made its own releases of our instructor edition."""
    folder = tmp_path_factory.mktemp("course")
    for taught in (in_course(*each) for each in RELEASED):
        module = taught[1].module
        source = folder / "source" / module.id / module.notebook
        source.parent.mkdir(parents=True)
        source.write_text(notebook.write(both_editions(*taught)[0]), "utf-8")
        nbgrader(folder, "generate_assignment", module.id, "--create")
    return folder


def nbgrader(folder: Path, *arguments: str) -> str:
    tools = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])  # it calls alembic by name
    clean = {"PATH": tools, "HOME": str(folder), "JUPYTER_NO_CONFIG": "1"}
    command = [sys.executable, "-m", "nbgrader", *arguments]
    done = subprocess.run(command, cwd=folder, env=clean, check=False, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.mark.parametrize(("name", "module"), RELEASED)
def test_stock_nbgrader_releases_the_same_notebook_but_for_the_stubs(
    course_folder: Path, name: str, module: str
) -> None:
    taught = in_course(name, module)
    released = course_folder / "release" / taught[1].module.id / taught[1].module.notebook
    theirs = notebook.read(released.read_text("utf-8"), released.name)
    _, ours = both_editions(*taught)

    assert [(c.id, c.kind, without_stubs(c.source)) for c in theirs.cells] == [
        (c.id, c.kind, without_stubs(c.source)) for c in ours.cells
    ]


def without_stubs(source: str) -> str:
    stubs = ("# YOUR CODE HERE", "raise NotImplementedError", "YOUR ANSWER HERE", "*Write your answer here.*")
    return "\n".join(line for line in source.strip().split("\n") if not line.strip().startswith(stubs))


def test_stock_nbgrader_finds_that_an_untouched_notebook_passes_no_check(course_folder: Path) -> None:
    said = nbgrader(course_folder, "validate", "release/01_numbers/01_numbers.ipynb")

    assert "VALIDATION FAILED ON 5 CELL(S)" in said  # two checks, three answers


def test_stock_nbgrader_finds_that_the_solutions_pass_every_check(course_folder: Path) -> None:
    said = nbgrader(course_folder, "validate", "source/01_numbers/01_numbers.ipynb")

    assert "Success! Your notebook passes all the tests." in said


def test_our_metadata_are_of_nbgraders_schema(taught: tuple[Curriculum, Lesson]) -> None:
    for edition in both_editions(*taught):
        cells = nbformat.from_dict(json.loads(notebook.write(edition))).cells
        for cell in cells:
            MetadataValidatorV3().validate_cell(cell)


def test_the_percent_files_are_the_only_spelling(taught: tuple[Curriculum, Lesson]) -> None:
    assert percent.write(taught[1].cells) == module_text(*taught)
