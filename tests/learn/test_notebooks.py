"""Notebooks handed out, kept, put back: no way through here loses work."""

from __future__ import annotations

from pathlib import Path

import pytest

from tito.course.manifest import Module
from tito.errors import WrongUsage
from tito.learn import notebooks, progress
from tito.learn.edition import Edition
from tito.learn.workspace import Workspace
from tito.results import CheckResult, Outcome, Report


@pytest.fixture
def numbers(made: Workspace) -> Module:
    return made.course.find("numbers")


def test_handing_out_again_leaves_work_alone(made: Workspace, edition: Edition, numbers: Module) -> None:
    made.notebook(numbers).write_text("my work")

    assert not notebooks.hand_out(made, edition, numbers)
    assert made.notebook(numbers).read_text() == "my work"


def test_a_module_not_started_says_how_to_start_it(made: Workspace) -> None:
    with pytest.raises(WrongUsage) as caught:
        notebooks.require(made, made.course.find("boxes"))

    assert caught.value.then == "tito module start 02"


def test_reset_puts_the_untouched_notebook_back_and_keeps_the_students(
    made: Workspace, edition: Edition, numbers: Module
) -> None:
    made.notebook(numbers).write_text("my work")

    kept = notebooks.reset(made, edition, numbers)

    assert made.notebook(numbers).read_bytes() == edition.notebook(numbers)
    assert kept.read_text() == "my work"


def test_restore_brings_it_back_and_can_be_taken_back(made: Workspace, edition: Edition, numbers: Module) -> None:
    made.notebook(numbers).write_text("my work")
    notebooks.reset(made, edition, numbers)

    notebooks.restore(made, numbers)
    assert made.notebook(numbers).read_text() == "my work"

    notebooks.restore(made, numbers)
    assert made.notebook(numbers).read_bytes() == edition.notebook(numbers)


def test_every_reset_keeps_a_copy_of_its_own(made: Workspace, edition: Edition, numbers: Module) -> None:
    for number in range(3):
        made.notebook(numbers).write_text(str(number))
        notebooks.reset(made, edition, numbers)

    assert [file.read_text() for file in notebooks.backups_of(made, numbers)] == ["0", "1", "2"]


def test_without_a_copy_there_is_nothing_to_restore(made: Workspace, numbers: Module) -> None:
    with pytest.raises(WrongUsage, match="no backup of 01_numbers"):
        notebooks.restore(made, numbers)


def test_each_save_is_seen_once(tmp_path: Path) -> None:
    """What an editor does while we look away: it saves in place, it replaces the file, it does nothing."""
    file = tmp_path / "notebook.ipynb"
    file.write_text("1")
    doings = iter(
        [
            lambda: file.write_text("12"),
            file.unlink,
            lambda: file.write_text("123"),
            lambda: None,
            lambda: (tmp_path / "new").write_text("1234") and (tmp_path / "new").replace(file),
        ]
    )
    seen = []

    def look_away(seconds: float) -> None:
        doing = next(doings, None)
        if doing is None:
            raise KeyboardInterrupt
        doing()

    with pytest.raises(KeyboardInterrupt):
        seen.extend(file.read_text() for _ in notebooks.saves(file, sleep=look_away))

    assert seen == ["1", "12", "123", "1234"]


def test_a_record_survives_being_written_and_read(made: Workspace) -> None:
    failed = CheckResult("check-double", "double", Outcome.FAILED, 20, call="double([1])", got="[1]")
    report = Report("01_numbers", (failed,), remarks=("said",))

    progress.change(made, "01_numbers", lambda record: progress.tested(record, report))

    assert progress.load(made).of("01_numbers").report == report


def test_failures_in_a_row_are_counted_until_the_check_passes(made: Workspace) -> None:
    def test(outcome: Outcome) -> None:
        report = Report("01_numbers", (CheckResult("check-double", "double", outcome, 20),))
        progress.change(made, "01_numbers", lambda record: progress.tested(record, report))

    for outcome in (Outcome.NOT_ATTEMPTED, Outcome.FAILED, Outcome.CRASHED):
        test(outcome)
    assert progress.load(made).of("01_numbers").failures == {"check-double": 2}

    test(Outcome.PASSED)
    assert progress.load(made).of("01_numbers").failures == {}


@pytest.mark.parametrize("content", ['{"version": 1, "modules": 3}', '{"version": 1, "modules": {"01": {"odd": 1}}}'])
def test_a_record_of_another_shape_is_set_aside(made: Workspace, content: str) -> None:
    (made.state / "progress.json").write_text(content)

    loaded = progress.load(made)

    assert loaded.records == {}
    assert "set aside" in loaded.remark
    assert (made.state / "progress.json.corrupt-1").read_text() == content
