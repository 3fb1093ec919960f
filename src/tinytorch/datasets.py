"""The data that ships with the course, read from the workspace's `datasets/` folder: no network, no pickle.

Every folder there has a README.md that says where its data come from and what they may be used for.
"""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import tinytorch

if TYPE_CHECKING:
    import numpy as np

TINYDIGITS_SHA256 = "0eabb04922fa246c485a9425fd4f0311c7eb3da2e31884e304d098c85ba42f93"
MNIST_FILES = ("train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte")
UNSIGNED_BYTES = 8  # the type code of idx files that hold pixels and labels


class Images(NamedTuple):
    """Pixels as float32 from 0 to 1, one row for each image, and what each shows."""

    train_x: np.ndarray  # (N, pixels)
    train_y: np.ndarray  # (N,) int64
    test_x: np.ndarray
    test_y: np.ndarray


def tinydigits() -> Images:
    """1,437 handwritten digits of 8 × 8 pixels to learn from, and 360 held out.

    >>> tinydigits().train_x.shape
    (1437, 64)
    """
    import numpy as np

    file = folder() / "tinydigits" / "tinydigits.npz"
    if not file.is_file():
        raise FileNotFoundError(f"{file} is missing.\n  next      tito milestone run 03   puts it back")
    if sha256(file.read_bytes()).hexdigest() != TINYDIGITS_SHA256:
        raise ValueError(f"{file} is not the file that the course ships.\n  next      delete it, and: tito init .")
    with np.load(file, allow_pickle=False) as data:
        return _images(*(data[name] for name in ("train_images", "train_labels", "test_images", "test_labels")), top=16)


def mnist(where: Path | None = None) -> Images:
    """The 60,000 and 10,000 digits of MNIST, from its four idx files (packed with gzip or not) in `datasets/mnist/`.

    They do not ship with the course: put them there yourself, or name their folder.
    """
    place = where or folder() / "mnist"
    return _images(*(_idx(place, name) for name in MNIST_FILES), top=255)


def folder() -> Path:
    """The `datasets/` folder of the workspace."""
    if tinytorch._WORKSPACE is None:
        raise FileNotFoundError("No workspace was found.\n  next      cd into your workspace, or: tito init FOLDER")
    return Path(tinytorch._WORKSPACE, "datasets")


def _images(*arrays: np.ndarray, top: int) -> Images:
    import numpy as np

    train_x, train_y, test_x, test_y = arrays
    flat = [(x.reshape(len(x), -1) / top).astype(np.float32) for x in (train_x, test_x)]
    return Images(flat[0], train_y.astype(np.int64), flat[1], test_y.astype(np.int64))


def _idx(place: Path, name: str) -> np.ndarray:
    """An array in the format of MNIST's own files: a head with type and sizes, then the bytes."""
    import gzip

    import numpy as np

    plain, packed = place / name, place / f"{name}.gz"
    if not (plain.is_file() or packed.is_file()):
        raise FileNotFoundError(f"{plain} is missing.\n  expected  MNIST's four files, as idx or idx.gz, in {place}")
    data = plain.read_bytes() if plain.is_file() else gzip.decompress(packed.read_bytes())
    axes = data[3] if len(data) > 3 else 0
    shape = tuple(np.frombuffer(data, ">u4", axes, offset=4).tolist()) if len(data) >= 4 + 4 * axes else (0,)
    if data[:3] != bytes([0, 0, UNSIGNED_BYTES]) or len(data) != 4 + 4 * axes + int(np.prod(shape)):
        raise ValueError(f"{plain} is not an idx file of bytes, or only half of one.")
    return np.frombuffer(data, np.uint8, offset=4 + 4 * axes).reshape(shape)
