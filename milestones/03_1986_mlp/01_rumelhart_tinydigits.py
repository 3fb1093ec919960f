"""1986. Rumelhart, Hinton and Williams let a network find its own features; here it reads handwritten digits.

Nobody tells the layer in between what to look for: strokes, loops and gaps are what back-propagation finds useful.
8 × 8 pixels go in, ten scores come out, and what counts are the digits that it has never seen.

Needs your modules 01 to 07. Run it here (`python 01_rumelhart_tinydigits.py`), or let it be judged:
`tito milestone run mlp`.
"""

import numpy as np

from tinytorch.core.activations import ReLU
from tinytorch.core.layers import Linear, Sequential
from tinytorch.core.losses import CrossEntropyLoss
from tinytorch.core.optimizers import Adam
from tinytorch.core.tensor import Tensor
from tinytorch.core.training import Trainer
from tinytorch.datasets import tinydigits

EPOCHS, HIDDEN = 30, 64


def perform(images, labels, unseen, report):
    """Learn from `images` (N, 64), pixels from 0 to 1, and their `labels` (N,); read the images `unseen` (M, 64).

    Hands in the network's parameters, its loss at the end, and ten scores for each of the unseen images: (M, 10).
    """
    rng = np.random.default_rng(1986)
    x, y = Tensor(images), Tensor(labels)
    network = Sequential(Linear(64, HIDDEN, rng=rng), ReLU(), Linear(HIDDEN, 10, rng=rng))
    loss = CrossEntropyLoss()
    trainer = Trainer(network, loss, Adam(network.parameters(), lr=0.003))
    for epoch in range(1, EPOCHS + 1):
        trainer.fit(x, y, epochs=1, batch_size=32, rng=rng)
        scores = network(x)  # (N, 10)
        cost = loss(scores, y).item()
        report(epoch, EPOCHS, loss=cost, right=(scores.numpy().argmax(axis=1) == labels).mean())
    return {"network": network.state_dict(), "loss": cost, "logits": network(Tensor(unseen)).numpy()}


def line(step, of, loss, right):
    print(f"epoch {step:>2} of {of}   loss {loss:.4f}   {right:>6.1%} right   {'|' * round(40 * min(loss, 1))}")


def drawn(image):
    """An image of 8 × 8 pixels as text."""
    return "\n".join("".join(" .:*#@"[int(5 * pixel)] * 2 for pixel in row) for row in image.reshape(8, 8))


if __name__ == "__main__":
    digits = tinydigits()
    scores = perform(digits.train_x, digits.train_y, digits.test_x, report=line)["logits"]
    answers = scores.argmax(axis=1)
    wrong = np.flatnonzero(answers != digits.test_y)
    print(f"\nIt reads {(answers == digits.test_y).mean():.1%} of {len(answers)} digits that it has never seen.")
    for place in wrong[:3]:
        print(f"\nThis {digits.test_y[place]} it took for a {answers[place]}:\n{drawn(digits.test_x[place])}")
