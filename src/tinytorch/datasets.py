"""Data for the course, without pickle: what ships, in the workspace's `datasets/` folder, and what can be fetched.

Every folder there has a README.md that says where its data come from and what they may be used for. MNIST and CIFAR-10
do not ship: put their files there, or type `download("mnist")` or `download("cifar10")`, the only thing here that uses
the network.
"""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import tinytorch

if TYPE_CHECKING:
    import numpy as np

SHIPPED = {
    "tinydigits/tinydigits.npz": "0eabb04922fa246c485a9425fd4f0311c7eb3da2e31884e304d098c85ba42f93",
    "shifteddigits/shifteddigits.npz": "ec27f26d24edd83555d7f39d88de80ffd787a5750f3c135f2d89f8d7dcf0cbe7",
    "shakespeare/shakespeare.txt": "c04b55ef3458afaff49ddca624afe4a59d8249eccb9435c4b06b9c48655c2eec",
    "questions/questions.tsv": "4f163948c5c89906c3deb6e00965e6cbc74b0a1dc4b0fb64bc92b5d738013eaf",
}
MNIST_FILES = ("train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte")
UNSIGNED_BYTES = 8  # the type code of idx files that hold pixels and labels


class Images(NamedTuple):
    """Pixels as float32 from 0 to 1, one row for each image, and what each shows."""

    train_x: np.ndarray  # (N, pixels)
    train_y: np.ndarray  # (N,) int64
    test_x: np.ndarray
    test_y: np.ndarray


class Pixels(NamedTuple):
    """Pixels as the files have them, one byte each; `top` is the brightest value that there can be."""

    train_images: np.ndarray  # (N, channels, height, width) uint8
    train_labels: np.ndarray  # (N,) uint8
    test_images: np.ndarray
    test_labels: np.ndarray
    top: int


class Pairs(NamedTuple):
    """Questions and answers."""

    train: list[tuple[str, str]]
    test: list[tuple[str, str]]


def tinydigits() -> Images:
    """1,437 handwritten digits of 8 × 8 pixels to learn from, and 360 held out.

    >>> tinydigits().train_x.shape
    (1437, 64)
    """
    return _flat(pixels("tinydigits"))


def shifteddigits() -> Images:
    """The same digits somewhere in 16 × 16 pixels: 4,311 to learn from, three places for each, and 360 held out.

    >>> shifteddigits().train_x.shape
    (4311, 256)
    """
    return _flat(pixels("shifteddigits"))


def mnist(where: Path | None = None) -> Images:
    """The 60,000 and 10,000 digits of MNIST, from its four idx files (packed with gzip or not) in `datasets/mnist/`.

    They do not ship with the course: download them, put them there yourself, or name their folder.
    """
    return _flat(pixels("mnist", where))


def cifar10(where: Path | None = None) -> Pixels:
    """The 50,000 and 10,000 colour photographs of CIFAR-10, 32 × 32, in ten classes.

    From an archive as published, or a folder with one or with what was in it; the binary edition or Python's.
    """
    return pixels("cifar10", where)


def shakespeare() -> str:
    """Eight plays as one text of a million characters.

    >>> shakespeare()[:7]
    'MACBETH'
    """
    return _shipped("shakespeare/shakespeare.txt").read_text("ascii")


def questions() -> Pairs:
    """307 short questions with their answers to learn from, and 80 held out."""
    rows = [line.split("\t") for line in _shipped("questions/questions.tsv").read_text("ascii").splitlines()]
    train, test = ([(asked, answer) for part, asked, answer in rows if part == name] for name in ("train", "test"))
    return Pairs(train, test)


def pixels(name: str, where: Path | str | None = None) -> Pixels:
    """The images of "tinydigits", "shifteddigits", "mnist" or "cifar10", one byte for each number.

    `where` names the folder (for CIFAR-10 also the archive) of a dataset that does not ship; otherwise `datasets/NAME`.
    """
    if name not in _READERS:
        raise ValueError(f"There are no images called {name!r}.\n  expected  {', '.join(_READERS)}")
    return _READERS[name](Path(where) if where else folder() / name)


