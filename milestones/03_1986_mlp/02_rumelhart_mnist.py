"""1986, at the size of 1998. The same network reads MNIST: 60,000 digits of 28 × 28 pixels, and 10,000 held out.

What changes is the amount of arithmetic: one epoch here multiplies about nine hundred times as much as one of
TinyDigits. Optional: MNIST does not ship with the course. Put its four files (idx or idx.gz) into `datasets/mnist/`.

Needs your modules 01 to 07. Run it here (`python 02_rumelhart_mnist.py`), or let it be judged:
`tito milestone run mlp --script 2`.
"""

import numpy as np

from tinytorch.core.activations import ReLU
from tinytorch.core.layers import Linear, Sequential
from tinytorch.core.losses import CrossEntropyLoss
from tinytorch.core.optimizers import Adam
from tinytorch.core.tensor import Tensor
from tinytorch.core.training import Trainer
from tinytorch.datasets import mnist

EPOCHS, HIDDEN = 4, 128


def perform(images, labels, unseen, report):
    """Learn from `images` (N, 784), pixels from 0 to 1, and their `labels` (N,); read the images `unseen` (M, 784).

    Hands in the network's parameters, its loss on the first 1,000 images at the end, and ten scores for each of the
    unseen images: (M, 10).
    """
    rng = np.random.default_rng(1998)
    x, y = Tensor(images), Tensor(labels)
    network = Sequential(Linear(784, HIDDEN, rng=rng), ReLU(), Linear(HIDDEN, 10, rng=rng))
    loss = CrossEntropyLoss()
    trainer = Trainer(network, loss, Adam(network.parameters(), lr=0.001))
    for epoch in range(1, EPOCHS + 1):
        trainer.fit(x, y, epochs=1, batch_size=64, rng=rng)
        scores = network(x[:1000])  # (1000, 10)
        cost = loss(scores, y[:1000]).item()
        report(epoch, EPOCHS, loss=cost, right=(scores.numpy().argmax(axis=1) == labels[:1000]).mean())
    return {"network": network.state_dict(), "loss": cost, "logits": network(Tensor(unseen)).numpy()}


def line(step, of, loss, right):
    print(
        f"epoch {step} of {of}   loss {loss:.4f}   {right:>6.1%} right   {'|' * round(40 * min(loss, 1))}", flush=True
    )


if __name__ == "__main__":
    digits = mnist()
    scores = perform(digits.train_x, digits.train_y, digits.test_x, report=line)["logits"]
    right = (scores.argmax(axis=1) == digits.test_y).mean()
    print(f"\nIt reads {right:.1%} of {len(scores):,} digits that it has never seen.")
