"""Two hand-ins that want to talk to each other: at the same time, and one after the other in the same warm room."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent / "together"


@pytest.fixture
def speaker(hall: Any, hand_in_of: Any) -> Any:
    return hall.work(hand_in_of(HERE / "speaker.cells"))


@pytest.fixture
def listener(hall: Any, hand_in_of: Any) -> Any:
    return hall.work(hand_in_of(HERE / "listener.cells"))


def test_hand_ins_that_run_at_the_same_time_do_not_hear_each_other(hall: Any, speaker: Any, listener: Any) -> None:
    with ThreadPoolExecutor(2) as threads:
        said, heard = (threads.submit(hall.grade, work) for work in (speaker, listener))
    assert [error.error for error in heard.result().report.cell_errors] == []
    assert said.result().report.points == heard.result().report.points == 0
    assert hall.around.reached() == []


def test_nothing_is_left_for_the_next_one_to_hear(hall: Any, speaker: Any, listener: Any) -> None:
    hall.grade(speaker)
    assert [error.error for error in hall.grade(listener).report.cell_errors] == []
    assert hall.grade(hall.honest()).report.passed
