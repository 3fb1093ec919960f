"""Downloads from a server on this machine that can break off, ignore ranges, and send something else."""

from __future__ import annotations

import errno
import hashlib
import shutil
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
import pytest

from tinytorch import _download, _originals, datasets
from tinytorch._download import fetch
from tinytorch._originals import Original

DATA = np.random.default_rng(0).bytes(300_000)


class Server(ThreadingHTTPServer):
    """What it sends, and how: it remembers the ranges that it was asked for."""

    data, breaks, ranges, status, length = DATA, [0], True, 200, None
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answer)
        self.asked: list[str | None] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/file.gz"


class Answer(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        wanted = self.headers["Range"]
        self.server.asked.append(wanted)
        if self.server.status != 200:
            self.send_error(self.server.status)
            return
        start = int(wanted[6:-1]) if wanted and self.server.ranges else 0
        if start >= len(self.server.data):
            self.send_error(416)
            return
        body = self.server.data[start:]
        self.send_response(206 if start else 200)
        self.send_header("Content-Length", str(len(body)))
        if start:
            self.send_header("Content-Range", f"bytes {start}-{len(self.server.data) - 1}/{len(self.server.data)}")
        self.end_headers()
        stop = self.server.breaks.pop(0) if self.server.breaks else 0
        self.wfile.write(body[: stop or None])

    def log_message(self, *_: object) -> None:
        """Silent."""


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    with Server() as server:
        server.breaks = []
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def original(server: Server, data: bytes = DATA) -> Original:
    return Original(len(data), hashlib.sha256(data).hexdigest(), server.url)


def test_the_size_is_said_first_and_the_file_appears_whole(server: Server, tmp_path: Path) -> None:
    told: list[tuple[str, bool]] = []
    file = tmp_path / "new" / "file.gz"

    fetch(original(server), file, tell=lambda line: told.append((line, bool(server.asked))))

    assert file.read_bytes() == DATA
    assert [entry.name for entry in file.parent.iterdir()] == ["file.gz"]
    assert told[0] == (f"file.gz: 0.3 MB from {server.url} into {file.parent}", False)
    assert [line for line, _ in told[-2:]] == ["file.gz: 0.3 MB", "file.gz: complete, and its sha256 is right"]


def test_a_break_in_the_middle_is_mended(server: Server, tmp_path: Path) -> None:
    server.breaks = [100_000, 100_000]

    fetch(original(server), tmp_path / "file.gz", tell=lambda _: None)

    assert (tmp_path / "file.gz").read_bytes() == DATA
    assert server.asked == [None, "bytes=100000-", "bytes=200000-"]


def test_the_next_call_goes_on_where_the_last_one_was(server: Server, tmp_path: Path) -> None:
    (tmp_path / "file.gz.part").write_bytes(DATA[:250_000])
    told: list[str] = []

    fetch(original(server), tmp_path / "file.gz", tell=told.append)

    assert (tmp_path / "file.gz").read_bytes() == DATA
    assert server.asked == ["bytes=250000-"]
    assert told[0].endswith("0.2 MB of it are there already")


def test_a_server_without_ranges_begins_again(server: Server, tmp_path: Path) -> None:
    server.ranges = False
    (tmp_path / "file.gz.part").write_bytes(b"x" * 1000)

    fetch(original(server), tmp_path / "file.gz", tell=lambda _: None)

    assert (tmp_path / "file.gz").read_bytes() == DATA


def test_a_server_that_brings_nothing_is_given_up(server: Server, tmp_path: Path) -> None:
    server.status = 503
    (tmp_path / "file.gz.part").write_bytes(DATA[:100_000])

    with pytest.raises(ConnectionError, match=r"503(.|\n)*goes on after 0.1 MB"):
        fetch(original(server), tmp_path / "file.gz", tell=lambda _: None)
    assert len(server.asked) == _download.TRIES
    assert (tmp_path / "file.gz.part").read_bytes() == DATA[:100_000]


def test_a_file_that_is_not_there_is_not_asked_for_twice(server: Server, tmp_path: Path) -> None:
    server.status = 404

    with pytest.raises(FileNotFoundError, match="HTTP 404"):
        fetch(original(server), tmp_path / "file.gz", tell=lambda _: None)
    assert len(server.asked) == 1


@pytest.mark.parametrize("change", [b"more", b""], ids=["longer", "shorter"])
def test_a_file_of_another_length_is_not_fetched(server: Server, change: bytes, tmp_path: Path) -> None:
    server.data = DATA[: None if change else -1] + change

    with pytest.raises(ValueError, match=r"got       (300,004|299,999) bytes\n  expected  300,000"):
        fetch(original(server), tmp_path / "file.gz", tell=lambda _: None)
    assert (tmp_path / "file.gz.part").read_bytes() == b""


def test_a_part_that_goes_beyond_the_file_there_is_said(server: Server, tmp_path: Path) -> None:
    (tmp_path / "file.gz.part").write_bytes(DATA[:-1])
    server.data = DATA[:-1]

    with pytest.raises(FileNotFoundError, match="HTTP 416"):
        fetch(original(server), tmp_path / "file.gz", tell=lambda _: None)


def test_another_file_is_refused_and_not_kept(server: Server, tmp_path: Path) -> None:
    server.data = bytes(300_000)

    with pytest.raises(ValueError, match=f"expected  {hashlib.sha256(DATA).hexdigest()}"):
        fetch(original(server), tmp_path / "file.gz", tell=lambda _: None)
    assert list(tmp_path.iterdir()) == []


def test_what_is_there_is_checked_and_not_fetched(server: Server, tmp_path: Path) -> None:
    file = tmp_path / "file.gz"
    file.write_bytes(DATA)
    fetch(original(server), file, tell=lambda _: None)
    file.write_bytes(DATA[:-1])

    with pytest.raises(ValueError, match="delete it, and download again"):
        fetch(original(server), file, tell=lambda _: None)
    assert server.asked == []
    assert file.exists()


def test_without_room_nothing_is_asked_for(server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = shutil.disk_usage(tmp_path)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=200_000))

    with pytest.raises(OSError, match=r"0\.3 MB are to come and 0\.2 MB are free") as caught:
        fetch(original(server), tmp_path / "file.gz", tell=lambda _: None)
    assert caught.value.errno == errno.ENOSPC
    assert server.asked == []


def test_a_disk_that_fills_up_meanwhile_is_said_at_once(server: Server, tmp_path: Path) -> None:
    (tmp_path / "file.gz.part").symlink_to("/dev/full")  # every write there finds the disk full

    with pytest.raises(OSError, match="it goes on where it was") as caught:
        fetch(original(server), tmp_path / "file.gz", tell=lambda _: None)
    assert caught.value.errno == errno.ENOSPC
    assert len(server.asked) == 1


def test_datasets_are_fetched_by_name(server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tinytorch._WORKSPACE", tmp_path)
    monkeypatch.setattr(_originals, "ORIGINALS", dict.fromkeys(_originals.ORIGINALS, original(server)))
    told: list[str] = []

    assert datasets.download("mnist", tell=told.append) == tmp_path / "datasets" / "mnist"

    assert sorted(file.name for file in (tmp_path / "datasets" / "mnist").iterdir()) == sorted(
        f"{name}.gz" for name in datasets.MNIST_FILES
    )
    assert told[0] == "mnist: 1 MB in all"


def test_what_ships_is_not_downloaded() -> None:
    with pytest.raises(ValueError, match="expected  mnist, cifar10"):
        datasets.download("tinydigits")
