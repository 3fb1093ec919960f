"""Makes shifteddigits.npz from TinyDigits: each 8 × 8 digit at random places in 16 × 16 empty pixels.

    python make.py

The same TinyDigits give the same arrays. The bytes of the file depend on the version of zlib that packs them, so
README.md has a hash of the pixels as well, which this program prints.
"""

import hashlib
from pathlib import Path

import numpy as np

SOURCE = Path(__file__).parents[1] / "tinydigits" / "tinydigits.npz"
SIZE, PLACES = 16, 9  # a corner of 8 pixels fits at 0 to 8 in 16
COPIES = 3  # places for each image to learn from; the held-out ones get one
SEED = 1998


def placed(images: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Each image at a place of its own."""
    canvas = np.zeros((len(images), SIZE, SIZE), np.uint8)
    for empty, image, (top, left) in zip(canvas, images, rng.integers(PLACES, size=(len(images), 2)), strict=True):
        empty[top : top + 8, left : left + 8] = image
    return canvas


def main(out: Path) -> None:
    rng = np.random.default_rng(SEED)
    with np.load(SOURCE, allow_pickle=False) as digits:
        train = np.concatenate([placed(digits["train_images"], rng) for _ in range(COPIES)])
        test = placed(digits["test_images"], rng)
        labels, shown = np.tile(digits["train_labels"], COPIES), digits["test_labels"]
    np.savez_compressed(out, train_images=train, train_labels=labels, test_images=test, test_labels=shown)
    pixels = hashlib.sha256(train.tobytes() + test.tobytes()).hexdigest()
    print(f"{len(train)} + {len(test)} images, {out.stat().st_size:,} bytes")
    print(f"sha256 of the file   {hashlib.sha256(out.read_bytes()).hexdigest()}\nsha256 of the pixels {pixels}")


if __name__ == "__main__":
    main(Path(__file__).with_name("shifteddigits.npz"))
