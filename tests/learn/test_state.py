"""Files that survive a crash, a damaged byte and a second run."""

from __future__ import annotations

import json
import threading
from pathlib import Path

import pytest

from tito.errors import BadFile, ToolFailed
from tito.learn import state


def test_what_was_written_is_read_back(tmp_path: Path) -> None:
    state.write_json(tmp_path / "new" / "file.json", {"name": "Zoë"}, version=1)

    assert state.read_json(tmp_path / "new" / "file.json", version=1) == state.Loaded({"version": 1, "name": "Zoë"})


def test_a_missing_file_is_empty_and_nothing_to_remark(tmp_path: Path) -> None:
    assert state.read_json(tmp_path / "none.json", version=1) == state.Loaded({})


@pytest.mark.parametrize("damaged", [b"", b'{"version": 1, "na', b"[]", b"{}", b"\xff\xfe\x00", b'{"version": "1"}'])
def test_a_damaged_file_is_set_aside_with_its_bytes(tmp_path: Path, damaged: bytes) -> None:
    file = tmp_path / "file.json"
    file.write_bytes(damaged)

    loaded = state.read_json(file, version=1)

    assert loaded.value == {}
    assert "set aside as file.json.corrupt-1" in loaded.remark
    assert (tmp_path / "file.json.corrupt-1").read_bytes() == damaged
    assert not file.exists()


def test_an_earlier_damaged_file_is_not_lost_to_the_next_one(tmp_path: Path) -> None:
    for number in (1, 2):
        (tmp_path / "file.json").write_text(str(number))
        state.read_json(tmp_path / "file.json", version=1)

    assert (tmp_path / "file.json.corrupt-1").read_text() == "1"
    assert (tmp_path / "file.json.corrupt-2").read_text() == "2"


def test_a_file_of_a_newer_tool_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "file.json"
    file.write_text(json.dumps({"version": 2}))

    with pytest.raises(BadFile, match="newer tito"):
        state.read_json(file, version=1)

    assert file.exists()


def test_a_write_that_fails_leaves_the_old_file_and_no_litter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "file.json"
    file.write_text("old")
    monkeypatch.setattr("os.fsync", _disk_is_full)

    with pytest.raises(OSError, match="No space left"):
        state.replace_text(file, "new")

    assert file.read_text() == "old"
    assert list(tmp_path.iterdir()) == [file]


def _disk_is_full(handle: int) -> None:
    raise OSError(28, "No space left on device")


def test_ctrl_c_during_a_write_leaves_the_old_file_and_no_litter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "file.json"
    file.write_text("old")

    def interrupted(handle: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("os.fsync", interrupted)

    with pytest.raises(KeyboardInterrupt):
        state.replace_text(file, "new")

    assert file.read_text() == "old"
    assert list(tmp_path.iterdir()) == [file]


def test_permissions_of_a_replaced_file_stay(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("old")
    file.chmod(0o640)

    state.replace_text(file, "new")

    assert file.stat().st_mode & 0o777 == 0o640


def test_newlines_are_written_as_they_are(tmp_path: Path) -> None:
    state.replace_text(tmp_path / "file", "a\r\nb\n")

    assert (tmp_path / "file").read_bytes() == b"a\r\nb\n"


def test_a_second_run_waits_for_the_first_and_says_so(tmp_path: Path) -> None:
    path, waits, order = tmp_path / "state" / "lock", threading.Event(), []

    def second() -> None:
        with state.lock(path, waiting=waits.set):
            order.append("second")

    with state.lock(path):
        thread = threading.Thread(target=second)
        thread.start()
        assert waits.wait(timeout=30)
        order.append("first")
    thread.join(timeout=30)

    assert order == ["first", "second"]


def test_a_lock_that_does_not_come_free_is_an_error_in_words(tmp_path: Path) -> None:
    path = tmp_path / "state" / "lock"
    with state.lock(path), pytest.raises(ToolFailed, match="still working"), state.lock(path, seconds=0):
        pass
