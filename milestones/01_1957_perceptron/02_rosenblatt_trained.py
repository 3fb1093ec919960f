"""1957. Frank Rosenblatt's perceptron learns.

It is shown points of two kinds, and after each few of them its dials are turned a little: towards what would have been
the right answer. Nobody programs where the border runs. Then it is asked about points that it has never seen.

Needs your modules 01 to 07. Run it here (`python 02_rosenblatt_trained.py`), or let it be judged on fresh points:
`tito milestone run perceptron --script 2`.
"""

import numpy as np

from tinytorch.core.activations import Sigmoid
from tinytorch.core.layers import Linear
from tinytorch.core.losses import BCEWithLogitsLoss
from tinytorch.core.optimizers import SGD
from tinytorch.core.tensor import Tensor
from tinytorch.core.training import Trainer

EPOCHS = 30


def perform(readings, labels, unseen, report):
    """Learn from `readings` (2, N) and their `labels` (N,), 0.0 or 1.0; answer for the readings `unseen` (2, M).

    Hands in the perceptron's parameters, its loss at the end, and its probabilities of the second kind (M,).
    """
    rng = np.random.default_rng(1957)
    points, targets = Tensor(readings).transpose(0, 1), Tensor(labels.reshape(-1, 1))  # (N, 2) and (N, 1)
    perceptron, loss = Linear(2, 1, rng=rng), BCEWithLogitsLoss()
    trainer = Trainer(perceptron, loss, SGD(perceptron.parameters(), lr=0.5))
    for epoch in range(1, EPOCHS + 1):
        trainer.fit(points, targets, epochs=1, batch_size=10, rng=rng)
        sums = perceptron(points)  # (N, 1)
        cost = loss(sums, targets).item()
        report(epoch, EPOCHS, loss=cost, right=((sums.numpy()[:, 0] > 0) == labels).mean())
    sums = perceptron(Tensor(unseen).transpose(0, 1))  # (M, 1)
    return {"network": perceptron.state_dict(), "loss": cost, "probabilities": Sigmoid()(sums).numpy()[:, 0]}


def two_kinds_of_points(count, rng):
    """What two photocells read (2, count) for points around (1, 1) and around (3, 3), and which kind each is."""
    labels = rng.permutation(count) % 2
    readings = 1.0 + 2.0 * labels + rng.uniform(-0.9, 0.9, (2, count))
    return readings.astype(np.float32), labels.astype(np.float32)


def line(step, of, loss, right):
    print(f"epoch {step:>2} of {of}   loss {loss:.4f}   {right:>6.1%} right   {'|' * round(40 * loss)}")


if __name__ == "__main__":
    rng = np.random.default_rng(1958)
    readings, labels = two_kinds_of_points(200, rng)
    unseen, kinds = two_kinds_of_points(400, rng)
    fired = perform(readings, labels, unseen, report=line)["probabilities"] > 0.5
    print(f"\nOf 400 points that it has never seen it told {(fired == kinds).mean():.1%} apart.")