def download(name: str, to: Path | str | None = None, *, tell: Callable[[str], object] = print) -> Path:
    """Fetch "mnist" (12 MB) or "cifar10" (170 MB) into `datasets/NAME` or the folder `to`, and return the folder.

    `tell` hears the size before anything is fetched, and then how far it is. After a break, type the same again: it
    goes on where it was. Files that are there already are checked and not fetched.
    """
    from tinytorch._download import fetch
    from tinytorch._originals import DOWNLOADS, ORIGINALS

    if name not in DOWNLOADS:
        raise ValueError(f"{name!r} cannot be downloaded.\n  expected  {', '.join(DOWNLOADS)}")
    place = Path(to) if to else folder() / name
    tell(f"{name}: {sum(ORIGINALS[file].size for file in DOWNLOADS[name]) / 1e6:,.0f} MB in all")
    for file in DOWNLOADS[name]:
        fetch(ORIGINALS[file], place / file, tell=tell)
    return place


def folder() -> Path:
    """The `datasets/` folder of the workspace."""
    if tinytorch._WORKSPACE is None:
        raise FileNotFoundError("No workspace was found.\n  next      cd into your workspace, or: tito init FOLDER")
    return Path(tinytorch._WORKSPACE, "datasets")


def _shipped(name: str) -> Path:
    """A file that ships with the course, and is still what shipped."""
    file = folder() / name
    if not file.is_file():
        raise FileNotFoundError(f"{file} is missing.\n  next      tito milestone run 03   puts it back")
    if sha256(file.read_bytes()).hexdigest() != SHIPPED[name]:
        raise ValueError(f"{file} is not the file that the course ships.\n  next      delete it, and: tito init .")
    return file


def _npz(place: Path) -> Pixels:
    import numpy as np

    with np.load(_shipped(f"{place.name}/{place.name}.npz"), allow_pickle=False) as data:
        train, labels, test, shown = (data[f"{part}_{what}"] for part in ("train", "test") for what in PARTS)
    return Pixels(train[:, None], labels, test[:, None], shown, top=16)


def _mnist(place: Path) -> Pixels:
    train, labels, test, shown = (_idx(place, name) for name in MNIST_FILES)
    if (train.ndim, labels.shape, test.ndim, shown.shape) != (3, train.shape[:1], 3, test.shape[:1]):
        shapes = ", ".join(str(array.shape) for array in (train, labels, test, shown))
        raise ValueError(f"{place}: images and labels do not belong together.\n  got       {shapes}")
    return Pixels(train[:, None], labels, test[:, None], shown, top=255)


def _cifar10(place: Path) -> Pixels:
    import numpy as np

    from tinytorch import _cifar

    train, test = _cifar.read(place)
    images, unseen = (np.frombuffer(batch.pixels, np.uint8).reshape(-1, 3, 32, 32) for batch in (train, test))
    labels, shown = (np.frombuffer(batch.labels, np.uint8) for batch in (train, test))
    return Pixels(images, labels, unseen, shown, top=255)


PARTS = ("images", "labels")
_READERS: dict[str, Callable[[Path], Pixels]] = {
    "tinydigits": _npz,
    "shifteddigits": _npz,
    "mnist": _mnist,
    "cifar10": _cifar10,
}


def _flat(found: Pixels) -> Images:
    import numpy as np

    train, test = (
        (x.reshape(len(x), -1) / found.top).astype(np.float32) for x in (found.train_images, found.test_images)
    )
    return Images(train, found.train_labels.astype(np.int64), test, found.test_labels.astype(np.int64))


def _idx(place: Path, name: str) -> np.ndarray:
    """An array in the format of MNIST's own files: a head with type and sizes, then the bytes."""
    import gzip
    import zlib

    import numpy as np

    from tinytorch._originals import genuine

    plain, packed = place / name, place / f"{name}.gz"
    if not (plain.is_file() or packed.is_file()):
        expected = f"  expected  MNIST's four files, as idx or idx.gz, in {place}"
        raise FileNotFoundError(f'{plain} is missing.\n{expected}\n  next      tinytorch.datasets.download("mnist")')
    file = plain if plain.is_file() else packed
    data = genuine(file.name, file.read_bytes())
    try:
        data = data if file == plain else gzip.decompress(data)
    except (OSError, EOFError, zlib.error) as problem:
        raise ValueError(f"{file} is not a gzip file, or only half of one: {problem}") from problem
    axes = data[3] if len(data) > 3 else 0
    shape = tuple(np.frombuffer(data, ">u4", axes, offset=4).tolist()) if len(data) >= 4 + 4 * axes else (0,)
    if data[:3] != bytes([0, 0, UNSIGNED_BYTES]) or len(data) != 4 + 4 * axes + int(np.prod(shape)):
        raise ValueError(f"{plain} is not an idx file of bytes, or only half of one.")
    return np.frombuffer(data, np.uint8, offset=4 + 4 * axes).reshape(shape)
