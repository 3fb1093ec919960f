"""The files of MNIST and CIFAR-10 as their makers publish them: where, how long, and their hashes.

A file with the name and the length of an original is the original, or damaged. One of another length is somebody's own.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Original:
    size: int  # bytes
    digest: str  # sha256; md5 for the files of which nothing better was published
    url: str = ""

    @property
    def hash(self) -> str:
        return "sha256" if len(self.digest) == 64 else "md5"


_MNIST = "https://ossci-datasets.s3.amazonaws.com/mnist/"
_CIFAR = "https://www.cs.toronto.edu/~kriz/"
_BATCH = 30_730_000  # 10,000 images of 3,072 bytes, and as many labels

DOWNLOADS: Mapping[str, tuple[str, ...]] = {
    "mnist": (
        "train-images-idx3-ubyte.gz",
        "train-labels-idx1-ubyte.gz",
        "t10k-images-idx3-ubyte.gz",
        "t10k-labels-idx1-ubyte.gz",
    ),
    "cifar10": ("cifar-10-binary.tar.gz",),  # the same images without Python's pickle
}
ORIGINALS: Mapping[str, Original] = {
    "train-images-idx3-ubyte.gz": Original(
        9_912_422,
        "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609",
        _MNIST + "train-images-idx3-ubyte.gz",
    ),
    "train-labels-idx1-ubyte.gz": Original(
        28_881,
        "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c",
        _MNIST + "train-labels-idx1-ubyte.gz",
    ),
    "t10k-images-idx3-ubyte.gz": Original(
        1_648_877,
        "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6",
        _MNIST + "t10k-images-idx3-ubyte.gz",
    ),
    "t10k-labels-idx1-ubyte.gz": Original(
        4_542,
        "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6",
        _MNIST + "t10k-labels-idx1-ubyte.gz",
    ),
    "train-images-idx3-ubyte": Original(47_040_016, "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db"),
    "train-labels-idx1-ubyte": Original(60_008, "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5"),
    "t10k-images-idx3-ubyte": Original(7_840_016, "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7"),
    "t10k-labels-idx1-ubyte": Original(10_008, "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2"),
    "cifar-10-binary.tar.gz": Original(
        170_052_171,
        "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd",
        _CIFAR + "cifar-10-binary.tar.gz",
    ),
    "cifar-10-python.tar.gz": Original(
        170_498_071,
        "6d958be074577803d12ecdefd02955f39262c83c16fe9348329d7fe0b5c001ce",
        _CIFAR + "cifar-10-python.tar.gz",
    ),
    "data_batch_1.bin": Original(_BATCH, "cee916563c9f80d84e3cc88e17fdc0941787f1244f00a67874d45b261883ada5"),
    "data_batch_2.bin": Original(_BATCH, "a591ca11fa1708a91ee40f54b3da4784ccd871ecf2137de63f51ada8b3fa57ed"),
    "data_batch_3.bin": Original(_BATCH, "bbe8596564c0f86427f876058170b84dac6670ddf06d79402899d93ceea26f67"),
    "data_batch_4.bin": Original(_BATCH, "014e562d6e23c72197cc727519169a60359f5eccd8945ad5a09d710285ff4e48"),
    "data_batch_5.bin": Original(_BATCH, "755304fc0b379caeae8c14f0dac912fbc7d6cd469eb67a1029a08a39453a9add"),
    "test_batch.bin": Original(_BATCH, "8e2eb146ae340b09e24670f29cabc6326dba54da8789dab6768acf480273f65b"),
    "data_batch_1": Original(31_035_704, "c99cafc152244af753f735de768cd75f"),
    "data_batch_2": Original(31_035_320, "d4bba439e000b95fd0a9bffe97cbabec"),
    "data_batch_3": Original(31_035_999, "54ebc095f3ab1f0389bbae665268c751"),
    "data_batch_4": Original(31_035_696, "634d18415352ddfa80567beed471001a"),
    "data_batch_5": Original(31_035_623, "482c414d41f54cd18b22e5b47cb7c3cb"),
    "test_batch": Original(31_035_526, "40351d587109b95175f43aff81a1287e"),
}


def genuine(name: str, data: bytes) -> bytes:
    """The same bytes; ValueError for a damaged original."""
    original = ORIGINALS.get(name)
    if original and len(data) == original.size:
        found = hashlib.new(original.hash, data, usedforsecurity=False).hexdigest()
        if found != original.digest:
            words = f"{name} has the length of the published file, and other contents."
            raise ValueError(
                f"{words}\n  got       {original.hash} {found}\n  expected  {original.digest}\n"
                f"  next      delete it and get it again, or rename it if it is another dataset"
            )
    return data
