"""The data that ships: what the datasheet says of it, and how it is read."""

from __future__ import annotations

import gzip
import hashlib
import io
import shutil
import struct
import subprocess
import sys
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


def test_shifted_digits_are_tinydigits_somewhere_else(shelf: Path) -> None:
    digits, shifted = datasets.tinydigits(), datasets.shifteddigits()

    assert [x.shape for x in shifted] == [(4311, 256), (4311,), (360, 256), (360,)]
    assert shifted.train_y.tolist() == digits.train_y.tolist() * 3
    for moved, original in ((shifted.train_x, np.tile(digits.train_x, (3, 1))), (shifted.test_x, digits.test_x)):
        assert [sorted(image[image > 0]) for image in moved] == [sorted(image[image > 0]) for image in original]
    assert all(shifted.train_x.reshape(-1, 16, 16).max(axis=(0, other)).all() for other in (1, 2))  # at every edge


def test_shakespeare_is_a_text(shelf: Path) -> None:
    text = datasets.shakespeare()

    assert text.isascii()
    assert len(text) == 985_265
    assert "To-morrow, and to-morrow, and to-morrow," in text
    assert not any(line != line.rstrip() for line in text.splitlines())


def test_every_question_has_one_answer_and_is_asked_once(shelf: Path) -> None:
    pairs = datasets.questions()
    asked = [question for question, _ in pairs.train + pairs.test]

    assert (len(pairs.train), len(pairs.test)) == (307, 80)
    assert len(set(asked)) == len(asked)
    assert all(answer for _, answer in pairs.train + pairs.test)
    sums = [(*question[8:-1].split(), answer) for question, answer in pairs.train if question.startswith("What is 1 ")]
    assert sums
    assert all(int(a) + int(b) * (1 if sign == "plus" else -1) == int(answer) for a, sign, b, answer in sums)


@pytest.mark.parametrize("name", ["shifteddigits", "questions"])
def test_the_programs_make_the_same_data_again(name: str, tmp_path: Path) -> None:
    """Those that need nothing from outside; packed files are compared by what is in them."""
    shutil.copytree(SHIPPED, tmp_path / "datasets")
    (made,) = [file for file in (tmp_path / "datasets" / name).iterdir() if file.suffix in {".npz", ".tsv"}]
    before = made.read_bytes()
    made.unlink()

    subprocess.run([sys.executable, made.with_name("make.py")], check=True, capture_output=True)

    if made.suffix == ".npz":
        with np.load(made) as now, np.load(io.BytesIO(before)) as then:
            assert all((now[key] == then[key]).all() for key in then.files)
    else:
        assert made.read_bytes() == before


def test_every_dataset_has_a_sheet_with_its_hash_and_fits() -> None:
    files = [file for file in SHIPPED.glob("*/*") if file.suffix not in {".md", ".py"} and file.name != "LICENSE"]

    assert files
    for file in files:
        sheet = (file.parent / "README.md").read_text("utf-8")
        assert sha256(file.read_bytes()).hexdigest() in sheet, file.name
        assert file.stat().st_size <= 1 << 20
        assert "icence" in sheet


def test_pixels_keep_channels_and_bytes(shelf: Path) -> None:
    found = datasets.pixels("shifteddigits")

    assert [x.shape for x in found[:4]] == [(4311, 1, 16, 16), (4311,), (360, 1, 16, 16), (360,)]
    assert {x.dtype.name for x in found[:4]} == {"uint8"}
    assert found.top == found.train_images.max() == 16


def test_an_unknown_name_is_told_the_known_ones() -> None:
    with pytest.raises(ValueError, match="tinydigits, shifteddigits, mnist, cifar10"):
        datasets.pixels("imagenet")


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


def test_images_and_labels_must_be_equally_many(mnist: Path) -> None:
    (mnist / "train-labels-idx1-ubyte").write_bytes(idx(np.arange(4, dtype=np.uint8)))

    with pytest.raises(ValueError, match=r"do not belong together(.|\n)*\(5, 28, 28\), \(4,\)"):
        datasets.mnist(mnist)


def test_half_a_packed_file_is_refused(mnist: Path) -> None:
    file = mnist / "train-images-idx3-ubyte.gz"
    file.write_bytes(file.read_bytes()[:-12])

    with pytest.raises(ValueError, match="only half of one"):
        datasets.mnist(mnist)


def test_a_file_as_long_as_the_published_one_must_be_the_published_one(mnist: Path) -> None:
    labels = idx(np.zeros(10_000, np.uint8))
    (mnist / "t10k-labels-idx1-ubyte").write_bytes(labels)

    with pytest.raises(ValueError, match=f"sha256 {hashlib.sha256(labels).hexdigest()}(.|\n)*expected  ff7bcfd4"):
        datasets.mnist(mnist)
