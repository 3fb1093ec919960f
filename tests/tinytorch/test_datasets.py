"""The data that ships: what the datasheet says of it, and how it is read."""

from __future__ import annotations

import gzip
import shutil
import struct
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest

from tinytorch import datasets

SHIPPED = Path(__file__).parents[2] / "datasets"


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace with the data that ships."""
    monkeypatch.setattr("tinytorch._WORKSPACE", tmp_path)
    return Path(shutil.copytree(SHIPPED, tmp_path / "datasets"))


def test_tinydigits_are_what_the_datasheet_says(shelf: Path) -> None:
    digits = datasets.tinydigits()

    assert [x.shape for x in digits] == [(1437, 64), (1437,), (360, 64), (360,)]
    assert [x.dtype.name for x in digits] == ["float32", "int64", "float32", "int64"]
    assert (digits.train_x.min(), digits.train_x.max()) == (0.0, 1.0)
    assert np.bincount(digits.test_y).tolist() == [36] * 10
    assert len(np.unique(np.concatenate([digits.train_x, digits.test_x]), axis=0)) == 1797


def test_every_dataset_has_a_sheet_with_its_hash_and_fits() -> None:
    files = [file for file in SHIPPED.glob("*/*") if file.suffix not in {".md", ".py"} and file.name != "LICENSE"]

    assert files
    for file in files:
        sheet = (file.parent / "README.md").read_text("utf-8")
        assert sha256(file.read_bytes()).hexdigest() in sheet, file.name
        assert file.stat().st_size <= 1 << 20
        assert "icence" in sheet


def test_a_damaged_file_is_refused(shelf: Path) -> None:
    (shelf / "tinydigits" / "tinydigits.npz").write_bytes(b"PK")

    with pytest.raises(ValueError, match="not the file that the course ships"):
        datasets.tinydigits()


def test_a_missing_file_is_named(shelf: Path) -> None:
    (shelf / "tinydigits" / "tinydigits.npz").unlink()

    with pytest.raises(FileNotFoundError, match=r"tinydigits\.npz is missing"):
        datasets.tinydigits()


def test_outside_a_workspace_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tinytorch._WORKSPACE", None)

    with pytest.raises(FileNotFoundError, match="No workspace"):
        datasets.tinydigits()


def idx(array: np.ndarray) -> bytes:
    return struct.pack(f">HBB{array.ndim}I", 0, 8, array.ndim, *array.shape) + array.tobytes()


@pytest.fixture
def mnist(tmp_path: Path) -> Path:
    """Five and two images of 28 × 28 in MNIST's own format, one file of them packed."""
    for name, count in (("train", 5), ("t10k", 2)):
        images = np.full((count, 28, 28), 255, np.uint8)
        (tmp_path / f"{name}-images-idx3-ubyte.gz").write_bytes(gzip.compress(idx(images)))
        (tmp_path / f"{name}-labels-idx1-ubyte").write_bytes(idx(np.arange(count, dtype=np.uint8)))
    return tmp_path


def test_mnist_is_read_from_its_own_files(mnist: Path) -> None:
    images = datasets.mnist(mnist)

    assert [x.shape for x in images] == [(5, 784), (5,), (2, 784), (2,)]
    assert images.train_x.max() == 1.0
    assert images.test_y.tolist() == [0, 1]


def test_half_a_file_of_mnist_is_refused(mnist: Path) -> None:
    file = mnist / "t10k-labels-idx1-ubyte"
    file.write_bytes(file.read_bytes()[:-1])

    with pytest.raises(ValueError, match="only half of one"):
        datasets.mnist(mnist)


def test_without_mnist_it_says_what_to_put_where(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="MNIST's four files"):
        datasets.mnist(tmp_path)
