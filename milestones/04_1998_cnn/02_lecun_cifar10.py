"""1998, with the pictures of 2009. A network of convolutions sorts CIFAR-10's photographs into ten kinds.

50,000 photographs of 32 × 32 pixels in colour, 10,000 held out. Pictures are mirrored at random while it learns, since
a horse is a horse from both sides. Optional: CIFAR-10 does not ship with the course. Put its files into
`datasets/cifar10/`, or fetch them: `python -c "from tinytorch.datasets import download; download('cifar10')"`.

Needs your modules 01 to 07 and 09. Run it here (`python 02_lecun_cifar10.py`), or let it be judged:
`tito milestone run cnn --script 2`.
"""

import numpy as np

from tinytorch.core.activations import ReLU
from tinytorch.core.layers import Linear, Sequential
from tinytorch.core.losses import CrossEntropyLoss
from tinytorch.core.optimizers import Adam, CosineAnnealingLR
from tinytorch.core.spatial import BatchNorm2d, Conv2d, GlobalAvgPool2d, MaxPool2d
from tinytorch.core.tensor import Tensor
from tinytorch.core.training import Trainer, evaluation
from tinytorch.datasets import cifar10

EPOCHS, PORTION = 4, 10_000  # of so many images at a time, floats are made of bytes


def network_of(rng):
    """Three blocks of kernels: (N, 3, 32, 32) -> (N, 10)"""
    layers, channels = [], 3
    for out in (16, 32, 64):
        layers += [Conv2d(channels, out, 3, padding=1, rng=rng), BatchNorm2d(out), ReLU(), MaxPool2d(2)]
        channels = out
    return Sequential(*layers, GlobalAvgPool2d(), Linear(64, 10, rng=rng))


def floats(images):
    """Bytes from 0 to 255 as float32 from 0 to 1."""
    return images.astype(np.float32) / np.float32(255)


def mirrored(images, rng):
    """The images, about half of them seen in a mirror."""
    turned = rng.random(len(images)) < 0.5
    return np.where(turned[:, None, None, None], images[..., ::-1], images)


def scores_of(network, images, size=250):
    """Ten scores for each image; a few hundred at a time, so that memory stays small."""
    portions = [images[n : n + size] for n in range(0, len(images), size)]
    with evaluation(network):
        return np.concatenate([network(Tensor(floats(portion))).numpy() for portion in portions])


def perform(images, labels, unseen, report):
    """Learn from `images` (N, 3, 32, 32), bytes, and their `labels` (N,); sort the images `unseen` (M, 3, 32, 32).

    Hands in the network's parameters before and after, and ten scores for each of the unseen images: (M, 10).
    """
    rng = np.random.default_rng(2009)
    network, starts = network_of(rng), range(0, len(images), PORTION)
    first, optimizer = network.state_dict(), Adam(network.parameters(), lr=0.003)
    steps = EPOCHS * len(starts)
    trainer = Trainer(network, CrossEntropyLoss(), optimizer, CosineAnnealingLR(optimizer, T_max=steps))
    for epoch in range(EPOCHS):
        order = rng.permutation(len(images))
        for number, start in enumerate(starts, 1):
            rows = order[start : start + PORTION]
            x = Tensor(floats(mirrored(images[rows], rng)))
            history = trainer.fit(x, Tensor(labels[rows]), epochs=1, batch_size=64, rng=rng)
            seen = scores_of(network, images[:500]).argmax(axis=1)
            report(epoch * len(starts) + number, steps, loss=history[-1]["loss"], right=(seen == labels[:500]).mean())
    return {"before": first, "network": network.state_dict(), "logits": scores_of(network, unseen)}


def line(step, of, loss, right):
    bar = "|" * round(20 * min(loss, 2))
    print(
        f"epoch {step:>2} of {of}   loss {loss:.4f}   {right:>6.1%} right of 1,000 it learns from   {bar}", flush=True
    )


if __name__ == "__main__":
    photos = cifar10()
    labels = photos.train_labels.astype(np.int64)
    scores = perform(photos.train_images, labels, photos.test_images, report=line)["logits"]
    right = (scores.argmax(axis=1) == photos.test_labels).mean()
    print(f"\nIt sorts {right:.1%} of {len(scores):,} photographs that it has never seen; by chance it would be 10 %.")
