"""tito.grading.collect: golden folders, one for each way in which hand-ins arrive; what a hostile one may not do."""

from __future__ import annotations

import io
import json
import os
import stat
import zipfile
from collections.abc import Mapping
from copy import copy
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tito.cli.grade.collect import span
from tito.errors import BadFile, WrongUsage
from tito.grading import collect, intake
from tito.grading.collect import Collected, State

GOLDEN = Path(__file__).parent / "golden" / "collect"
IN_TIME = datetime(2027, 1, 20, 10, tzinfo=UTC)


def content(text: str) -> bytes:
    """A notebook that says `text`, or after RAW: just these bytes. What is no notebook's name stays text."""
    cell = {"cell_type": "markdown", "id": "a", "metadata": {}, "source": [text]}
    whole = {"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    return text[4:].encode() if text.startswith("RAW:") else json.dumps(whole).encode()


def file(name: str, text: str) -> bytes:
    return content(text) if name.endswith(".ipynb") else text.encode()


def inbox(given: Mapping[str, Any], place: Path) -> Path:
    if given.get("packed"):
        return zipped({name: file(name, text) for name, text in given["files"].items()}, place / "inbox.zip")
    for name, text in given["files"].items():
        path = place / "inbox" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(file(name, text))
        os.utime(path, (IN_TIME.timestamp(), IN_TIME.timestamp()))
    return place / "inbox"


def zipped(files: Mapping[str, bytes], path: Path) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name, IN_TIME.timetuple()[:6]), data)
    return path


def text_of(room: Any, student: str) -> str:
    """What the notebook that was taken says."""
    path = room.folder.handed_in(student, "01_numbers") / "01_numbers.ipynb"
    try:
        return str(json.loads(path.read_bytes())["cells"][0]["source"][0])
    except (FileNotFoundError, ValueError, KeyError):
        return ""


def as_data(room: Any, found: Collected) -> dict[str, Any]:
    taken = {
        t.student: {
            "state": str(t.state),
            "text": text_of(room, t.student),
            "remarks": [*([f"late by {span(t.late_by)}"] if t.late_by else []), *t.remarks],
        }
        for t in found.taken
    }
    return {"taken": taken, "missing": list(found.missing), "unclaimed": list(found.unclaimed)}


@pytest.mark.parametrize("case", sorted(path.name for path in GOLDEN.iterdir()))
def test_golden(room: Any, tmp_path: Path, case: str) -> None:
    given = json.loads((GOLDEN / case / "given.json").read_text(encoding="utf-8"))
    expected = json.loads((GOLDEN / case / "expected.json").read_text(encoding="utf-8"))
    with room.folder.extensions.open("a", encoding="utf-8") as extensions:
        extensions.write(given.get("extensions", ""))
    assert as_data(room, room.collector.collect(inbox(given, tmp_path))) == expected


def test_collecting_again_changes_nothing(room: Any, tmp_path: Path) -> None:
    source = inbox({"files": {"ada_01_numbers.ipynb": "one"}}, tmp_path)
    room.collector.collect(source)
    (again,) = room.collector.collect(source).taken
    assert again.state is State.SAME
    assert not room.folder.earlier("ada", "01_numbers").exists()


def test_a_newer_version_replaces_an_older_one_which_is_kept(room: Any, tmp_path: Path) -> None:
    room.hand_in("ada", content("first"), when="2027-01-19 08:00:00 UTC")
    source = inbox({"files": {"ada_01_numbers.ipynb": "second"}}, tmp_path)
    (taken,) = room.collector.collect(source).taken
    assert (taken.state, text_of(room, "ada")) == (State.REPLACED, "second")
    (kept,) = room.folder.earlier("ada", "01_numbers").iterdir()
    assert kept.read_bytes() == content("first")


def test_an_older_version_is_kept_and_does_not_count(room: Any, tmp_path: Path) -> None:
    room.hand_in("ada", content("newest"), when="2027-01-22 08:00:00 UTC")
    source = inbox({"files": {"ada_01_numbers.ipynb": "older"}}, tmp_path)
    (taken,) = room.collector.collect(source).taken
    assert (taken.state, text_of(room, "ada")) == (State.OLDER, "newest")
    (kept,) = room.folder.earlier("ada", "01_numbers").iterdir()
    assert kept.read_bytes() == content("older")


def test_only_one_student(room: Any, tmp_path: Path) -> None:
    source = inbox({"files": {"ada_01_numbers.ipynb": "one", "ben_01_numbers.ipynb": "two"}}, tmp_path)
    assert [taken.student for taken in room.collector.collect(source, student="ben").taken] == ["ben"]


def test_bytes_are_kept_as_they_are(room: Any, tmp_path: Path) -> None:
    odd = b'\xef\xbb\xbf{"cells": [],\r\n "nbformat": 4, "metadata": {}}  \r\n'
    (tmp_path / "inbox").mkdir()
    (tmp_path / "inbox" / "ada_01_numbers.ipynb").write_bytes(odd)
    (taken,) = room.collector.collect(tmp_path / "inbox").taken
    assert taken.remarks == ()
    assert (room.folder.handed_in("ada", "01_numbers") / "01_numbers.ipynb").read_bytes() == odd


