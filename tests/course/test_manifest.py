from __future__ import annotations

import tomllib
from pathlib import PurePosixPath
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tito.course.curriculum import Curriculum
from tito.course.manifest import parse_course, tables, write_toml
from tito.errors import BadFile, UnknownModule

HEAD = '[course]\ntitle = "T"\nversion = "1"\n'


def module(name: str, *more: str) -> str:
    return "\n".join(
        ["[[module]]", f'name = "{name}"', 'title = "T"', 'tier = "One"', f'export = "core.{name}"', *more]
    )


def course(*modules: str) -> str:
    return HEAD + "\n\n".join(modules) + "\n"


def test_a_number_is_a_position() -> None:
    parsed = parse_course(course(module("setup"), module("tensor")))

    assert [m.id for m in parsed.modules] == ["00_setup", "01_tensor"]


def test_a_scaffold_states_its_number_and_stands_behind_its_module() -> None:
    scaffold = module("scalars", 'number = "00a"').replace("[[module]]", "[[scaffold]]")
    parsed = parse_course(course(module("setup"), module("tensor"), scaffold))

    assert [(m.id, m.kind) for m in parsed.modules][1] == ("00a_scalars", "scaffold")


def scaffold(*more: str) -> str:
    return module("scalars", 'number = "01a"', *more).replace("[[module]]", "[[scaffold]]")


def test_a_scaffold_is_not_graded_and_says_what_it_leads_up_to() -> None:
    parsed = parse_course(course(module("setup"), module("tensor"), scaffold('helps = ["tensor.add", "tensor.mul"]')))
    tensor, scalars = parsed.modules[1:]

    assert (tensor.graded, scalars.graded) == (True, False)
    assert parsed.scaffolds(tensor, "add") == (scalars,)
    assert parsed.scaffolds(tensor, "sub") == ()
    assert parsed.scaffolds(tensor) == (scalars,)
    assert parsed.scaffolds(scalars) == ()
    assert parse_course(write_toml(tables(parsed))).modules == parsed.modules


@pytest.mark.parametrize(
    ("modules", "words"),
    [
        ([module("tensor"), scaffold(), module("layers", 'needs = ["scalars"]')], "a scaffold, which is optional"),
        ([module("tensor"), scaffold("graded = true")], "which is not graded"),
        ([module("tensor"), scaffold('helps = ["tensr.add"]')], "01a_scalars helps tensr.add"),
    ],
)
def test_a_scaffold_stands_beside_the_course(modules: list[str], words: str) -> None:
    with pytest.raises(BadFile, match=words):
        parse_course(course(module("setup"), *modules))


def test_paths_derive_from_the_table(mini: Curriculum) -> None:
    numbers = mini.course.find("numbers")

    assert (numbers.notebook, numbers.export_path) == ("01_numbers.ipynb", PurePosixPath("core/numbers.py"))


@pytest.mark.parametrize("wanted", ["1", "01", "numbers", "Numbers", "01_numbers", "01_numbers/"])
def test_a_module_is_found_by_whatever_people_call_it(mini: Curriculum, wanted: str) -> None:
    assert mini.course.find(wanted).id == "01_numbers"


def test_an_unknown_module_suggests_the_nearest(mini: Curriculum) -> None:
    with pytest.raises(UnknownModule) as caught:
        mini.course.find("numbrs")

    assert caught.value.expected == "one of 01_numbers"


def test_needs_are_transitive_and_in_order() -> None:
    parsed = parse_course(course(module("a"), module("b", 'needs = ["a"]'), module("c", 'needs = ["b"]')))

    assert [m.name for m in parsed.needs(parsed.find("c"))] == ["a", "b"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[course", "not valid TOML"),
        ("", "has no course"),
        ("module = 3\n" + HEAD, "module is not a list of tables"),
        (HEAD + '[[module]]\nname = "a"\n', "module a lacks title, tier, export"),
        (course(module("a"), module("a")), "two modules are called a"),
        (course(module("a", 'needs = ["b"]'), module("b")), "00_a needs b, which does not come before it"),
        (course(module("a", "wieght = 2")), "unknown keys: wieght"),
    ],
    ids=["toml", "empty", "no-tables", "missing", "twice", "order", "unknown-key"],
)
def test_a_wrong_registry_is_refused_in_words(text: str, message: str) -> None:
    with pytest.raises(BadFile, match=message):
        parse_course(text)


def test_a_course_survives_being_written(mini: Curriculum) -> None:
    again = parse_course(write_toml(tables(mini.course)))

    assert again.modules == mini.course.modules


def test_the_written_course_keeps_the_policy_to_itself(mini: Curriculum) -> None:
    assert "policy" not in tables(mini.course)


keys = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=8)
scalars = st.text(st.characters(exclude_categories=["Cs"])) | st.integers(-(2**60), 2**60) | st.booleans()
values = scalars | st.lists(scalars) | st.floats(allow_nan=False)
table = st.dictionaries(keys, values | st.dictionaries(keys, scalars, max_size=2), max_size=4)


@given(st.dictionaries(keys, scalars | table | st.lists(table, min_size=1, max_size=2), max_size=4))
def test_written_toml_reads_as_what_was_written(data: dict[str, Any]) -> None:
    assert tomllib.loads(write_toml(data)) == data
