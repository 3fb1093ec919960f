"""The installed `tinytorch` serves the workspace's code from wherever a student works, and says what is missing."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

TITO_TOML = """
[workspace]
format = 1

[[module]]
number = "01"
name = "numbers"
title = "Numbers"
export = "core.numbers"
extends = []
provides = ["double"]

[[module]]
number = "02"
name = "boxes"
title = "Boxes"
export = "core.boxes"
extends = ["numbers"]
provides = ["Box"]
"""

NUMBERS = "SCALE = 2\n\ndef double(x):\n    return x * SCALE\n"


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    root = tmp_path / "Ü work"
    for folder in ("modules/01_numbers", "milestones/01_first", "tinytorch/core"):
        (root / folder).mkdir(parents=True)
    (root / "tito.toml").write_text(TITO_TOML)
    (root / "tinytorch/core/numbers.py").write_text(NUMBERS)
    return root


def run(code: str, *, cwd: Path, script: Path | None = None, **env: str) -> subprocess.CompletedProcess[str]:
    """Run `code` with the installed tinytorch: from the command line, or as a script at a place of its own."""
    argv = [sys.executable, "-c", code]
    if script:
        script.write_text(code)
        argv = [sys.executable, str(script)]
    clean = {key: value for key, value in os.environ.items() if not key.startswith("TITO_")}
    return subprocess.run(argv, cwd=cwd, env={**clean, **env}, capture_output=True, text=True, timeout=60, check=False)


USES_DOUBLE = "from tinytorch.core.numbers import double; print(double(4))"


@pytest.mark.parametrize("folder", [".", "modules/01_numbers", "milestones/01_first", "tinytorch/core"])
def test_the_students_code_is_found_from_every_folder_of_the_workspace(workspace: Path, folder: str) -> None:
    done = run(USES_DOUBLE, cwd=workspace / folder)

    assert (done.stdout, done.stderr) == ("8\n", "")


def test_a_script_of_the_workspace_finds_it_wherever_it_is_started(workspace: Path, tmp_path: Path) -> None:
    done = run(USES_DOUBLE, cwd=tmp_path, script=workspace / "milestones/01_first/run.py")

    assert (done.stdout, done.stderr) == ("8\n", "")


def test_the_scripts_workspace_goes_before_the_current_folders(workspace: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "tito.toml").write_text(TITO_TOML)

    done = run(USES_DOUBLE, cwd=other, script=workspace / "modules/01_numbers/run.py")

    assert done.stdout == "8\n"


def test_the_variable_goes_before_everything(workspace: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    (other / "tinytorch/core").mkdir(parents=True)
    (other / "tito.toml").write_text(TITO_TOML)
    (other / "tinytorch/core/numbers.py").write_text("def double(x):\n    return 'other'\n")

    done = run(USES_DOUBLE, cwd=workspace, TITO_WORKSPACE=str(other))

    assert done.stdout == "other\n"


def test_names_of_the_course_come_from_tinytorch_itself(workspace: Path) -> None:
    done = run("from tinytorch import double; import tinytorch; print(double(1), tinytorch.double(2))", cwd=workspace)

    assert (done.stdout, done.stderr) == ("2 4\n", "")


@pytest.mark.parametrize(
    "code", ["from tinytorch.core.boxes import Box", "from tinytorch import Box", "import tinytorch; tinytorch.Box"]
)
def test_a_module_not_completed_says_which_why_and_what_to_type(workspace: Path, code: str) -> None:
    done = run(code, cwd=workspace)

    assert done.returncode == 1
    assert "tinytorch.core.boxes comes from module 02 (Boxes), which you have not completed" in done.stderr
    assert "tito module complete 02" in done.stderr


def test_it_says_so_before_anything_was_exported(workspace: Path) -> None:
    (workspace / "tinytorch/core/numbers.py").unlink()
    (workspace / "tinytorch/core").rmdir()
    (workspace / "tinytorch").rmdir()

    done = run(USES_DOUBLE, cwd=workspace)

    assert "comes from module 01 (Numbers)" in done.stderr


def test_an_export_is_found_by_a_session_that_missed_it_before(workspace: Path) -> None:
    code = f"""
