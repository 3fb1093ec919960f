from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tito.course.assemble import assemble, exported_names
from tito.course.curriculum import Curriculum
from tito.course.manifest import Module
from tito.course.notebook import Notebook, NotebookCell
from tito.errors import BadFile

MODULE = Module("tensor", "01", "Tensor", "Foundation", "core.tensor")


def notebook(*sources: str, title: str = "# Tensor") -> Notebook:
    code = [NotebookCell(f"c{i}", "code", source) for i, source in enumerate(sources)]
    return Notebook((NotebookCell("t", "markdown", title), *code))


def assembled(*sources: str, title: str = "# Tensor") -> str:
    return assemble(notebook(*sources, title=title), MODULE, source_name="01_tensor.ipynb")


def test_a_package_file_reads_as_if_written_by_hand(mini: Curriculum, source: Notebook) -> None:
    golden = Path(__file__).with_name("golden") / "numbers.txt"

    assert assemble(source, mini.course.find("numbers"), source_name="01_numbers.ipynb") == golden.read_text("utf-8")


def test_only_exported_cells_come_in() -> None:
    assert "secret" not in assembled("secret = 1", "#| export\nx = 1")


def test_imports_move_to_the_top_once() -> None:
    text = assembled(
        "#| export\nimport numpy as np\nfrom math import pi\n\n\ndef f(): return 1",
        "#| export\nfrom math import e, pi\nimport numpy as np\nfrom tinytorch.core.a import b",
    )

    assert text.split("\n")[3:8] == [
        "from math import pi, e",
        "",
        "import numpy as np",
        "",
        "from tinytorch.core.a import b",
    ]


def test_a_future_import_comes_first() -> None:
    tree = ast.parse(assembled("#| export\nimport os\nfrom __future__ import annotations"))

    assert ast.unparse(tree.body[1]) == "from __future__ import annotations"


def test_an_import_that_shares_its_line_stays_where_it_is() -> None:
    assert "import os; x = os.sep" in assembled("#| export\nimport os; x = os.sep")


def test_directives_names_and_region_marks_stay_behind() -> None:
    text = assembled("#| export\n# exercise: f\ndef f():\n    ### BEGIN SOLUTION\n    return 1\n    ### END SOLUTION")

    assert text.endswith("\n\n\ndef f():\n    return 1\n")


def test_a_directive_inside_a_text_is_text() -> None:
    assert '"""\n#| export\n"""' in assembled('#| export\nx = """\n#| export\n"""')


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("def f(): pass", ["f"]),
        ("class A: pass", ["A"]),
        ("async def g(): pass", ["g"]),
        ("a = b = 1", ["a", "b"]),
        ("c, d = 1, 2", ["c", "d"]),
        ("e: int = 1", ["e"]),
        ("_private = 1\nA.attribute = 2", []),
    ],
)
def test_public_names(source: str, names: list[str]) -> None:
    assert list(exported_names(notebook(f"#| export\n{source}"))) == names


def test_many_names_stand_on_several_lines() -> None:
    many = "\n".join(f"a_rather_long_name_{i} = {i}" for i in range(20))

    assert all(len(line) <= 120 for line in assembled(f"#| export\n{many}").split("\n"))


def test_a_title_with_quotes_is_still_a_docstring() -> None:
    assert ast.get_docstring(ast.parse(assembled(title='# The "tensor"\\'))) == 'The "tensor"\\.'


def test_a_magic_in_an_exported_cell_is_no_error() -> None:
    assert "pass  # %timeit f()" in assembled("#| export\n%timeit f()\ndef f(): return 7 % 4")


def test_what_is_not_python_is_named_with_cell_and_line() -> None:
    with pytest.raises(BadFile, match="Cell c0, line 2 is not Python") as caught:
        assembled("#| export\ndef f(:\n    pass")

    assert caught.value.got == "def f(:"


def test_a_notebook_without_exports_is_an_empty_module() -> None:
    assert assembled("x = 1").endswith("__all__ = []\n")


def test_a_cell_of_comments_is_kept() -> None:
    assert assembled("#| export\n# Kept words.").endswith("__all__ = []\n\n# Kept words.\n")


def test_an_odd_escape_in_a_students_text_is_no_error() -> None:
    assert "'\\d'" in assembled("#| export\nx = '\\d'")