def test_without_a_source_it_looks_over_submitted(room: Any) -> None:
    room.hand_in("ada", content("one"), when="2027-01-25 10:00:00 UTC")
    room.hand_in("ben", b"{")
    found = room.collector.collect(None)
    assert found.source == "submitted/"
    assert [(t.student, bool(t.late_by), bool(t.remarks)) for t in found.taken] == [
        ("ada", True, False),
        ("ben", False, True),
    ]
    assert found.missing == ("chen",)


def test_without_a_source_nbgraders_exchange_is_emptied(room: Any, tmp_path: Path) -> None:
    inbound = tmp_path / "exchange" / "mini" / "inbound" / "ada+01_numbers+2027-01-20 10:00:00.000000 UTC+abc123"
    inbound.mkdir(parents=True)
    (inbound / "01_numbers.ipynb").write_bytes(content("one"))
    (inbound / "timestamp.txt").write_text("2027-01-20 10:00:00.000000 UTC", encoding="ascii")
    with room.folder.config.open("a", encoding="utf-8") as config:
        config.write(f"c.Exchange.root = {str(tmp_path / 'exchange')!r}\n")
    (taken,) = room.collector.collect(None).taken
    assert (taken.student, taken.when, text_of(room, "ada")) == ("ada", IN_TIME, "one")


def test_a_link_is_not_followed(room: Any, tmp_path: Path) -> None:
    place = tmp_path / "inbox" / "ada" / "01_numbers"
    place.mkdir(parents=True)
    (place / "01_numbers.ipynb").symlink_to(room.folder.source("01_numbers"))
    (taken,) = room.collector.collect(tmp_path / "inbox").taken
    assert taken.state is State.REFUSED
    assert "links are not followed" in taken.remarks[0]
    assert not (room.folder.handed_in("ada", "01_numbers") / "01_numbers.ipynb").exists()


def test_a_linked_folder_is_not_entered(room: Any, tmp_path: Path) -> None:
    room.hand_in("ada", content("one"))
    (tmp_path / "inbox").mkdir()
    (tmp_path / "inbox" / "ben").symlink_to(room.folder.submitted / "ada")
    assert room.collector.collect(tmp_path / "inbox").taken == ()


def test_a_pipe_does_not_hang_the_tool(room: Any, tmp_path: Path) -> None:
    (tmp_path / "inbox").mkdir()
    os.mkfifo(tmp_path / "inbox" / "ada_01_numbers.ipynb")
    (taken,) = room.collector.collect(tmp_path / "inbox").taken
    assert "not a regular file" in taken.remarks[0]


@pytest.mark.parametrize("name", ["../../ada_01_numbers.ipynb", "/ada_01_numbers.ipynb", "C:\\ada_01_numbers.ipynb"])
def test_a_name_that_leads_out_of_the_archive(room: Any, tmp_path: Path, name: str) -> None:
    (taken,) = room.collector.collect(zipped({name: content("one")}, tmp_path / "a.zip")).taken
    assert taken.state is State.REFUSED
    assert not list(tmp_path.rglob("01_numbers.ipynb")) or text_of(room, "ada") == ""


def test_a_link_in_an_archive(room: Any, tmp_path: Path) -> None:
    entry = zipfile.ZipInfo("ada_01_numbers.ipynb")
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr(entry, "/etc/passwd")
    (taken,) = room.collector.collect(tmp_path / "a.zip").taken
    assert "links are not followed" in taken.remarks[0]