import pathlib
try:
    from tinytorch.core.boxes import Box
except ImportError:
    pathlib.Path({str(workspace)!r}, "tinytorch/core/boxes.py").write_text("class Box: pass")
from tinytorch.core.boxes import Box
print(Box.__name__)
"""
    (workspace / "tinytorch/core/numbers.py").unlink()
    (workspace / "tinytorch/core").rmdir()

    done = run(
        code.replace("pathlib.Path", "p = pathlib.Path", 1).replace(".write_text", "; p.parent.mkdir(); p.write_text"),
        cwd=workspace,
    )

    assert (done.stdout, done.stderr) == ("Box\n", "")


def test_a_name_that_the_student_has_not_defined_is_named(workspace: Path) -> None:
    (workspace / "tinytorch/core/numbers.py").write_text("")

    done = run("from tinytorch import double", cwd=workspace)

    assert "tinytorch.core.numbers defines no double" in done.stderr


def test_a_name_of_no_module_is_an_import_error(workspace: Path) -> None:
    done = run("from tinytorch.core.nubmers import double", cwd=workspace)

    assert "No module of this course makes tinytorch.core.nubmers" in done.stderr


def test_modules_that_extend_others_are_loaded_with_tinytorch(workspace: Path) -> None:
    (workspace / "tinytorch/core/boxes.py").write_text("from tinytorch.core import numbers\nnumbers.SCALE = 3\n")

    done = run(USES_DOUBLE, cwd=workspace)

    assert (done.stdout, done.stderr) == ("12\n", "")


def test_an_extension_that_does_not_import_is_named_in_a_warning(workspace: Path) -> None:
    (workspace / "tinytorch/core/boxes.py").write_text("1 / 0\n")

    done = run(USES_DOUBLE, cwd=workspace)

    assert done.stdout == "8\n"
    assert "Module 02 (Boxes) does not import: ZeroDivisionError: division by zero" in done.stderr


def test_while_a_module_is_checked_its_own_export_and_later_ones_are_not_loaded(workspace: Path) -> None:
    (workspace / "tinytorch/core/boxes.py").write_text("from tinytorch.core import numbers\nnumbers.SCALE = 3\n")

    done = run(USES_DOUBLE, cwd=workspace, TITO_MODULE="boxes")

    assert (done.stdout, done.stderr) == ("8\n", "")


@pytest.mark.parametrize("code", [USES_DOUBLE, "from tinytorch import double"])
def test_outside_a_workspace_it_says_how_to_get_there(tmp_path: Path, code: str) -> None:
    done = run(code, cwd=tmp_path)

    assert done.returncode == 1
    assert "no workspace was found upwards from" in done.stderr
    assert str(tmp_path) in done.stderr
    assert "tito init" in done.stderr


def test_the_checks_need_no_workspace(tmp_path: Path) -> None:
    done = run("from tinytorch.checks import expect_equal; expect_equal(1, 1); print('fine')", cwd=tmp_path)

    assert (done.stdout, done.stderr) == ("fine\n", "")


def test_a_damaged_table_is_an_import_error_in_words(workspace: Path) -> None:
    (workspace / "tito.toml").write_text("[[module]\n")

    done = run(USES_DOUBLE, cwd=workspace)

    assert "ImportError" in done.stderr
    assert "tito.toml is damaged" in done.stderr


def test_importing_it_loads_only_the_standard_library(tmp_path: Path) -> None:
    code = "import sys, tinytorch; print([m for m in ('numpy', 'tito', 'rich', 'click') if m in sys.modules])"

    done = run(code, cwd=tmp_path)

    assert done.stdout == "[]\n"


def test_a_jupyter_kernel_finds_the_students_code(workspace: Path) -> None:
    import nbformat
    from nbclient import NotebookClient

    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(USES_DOUBLE)])
    client = NotebookClient(
        notebook, kernel_name="python3", resources={"metadata": {"path": str(workspace / "modules/01_numbers")}}
    )

    done = client.execute()

    assert done.cells[0].outputs[0].text == "8\n"
