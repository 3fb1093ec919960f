"""1969, answered. A hidden layer learns XOR.

Put a layer in between, and let its units bend what they have added up. Each of them may draw a line of its own, and the
last layer combines the lines. How the layers in between can learn was not understood for many years: your `backward`
is the answer.

Needs your modules 01 to 07. Run it here (`python 02_xor_solved.py`), or let it be judged:
`tito milestone run xor --script 2`.
"""

import numpy as np

from tinytorch.core.activations import ReLU
from tinytorch.core.layers import Linear, Sequential
from tinytorch.core.losses import BCEWithLogitsLoss
from tinytorch.core.optimizers import Adam
from tinytorch.core.tensor import Tensor
from tinytorch.core.training import Trainer

ROUNDS, EPOCHS = 20, 25


def perform(inputs, labels, unseen, report):
    """Learn XOR from its four `inputs` (2, 4) and their `labels` (4,); answer for the inputs `unseen` (2, M).

    Hands in the network's parameters, its loss at the end, and its last sums (M,), above 0 for a 1.
    """
    rng = np.random.default_rng(1969)
    corners, targets = Tensor(inputs).transpose(0, 1), Tensor(labels.reshape(4, 1))  # (4, 2) and (4, 1)
    network = Sequential(Linear(2, 16, rng=rng), ReLU(), Linear(16, 1, rng=rng))
    loss = BCEWithLogitsLoss()
    trainer = Trainer(network, loss, Adam(network.parameters(), lr=0.05))
    for round_ in range(1, ROUNDS + 1):
        trainer.fit(corners, targets, epochs=EPOCHS, batch_size=4, rng=rng)
        sums = network(corners)  # (4, 1)
        cost = loss(sums, targets).item()
        report(round_, ROUNDS, loss=cost, right=((sums.numpy()[:, 0] > 0) == labels).mean())
    answers = network(Tensor(unseen).transpose(0, 1))  # (M, 1)
    return {"network": network.state_dict(), "loss": cost, "logits": answers.numpy()[:, 0]}


def line(step, of, loss, right):
    print(f"after {step * EPOCHS:>3} epochs   loss {loss:.4f}   {right:>4.0%} right   {'|' * round(40 * loss)}")


def picture(sums):
    """The answers for a grid of points as text: # for a 1, . for a 0; the corner (0, 0) is at the lower left."""
    return "\n".join("".join("#" if x > 0 else "." for x in row) for row in sums[::-1])


if __name__ == "__main__":
    inputs = np.array([[0, 0, 1, 1], [0, 1, 0, 1]], np.float32)
    ys, xs = np.meshgrid(np.linspace(-0.2, 1.2, 15), np.linspace(-0.2, 1.2, 41), indexing="ij")
    grid = np.stack([xs.ravel(), ys.ravel()]).astype(np.float32)  # (2, 615)
    answers = perform(inputs, np.array([0, 1, 1, 0], np.float32), np.hstack([inputs, grid]), report=line)
    print("\nwhat it answers at 00, 01, 10 and 11:", (answers["logits"][:4] > 0).astype(int))
    print("and around them:\n" + picture(answers["logits"][4:].reshape(15, 41)))
