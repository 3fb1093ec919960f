"""CIFAR-10 from tiny files in exactly the published formats: the binary edition, and Python 2's pickles."""

from __future__ import annotations

import io
import pickle
import struct
import tarfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from tinytorch import datasets

NAMES = [*(f"data_batch_{n}" for n in range(1, 6)), "test_batch"]


def images(seed: int, count: int = 2) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    return rng.integers(10, size=count, dtype=np.uint8), rng.integers(256, size=(count, 3072), dtype=np.uint8)


def binary(seed: int) -> bytes:
    labels, pixels = images(seed)
    return np.concatenate([labels[:, None], pixels], axis=1).tobytes()


def text(words: bytes) -> bytes:
    """A string as Python 2 pickled it."""
    return b"U" + bytes([len(words)]) + words if len(words) < 256 else b"T" + struct.pack("<I", len(words)) + words


def whole(*numbers: int) -> bytes:
    return b"".join(b"K" + bytes([n]) if n < 256 else b"M" + struct.pack("<H", n) for n in numbers)


def pickled(seed: int, *, dtype: bytes = b"u1", shape: tuple[int, int] | None = None) -> bytes:
    """The bytes that Python 2 and NumPy of 2009 wrote for a batch: protocol 2, `cnumpy.core.multiarray`."""
    labels, pixels = images(seed)
    empty = b"cnumpy.core.multiarray\n_reconstruct\ncnumpy\nndarray\nK\x00\x85" + text(b"b") + b"\x87R"
    kind = b"cnumpy\ndtype\n" + text(dtype) + whole(0, 1) + b"\x87R"
    kind += b"(" + whole(3) + text(b"|") + b"NNN" + b"J\xff\xff\xff\xff" * 2 + whole(0) + b"tb"
    state = b"(" + whole(1) + whole(*(shape or pixels.shape)) + b"\x86" + kind + b"\x89" + text(pixels.tobytes()) + b"t"
    entries = text(b"data") + empty + state + b"b" + text(b"labels") + b"](" + whole(*labels.tolist()) + b"e"
    entries += text(b"batch_label") + text(b"training batch 1 of 5")
    return b"\x80\x02}(" + entries + b"u."


def folder(place: Path, make: Callable[[int], bytes], edition: str) -> Path:
    for seed, name in enumerate(NAMES):
        (place / f"{name}{edition}").write_bytes(make(seed))
    return place


def archive(file: Path, make: Callable[[int], bytes], edition: str) -> Path:
    with tarfile.open(file, "w:gz") as packed:
        for seed, name in enumerate(NAMES):
            data = make(seed)
            member = tarfile.TarInfo(f"cifar-10-batches/{name}{edition}")
            member.size = len(data)
            packed.addfile(member, io.BytesIO(data))
    return file


def check(found: datasets.Pixels) -> None:
    made = [images(seed) for seed in range(6)]

    assert found.train_images.tolist() == np.concatenate([x for _, x in made[:5]]).reshape(-1, 3, 32, 32).tolist()
    assert found.train_labels.tolist() == np.concatenate([y for y, _ in made[:5]]).tolist()
    assert found.test_images.tolist() == made[5][1].reshape(-1, 3, 32, 32).tolist()
    assert found.test_labels.tolist() == made[5][0].tolist()
    assert found.top == 255


@pytest.mark.parametrize(("make", "edition"), [(binary, ".bin"), (pickled, "")], ids=["binary", "python"])
def test_both_editions_are_read_loose_and_packed(make: Callable[[int], bytes], edition: str, tmp_path: Path) -> None:
    check(datasets.cifar10(folder(tmp_path, make, edition)))
    check(datasets.cifar10(archive(tmp_path / "mine.tar.gz", make, edition)))


def test_the_pickles_of_this_test_are_what_numpy_reads(tmp_path: Path) -> None:
    batch = pickle.loads(pickled(0), encoding="bytes")

    assert batch[b"data"].tolist() == images(0)[1].tolist()
    assert batch[b"labels"] == images(0)[0].tolist()


def test_an_archive_is_found_in_its_folder(tmp_path: Path) -> None:
    archive(tmp_path / "cifar-10-binary.tar.gz", binary, ".bin")
    check(datasets.cifar10(tmp_path))


