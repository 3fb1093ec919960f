"""Control groups: the real ones where this machine has them, and version 2's rules on a folder that stands for it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tito.errors import ToolFailed
from tito.sandbox import cgroup
from tito.sandbox.choose import choice
from tito.sandbox.protocol import Level, Limits

LIMITS = Limits(memory_mb=256, processes=8)
MEMORY, PIDS = str((256 + 128) << 20), "16"


@pytest.fixture
def second(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A group of version 2 that holds this process, and that this user may divide."""
    own = tmp_path / "cgroup" / "user.slice" / "grading"
    own.mkdir(parents=True)
    (tmp_path / "cgroup" / "cgroup.controllers").write_text("memory pids")
    (own / "cgroup.subtree_control").write_text("")
    (tmp_path / "own").write_text("0::/user.slice/grading\n")
    monkeypatch.setattr(cgroup, "_ROOT", tmp_path / "cgroup")
    monkeypatch.setattr(cgroup, "_OWN", tmp_path / "own")
    return own


def made(place: Path) -> list[Path]:
    return sorted(place.glob("tito-*"))


def test_version_2_limits_memory_without_swap_and_processes(second: Path) -> None:
    group = cgroup.Group(LIMITS)
    (folder,) = made(second)
    assert {file.name: file.read_text() for file in folder.iterdir()} == {
        "memory.max": MEMORY,
        "memory.swap.max": "0",
        "pids.max": PIDS,
    }
    group.add(4711)
    assert (folder / "cgroup.procs").read_text() == "4711"


def test_version_2_moves_this_process_down_before_it_divides_its_group(second: Path) -> None:
    cgroup.Group(LIMITS)
    assert (second / "tito" / "cgroup.procs").read_text() == str(os.getpid())
    assert (second / "cgroup.subtree_control").read_text() == "+memory +pids"


def test_version_2_that_is_divided_already_is_left_as_it_is(second: Path) -> None:
    (second / "cgroup.subtree_control").write_text("memory pids")
    cgroup.Group(LIMITS)
    assert not (second / "tito").exists()


def test_a_user_who_may_make_no_groups_is_told(second: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cgroup, "_ROOT", second / "elsewhere")
    with pytest.raises(ToolFailed) as told:
        cgroup.Group(LIMITS)
    assert told.value.got.startswith("control groups may not be made here")


def test_what_a_killed_grader_has_left_is_swept_away(second: Path) -> None:
    left, alive = second / "tito-999999999-abcd", second / f"tito-{os.getpid()}-abcd"
    left.mkdir()
    alive.mkdir()
    cgroup.Group(LIMITS)
    assert not left.exists()
    assert alive.exists()


def test_a_room_is_in_its_group_and_leaves_none_behind() -> None:
    found = choice(Level.A)
    if not found.holds:
        pytest.skip(found.missing)
    with found.walls.room(limits=LIMITS) as room:
        room.wait_until_ready()
        group = room._group
        assert group is not None
        assert all((folder / "cgroup.procs").read_text() for folder in group._folders)
    assert not any(folder.exists() for folder in group._folders)