def test_an_archive_that_unpacks_to_far_more(room: Any, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("ada_01_numbers.ipynb", bytes(intake.MAX_BYTES))
    (taken,) = room.collector.collect(tmp_path / "a.zip").taken
    assert "packed more than" in taken.remarks[0]


def test_a_size_that_lies(room: Any, tmp_path: Path) -> None:
    """The directory of the archive says 10 bytes, the file inside is larger: only so much is read."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("ada_01_numbers.ipynb", content("x" * 5000))
    size = len(content("x" * 5000)).to_bytes(4, "little")
    (tmp_path / "a.zip").write_bytes(data.getvalue().replace(size, (10).to_bytes(4, "little")))
    (taken,) = room.collector.collect(tmp_path / "a.zip").taken
    assert taken.remarks


@pytest.mark.parametrize("packed", [True, False])
def test_many_files_that_are_too_much_together(
    room: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, packed: bool
) -> None:
    files = {f"s{number}_01_numbers.ipynb": content("one") for number in range(20)}
    (tmp_path / "inbox").mkdir()
    for name, data in files.items():
        (tmp_path / "inbox" / name).write_bytes(data)
    source = zipped(files, tmp_path / "a.zip") if packed else tmp_path / "inbox"
    monkeypatch.setattr(intake, "MAX_TOTAL", 20 * len(content("one")) - 1)
    with pytest.raises(BadFile, match="in its files together") as caught:
        room.collector.collect(source)
    assert "in parts" in caught.value.then
    monkeypatch.setattr(intake, "MAX_TOTAL", 20 * len(content("one")))
    assert len(room.collector.collect(source).taken) == 20


def test_files_that_share_their_bytes_in_an_archive(room: Any, tmp_path: Path) -> None:
    """A bomb in one layer: every entry of the list points at the same packed data."""
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("ada_01_numbers.ipynb", content("x" * 5000))
        for number in range(50):
            twin = copy(archive.filelist[0])
            twin.filename = f"s{number}_01_numbers.ipynb"
            archive.filelist.append(twin)
    with pytest.raises(BadFile, match="lie over one another"):
        room.collector.collect(tmp_path / "a.zip")


def test_of_one_students_versions_only_so_much_is_kept(
    room: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The one that counts is always taken; of the others the newest."""
    files = {f"ada_01_numbers-{number}.ipynb": content(f"version {number}") for number in range(10, 16)}
    monkeypatch.setattr(collect, "MAX_EARLIER", 2 * len(content("version 10")))
    (taken,) = room.collector.collect(zipped(files, tmp_path / "a.zip")).taken
    assert "3 earlier versions are not kept" in " ".join(taken.remarks)
    assert "version 15" in text_of(room, "ada")
    kept = {path.read_text(encoding="utf-8") for path in room.folder.earlier("ada", "01_numbers").iterdir()}
    assert kept == {files[f"ada_01_numbers-{number}.ipynb"].decode() for number in (13, 14)}


def test_a_file_that_is_too_large(room: Any, tmp_path: Path) -> None:
    (tmp_path / "inbox").mkdir()
    with (tmp_path / "inbox" / "ada_01_numbers.ipynb").open("wb") as file:
        file.truncate(intake.MAX_BYTES + 1)
    (taken,) = room.collector.collect(tmp_path / "inbox").taken
    assert "larger than 20 MB" in taken.remarks[0]


def test_an_id_that_is_no_folder_name_is_nobodys(room: Any, tmp_path: Path) -> None:
    bare = replace(room.collector)
    room.folder.roster.unlink()
    found = bare.collect(zipped({"..x_01_numbers.ipynb": content("one")}, tmp_path / "a.zip"))
    assert (found.taken, found.unclaimed) == ((), ("..x_01_numbers.ipynb",))


def test_what_is_no_archive(room: Any, tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(b"PK but not really")
    with pytest.raises(BadFile, match="not a zip archive"):
        room.collector.collect(tmp_path / "a.zip")


def test_what_is_not_there(room: Any, tmp_path: Path) -> None:
    with pytest.raises(WrongUsage, match="no folder or file"):
        room.collector.collect(tmp_path / "nowhere")


def test_a_notebook_that_says_it_is_another_module(room: Any, tmp_path: Path) -> None:
    data = room.perfect().replace(b'"module": "01_numbers"', b'"module": "02_boxes"')
    (taken,) = room.collector.collect(zipped({"ada_01_numbers.ipynb": data}, tmp_path / "a.zip")).taken
    assert taken.remarks == ("the notebook says that it is '02_boxes'",)


def test_a_name_that_would_move_the_cursor_is_shown_harmless(room: Any, tmp_path: Path) -> None:
    found = room.collector.collect(zipped({"\x1b[2Jada_1_2_\x1b[31mwork.pdf": b"x"}, tmp_path / "a.zip"))
    assert "\x1b" not in str(found)


def test_a_time_beyond_all_dates(room: Any, tmp_path: Path) -> None:
    (tmp_path / "inbox").mkdir()
    (tmp_path / "inbox" / "ada_01_numbers.ipynb").write_bytes(content("one"))
    os.utime(tmp_path / "inbox" / "ada_01_numbers.ipynb", (2**40, 2**40))
    (taken,) = room.collector.collect(tmp_path / "inbox").taken
    assert taken.when is None


@pytest.mark.parametrize(
    "stamp", ["0001-01-01 00:00:00 UTC", "9999-12-31 23:59:59 -0900", "yesterday", "", "\x00" * 50]
)
def test_a_timestamp_that_is_none(room: Any, stamp: str) -> None:
    room.hand_in("ada", content("one"), when=stamp)
    (taken,) = room.collector.collect(None).taken
    assert taken.when is None


def test_a_linked_module_folder_is_not_entered(room: Any) -> None:
    room.hand_in("ada", content("one"))
    (room.folder.submitted / "ben").mkdir()
    (room.folder.submitted / "ben" / "01_numbers").symlink_to(room.folder.handed_in("ada", "01_numbers"))
    found = {taken.student: taken.remarks for taken in room.collector.collect(None).taken}
    assert found["ben"] == ("the folder is a link, and links are not followed",)
