"""Module 08 against PyTorch's loader, and its transforms, files and workers against slow twins."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

COUNTS, SIZES = st.integers(0, 40), st.integers(1, 12)


@pytest.fixture(scope="session")
def dataloader(framework: dict[str, ModuleType]) -> ModuleType:
    return framework["dataloader"]


def rows_of(loader: Any) -> list[list[int]]:
    return [batch.tolist() for (batch,) in loader]


@given(n=COUNTS, size=SIZES, drop=st.booleans())
def test_batches_are_pytorchs(n: int, size: int, drop: bool, dataloader: ModuleType, torch: ModuleType) -> None:
    theirs = torch.utils.data.DataLoader(torch.utils.data.TensorDataset(torch.arange(n)), size, drop_last=drop)
    ours = dataloader.DataLoader(dataloader.TensorDataset(np.arange(n)), size, drop_last=drop)

    assert rows_of(ours) == rows_of(theirs)
    assert len(ours) == len(theirs) == len(rows_of(ours))


@given(n=COUNTS, size=SIZES, seed=st.integers(0, 9), workers=st.sampled_from([0, 1, 3]))
def test_an_epoch_has_every_row_once_and_the_seed_decides(
    n: int, size: int, seed: int, workers: int, dataloader: ModuleType
) -> None:
    data = dataloader.TensorDataset(np.arange(n))

    def epochs(workers: int) -> list[list[list[int]]]:
        generator = np.random.default_rng(seed)
        loader = dataloader.DataLoader(data, size, shuffle=True, generator=generator, num_workers=workers)
        return [rows_of(loader) for _ in range(2)]

    first, second = epochs(workers)
    twin = np.random.default_rng(seed)
    assert [list(itertools.chain(*epoch)) for epoch in (first, second)] == [
        twin.permutation(n).tolist() for _ in range(2)
    ]
    assert epochs(0) == [first, second]


@pytest.mark.filterwarnings("ignore:Length of split")  # PyTorch warns of empty parts, which are legal
@given(n=st.integers(1, 200), weights=st.lists(st.integers(1, 9), min_size=1, max_size=5))
def test_fractions_are_split_as_pytorch_does(
    n: int, weights: list[int], dataloader: ModuleType, torch: ModuleType
) -> None:
    fractions = [weight / sum(weights) for weight in weights]
    assume(sum(fractions) <= 1)  # PyTorch refuses 1.0000000000000002
    theirs = torch.utils.data.random_split(torch.utils.data.TensorDataset(torch.arange(n)), fractions)

    assert dataloader.split_sizes(n, fractions) == [len(part) for part in theirs]


@given(parts=st.lists(st.integers(0, 9), min_size=1, max_size=5), seed=st.integers(0, 99))
def test_parts_are_disjoint_and_complete(parts: list[int], seed: int, dataloader: ModuleType) -> None:
    data = dataloader.TensorDataset(np.arange(sum(parts)))
    if sum(parts) == 1:  # sizes, and fractions as well
        assert [len(part) for part in dataloader.random_split(data, parts)] == parts
        return
    found = dataloader.random_split(data, parts, np.random.default_rng(seed))

    assert [len(part) for part in found] == parts
    assert sorted(itertools.chain(*(part.indices.tolist() for part in found))) == list(range(sum(parts)))


def test_without_a_generator_runs_are_alike(dataloader: ModuleType) -> None:
    data = dataloader.TensorDataset(np.arange(50))

    def run() -> tuple[list[int], list[list[int]]]:
        train, _ = dataloader.random_split(data, [0.5, 0.5])
        return train.indices.tolist(), rows_of(dataloader.DataLoader(train, 8, shuffle=True))

    assert run() == run()


@given(data=st.data())
def test_a_subset_of_a_subset_is_pytorchs(data: st.DataObject, dataloader: ModuleType, torch: ModuleType) -> None:
    outer = data.draw(st.lists(st.integers(0, 9), min_size=1, max_size=8))
    inner = data.draw(st.lists(st.integers(0, len(outer) - 1), min_size=1, max_size=8))
    ours = dataloader.Subset(dataloader.Subset(dataloader.TensorDataset(np.arange(10)), outer), inner)
    utils = torch.utils.data
    theirs = utils.Subset(utils.Subset(utils.TensorDataset(torch.arange(10)), outer), inner)

    assert [ours[i][0].item() for i in range(len(ours))] == [theirs[i][0].item() for i in range(len(theirs))]
    assert ours.take(np.arange(len(ours)))[0].tolist() == [outer[i] for i in inner]
    assert ours[-1][0].item() == outer[inner[-1]]


def test_examples_of_a_loop_end(dataloader: ModuleType) -> None:
    data = dataloader.TensorDataset([1.0, 2.0], [3, 4])

    assert [(x.item(), y.item()) for x, y in data] == [(1.0, 3), (2.0, 4)]


def test_dtypes_follow_the_course(dataloader: ModuleType, framework: dict[str, ModuleType]) -> None:
    wide = framework["tensor"].Tensor([1.0, 2.0], dtype=np.float64)
    data = dataloader.TensorDataset(np.ones(2), wide, np.ones(2, np.uint8), [True, False])

    (batch,) = dataloader.DataLoader(data, 2)
    assert [part.dtype.name for part in batch] == ["float32", "float64", "uint8", "bool"]
    assert [part.dtype.name for part in data[0]] == ["float32", "float64", "uint8", "bool"]


def test_tensors_of_different_lengths_are_no_dataset(dataloader: ModuleType) -> None:
    with pytest.raises(ValueError, match=r"\[3, 2\]"):
        dataloader.TensorDataset(np.ones(3), np.ones(2))


def test_data_are_shared_until_a_batch_is_made(dataloader: ModuleType) -> None:
    x = np.zeros((4, 2), np.float32)
    data = dataloader.TensorDataset(x)
    (batch,) = next(iter(dataloader.DataLoader(data, 4)))
    batch.data[...] = 1

    assert np.shares_memory(data.arrays[0], x)
    assert x.sum() == 0


@pytest.mark.parametrize("settings", [{"batch_size": 0}, {"num_workers": -1}, {"prefetch_factor": 0}])
def test_senseless_settings_are_refused(settings: dict[str, int], dataloader: ModuleType) -> None:
    with pytest.raises(ValueError, match="at least"):
        dataloader.DataLoader([1, 2], **settings)


def test_collating_nests_as_pytorch_does(dataloader: ModuleType, torch: ModuleType) -> None:
    samples = [{"x": (np.ones(2, np.float32) * n, n), "name": str(n)} for n in range(3)]
    theirs = torch.utils.data.default_collate(samples)
    ours = dataloader.default_collate(samples)

    assert ours["x"][0].tolist() == theirs["x"][0].tolist()
    assert ours["x"][1].tolist() == theirs["x"][1].tolist()
    assert ours["name"] == theirs["name"]


def test_a_plain_list_and_ones_own_collate_fn(dataloader: ModuleType) -> None:
    words = ["a", "bb", "ccc"]

    assert list(dataloader.DataLoader(words, 2)) == [["a", "bb"], ["ccc"]]
    assert list(dataloader.DataLoader(words, 2, collate_fn=lambda batch: sum(map(len, batch)))) == [3, 3]


def test_a_transform_takes_the_first_part_of_a_list_as_of_a_tuple(dataloader: ModuleType) -> None:
    loader = dataloader.DataLoader(
        [(np.ones((1, 2, 2)), 3), (np.zeros((1, 2, 2)), 4)],
        2,
        collate_fn=lambda batch: [np.stack([image for image, _ in batch]), [label for _, label in batch]],
        transform=dataloader.Normalize([1.0], [0.5]),
    )

    ((images, labels),) = loader
    assert images.numpy()[:, 0, 0, 0].tolist() == [0.0, -2.0]
    assert labels == [3, 4]


def test_a_transform_of_a_dict_is_an_error_that_names_its_keys(dataloader: ModuleType) -> None:
    loader = dataloader.DataLoader([{"pixels": np.ones((1, 2, 2))}], transform=dataloader.Normalize([1.0], [0.5]))

    with pytest.raises(TypeError, match="pixels"):
        list(loader)


def padded_crops(image: np.ndarray, size: int, padding: int) -> Iterator[np.ndarray]:
    padded = np.pad(image, ((0, 0), (padding, padding), (padding, padding)))
    for top in range(padded.shape[1] - size + 1):
        for left in range(padded.shape[2] - size + 1):
            yield padded[:, top : top + size, left : left + size]


@given(seed=st.integers(0, 999), size=st.integers(1, 7), padding=st.integers(0, 2))
def test_crops_are_windows_of_the_padded_image(seed: int, size: int, padding: int, dataloader: ModuleType) -> None:
    rng = np.random.default_rng(seed)
    images = rng.random((3, 2, 5, 6)).astype(np.float32)
    if size > 5 + 2 * padding:
        with pytest.raises(ValueError, match="does not fit"):
            dataloader.RandomCrop(size, padding)(images, rng)
        return
    for made, image in zip(dataloader.RandomCrop(size, padding)(images, rng), images, strict=True):
        assert any(np.array_equal(made, crop) for crop in padded_crops(image, size, padding))


def test_every_place_of_a_crop_is_reached(dataloader: ModuleType) -> None:
    images = np.broadcast_to(np.arange(12.0).reshape(1, 1, 3, 4), (500, 1, 3, 4))
    corners = dataloader.RandomCrop(2)(images, np.random.default_rng(0))[:, 0, 0, 0]

    assert set(corners) == {0, 1, 2, 4, 5, 6}


def test_flips_happen_as_often_as_asked(dataloader: ModuleType) -> None:
    images = np.broadcast_to(np.arange(2.0), (4000, 1, 1, 2))
    rng = np.random.default_rng(0)
    mirrored = [dataloader.RandomHorizontalFlip(p)(images, rng)[:, 0, 0, 0].mean() for p in (0.0, 0.3, 1.0)]

    assert mirrored[::2] == [0.0, 1.0]
    assert abs(mirrored[1] - 0.3) < 0.03  # four standard deviations of 4,000 draws


def test_a_transform_may_be_any_function(dataloader: ModuleType) -> None:
    data = dataloader.TensorDataset(np.ones((4, 1, 2, 2), np.float32), np.arange(4))
    change = dataloader.Compose([lambda images: images * 2, dataloader.Normalize([1.0], [0.5])])

    for transform, value in ((change, 2.0), (lambda images: images + 3, 4.0)):
        images, labels = next(iter(dataloader.DataLoader(data, 4, transform=transform)))
        assert (images.numpy() == value).all()
        assert labels.tolist() == [0, 1, 2, 3]


def test_workers_draw_the_same_images(dataloader: ModuleType) -> None:
    images = np.random.default_rng(0).random((60, 1, 6, 6)).astype(np.float32)
    change = dataloader.Compose([dataloader.RandomCrop(6, padding=2), dataloader.RandomHorizontalFlip()])

    def epochs(workers: int) -> list[list[Any]]:
        loader = dataloader.DataLoader(
            dataloader.TensorDataset(images),
            8,
            shuffle=True,
            transform=change,
            generator=np.random.default_rng(5),
            num_workers=workers,
        )
        return [rows_of(loader) for _ in range(2)]

    alone = epochs(0)
    assert epochs(4) == alone
    assert alone[0] != alone[1]


class Scripted:
    """Twenty examples; `at` happens on the way to one of them."""

    def __init__(self, index: int, at: Callable[[], object]) -> None:
        self.index, self.at = index, at

    def __len__(self) -> int:
        return 20

    def __getitem__(self, index: int) -> int:
        if index == self.index:
            self.at()
        return index


def fail(error: BaseException) -> Callable[[], object]:
    def now() -> None:
        raise error

    return now


@pytest.mark.parametrize("workers", [1, 3])
def test_an_error_in_a_worker_arrives_after_the_batches_before_it(workers: int, dataloader: ModuleType) -> None:
    batches = iter(dataloader.DataLoader(Scripted(9, fail(KeyError("lost"))), 4, num_workers=workers))

    assert [next(batches).tolist() for _ in range(2)] == [[0, 1, 2, 3], [4, 5, 6, 7]]
    with pytest.raises(KeyError, match="lost") as caught:
        next(batches)
    assert "on rows [ 8  9 10 11]" in caught.value.__notes__[0]


@pytest.mark.parametrize("end", [SystemExit(1), KeyboardInterrupt(), GeneratorExit()])
def test_a_worker_that_dies_is_an_error(end: BaseException, dataloader: ModuleType) -> None:
    with pytest.raises(RuntimeError, match="ended by"):
        list(dataloader.DataLoader(Scripted(9, fail(end)), 4, num_workers=2))


def test_a_worker_that_hangs_is_an_error(dataloader: ModuleType) -> None:
    release = threading.Event()
    loader = dataloader.DataLoader(Scripted(9, release.wait), 4, num_workers=1, timeout=0.05)

    with pytest.raises(TimeoutError, match="hangs"):
        list(loader)
    release.set()


def test_no_thread_is_left_when_a_loop_is_left(dataloader: ModuleType) -> None:
    before = set(threading.enumerate())
    batches = iter(dataloader.DataLoader(np.arange(1000), 4, num_workers=3))
    next(batches)
    assert len(set(threading.enumerate()) - before) == 3

    batches.close()
    assert set(threading.enumerate()) <= before


def test_where_the_system_gives_no_more_threads_it_says_so(
    dataloader: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, start = set(threading.enumerate()), threading.Thread.start

    def only_one(thread: threading.Thread) -> None:
        if set(threading.enumerate()) - before:
            raise RuntimeError("can't start new thread")
        start(thread)

    monkeypatch.setattr(threading.Thread, "start", only_one)
    workers = dataloader.Workers(abs, 3)
    with pytest.raises(RuntimeError, match="can't start new thread"), workers:
        pytest.fail("no worker should be asked")
    workers.threads[0].join(timeout=60)
    assert set(threading.enumerate()) <= before


def test_prefetching_is_bounded(dataloader: ModuleType) -> None:
    asked: list[int] = []

    class Watched(Scripted):
        def __getitem__(self, index: int) -> int:
            asked.append(index)
            return index

    with dataloader.Workers(lambda task: Watched(0, list)[task], 2) as workers:
        results = dataloader.in_order(workers.submit, itertools.count(), 4)
        assert [next(results) for _ in range(3)] == [0, 1, 2]
    assert max(asked) <= 6


def test_two_loops_over_one_loader_do_not_disturb_each_other(dataloader: ModuleType) -> None:
    loader = dataloader.DataLoader(dataloader.TensorDataset(np.arange(6)), 2)

    pairs = [(x.tolist(), y.tolist()) for (x,), (y,) in zip(loader, loader, strict=True)]
    assert pairs == [([n, n + 1], [n, n + 1]) for n in (0, 2, 4)]


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("tinytorch._WORKSPACE", tmp_path)
    (tmp_path / "datasets").symlink_to(Path(__file__).parents[2] / "datasets")
    return tmp_path


def test_tinydigits_stay_bytes_until_a_batch_is_made(shelf: Path, dataloader: ModuleType) -> None:
    train, test = dataloader.TinyDigits(), dataloader.TinyDigits(train=False)
    images, labels = next(iter(dataloader.DataLoader(train, 64)))

    assert (len(train), len(test), train.arrays[0].dtype.name) == (1437, 360, "uint8")
    assert (images.shape, images.dtype.name, labels.dtype.name) == ((64, 1, 8, 8), "float32", "int64")
    assert images.max().item() == 1.0
    assert (train[5][0].tolist(), train[-1][1].item()) == (images[5].tolist(), int(train.arrays[1][-1]))


def test_cifar_records_are_what_the_reader_of_files_finds(tmp_path: Path, dataloader: ModuleType) -> None:
    records = np.random.default_rng(0).integers(10, size=(4, 3073), dtype=np.uint8)
    for name in ("data_batch_1.bin", "test_batch.bin"):
        (tmp_path / name).write_bytes(records.tobytes())
    images, labels = dataloader.cifar_records(records.tobytes())
    data = dataloader.CIFAR10(tmp_path)

    assert data.arrays[0].tolist() == images.tolist()
    assert data.arrays[1].tolist() == labels.tolist()
    assert data[2][0].tolist() == (images[2] / np.float32(255)).astype(np.float32).tolist()