def test_batches_pickled_again_by_a_newer_python_are_read(tmp_path: Path) -> None:
    def again(seed: int) -> bytes:
        labels, data = images(seed)
        return pickle.dumps({"data": data, "labels": labels.tolist()}, protocol=4)

    check(datasets.cifar10(folder(tmp_path, again, "")))


class Evil:
    def __init__(self, witness: Path) -> None:
        self.witness = witness

    def __reduce__(self) -> tuple[Callable[[str], object], tuple[str]]:
        return Path.touch, (self.witness,)  # type: ignore[return-value]  # any callable would do


def test_a_pickle_that_wants_more_is_refused_and_does_nothing(tmp_path: Path) -> None:
    witness = tmp_path / "witness"
    folder(tmp_path, pickled, "")
    (tmp_path / "data_batch_3").write_bytes(pickle.dumps({"data": Evil(witness), "labels": [1]}))

    with pytest.raises(ValueError, match=r"data_batch_3 is not a batch of CIFAR-10(.|\n)*it asks for"):
        datasets.cifar10(tmp_path)
    assert not witness.exists()


def test_a_pickle_cannot_change_the_next_reader(tmp_path: Path) -> None:
    folder(tmp_path, pickled, "")
    batch = (tmp_path / "data_batch_1").read_bytes()
    change = b"\x80\x02cnumpy\nndarray\nN}" + text(b"__init__") + b"cnumpy\ndtype\ns\x86b."
    (tmp_path / "data_batch_1").write_bytes(change)

    with pytest.raises(ValueError, match="not a batch"):
        datasets.cifar10(tmp_path)
    (tmp_path / "data_batch_1").write_bytes(batch)
    check(datasets.cifar10(tmp_path))


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (pickled(0)[:3000], "only half of one"),
        (pickled(0, dtype=b"i2"), "not bytes"),
        (pickled(0, shape=(3, 3072)), "2 labels"),
        (pickle.dumps([1, 2]), "not a batch"),
        (pickle.dumps({"labels": [1]}), "not a batch"),
        (b"", "not a batch"),
    ],
    ids=["half", "other numbers", "other shape", "a list", "no pixels", "empty"],
)
def test_other_pickles_are_refused(data: bytes, words: str, tmp_path: Path) -> None:
    (folder(tmp_path, pickled, "") / "test_batch").write_bytes(data)

    with pytest.raises(ValueError, match=words):
        datasets.cifar10(tmp_path)


def test_a_record_that_is_cut_is_refused(tmp_path: Path) -> None:
    (folder(tmp_path, binary, ".bin") / "data_batch_2.bin").write_bytes(binary(0)[:-1])

    with pytest.raises(ValueError, match=r"data_batch_2.bin has 6,145 bytes, which is no multiple of 3073"):
        datasets.cifar10(tmp_path)


def test_a_label_above_9_is_refused(tmp_path: Path) -> None:
    (folder(tmp_path, binary, ".bin") / "data_batch_2.bin").write_bytes(b"\x0a" + binary(0)[1:])

    with pytest.raises(ValueError, match="a label is 10"):
        datasets.cifar10(tmp_path)


def test_half_an_archive_is_refused(tmp_path: Path) -> None:
    file = archive(tmp_path / "cifar.tar.gz", binary, ".bin")
    file.write_bytes(file.read_bytes()[:20_000])

    with pytest.raises(ValueError, match="only half of one"):
        datasets.cifar10(file)


def test_a_batch_as_long_as_the_published_one_must_be_it(tmp_path: Path) -> None:
    (folder(tmp_path, binary, ".bin") / "test_batch.bin").write_bytes(bytes(30_730_000))

    with pytest.raises(
        ValueError, match=r"test_batch.bin has the length of the published file(.|\n)*expected  8e2eb146"
    ):
        datasets.cifar10(tmp_path)


def test_an_empty_folder_is_told_what_belongs_there(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"cifar-10-binary.tar.gz(.|\n)*download\(\"cifar10\"\)"):
        datasets.cifar10(tmp_path)
