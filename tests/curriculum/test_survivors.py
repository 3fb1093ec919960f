"""Each survivors.toml speaks of mutants that are still made; whether they survive takes minutes: `tito dev mutate`."""

from __future__ import annotations

from pathlib import Path

import pytest

from tito.course import cells
from tito.course.curriculum import load
from tito.course.mutants import mutants

COURSE = load(Path(__file__).parents[2] / "curriculum")
REASONS = ("equivalent: ", "words only", "not caught because ")


@pytest.mark.parametrize("module", COURSE.course.modules, ids=lambda module: module.id)
def test_every_survivor_is_a_mutant_of_its_module(module) -> None:
    exercises = cells.of_role(COURSE.lesson(module).cells, cells.Role.EXERCISE)
    made = {mutant.change for cell in exercises for mutant in mutants(cell.source, cells.name(cell))}

    assert [str(one.change) for one in COURSE.survivors(module) if one.change not in made] == []


@pytest.mark.parametrize("module", COURSE.course.modules, ids=lambda module: module.id)
def test_every_survivor_has_a_reason_of_a_known_kind(module) -> None:
    assert [str(one.change) for one in COURSE.survivors(module) if not one.reason.startswith(REASONS)] == []
