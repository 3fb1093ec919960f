"""Can this framework feed a model?

Data of the student's own format pass through split, loader, transforms and workers; NumPy follows every batch by
itself. The same seed gives the same batches with and without workers, and what breaks in a worker is an error here.
"""

import numpy as np

from tinytorch.checks import expect_close, expect_equal, expect_raises, scenario, seeded


@scenario
def epochs(images, labels, seed, workers):
    """The training rows, and the batches of two epochs with flips, crops and scaled channels."""
    import numpy as np

    from tinytorch.core import dataloader
    from tinytorch.core.dataloader import Compose, DataLoader, Normalize, RandomCrop, RandomHorizontalFlip

    generator = np.random.default_rng(seed)
    data = dataloader.TensorDataset(images, labels)
    train, _ = dataloader.random_split(data, [0.75, 0.25], generator=generator)
    transform = Compose([RandomCrop(6, padding=1), RandomHorizontalFlip(), Normalize([0.5, 0.0], [1.0, 0.5])])
    loader = DataLoader(
        train, batch_size=7, shuffle=True, drop_last=True, num_workers=workers, generator=generator, transform=transform
    )
    found = [[(x.numpy(), y.numpy()) for x, y in loader] for _ in range(2)]
    return train.indices, len(loader), found


@scenario
def of_single_examples(workers):
    """A dataset with its own `__getitem__`, dicts and words; a loop over it; negative indices of a subset."""
    from tinytorch.core.dataloader import DataLoader, Dataset, Subset

    class Words(Dataset):
        def __len__(self):
            return 5

        def __getitem__(self, index):
            return {"word": "abcde"[index], "length": index + 0.5}

    batches = list(DataLoader(Words(), batch_size=2, num_workers=workers))
    return [batch["word"] for batch in batches], batches[0]["length"].numpy(), Subset(Words(), [3, 1])[-1]["word"]


@scenario
def a_worker_that_ends(how):
    from tinytorch.core.dataloader import DataLoader, Dataset

    class Breaks(Dataset):
        def __len__(self):
            return 20

        def __getitem__(self, index):
            if index == 13:
                raise how("the file is damaged")
            return index

    list(DataLoader(Breaks(), batch_size=4, num_workers=2, timeout=60))


def followed(image, labels, rows, batch):
    """Each image of a batch is a crop of a padded original, mirrored or not, with its label."""
    pixels, shown = batch
    expect_equal(shown, labels[rows], call="labels of a batch", why="labels stay with their images")
    plain = pixels * np.array([1.0, 0.5]).reshape(2, 1, 1) + np.array([0.5, 0.0]).reshape(2, 1, 1)
    padded = np.pad(image[rows], ((0, 0), (0, 0), (1, 1), (1, 1)))
    for made, original in zip(plain, padded):
        crops = [original[:, top : top + 6, left : left + 6] for top in range(5) for left in range(5)]
        crops += [crop[:, :, ::-1] for crop in crops]
        nearest = min(crops, key=lambda crop: np.abs(crop - made).max())
        expect_close(made, nearest, atol=1e-5, call="an image of a batch, and the nearest crop of its original")


def check_loader(rng):
    images, labels = rng.random((40, 2, 8, 8)).astype(np.float32), rng.integers(10, size=40)
    seed = int(rng.integers(1000))
    train, count, found = epochs(images, labels, seed, workers=0)
    twin = np.random.default_rng(seed)
    expect_equal(train, twin.permutation(40)[:30], call="training rows", why="the first three quarters of a permutation")
    expect_equal((count, [len(epoch) for epoch in found]), (4, [4, 4]), call="len(loader), batches in two epochs of 30")
    for epoch in found:
        order = twin.permutation(30)
        twin.integers(2**63)
        for number, batch in enumerate(epoch):
            followed(images, labels, train[order[7 * number : 7 * number + 7]], batch)
    _, _, again = epochs(images, labels, seed, workers=3)
    for one, two in zip(sum(found, []), sum(again, [])):
        expect_close(two[0], one[0], rtol=0, atol=0, call="a batch made by three workers, and by none",
                     why="the same seed gives the same batches, whoever makes them")


check_loader(seeded("checkpoint-loader"))
for workers in (0, 2):
    words, lengths, last = of_single_examples(workers)
    expect_equal((words, last), ([["a", "b"], ["c", "d"], ["e"]], "b"), call=f"words by {workers} workers, a subset's last")
    expect_close(lengths, [0.5, 1.5], dtype=np.float32, call="numbers of the first batch")
expect_raises(ValueError, lambda: a_worker_that_ends(ValueError), match="the file is damaged",
              call="a loop over a dataset that raises in a worker")
expect_raises(RuntimeError, lambda: a_worker_that_ends(SystemExit), match="worker",
              call="a loop over a dataset whose worker ends", why="a worker that dies is an error, not a hang")
