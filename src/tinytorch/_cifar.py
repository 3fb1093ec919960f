"""Reads the files of CIFAR-10, as a folder or packed, in the binary edition or in Python's.

Python's edition is pickled, and a pickle is a program: loading it may do anything. So the reader here knows the three
names that these files need, and to each of them belongs a stand-in that keeps what it is given and does nothing.
"""

from __future__ import annotations

import io
import pickle
import struct
import tarfile
import zlib
from pathlib import Path
from typing import Any, NamedTuple, cast

from tinytorch._originals import genuine

TRAIN, TEST = tuple(f"data_batch_{n}" for n in range(1, 6)), ("test_batch",)
PIXELS = 3 * 32 * 32
EDITIONS = (".bin", "")  # the binary edition is looked for first
PLACES = ("cifar-10-binary.tar.gz", "cifar-10-python.tar.gz", "cifar-10-batches-bin", "cifar-10-batches-py")
LONGEST = 1 << 26  # bytes of one batch: twice what the published ones have
BROKEN = (
    pickle.UnpicklingError,
    struct.error,
    EOFError,
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    AttributeError,
    OverflowError,
    MemoryError,
)


class Batch(NamedTuple):
    """`labels` has one byte for each image, `pixels` 3,072: the red ones, the green ones, the blue ones, row by row."""

    labels: bytes
    pixels: bytes


def read(where: Path) -> tuple[Batch, Batch]:
    """What to learn from and what is held out. `where` is an archive, or a folder with an archive or with batches."""
    place = next((where / name for name in PLACES if (where / name).exists()), where)
    files = _packed(place) if place.is_file() else _loose(place)
    train, test = ([files[name] for name in names if name in files] for names in (TRAIN, TEST))
    if not train or not test:
        raise FileNotFoundError(
            f"{place} holds no batches of CIFAR-10.\n"
            f"  expected  {', '.join(PLACES)}, or data_batch_1 to 5 and test_batch, with .bin or without\n"
            f'  next      tinytorch.datasets.download("cifar10"), or name the folder where they are'
        )
    return _joined(train), _joined(test)


def _joined(batches: list[Batch]) -> Batch:
    return Batch(b"".join(batch.labels for batch in batches), b"".join(batch.pixels for batch in batches))


def _loose(folder: Path) -> dict[str, Batch]:
    return {
        name: _batch(file.name, file.read_bytes())
        for name in TRAIN + TEST
        for file in [folder / f"{name}{edition}" for edition in reversed(EDITIONS)]
        if file.is_file()
    }


def _packed(archive: Path) -> dict[str, Batch]:
    """Reads the members that it knows and writes nothing, so that names like `../../x` can do no harm."""
    genuine(archive.name, archive.read_bytes())
    wanted = {f"{name}{edition}": name for name in TRAIN + TEST for edition in EDITIONS}
    found = {}
    try:
        with tarfile.open(archive) as members:
            for member in members:
                name = member.name.rpartition("/")[2]
                if member.isfile() and name in wanted and member.size <= LONGEST:
                    data = cast("io.BufferedReader", members.extractfile(member)).read()
                    found[wanted[name]] = _batch(name, data)
    except (tarfile.TarError, EOFError, OSError, zlib.error) as problem:
        raise ValueError(f"{archive} is not an archive of CIFAR-10, or only half of one: {problem}") from problem
    return found


def _batch(name: str, data: bytes) -> Batch:
    batch = (_records if name.endswith(".bin") else _pickled)(name, genuine(name, data))
    if batch.labels and max(batch.labels) > 9:
        raise ValueError(f"{name}: a label is {max(batch.labels)}, and CIFAR-10 has the classes 0 to 9.")
    return batch


def _records(name: str, data: bytes) -> Batch:
    size = 1 + PIXELS
    if len(data) % size or not data:
        raise ValueError(f"{name} has {len(data):,} bytes, which is no multiple of {size}: a label and its pixels.")
    return Batch(data[::size], b"".join(data[at + 1 : at + size] for at in range(0, len(data), size)))


class _Kept:
    """Stands for a NumPy array, its maker or its dtype: keeps what the pickle gives it."""

    def __init__(self, *given: object) -> None:
        self.given = given
        self.state: object = None

    def __setstate__(self, state: object) -> None:
        self.state = state


class _Reader(pickle.Unpickler):
    def __init__(self, data: bytes) -> None:
        super().__init__(io.BytesIO(data), encoding="bytes")  # Python 2 wrote these files
        array, dtype = (type(name, (_Kept,), {}) for name in ("array", "dtype"))  # anew: a pickle may set attributes
        self.known = {
            ("numpy.core.multiarray", "_reconstruct"): array,
            ("numpy._core.multiarray", "_reconstruct"): array,
            ("numpy", "ndarray"): array,
            ("numpy", "dtype"): dtype,
        }

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) not in self.known:
            raise pickle.UnpicklingError(f"it asks for {module}.{name}, which no file of CIFAR-10 needs")
        return self.known[module, name]


def _pickled(name: str, data: bytes) -> Batch:
    try:
        table = _Reader(data).load()
        entries = {key.decode() if isinstance(key, bytes) else key: value for key, value in table.items()}
        return _checked(entries["labels"], entries["data"])
    except BROKEN as problem:
        raise ValueError(f"{name} is not a batch of CIFAR-10, or only half of one: {problem!r}") from problem


def _checked(labels: list[int], array: _Kept) -> Batch:
    _, shape, dtype, by_columns, pixels = cast("tuple[Any, ...]", array.state)
    if dtype.given[0] not in (b"u1", "u1") or by_columns or not isinstance(pixels, bytes):
        raise ValueError("the pixels are not bytes, row by row")
    if tuple(shape) != (len(labels), PIXELS) or len(pixels) != len(labels) * PIXELS:
        raise ValueError(f"{len(labels)} labels, pixels of shape {shape} in {len(pixels)} bytes")
    return Batch(bytes(labels), pixels)
