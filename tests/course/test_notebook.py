from __future__ import annotations

import json
from typing import Any

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tito.course import notebook
from tito.course.notebook import Notebook, NotebookCell
from tito.errors import BadFile

texts = st.text()
cells = st.builds(
    NotebookCell,
    st.from_regex(r"[a-z0-9-]{1,64}", fullmatch=True),
    st.sampled_from(["code", "markdown", "raw"]),
    texts.map(lambda text: text.replace("\r\n", "\n")),
    st.dictionaries(texts.map("own:{}".format), texts, max_size=2),  # the format gives some other names a type
)
notebooks = st.builds(Notebook, st.lists(cells, unique_by=lambda cell: cell.id).map(tuple))


def raw(*found: Any, **more: Any) -> str:
    return json.dumps({"cells": list(found), "metadata": {}, "nbformat": 4, "nbformat_minor": 5, **more})


@given(notebooks)
def test_what_was_written_is_read_again(wanted: Notebook) -> None:
    assert notebook.read(notebook.write(wanted), "x.ipynb") == wanted


@given(notebooks)
def test_what_was_written_can_be_stored_and_is_valid(wanted: Notebook) -> None:
    stored = notebook.write(wanted).encode()

    nbformat.validate(json.loads(stored))


@given(st.text() | st.recursive(st.none() | st.integers() | st.text(), st.lists).map(json.dumps))
def test_any_text_is_a_notebook_or_refused(text: str) -> None:
    try:
        found = notebook.read(text, "x.ipynb")
    except BadFile:
        return
    assert isinstance(found, Notebook)


def test_the_source_may_be_a_list_or_a_string() -> None:
    listed = raw({"cell_type": "code", "source": ["a = 1\n", "b = 2"]}, {"cell_type": "code", "source": "a = 1\nb = 2"})

    assert {cell.source for cell in notebook.read(listed, "x").cells} == {"a = 1\nb = 2"}


def test_cells_without_ids_get_them() -> None:
    old = raw({"cell_type": "code", "source": ""}, {"cell_type": "markdown", "source": ""}, nbformat_minor=0)

    assert [cell.id for cell in notebook.read(old, "x").cells] == ["cell-1", "cell-2"]


def test_an_id_that_colab_moved_into_the_metadata_is_found() -> None:
    colab = raw({"cell_type": "code", "source": "", "metadata": {"id": "exercise-add"}}, nbformat_minor=0)

    assert notebook.read(colab, "x").cells[0].id == "exercise-add"


def test_copied_ids_are_told_apart() -> None:
    cell = {"cell_type": "code", "source": "", "id": "a"}

    assert [c.id for c in notebook.read(raw(cell, cell, cell), "x").cells] == ["a", "a-2", "a-3"]


def test_line_ends_of_windows_are_read_as_line_ends() -> None:
    assert notebook.read(raw({"cell_type": "code", "source": "a\r\nb"}), "x").cells[0].source == "a\nb"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "is empty"),
        ('{"cells": [', "it ends in the middle"),
        ("not json", "is not valid JSON"),
        ("[]", "is JSON but not a notebook"),
        ('{"nbformat": 3, "worksheets": []}', "of another format"),
        ('{"nbformat": 4}', "of another format"),
        (raw("cell"), "cell 1 is not a cell"),
        (raw({"cell_type": "heading", "source": ""}), "cell 1 is not a cell"),
        (raw({"cell_type": "code", "source": 7}), "the source of cell 1 is not text"),
        ("[" * 100_000, "nested too deeply"),
    ],
    ids=["empty", "half", "text", "list", "nbformat3", "no-cells", "no-cell", "kind", "source", "deep"],
)
def test_what_is_no_notebook_is_refused_in_words(text: str, message: str) -> None:
    with pytest.raises(BadFile, match=message):
        notebook.read(text, "x.ipynb")


def test_the_mark_that_windows_editors_begin_files_with_is_no_error() -> None:
    assert notebook.read("\ufeff" + raw(), "x").cells == ()
