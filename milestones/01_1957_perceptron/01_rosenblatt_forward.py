"""1957. Frank Rosenblatt's perceptron before it has learned anything.

A perceptron weighs what its photocells see, adds it up and fires when the sum is large enough. Its weights were dials,
turned by motors in the machine of 1958. Here are a hundred machines with their dials turned at random, a few of them
as far as they go: each of them computes, none of them knows anything.

Needs your modules 01 to 03. Run it here (`python 01_rosenblatt_forward.py`), or let it be judged on fresh points:
`tito milestone run perceptron --script 1`.
"""

import numpy as np

from tinytorch.core.activations import Sigmoid
from tinytorch.core.layers import Linear
from tinytorch.core.tensor import Tensor


def perceptron(weights, bias):
    """A machine with two inputs and one output, its dials set by hand."""
    machine = Linear(2, 1)
    machine.load_state_dict({"weight": weights.reshape(1, 2), "bias": bias.reshape(1)})
    return machine


def perform(readings, labels, weights, biases, report):
    """Let a machine for each row of `weights` (machines, 2) and `biases` (machines,) see the `readings` (2, N).

    Hands in how likely each machine thinks it is that a point is of the second kind: (machines, N).
    """
    points, fire = Tensor(readings).transpose(0, 1), Sigmoid()  # (N, 2)
    probabilities = np.zeros((len(weights), len(labels)), np.float32)
    for k in range(len(weights)):
        sums = perceptron(weights[k], biases[k])(points)  # (N, 1)
        probabilities[k] = fire(sums).numpy()[:, 0]
        report(k + 1, len(weights), right=((probabilities[k] > 0.5) == labels).mean())
    return {"probabilities": probabilities}


def two_kinds_of_points(count, rng):
    """What two photocells read (2, count) for points around (1, 1) and around (3, 3), and which kind each is."""
    labels = rng.permutation(count) % 2
    readings = 1.0 + 2.0 * labels + rng.uniform(-0.9, 0.9, (2, count))
    return readings.astype(np.float32), labels.astype(np.float32)


def line(step, of, right):
    if step % 5 == 0:
        print(f"machine {step:>3} of {of}   {right:>6.1%} right   {'|' * round(40 * right)}")


if __name__ == "__main__":
    rng = np.random.default_rng(1957)
    readings, labels = two_kinds_of_points(200, rng)
    weights, biases = rng.normal(size=(100, 2)).astype(np.float32), rng.normal(size=100).astype(np.float32)
    weights[::20] = 1000 * rng.choice([-1, 1], (5, 1))
    fired = perform(readings, labels, weights, biases, report=line)["probabilities"] > 0.5
    print(f"\nOn average they are right about {(fired == labels).mean():.1%} of the points. A coin would do as well.")
