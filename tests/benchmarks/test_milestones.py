"""The milestones' benchmark: every program is run, and one that is not reached is an error."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.milestones import run
from tito.course.curriculum import load
from tito.results import Finding, Verdict

CURRICULUM = Path(__file__).parents[2] / "curriculum"


def verdict(script: str, *, passed: bool, error: str = "") -> Verdict:
    return Verdict(script, (Finding("right answers", "97%", "at least 95%", passed),), error=error, seconds=1.5)


def test_every_program_that_ships_its_data_is_recorded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "perform", lambda *args: verdict(args[3].name, passed=True))
    required = [s.name for m in load(CURRICULUM).course.milestones for s in m.scripts if not s.optional]
    found = run.measure()
    assert [workload.name.partition(" ")[2] for workload in found] == required
    assert found[0].rounds == [{"tinytorch": [1.5]}]
    assert found[0].results == {"right answers": "97% (at least 95%)"}


@pytest.mark.parametrize(("error", "words"), [("", "right answers: 97%"), ("ValueError: shapes", "ValueError: shapes")])
def test_one_that_is_not_reached_stops_the_measurement(monkeypatch: pytest.MonkeyPatch, error: str, words: str) -> None:
    monkeypatch.setattr(run, "perform", lambda *args: verdict(args[3].name, passed=False, error=error))
    with pytest.raises(RuntimeError, match=f"01_rosenblatt_forward: {words}"):
        run.measure()


def test_the_first_program_really_runs(tmp_path: Path) -> None:
    course = load(CURRICULUM)
    milestone = course.course.milestones[0]
    package = run.build_reference(course, tmp_path)
    assert run.perform(course, package, milestone, milestone.scripts[0], 0).passed
