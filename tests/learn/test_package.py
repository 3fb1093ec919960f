"""The student's package against their notebooks."""

from __future__ import annotations

import json
import py_compile
from pathlib import Path

import pytest

from tito.course.manifest import Module
from tito.errors import WorkDidNotPass
from tito.learn import package
from tito.learn.edition import Edition
from tito.learn.package import Held
from tito.learn.workspace import Workspace

DOUBLE = "#| export\n# exercise: double\ndef double(x):\n    return x + x\n"


@pytest.fixture
def numbers(made: Workspace) -> Module:
    return made.course.find("numbers")


def type_in(made: Workspace, module: Module, text: str) -> None:
    """What the student types into the first exercise."""
    notebook = json.loads(made.notebook(module).read_text())
    cell = next(c for c in notebook["cells"] if "# exercise: double\n" in c["source"])
    cell["source"] = text
    made.notebook(module).write_text(json.dumps(notebook))


def held(made: Workspace, edition: Edition) -> list[Held]:
    return [part.held for part in package.status(made, edition).parts]


def test_an_export_is_the_notebooks_code(made: Workspace, edition: Edition, numbers: Module) -> None:
    type_in(made, numbers, DOUBLE)

    done = package.export(made, edition, numbers)

    assert done.path == made.package / "core" / "numbers.py"
    assert "return x + x" in done.path.read_text()
    assert done.names == ("double", "row_sums")
    assert held(made, edition) == [Held.CURRENT]


def test_exporting_the_same_again_writes_nothing(made: Workspace, edition: Edition, numbers: Module) -> None:
    assert package.export(made, edition, numbers).changed
    assert not package.export(made, edition, numbers).changed


def test_python_cannot_mistake_an_older_exports_bytecode_for_the_new_one(
    made: Workspace, edition: Edition, numbers: Module
) -> None:
    path = package.export(made, edition, numbers).path
    compiled = Path(py_compile.compile(str(path), doraise=True) or "")
    type_in(made, numbers, DOUBLE)

    package.export(made, edition, numbers)

    assert not compiled.exists()


def test_a_notebook_that_went_on_is_told_from_a_file_changed_by_hand(
    made: Workspace, edition: Edition, numbers: Module
) -> None:
    package.export(made, edition, numbers)
    type_in(made, numbers, DOUBLE)
    assert held(made, edition) == [Held.BEHIND]

    made.export(numbers).write_text("my own\n")
    assert held(made, edition) == [Held.BY_HAND]


def test_what_was_changed_by_hand_is_kept_when_it_is_written_anew(
    made: Workspace, edition: Edition, numbers: Module
) -> None:
    package.export(made, edition, numbers)
    made.export(numbers).write_text("my own\n")

    package.export(made, edition, numbers)

    (kept,) = made.backups.rglob("numbers.py")
    assert kept.read_text() == "my own\n"
    assert held(made, edition) == [Held.CURRENT]


def test_a_file_without_its_notebook_is_said(made: Workspace, edition: Edition, numbers: Module) -> None:
    package.export(made, edition, numbers)
    made.notebook(numbers).unlink()

    assert held(made, edition) == [Held.ORPHAN]


def test_a_notebook_that_is_not_python_leaves_the_package_as_it_is(
    made: Workspace, edition: Edition, numbers: Module
) -> None:
    before = package.export(made, edition, numbers).path.read_bytes()
    type_in(made, numbers, "#| export\n# exercise: double\ndef double(x:\n")

    with pytest.raises(WorkDidNotPass, match="01_numbers cannot be exported") as caught:
        package.export(made, edition, numbers)

    assert "def double(x:" in caught.value.got
    assert made.export(numbers).read_bytes() == before
    assert held(made, edition) == [Held.UNREADABLE]


@pytest.mark.parametrize(("name", "word"), [("__init__.py", "hides"), ("checks.py", "Rename")])
def test_a_file_that_stands_in_the_way_is_a_problem(made: Workspace, edition: Edition, name: str, word: str) -> None:
    (made.package / name).write_text("")

    (problem,) = package.status(made, edition).problems

    assert f"tinytorch/{name}" in problem
    assert word in problem


def test_reset_empties_it_and_keeps_what_it_held(made: Workspace, edition: Edition, numbers: Module) -> None:
    written = package.export(made, edition, numbers).path.read_bytes()

    kept = package.reset(made)

    assert kept is not None
    assert list(made.package.rglob("*.py")) == []
    assert (kept / "tinytorch" / "core" / "numbers.py").read_bytes() == written
    assert package.reset(made) is None
