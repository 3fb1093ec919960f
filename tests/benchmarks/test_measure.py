"""The harness itself: who runs when, which figure comes of which samples. No test looks at a clock."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks import machine, record, report
from benchmarks.__main__ import KEEP_MEMORY, environment
from benchmarks.measure import beyond, paired, speedup, time_of, typical

ROUNDS = [{"ours": [2.0, 2.0, 2.0], "theirs": [8.0, 8.0, 8.0]}, {"ours": [2.0, 2.0, 2.0], "theirs": [4.0, 4.0, 4.0]}]
ROUNDS += [{"ours": [1.0, 1.0, 9.0], "theirs": [3.0, 3.0, 3.0]}]


def measurement() -> record.Measurement:
    chain = record.Workload("chain", "µs per operation", 1_000_000, "ours", ROUNDS, {"theirs": 1.5})
    command = record.Workload("command", "ms of CPU", 1, "ours", ROUNDS)
    about: dict[str, object] = {"processor": "abacus", "packages": {"numpy": "2.0"}}
    return record.Measurement("framework", "2026-01-02T03:04:05+00:00", about, [chain, command])


def test_contenders_take_turns_round_by_round() -> None:
    order: list[str] = []
    contenders = {name: lambda name=name: order.append(name) for name in ("a", "b")}
    paired(contenders, rounds=2, calls=2)
    assert order == ["a", "a", "b", "b"] * 3


def test_the_first_round_is_thrown_away() -> None:
    seconds = iter(range(100))
    rounds = paired({"a": lambda: None}, rounds=2, calls=2, meter=lambda work: float(next(seconds)))
    assert rounds == [{"a": [2.0, 3.0]}, {"a": [4.0, 5.0]}]


def test_typical_is_the_20th_percentile() -> None:
    assert typical([9.0, 1.0, 8.0, 2.0, 7.0, 3.0, 6.0, 4.0, 5.0, 0.0]) == 2.0


def test_speedup_is_the_median_of_the_rounds_ratios() -> None:
    assert speedup(ROUNDS, ours="ours", theirs="theirs") == 3.0  # of 4, 2 and 3


def test_time_is_the_median_of_the_rounds() -> None:
    assert time_of(ROUNDS, "theirs") == 4.0


def test_beyond_is_the_median_of_paired_differences() -> None:
    assert beyond(ROUNDS, whole="theirs", part="ours") == 2.0


def test_a_measurement_comes_back_from_its_file_unchanged(tmp_path: Path) -> None:
    path = record.save(measurement(), tmp_path)
    assert record.load(path) == measurement()


def test_a_file_of_another_version_is_refused(tmp_path: Path) -> None:
    path = record.save(measurement(), tmp_path)
    path.write_text(path.read_text(encoding="utf-8").replace('"version": 1', '"version": 99'), encoding="utf-8")
    with pytest.raises(ValueError, match="version 99, expected 1"):
        record.load(path)


def test_the_report_shows_times_ratios_targets_and_the_machine() -> None:
    text = report.tables(measurement())
    assert "| ours | 2.00 |  |" in text
    assert "| theirs | 4.00 | 3.00× as fast (target 1.5×) |" in text
    assert "| theirs | 4000.00 | -2000 ms more, 0.3× its time |" in text
    assert "- processor: abacus\n- numpy: 2.0" in text


def test_the_report_shows_the_speed_of_what_works_through_text() -> None:
    run = record.Workload("train", "MB/s of text", 6_000_000, "ours", ROUNDS, {"theirs": 0.5})
    text = report.tables(record.Measurement("framework", "2026", {"packages": {}}, [run]))
    assert "| | speed | ours beside it |" in text
    assert "| ours | 3.00 |  |" in text
    assert "| theirs | 1.50 | 3.00× as fast (target 0.5×) |" in text


def test_malloc_is_told_to_keep_memory_unless_it_is_to_be_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in KEEP_MEMORY:
        monkeypatch.delenv(name, raising=False)
    kept, left = (environment("framework", default_malloc=default) for default in (False, True))
    assert kept == {**left, **KEEP_MEMORY}
    assert KEEP_MEMORY.keys().isdisjoint(left)


def test_the_report_shows_what_came_out() -> None:
    run = record.Workload("run", "s from start to verdict", 1, "ours", ROUNDS[:1], results={"right": "98%"})
    text = report.tables(record.Measurement("milestones", "2026", {"packages": {}}, [run]))
    assert "| ours | 2.00 |  |" in text
    assert text.endswith("\n\n- right: 98%")


def test_the_machines_own_speed_is_positive() -> None:
    assert machine.sgemm_gflops(size=8) > 0
    assert machine.bandwidth(megabytes=1) > 0


def test_the_machine_is_described_with_versions() -> None:
    packages = machine.describe()["packages"]
    assert isinstance(packages, dict)
    assert packages.keys() == set(machine.PACKAGES)
