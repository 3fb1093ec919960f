"""`tito dev mutate` on a copy of the mini curriculum: exit code, report, and what survivors.toml changes."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tito.cli.dev.mutate import wanted
from tito.course.curriculum import load

MINI = Path(__file__).parents[1] / "fixtures" / "mini"
Dev = Callable[..., object]


@pytest.fixture
def curriculum(tmp_path: Path) -> Path:
    return shutil.copytree(MINI, tmp_path / "curriculum", ignore=shutil.ignore_patterns("survivors.toml"))


@pytest.fixture
def dev(tito: Callable[..., object], curriculum: Path) -> Dev:
    """`tito dev ...` on that copy."""
    return lambda *words: tito("dev", *words, env={"TITO_CURRICULUM": str(curriculum)})


def explain(curriculum: Path, module: str, alive: list[dict[str, object]]) -> None:
    """Give each survivor of the report a reason."""
    entries = [
        "[[survivor]]\n"
        + "".join(f"{key} = {json.dumps(value)}\n" for key, value in one.items() if key != "reason")
        + 'reason = "equivalent: no check can tell"\n'
        for one in alive
    ]
    (curriculum / module / "survivors.toml").write_text("\n".join(entries), "utf-8")


def test_a_survivor_without_a_reason_fails_and_is_named(dev: Dev) -> None:
    ran = dev("mutate", "numbers", "--exercise", "double")

    assert ran.code == 1
    assert "return np.multiply(x, 2.0) -> return np.multiply(2.0, x)" in ran.out
    assert "nobody has said why" in ran.out


def test_with_a_reason_for_each_survivor_it_passes(dev: Dev, curriculum: Path) -> None:
    report = json.loads(dev("mutate", "01", "--exercise", "double", "--json").out)
    explain(curriculum, "01_numbers", report["modules"][0]["alive"])
    ran = dev("mutate", "01", "--exercise", "double")

    assert (ran.code, "equivalent: no check can tell" in ran.out) == (0, True)


def test_the_report_says_the_same_on_paper_and_for_programs(dev: Dev, tmp_path: Path) -> None:
    ran = dev("mutate", "01", "--exercise", "double", "--json", "--output", str(tmp_path / "report.json"))
    report = json.loads(ran.out)
    (tally,) = report["modules"]

    assert json.loads((tmp_path / "report.json").read_text("utf-8")) == report
    assert (report["version"], tally["module"], tally["killed"]) == (1, "01_numbers", tally["mutants"] - 1)


def test_a_second_run_finds_the_same(dev: Dev) -> None:
    first, second = (dev("mutate", "01", "--exercise", "row_sums", "--json") for _ in range(2))

    assert first.out == second.out


def test_an_entry_for_what_does_not_survive_fails(dev: Dev, curriculum: Path) -> None:
    report = json.loads(dev("mutate", "01", "--exercise", "double", "--json").out)
    gone = {"exercise": "double", "before": "return x", "after": "return y"}
    explain(curriculum, "01_numbers", [*report["modules"][0]["alive"], gone])
    ran = dev("mutate", "01", "--exercise", "double")

    assert (ran.code, "1 stale" in ran.out, "does not survive" in ran.out) == (1, True, True)


def test_an_exercise_needs_its_module(dev: Dev) -> None:
    ran = dev("mutate", "--exercise", "double")

    assert (ran.code, "--exercise" in ran.err) == (2, True)


def test_a_report_that_cannot_be_written_is_said(dev: Dev, tmp_path: Path) -> None:
    ran = dev("mutate", "01", "--exercise", "double", "--output", str(tmp_path / "nowhere" / "report.json"))

    assert (ran.code, "report.json" in ran.err) == (2, True)


def test_a_survivors_file_that_does_not_say_all_is_refused(dev: Dev, curriculum: Path) -> None:
    (curriculum / "01_numbers" / "survivors.toml").write_text('[[survivor]]\nexercise = "double"\n', "utf-8")
    ran = dev("mutate", "01")

    assert (ran.code, "survivors.toml" in ran.err) == (3, True)


def test_scaffolds_are_measured_when_they_are_named(curriculum: Path) -> None:
    table = curriculum / "course.toml"
    scaffold = '[[scaffold]]\nname = "steps"\nnumber = "01a"\ntitle = "Steps"\ntier = "t"\nexport = "scaffolds.steps"\n'
    table.write_text(f"{table.read_text('utf-8')}\n{scaffold}", "utf-8")
    course = load(curriculum)

    assert [module.id for module in wanted(course, (), None)] == ["00_hello", "01_numbers", "02_boxes"]
    assert [module.id for module in wanted(course, ("01a", "boxes"), None)] == ["01a_steps", "02_boxes"]
