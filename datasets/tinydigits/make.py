"""Makes tinydigits.npz from the digits that scikit-learn ships. It needs NumPy, not scikit-learn.

    pip download scikit-learn==1.9.1 --no-deps
    python make.py scikit_learn-1.9.1-*.whl

The same input gives the same bytes, so the hash in README.md can be checked by making the file again.
"""

import gzip
import hashlib
import sys
import zipfile
from pathlib import Path

import numpy as np

SOURCE = "sklearn/datasets/data/digits.csv.gz"
SOURCE_SHA256 = "09f66e6debdee2cd2b5ae59e0d6abbb73fc2b0e0185d2e1957e9ebb51e23aa22"
HELD_OUT = 36  # of each digit: 360 images in all
SEED = 1986


def read(wheel: Path) -> np.ndarray:
    """The table: 1,797 rows of 64 pixels from 0 to 16 and the digit."""
    with zipfile.ZipFile(wheel) as archive:
        packed = archive.read(SOURCE)
    found = hashlib.sha256(packed).hexdigest()
    if found != SOURCE_SHA256:
        raise SystemExit(f"{SOURCE} is another version: sha256 {found}")
    return np.loadtxt(gzip.decompress(packed).decode().splitlines(), delimiter=",", dtype=np.uint8)


def split(labels: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Row numbers for training and held out: as many held out of each digit, both in shuffled order."""
    rng = np.random.default_rng(SEED)
    order = rng.permutation(len(labels))
    held_out = np.concatenate([order[labels[order] == digit][:HELD_OUT] for digit in range(10)])
    return order[~np.isin(order, held_out)], rng.permutation(held_out)


def main(wheel: Path, out: Path) -> None:
    table = read(wheel)
    images, labels = table[:, :64].reshape(-1, 8, 8), table[:, 64]
    train, test = split(labels)
    np.savez(
        out, train_images=images[train], train_labels=labels[train], test_images=images[test], test_labels=labels[test]
    )
    print(f"{len(train)} + {len(test)} images, {out.stat().st_size:,} bytes, sha256 {sha256(out)}")


def sha256(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(__file__).with_name("tinydigits.npz"))
