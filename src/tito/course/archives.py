"""The files inside what is handed out, so that wheels, kits and templates can be searched like folders."""

from __future__ import annotations

import io
import tarfile
import zipfile

ZIPPED = (".zip", ".whl")
TARRED = (".tar", ".tar.gz", ".tgz")


def opened(name: str, data: bytes) -> dict[str, bytes]:
    """The files in an archive, archives in it opened too; a file that is no archive is its own one member."""
    if name.endswith(ZIPPED):
        members = _zipped(data)
    elif name.endswith(TARRED):
        members = _tarred(data)
    else:
        return {name: data}
    return {
        f"{name}/{path}": file for inner, content in members.items() for path, file in opened(inner, content).items()
    }


def _zipped(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {info.filename: archive.read(info) for info in archive.infolist() if not info.is_dir()}


def _tarred(data: bytes) -> dict[str, bytes]:
    with tarfile.open(fileobj=io.BytesIO(data)) as archive:
        files = ((member.name, archive.extractfile(member)) for member in archive.getmembers() if member.isfile())
        return {name: file.read() for name, file in files if file is not None}
