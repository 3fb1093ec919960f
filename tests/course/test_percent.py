from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tito.course import percent
from tito.course.percent import Cell
from tito.errors import BadFile

FOLDERS = sorted((Path(__file__).parents[1] / "fixtures" / "mini").glob("[0-9]*_*"))
MODULES = [folder / f"{folder.name.partition('_')[2]}.py" for folder in FOLDERS]

names = st.from_regex(r"[a-z][a-z_0-9]{0,8}", fullmatch=True)
options = st.dictionaries(names, names | st.integers(0, 99), max_size=3)
lines = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\n\r"), max_size=20)
no_marker = lines.filter(lambda line: not line.startswith("# %%"))
prose = lines.filter(lambda line: not line.startswith("%%"))
cells = st.lists(
    st.builds(Cell, st.just("code"), options, st.lists(no_marker).map("\n".join))
    | st.builds(Cell, st.just("markdown"), options, st.lists(prose, min_size=1).map("\n".join).filter(bool)),
    min_size=1,
)


@given(cells)
def test_what_was_written_is_read_again(wanted: list[Cell]) -> None:
    assert list(percent.parse(percent.write(wanted))) == wanted


@given(st.lists(st.sampled_from(["# %%", "# %% [markdown]", '# %% given="a"', "# x", "#", "", "y = 1"])).map("\n".join))
def test_a_text_is_refused_or_survives_byte_for_byte(text: str) -> None:
    try:
        found = percent.parse(text)
    except BadFile:
        return
    assert percent.write(found) == text


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_a_module_file_survives_byte_for_byte(path: Path) -> None:
    text = path.read_text("utf-8")

    assert percent.write(percent.parse(text)) == text


def test_options_keep_their_types_and_order() -> None:
    (cell,) = percent.parse('# %% check="add" points=2 hidden=1\nadd(1, 2)\n')

    assert list(cell.options.items()) == [("check", "add"), ("points", 2), ("hidden", 1)]


def test_a_prose_cell_is_without_comment_signs() -> None:
    (cell,) = percent.parse("# %% [markdown]\n# # Title\n#\n# Text.\n")

    assert (cell.kind, cell.source) == ("markdown", "# Title\n\nText.")


def test_a_cell_knows_its_line() -> None:
    assert [cell.line for cell in percent.parse("# %%\nx = 1\n\n# %%\ny = 2\n")] == [1, 4]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", 1),
        ("x = 1\n", 1),
        ("# %%\nx = 1\n\n# %% exercise=add\n", 4),
        ("# %%\nx = 1\n\n# %% [raw]\n", 4),
        ('# %% given="a" given="b"\n', 1),
        ("# %% [markdown]\nprose without a sign\n", 2),
        ("# %%\nx = 1\n# %%\ny = 2\n", 3),
        ("# %%\nx = 1", 2),
    ],
    ids=["empty", "no-marker", "unquoted", "raw", "twice", "bare-prose", "no-blank-line", "no-newline"],
)
def test_what_would_not_survive_is_refused_with_its_line(text: str, line: int) -> None:
    with pytest.raises(BadFile, match=rf"tensor.py, line {line}: "):
        percent.parse(text, "tensor.py")
