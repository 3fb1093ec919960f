"""The files inside what is handed out, so that wheels, kits and templates can be searched like folders."""

from __future__ import annotations

import io
import tarfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass

from tito.errors import BadFile

ZIPPED = (".zip", ".whl")
TARRED = (".tar", ".tar.gz", ".tgz")


MOST_BYTES = 2 << 30  # of all files together
MOST_FILES = 200_000
DEEPEST = 4  # archives in archives


def opened(name: str, data: bytes) -> dict[str, bytes]:
    """The files in an archive, archives in it opened too; a file that is no archive is its own one member.

    BadFile for an archive that would fill the memory, however it is nested.
    """
    return _opened(name, data, _Budget(name, MOST_BYTES, MOST_FILES), 0)


@dataclass
class _Budget:
    """What may still be unpacked. Asked before each file is, by the size that the archive says it has."""

    name: str
    left: int
    files: int

    def take(self, size: int) -> None:
        self.left -= size
        self.files -= 1
        if self.left < 0 or self.files < 0:
            limit = f"{MOST_BYTES >> 30} GB or {MOST_FILES} files"
            raise BadFile(f"{self.name} holds more than {limit}, archives in it opened.", expected="a smaller archive")


def _opened(name: str, data: bytes, budget: _Budget, depth: int) -> dict[str, bytes]:
    if name.endswith(ZIPPED):
        members = _zipped(data, budget)
    elif name.endswith(TARRED):
        members = _tarred(data, budget)
    else:
        return {name: data}
    if depth == DEEPEST:
        raise BadFile(f"{budget.name} holds archives in archives, more than {DEEPEST} deep.", got=name)
    inner = (_opened(path, content, budget, depth + 1) for path, content in members)
    return {f"{name}/{path}": file for files in inner for path, file in files.items()}


def _zipped(data: bytes, budget: _Budget) -> Iterator[tuple[str, bytes]]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for info in archive.infolist():
            if not info.is_dir():
                budget.take(info.file_size)
                yield info.filename, archive.read(info)


def _tarred(data: bytes, budget: _Budget) -> Iterator[tuple[str, bytes]]:
    with tarfile.open(fileobj=io.BytesIO(data)) as archive:
        for member in archive:
            budget.take(member.size)
            if member.isfile() and (file := archive.extractfile(member)):
                yield member.name, file.read()
