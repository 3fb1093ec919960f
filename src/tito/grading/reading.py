"""Taking hand-ins apart, inside the sandbox: what a student sent meets no parser of the grader's own process.

    python -m tito.grading.reading DESCRIPTOR

A packet on the descriptor is a file's name; it carries two open files, what was handed in and where the answer goes.
Each hand-in is taken apart in a fork of its own. This process looks at none, and says how each fork ended. An answer is
a list of texts, each behind its length: that is all that the grader has to read of it.
"""

from __future__ import annotations

import os
import socket
import sys
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from tito.course import notebook
from tito.course.notebook import KINDS, VALID_ID, Notebook, NotebookCell, grade_id
from tito.errors import BadFile

MOST_PARTS = 1_000_000
MOST_CELLS = 200_000
LARGEST = 64 << 20  # bytes of an answer: text that was UTF-16 may grow by half
NAME = 1 << 12  # bytes
IN_A_NAME = 200  # characters of the module and the version that a notebook says it is
READ, REFUSED = "notebook", "no notebook"
MISTAKEN = {
    b"pk\x03\x04": "a zip archive or an Office document",
    b"\x1f\x8b": "a gzip archive",
    b"%pdf": "a PDF",
    b"<!doctype": "a web page",
    b"<html": "a web page",
}
_SIZE = 4  # bytes of a length
_PER_CELL = 4


def main() -> None:
    """Until the other end is closed."""
    with socket.socket(fileno=int(sys.argv[1])) as link:
        while True:
            name, files, _, _ = socket.recv_fds(link, NAME, 2)
            if not name:
                return
            link.send(str(_in_a_fork(name.decode("utf-8", "replace"), *files)).encode())


def _in_a_fork(name: str, source: int, answer: int) -> int:
    """How it ended: 0, or minus the signal that killed it."""
    child = os.fork()
    if child == 0:
        _take_apart(name, source, answer)
    os.close(source)
    os.close(answer)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def _take_apart(name: str, source: int, answer: int) -> None:
    """Ends this process, whatever happens: nothing may come back into the loop."""
    code = 1
    try:
        with open(source, "rb") as file, open(answer, "wb") as out:
            out.write(packed(_answer(file.read(), name)))
        code = 0
    finally:
        os._exit(code)


def _answer(data: bytes, name: str) -> Iterable[str]:
    try:
        return _told(as_notebook(data, name), name)
    except BadFile as problem:
        return REFUSED, problem.message, problem.got
    except MemoryError:
        return REFUSED, f"{name} takes more memory to read than any notebook.", ""


def as_notebook(data: bytes, name: str) -> Notebook:
    """BadFile in words for what is none. What Windows calls Unicode, UTF-16 with its mark, is read too."""
    for beginning, thing in MISTAKEN.items():
        if data[:100].lstrip().lower().startswith(beginning):
            raise BadFile(f"{name} is {thing}, not a notebook.")
    if data.count(b"{") + data.count(b"[") > MOST_PARTS:  # each takes a hundred bytes of memory
        raise BadFile(f"{name} holds more than {MOST_PARTS} lists and objects, as no notebook does.")
    try:
        text = data.decode("utf-16" if data.startswith((BOM_UTF16_LE, BOM_UTF16_BE)) else "utf-8-sig")
    except UnicodeDecodeError as problem:
        raise BadFile(f"{name} is not UTF-8 text (byte {problem.start}).") from problem
    return notebook.read(text, name)


def _told(made: Notebook, name: str) -> Iterator[str]:
    """What rebuilding asks of a hand-in; its outputs and other metadata end here."""
    if len(made.cells) > MOST_CELLS:
        raise BadFile(f"{name} holds more than {MOST_CELLS} cells, as no notebook does.")
    about = made.metadata.get("tinytorch")
    says = about if isinstance(about, dict) else {}
    head = (READ, *(str(says.get(key, ""))[:IN_A_NAME] for key in ("module", "hash")))
    return chain(head, *((cell.id, cell.kind, grade_id(cell) or "", cell.source) for cell in made.cells))


def packed(texts: Iterable[str]) -> bytes:
    parts = bytearray()
    for text in texts:
        data = text.encode("utf-8", "surrogatepass")
        parts += len(data).to_bytes(_SIZE, "big") + data
    return bytes(parts)


def taken(answer: bytes) -> Notebook:
    """The notebook that an answer describes; BadFile if it says that there is none, ValueError if it is none."""
    kind, *texts = _unpacked(answer)
    if kind == REFUSED and len(texts) == 2:
        raise BadFile(texts[0], got=texts[1])
    if kind != READ or len(texts) < 2 or (len(texts) - 2) % _PER_CELL:
        raise ValueError("not an answer")
    about = {key: text for key, text in zip(("module", "hash"), texts, strict=False) if text}
    cells = (_cell(texts[place : place + _PER_CELL]) for place in range(2, len(texts), _PER_CELL))
    return Notebook(tuple(cells), {"tinytorch": about} if about else {})


def _unpacked(answer: bytes) -> Iterator[str]:
    place = 0
    while place < len(answer) or not place:
        start = place + _SIZE
        place = start + int.from_bytes(answer[start - _SIZE : start], "big")
        if place > len(answer):
            raise ValueError("it ends in the middle")
        yield answer[start:place].decode("utf-8", "surrogatepass")


def _cell(fields: Sequence[str]) -> NotebookCell:
    identity, kind, tag, source = fields
    if kind not in KINDS or not VALID_ID.fullmatch(identity):
        raise ValueError("not a cell")
    return NotebookCell(identity, kind, source, {"nbgrader": {"grade_id": tag}} if tag else {})


if __name__ == "__main__":
    main()
