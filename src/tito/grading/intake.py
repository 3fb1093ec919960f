"""Files that other people sent, read with suspicion: no links followed, no name trusted, everything counted.

A file here is a name, a time and a way to read it; nothing is unpacked or copied. What cannot be taken is an
`Unacceptable` with a reason that a student can read.
"""

from __future__ import annotations

import os
import stat
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from functools import partial
from pathlib import Path, PurePosixPath

from tito.errors import BadFile, WrongUsage
from tito.grading.folder import IGNORED

MAX_BYTES = 20 * 2**20  # of one notebook; the largest honest ones hold a few pictures
MAX_FILES = 200_000
MAX_TOTAL = 20 * 2**30  # of all files together, unpacked
MAX_DEPTH = 12
MAX_LIST = 40 * 2**20  # bytes of a zip archive's list of files; longer ones hold far more than MAX_FILES
TAIL = 66_000  # its end is within these bytes
END_OF_LIST = b"PK\x05\x06"
SHADOW = "._"  # what macOS puts beside each file in an archive
MAX_RATIO = 200  # of unpacked to packed size; text packs about tenfold


EARLIEST, LATEST = 1980, 2200  # years; what lies outside is a broken clock or a trick, and no time at all


class Unacceptable(Exception):
    """A file that is not taken in; the message says why. `ours`: this machine is to blame, and not who sent it."""

    def __init__(self, why: str, *, ours: bool = False) -> None:
        super().__init__(why)
        self.ours = ours


@dataclass(frozen=True)
class File:
    """One file of a hand-in. `read` raises Unacceptable."""

    path: PurePosixPath  # within the folder or archive, as it may be shown
    when: datetime | None
    read: Callable[[], bytes]

    @property
    def name(self) -> str:
        return self.path.name


@contextmanager
def files(source: Path, zone: tzinfo) -> Iterator[tuple[File, ...]]:
    """Every file in a folder or zip archive, readable inside the `with`; an archive's times are in `zone`."""
    if source.is_dir():
        yield folder_files(source)
    elif source.is_file():
        with _archive(source) as archive:
            yield tuple(_zip_files(archive, source, zone))
    else:
        raise WrongUsage(f"There is no folder or file {source}.", then="tito grade collect MODULE --from FOLDER-OR-ZIP")


def folder_files(root: Path, *, known_times: bool = True) -> tuple[File, ...]:
    """The files below `root`. In a clone the times of files say nothing: `known_times=False`."""
    found: list[File] = []
    total = 0
    for entry in _walk(root, 0):
        if len(found) == MAX_FILES:
            raise BadFile(f"{root} holds more than {MAX_FILES} files.", then="name the folder with the hand-ins only")
        total += _size(entry)
        _refuse_too_much(root, total)
        path = Path(entry.path)
        when = _changed(entry) if known_times else None
        found.append(File(PurePosixPath(shown(path.relative_to(root).as_posix())), when, partial(read_file, path)))
    return tuple(found)


def shown(name: str) -> str:
    """A name without what would move a terminal's cursor or could not be written down."""
    return "".join(letter if letter.isprintable() else "?" for letter in name)


def sane(moment: datetime) -> datetime | None:
    return moment if EARLIEST < moment.year < LATEST else None


def read_file(path: Path) -> bytes:
    """The bytes of a regular file; a link, a pipe or a device is refused, also one that was put there just now."""
    try:
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    except OSError as problem:
        raise Unacceptable(_refusal(path, problem), ours=not path.is_symlink()) from problem
    try:
        return _capped(_content(descriptor))
    finally:
        os.close(descriptor)


def _refuse_too_much(source: Path, total: int) -> None:
    if total > MAX_TOTAL:
        raise BadFile(
            f"{source} holds more than {MAX_TOTAL >> 30} GB in its files together, unpacked.",
            expected="the hand-ins of one module",
            then="look what is in it; if it is honest, take it in in parts: tito grade collect MODULE --from PART",
        )


def _archive(path: Path) -> zipfile.ZipFile:
    _refuse_endless_lists(path)
    try:
        return zipfile.ZipFile(path)
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as problem:
        raise BadFile(
            f"{path} is not a zip archive.",
            got=str(problem),
            then="download it from the LMS again; unpack any other archive, and name the folder",
        ) from problem


def _refuse_endless_lists(path: Path) -> None:
    """Before an archive's list of files is read into memory: how long it is, by its own word."""
    with path.open("rb") as file:
        file.seek(max(0, file.seek(0, os.SEEK_END) - TAIL))
        tail = file.read(TAIL)
    said = tail[tail.rfind(END_OF_LIST) + 12 :][:4] if END_OF_LIST in tail else b""
    if int.from_bytes(said, "little") > MAX_LIST:
        raise BadFile(f"{path} lists more files than any class hands in.", expected=f"at most {MAX_FILES}")


