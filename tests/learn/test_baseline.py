"""The baseline on packages that do not behave, and its arithmetic."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tito.course import manifest
from tito.learn import baseline, progress
from tito.learn.baseline import Baseline, Timed
from tito.learn.workspace import Workspace

COURSE = {
    "course": {"title": "One", "version": "1"},
    "module": [{"name": "tensor", "title": "Tensor", "tier": "One", "export": "core.tensor", "provides": ["Tensor"]}],
}


@pytest.fixture
def completed(tmp_path: Path) -> Workspace:
    """A workspace whose only module is completed; its package file is still to be written."""
    workspace = Workspace(tmp_path)
    workspace.table.write_text(manifest.write_toml(COURSE), "utf-8")
    (workspace.package / "core").mkdir(parents=True)
    progress.change(workspace, "00_tensor", lambda record: replace(record, completed=progress.now()))
    return workspace


def timed(name: str, *ratios: float) -> Timed:
    return Timed(name, yours=tuple(1.0 for _ in ratios), numpy=ratios)


@pytest.mark.parametrize(
    ("code", "problem"),
    [
        ("while True: pass", "it took longer than 3 s"),
        ("import os\nos._exit(7)", "the process ended itself (exit code 7)"),
        ("Tensor = 1 / 0", "ZeroDivisionError: division by zero"),
    ],
    ids=["endless", "exits", "raises"],
)
def test_a_package_that_does_not_behave_costs_only_its_own_kernel(
    completed: Workspace, code: str, problem: str
) -> None:
    (completed.package / "core" / "tensor.py").write_text(code, "utf-8")

    found = baseline.measure(completed, rounds=1, seconds=3)

    assert {kernel.problem for kernel in found.kernels} == {problem}
    assert found.score is None
    assert found.typical("sgemm_gflops") > 0


def test_the_score_is_the_geometric_mean_of_the_median_ratios() -> None:
    found = Baseline("", {}, (timed("a", 0.5, 0.25, 9.0), timed("b", 2.0), Timed("c", waits_for=("02",))))

    assert found.score == pytest.approx(100)
    assert [kernel.name for kernel in found.counted] == ["a", "b"]


def test_the_newest_that_can_be_read_is_found(completed: Workspace) -> None:
    assert baseline.latest(completed) is None
    for taken in ("2026-01-01T00:00:00+00:00", "2026-01-03T00:00:00+00:00", "2026-01-02T00:00:00+00:00"):
        newest = baseline.save(completed, Baseline(taken, {}, (timed("a", 0.5),)))
    newest.with_name("baseline-20990101T000000Z.json").write_text("{", "utf-8")

    found = baseline.latest(completed)

    assert found
    assert found["taken"] == "2026-01-03T00:00:00+00:00"
