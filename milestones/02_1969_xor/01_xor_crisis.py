"""1969. What a perceptron cannot learn.

Marvin Minsky and Seymour Papert asked what a single layer can compute at all. It learns AND, and it learns OR. XOR,
"one of the two but not both", it cannot learn, however long it is trained: no straight line has both 1s on one side.
The best it can do is to answer "perhaps" to everything, which costs ln 2 = 0.693 for each answer.

Needs your modules 01 to 07. Run it here (`python 01_xor_crisis.py`), or let it be judged:
`tito milestone run xor --script 1`.
"""

import numpy as np

from tinytorch.core.layers import Linear
from tinytorch.core.losses import BCEWithLogitsLoss
from tinytorch.core.optimizers import SGD
from tinytorch.core.tensor import Tensor
from tinytorch.core.training import Trainer

ROUNDS, EPOCHS = 20, 20


def perform(inputs, tables, report):
    """Train one layer on each of `tables` (3, 4): what AND, OR and XOR say about the four `inputs` (2, 4).

    Hands in the layers' parameters and their losses at the end, three each, and their sums (3, 4), above 0 for a 1.
    """
    rng = np.random.default_rng(1969)
    corners, targets = Tensor(inputs).transpose(0, 1), [Tensor(table.reshape(4, 1)) for table in tables]  # (4, 2)
    layers, loss = [Linear(2, 1, rng=rng) for _ in tables], BCEWithLogitsLoss()
    trainers = [Trainer(layer, loss, SGD(layer.parameters(), lr=1.0)) for layer in layers]
    for round_ in range(1, ROUNDS + 1):
        losses = []
        for k in range(3):
            trainers[k].fit(corners, targets[k], epochs=EPOCHS, batch_size=4, rng=rng)
            losses.append(loss(layers[k](corners), targets[k]).item())
        report(round_, ROUNDS, and_loss=losses[0], or_loss=losses[1], xor_loss=losses[2])
    sums = np.stack([layer(corners).numpy()[:, 0] for layer in layers])  # (3, 4)
    return {"networks": [layer.state_dict() for layer in layers], "losses": np.array(losses), "logits": sums}


def line(step, of, and_loss, or_loss, xor_loss):
    losses = f"AND {and_loss:.3f}   OR {or_loss:.3f}   XOR {xor_loss:.3f}"
    print(f"after {step * EPOCHS:>3} epochs, loss of   {losses}   {'|' * round(40 * xor_loss)}")


if __name__ == "__main__":
    inputs = np.array([[0, 0, 1, 1], [0, 1, 0, 1]], np.float32)
    tables = np.array([[0, 0, 0, 1], [0, 1, 1, 1], [0, 1, 1, 0]], np.float32)
    probabilities = 1 / (1 + np.exp(-perform(inputs, tables, report=line)["logits"]))
    print("\n         00    01    10    11")
    for k in range(3):
        print(f"{('AND', 'OR', 'XOR')[k]:<5}" + "".join(f"{p:6.2f}" for p in probabilities[k]))
    right = ((probabilities > 0.5) == tables).mean(axis=1)
    print(f"\nright: AND {right[0]:.0%}, OR {right[1]:.0%}, XOR {right[2]:.0%}")
