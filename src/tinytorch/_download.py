"""Downloads a file of known size and hash: says the size first, goes on after a break, appears whole or not at all."""

from __future__ import annotations

import errno
import hashlib
import http.client
import shutil
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import IO

from tinytorch._originals import Original

Tell = Callable[[str], object]
TRIES = 4  # connections that bring nothing, one after the other, before it gives up
CHUNK = 1 << 16
PATIENCE = 30.0  # seconds without a byte


def fetch(original: Original, file: Path, *, tell: Tell) -> Path:
    """`file`, after downloading it if it is not there. What has arrived before a break waits in `file`.part."""
    if file.is_file():
        if wrong := _wrong(original, file):
            raise ValueError(
                f"{file} is not the file that was published.\n{wrong}\n  next      delete it, and download again"
            )
        return file
    file.parent.mkdir(parents=True, exist_ok=True)
    part = file.with_name(f"{file.name}.part")
    there = _size(part)
    known = f"; {_megabytes(there)} of it are there already" if there else ""
    tell(f"{file.name}: {_megabytes(original.size)} from {original.url} into {file.parent}{known}")
    _need_room(file.parent, original.size - there)
    _collect(original, part, tell)
    if wrong := _wrong(original, part):
        part.unlink()  # going on from it would never end well
        again = f"download it again; if that does not help, {original.url} has changed"
        raise ValueError(f"What came as {file.name} is not the file that was published.\n{wrong}\n  next      {again}")
    part.replace(file)
    tell(f"{file.name}: complete, and its sha256 is right")
    return file


def _collect(original: Original, part: Path, tell: Tell) -> None:
    """Connect until all is there; a connection that brought something earns as many tries again."""
    tries = TRIES
    while (there := _size(part)) < original.size:
        try:
            _go_on(original, part, tell)
        except (OSError, http.client.HTTPException) as problem:
            _refuse_hopeless(problem, original, part)
            tries = TRIES if _size(part) > there else tries - 1
            if not tries:
                raise ConnectionError(
                    f"{original.url} cannot be read.\n  got       {problem}\n"
                    f"  next      try again later: it goes on after {_megabytes(_size(part))}"
                ) from problem


def _go_on(original: Original, part: Path, tell: Tell) -> None:
    """One connection: ask for what is missing, and write what comes."""
    there = _size(part)
    request = urllib.request.Request(original.url, headers={"Range": f"bytes={there}-"} if there else {})
    with urllib.request.urlopen(request, timeout=PATIENCE) as answer, part.open("ab") as out:
        if there and not _goes_on(answer, there):  # this server begins at the beginning
            out.truncate(0)
            there = 0
        _expect_size(answer, original, there)
        _copy(answer, out, there, original.size, lambda now: tell(f"{part.stem}: {_megabytes(now)}"))
    if _size(part) < original.size:
        raise ConnectionError("the connection broke")


def _expect_size(answer: http.client.HTTPResponse, original: Original, there: int) -> None:
    """Before a wrong file (or a network's log-in page) is fetched in full."""
    offered = answer.headers.get("Content-Length")
    if offered and int(offered) + there != original.size:
        raise ValueError(
            f"{original.url} is not the file that was published.\n"
            f"  got       {int(offered) + there:,} bytes\n  expected  {original.size:,}\n"
            f"  next      look at that address in a browser"
        )


def _goes_on(answer: http.client.HTTPResponse, there: int) -> bool:
    return answer.status == 206 and answer.headers.get("Content-Range", "").startswith(f"bytes {there}-")


def _copy(
    source: http.client.HTTPResponse, out: IO[bytes], there: int, size: int, tell: Callable[[int], object]
) -> None:
    """Copy at most what is missing, and tell at every tenth of the whole."""
    while there < size and (chunk := source.read(min(CHUNK, size - there))):
        out.write(chunk)
        before, there = there, there + len(chunk)
        if before * 10 // size != there * 10 // size:
            tell(there)


def _refuse_hopeless(problem: Exception, original: Original, part: Path) -> None:
    """Raise what no second try will mend."""
    if isinstance(problem, urllib.error.HTTPError):
        problem.close()
        if problem.code < 500 and problem.code != 429:
            raise FileNotFoundError(
                f"{original.url} is not there (HTTP {problem.code}).\n"
                "  next      find the file elsewhere, and name the folder where you put it"
            ) from problem
    if isinstance(problem, OSError) and problem.errno in (errno.ENOSPC, errno.EDQUOT, errno.EACCES, errno.EROFS):
        raise OSError(
            problem.errno,
            f"{problem.strerror}\n  next      mend that and try again: it goes on where it was",
            str(part),
        ) from problem


def _need_room(folder: Path, missing: int) -> None:
    free = shutil.disk_usage(folder).free
    if free < missing:
        raise OSError(
            errno.ENOSPC,
            f"{_megabytes(missing)} are to come and {_megabytes(free)} are free\n"
            "  next      make room, or name a folder elsewhere",
            str(folder),
        )


def _wrong(original: Original, file: Path) -> str:
    """Both hashes if they differ, else nothing."""
    with file.open("rb") as data:
        found = hashlib.file_digest(data, original.hash).hexdigest()
    return "" if found == original.digest else f"  got       {original.hash} {found}\n  expected  {original.digest}"


def _size(file: Path) -> int:
    return file.stat().st_size if file.is_file() else 0


def _megabytes(count: int) -> str:
    return f"{count / 1e6:,.1f} MB" if count >= 1e5 else f"{count:,} bytes"
