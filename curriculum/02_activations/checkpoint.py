"""Can this framework bend, and stay finite while it does?

Two programs run on the student's package: a network with weights set by hand that computes exclusive or, which no single
layer can, and a naive Bayes classifier whose scores lie in the thousands. Both hand back plain lists; NumPy decides.
"""

import math

import numpy as np

from tinytorch.checks import expect_close, expect_equal, scenario, seeded


@scenario
def exclusive_or(inputs):
    """Two units of ReLU count: one the ones, the other the ones beyond the first."""
    from tinytorch.core.activations import ReLU
    from tinytorch.core.tensor import Tensor

    hidden = ReLU()(Tensor(inputs) @ Tensor([[1.0, 1.0], [1.0, 1.0]]) + Tensor([0.0, -1.0]))
    return (hidden @ Tensor([1.0, -2.0])).tolist()


@scenario
def naive_bayes(rates, counts):
    """Log-probabilities of the classes whose words come at `rates`, for documents with these word `counts`."""
    from tinytorch.core.activations import log, log_softmax, softmax
    from tinytorch.core.tensor import Tensor

    scores = Tensor(counts, dtype="float32") @ log(Tensor(rates)).T                      # (documents, classes)
    sure = log_softmax(scores)
    return sure.tolist(), softmax(scores).sum(axis=1).tolist(), sure.dtype.name


def check_exclusive_or():
    got = exclusive_or([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    expect_close(got, [0.0, 1.0, 1.0, 0.0], call="exclusive_or(all four inputs)", why="one layer cannot, two with a bend can")


def check_naive_bayes(rng):
    rates = rng.dirichlet(np.ones(50), size=3).astype(np.float32) * 0.9 + 0.002
    counts = rng.integers(0, 40, size=(20, 50))
    scores = counts @ np.log(rates.astype(np.float64)).T                                 # around -4000
    largest = scores.max(axis=1, keepdims=True)
    expected = scores - largest - np.log(np.exp(scores - largest).sum(axis=1, keepdims=True))
    logs, sums, dtype = naive_bayes(rates, counts)
    expect_close(logs, expected, rtol=1e-3, atol=0.02, call="naive_bayes(rates, counts)[0]",
                 why="scores in the thousands are ordinary: log-probabilities must be finite and right")
    expect_close(sums, 1.0, atol=1e-5, call="naive_bayes(rates, counts)[1]", why="each document's probabilities add up to 1")
    expect_equal(dtype, "float32", call="naive_bayes(rates, counts)[2]", why="nobody asked for float64")


@scenario
def every_activation(values):
    from tinytorch.core import activations

    names = ["ReLU", "LeakyReLU", "Sigmoid", "Tanh", "SiLU", "GELU", "Softmax", "LogSoftmax"]
    return {name: getattr(activations, name)()(values).tolist() for name in names}


def check_every_activation():
    got = every_activation([-1000.0, 0.0, 1000.0])
    gates = {"ReLU": [0.0, 0.0, 1000.0], "LeakyReLU": [-10.0, 0.0, 1000.0], "SiLU": [0.0, 0.0, 1000.0], "GELU": [0.0, 0.0, 1000.0]}
    squeezed = {"Sigmoid": [0.0, 0.5, 1.0], "Tanh": [-1.0, 0.0, 1.0]}
    rows = {"Softmax": [0.0, 0.0, 1.0], "LogSoftmax": [-2000.0, -1000.0, 0.0]}
    for name, expected in {**gates, **squeezed, **rows}.items():
        expect_equal(all(math.isfinite(v) for v in got[name]), True, call=f"{name}()([-1000, 0, 1000]) is finite")
        expect_close(got[name], expected, call=f"{name}()([-1000, 0, 1000])", why="stable, and a list will do")


check_exclusive_or()
check_naive_bayes(seeded("checkpoint-activations"))
check_every_activation()
