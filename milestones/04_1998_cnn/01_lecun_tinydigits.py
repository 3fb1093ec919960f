"""1998. LeCun, Bottou, Bengio and Haffner let a network read digits wherever they stand.

Two networks with about 6,200 numbers each: one looks at small patches and uses the same kernels everywhere, the other
has a weight for each pixel. Both learn digits that lie in the middle of the picture, and digits that lie anywhere.

Needs your modules 01 to 07 and 09. Run it here (`python 01_lecun_tinydigits.py`), or let it be judged:
`tito milestone run cnn`.
"""

import numpy as np

from tinytorch.core.activations import ReLU
from tinytorch.core.layers import Flatten, Linear, Sequential, he_normal
from tinytorch.core.losses import CrossEntropyLoss
from tinytorch.core.optimizers import Adam, CosineAnnealingLR
from tinytorch.core.spatial import Conv2d, MaxPool2d
from tinytorch.core.tensor import Tensor
from tinytorch.core.training import Trainer, evaluation
from tinytorch.datasets import shifteddigits, tinydigits

EPOCHS = {"convolutions": 8, "linear": 30}  # an epoch of linear layers takes a fifteenth of the time
RATES = {"convolutions": 0.005, "linear": 0.01}


def convolutions(rng):
    """Three layers of kernels, each on half the size of the one before: 6,218 numbers to learn."""
    layers = [Conv2d(1, 8, 3, padding=1, rng=rng), ReLU(), MaxPool2d(2)]  # (N, 8, 8, 8)
    layers += [Conv2d(8, 16, 3, padding=1, rng=rng), ReLU(), MaxPool2d(2)]  # (N, 16, 4, 4)
    layers += [Conv2d(16, 32, 3, padding=1, rng=rng), ReLU(), MaxPool2d(4)]  # (N, 32, 1, 1)
    return Sequential(*layers, Flatten(), Linear(32, 10, rng=rng))


def linear(rng):
    """A weight for each pixel and each of 23 units: 6,151 numbers to learn."""
    return Sequential(Flatten(), Linear(256, 23, init=he_normal, rng=rng), ReLU(), Linear(23, 10, rng=rng))


def learned(build, data, labels, told):
    """A network that has learned the pictures (N, 1, 16, 16), its state before, its loss on 500 of them at the end."""
    rng = np.random.default_rng(1998)
    network, loss, epochs = build(rng), CrossEntropyLoss(), EPOCHS[build.__name__]
    first, x, y = network.state_dict(), Tensor(data), Tensor(labels)
    optimizer = Adam(network.parameters(), lr=RATES[build.__name__])
    trainer = Trainer(network, loss, optimizer, CosineAnnealingLR(optimizer, T_max=epochs))
    for epoch in range(1, epochs + 1):
        history = trainer.fit(x, y, epochs=1, batch_size=32, rng=rng)
        told(epoch, epochs, history[-1]["loss"])
    with evaluation(network):
        return network, first, loss(network(x[:500]), y[:500]).item()


def perform(anywhere, middle, report):
    """Learn twice with both networks: digits that lie anywhere, and digits in the middle.

    `anywhere` and `middle` are dicts of `images` (N, 1, 16, 16), pixels from 0 to 1, their `labels` (N,), and the
    images `unseen` (M, 1, 16, 16). Hands in, for each of the four networks, its parameters before and after, its loss
    on the first 500 images at the end, and ten scores for each of the unseen images: (M, 10).
    """
    answers = {}
    tasks = [(build, name, data) for name, data in (("anywhere", anywhere), ("middle", middle)) for build in BUILDERS]
    for number, (build, name, data) in enumerate(tasks):

        def told(epoch, epochs, loss, number=number):
            report(number + epoch / epochs, len(tasks), loss=loss)

        network, first, loss = learned(build, data["images"], data["labels"], told)
        with evaluation(network):
            scores = network(Tensor(data["unseen"])).numpy()
        after = network.state_dict()
        answers[f"{build.__name__} {name}"] = {"before": first, "network": after, "loss": loss, "logits": scores}
    return answers


BUILDERS = (convolutions, linear)


def line(step, of, loss):
    number = min(int(step - 1e-9), of - 1)
    name, where = BUILDERS[number % 2].__name__, ("anywhere", "in the middle")[number // 2]
    print(f"{name:>12}, digits {where:<13} {step - number:>4.0%}   loss {loss:.4f}   {'|' * round(20 * min(loss, 2))}")


def framed(flat):
    """Digits of 8 × 8 pixels in the middle of 16 × 16."""
    return np.pad(flat.reshape(-1, 1, 8, 8), ((0, 0), (0, 0), (4, 4), (4, 4)))


def drawn(kernels):
    """Kernels of 3 × 3 side by side as text: # is large, - is less than 0."""
    size = np.abs(kernels).max()
    signs = np.where(kernels > size / 3, "#", np.where(kernels < -size / 3, "-", "."))
    return "\n".join("   ".join("".join(row) for row in signs[:, n]) for n in range(3))


if __name__ == "__main__":
    digits, shifted = tinydigits(), shifteddigits()
    images, unseen = shifted.train_x.reshape(-1, 1, 16, 16), shifted.test_x.reshape(-1, 1, 16, 16)
    anywhere = {"images": images, "labels": shifted.train_y, "unseen": unseen}
    middle = {"images": framed(digits.train_x), "labels": digits.train_y, "unseen": framed(digits.test_x)}
    answers = perform(anywhere, middle, report=line)
    print()
    for name, shown in (("anywhere", shifted.test_y), ("middle", digits.test_y)):
        right = [(answers[f"{b.__name__} {name}"]["logits"].argmax(axis=1) == shown).mean() for b in BUILDERS]
        print(
            f"digits {name:<9}  convolutions {right[0]:6.1%}   linear {right[1]:6.1%}   of {len(shown)} not seen before"
        )
    kernels = answers["convolutions anywhere"]
    for when in ("before", "network"):
        print(f"\nthe first layer's kernels {'after' if when == 'network' else when}:")
        print(drawn(kernels[when]["0.weight"][:, 0]))
