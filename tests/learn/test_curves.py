"""Curves as text and as pictures."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from tito.learn import curves

FALLING = [{"step": step, "of": 5, "loss": 1 / step} for step in range(1, 6)]


def test_a_curve_is_drawn_from_its_first_step_to_its_last() -> None:
    drawn = curves.text(FALLING).splitlines()

    assert drawn[0] == "loss (at the end 0.2)"
    assert drawn[1].startswith("       1 |*")
    assert "".join(drawn).count("*") == 5
    assert drawn[-1].split() == ["1", "5"]


def test_every_value_has_a_panel_of_its_own() -> None:
    drawn = curves.text([{**report, "xor_loss": 0.7} for report in FALLING])

    assert "loss (at the end 0.2)" in drawn
    assert "xor loss (at the end 0.7)" in drawn


@pytest.mark.parametrize("reports", [[], FALLING[:1], [{"step": 1, "of": 2}, {"step": 2, "of": 2}]])
def test_without_two_values_there_is_no_curve(reports: list[dict[str, float]]) -> None:
    assert curves.text(reports) == ""
    assert curves.svg(reports, "nothing") == ""


@pytest.mark.parametrize("values", [(0.0, 0.0), (-1.0, -1.0), (1e-9, 1e9), (-3.0, 5.0)])
def test_any_values_can_be_drawn(values: tuple[float, float]) -> None:
    reports = [{"step": step, "of": 2, "x": value} for step, value in enumerate(values, 1)]

    assert "*" in curves.text(reports)
    ElementTree.fromstring(curves.svg(reports, "any"))


def test_the_picture_is_well_formed_and_says_what_it_shows() -> None:
    picture = ElementTree.fromstring(curves.svg([{**r, "<loss>": 1.0} for r in FALLING], "1969 & later <script>"))

    names = {child.tag.rpartition("}")[2]: child.text for child in picture}
    assert names["title"] == "1969 & later <script>"
    assert names["desc"] == "At the end: loss 0.2, <loss> 1."
    assert sum(child.tag.endswith("polyline") for child in picture) == 2