def _zip_files(archive: zipfile.ZipFile, path: Path, zone: tzinfo) -> Iterator[File]:
    entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    if len(entries) > MAX_FILES:
        raise BadFile(f"{path} holds {len(entries)} files.", expected=f"at most {MAX_FILES}")
    _refuse_too_much(path, sum(min(entry.file_size, MAX_BYTES) for entry in entries))
    if sum(entry.compress_size for entry in entries) > path.stat().st_size:
        raise BadFile(f"The files in {path} lie over one another, as a bomb's do.", then="download it again")
    for entry in entries:
        name = PurePosixPath(entry.filename.replace("\\", "/"))
        if not IGNORED.intersection(name.parts) and not name.name.startswith(SHADOW):
            yield File(_plain(name), _zip_time(entry, zone), partial(_read_entry, archive, entry))


def _walk(folder: Path, depth: int) -> Iterator[os.DirEntry[str]]:
    if depth > MAX_DEPTH:
        return
    with os.scandir(folder) as entries:
        ordered = sorted(entries, key=lambda entry: entry.name)
    for entry in ordered:
        if entry.is_dir(follow_symlinks=False) and entry.name not in IGNORED:
            yield from _walk(Path(entry.path), depth + 1)
        elif not entry.is_dir(follow_symlinks=False) and not entry.name.startswith(SHADOW):
            yield entry  # a link too: whoever reads it is told that it is one


def _size(entry: os.DirEntry[str]) -> int:
    """Of what would be read of it."""
    try:
        return min(entry.stat(follow_symlinks=False).st_size, MAX_BYTES)
    except OSError:  # gone meanwhile
        return 0


def _changed(entry: os.DirEntry[str]) -> datetime | None:
    try:
        return sane(datetime.fromtimestamp(entry.stat(follow_symlinks=False).st_mtime, UTC))
    except (OverflowError, ValueError, OSError):  # a time before or beyond what dates can say
        return None


def _refusal(path: Path, problem: OSError) -> str:
    return (
        "it is a link, and links are not followed" if path.is_symlink() else f"it cannot be read ({problem.strerror})"
    )


def _content(descriptor: int) -> bytes:
    about = os.fstat(descriptor)
    kind = about.st_mode
    if stat.S_ISREG(kind) and about.st_nlink > 1:  # whoever can put it there could name a file of somebody else's
        raise Unacceptable("it is a hard link, the same file under another name; put a copy in its place", ours=True)
    if not stat.S_ISREG(kind):
        raise Unacceptable("it is a folder" if stat.S_ISDIR(kind) else "it is not a regular file")
    try:
        with open(descriptor, "rb", closefd=False) as file:
            return file.read(MAX_BYTES + 1)
    except OSError as problem:  # a disk or a network that fails while it is read
        raise Unacceptable(f"it cannot be read ({problem.strerror})", ours=True) from problem


def _capped(data: bytes) -> bytes:
    if len(data) > MAX_BYTES:
        raise Unacceptable(f"it is larger than {MAX_BYTES >> 20} MB; clear the outputs and hand it in again")
    return data


def _plain(name: PurePosixPath) -> PurePosixPath:
    """The name as it may be shown and looked at; one that climbs out is kept, so that its reading can be refused."""
    return PurePosixPath(*(shown(part) for part in name.parts if part not in {"/", "."}))


def _read_entry(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    problem = _wrong_with(entry)
    if problem:
        raise Unacceptable(problem)
    try:
        with archive.open(entry) as file:
            return _capped(file.read(MAX_BYTES + 1))
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as damage:
        raise Unacceptable(f"it is damaged inside the archive ({damage})") from damage


def _wrong_with(entry: zipfile.ZipInfo) -> str:
    name = entry.filename.replace("\\", "/")
    if ".." in PurePosixPath(name).parts or name.startswith("/") or name[1:2] == ":":
        return "its name leads out of the archive"
    if stat.S_ISLNK(entry.external_attr >> 16):
        return "it is a link, and links are not followed"
    if entry.flag_bits & 0x1:
        return "it is encrypted"
    if entry.file_size > 2**20 and entry.file_size > MAX_RATIO * max(entry.compress_size, 1):
        return f"it is packed more than {MAX_RATIO} times smaller than it is, as no notebook is"
    return ""


def _zip_time(entry: zipfile.ZipInfo, zone: tzinfo) -> datetime | None:
    try:
        return sane(datetime(*entry.date_time, tzinfo=zone))
    except ValueError:
        return None
