"""Can this framework differentiate?

A small network with a shared weight, picked rows and two losses is differentiated by the student's package; NumPy
alone finds the same gradients by central differences of the same program written again without the package.
"""

import numpy as np

from tinytorch.checks import expect_close, expect_equal, expect_raises, scenario, seeded


@scenario
def gradients_of_a_network(table, weight, bias, ids, labels):
    """Gradients by backward(), those after a second backward, and the loss."""
    import numpy as np

    from tinytorch.core import autograd  # noqa: F401 - switches recording on
    from tinytorch.core.activations import gelu, softmax
    from tinytorch.core.losses import cross_entropy
    from tinytorch.core.tensor import Tensor

    parameters = [Tensor(array, requires_grad=True, dtype=np.float64) for array in (table, weight, bias)]

    def loss():
        table, weight, bias = parameters
        rows = table[ids]                                                    # (N, D), with repetitions
        hidden = gelu(rows @ weight + bias, approximate="tanh") + rows       # (N, D)
        hidden = softmax(hidden @ weight.T) * hidden.max(axis=1, keepdims=True)
        return cross_entropy(hidden @ table.T, Tensor(labels)) + (weight ** 2).mean() / 2

    value = loss()
    value.backward()
    first = [p.grad.copy() for p in parameters]
    loss().backward()
    return first, [p.grad for p in parameters], value.item()


@scenario
def long_chain(length):
    from tinytorch.core import autograd  # noqa: F401 - switches recording on
    from tinytorch.core.tensor import Tensor

    x = y = Tensor([1.0, 2.0], requires_grad=True)
    for _ in range(length):
        y = y * 1.0 + x * 0.001
    y.backward()
    return x.grad.tolist(), x.grad.dtype.name


@scenario
def backward_twice():
    from tinytorch.core import autograd  # noqa: F401 - switches recording on
    from tinytorch.core.tensor import Tensor

    y = (Tensor([1.0], requires_grad=True) * 2).sum()
    y.backward()
    y.backward()


def same_loss(table, weight, bias, ids, labels):
    rows = table[ids]
    h = rows @ weight + bias
    h = 0.5 * h * (1 + np.tanh(np.sqrt(2 / np.pi) * (h + 0.044715 * h**3))) + rows
    e = np.exp(h @ weight.T)
    scores = (e / e.sum(axis=1, keepdims=True) * h.max(axis=1, keepdims=True)) @ table.T
    log_probs = scores - np.log(np.exp(scores).sum(axis=1, keepdims=True))
    return -log_probs[np.arange(len(labels)), labels].mean() + (weight**2).mean() / 2


def check_gradients_of_a_network(rng):
    arrays = [rng.normal(size=shape) for shape in ((5, 3), (3, 3), (3,))]
    ids, labels = rng.integers(0, 5, size=8), rng.integers(0, 5, size=8)
    first, second, value = gradients_of_a_network(*arrays, ids, labels)
    expect_close(value, same_loss(*arrays, ids, labels), atol=1e-6, call="the loss")
    for number, name in enumerate(("table", "weight", "bias")):
        expected = np.zeros_like(arrays[number])
        for place in np.ndindex(expected.shape):
            ends = []
            for step in (1e-5, -1e-5):
                moved = [array.copy() for array in arrays]
                moved[number][place] += step
                ends.append(same_loss(*moved, ids, labels))
            expected[place] = (ends[0] - ends[1]) / 2e-5
        expect_close(first[number], expected, rtol=1e-4, atol=1e-6, call=f"the gradient of {name}")
        expect_close(second[number], 2 * np.asarray(first[number]), call=f"the gradient of {name} after two passes",
                     why="gradients accumulate until they are zeroed")


check_gradients_of_a_network(seeded("checkpoint-autograd"))
gradient, dtype = long_chain(5000)
expect_close(gradient, [6.0, 6.0], rtol=1e-3, call="a chain of 15,000 operations")
expect_equal(dtype, "float32", call="dtype of a gradient", why="nobody asked for float64")
expect_raises(RuntimeError, backward_twice, match="retain_graph", call="backward() twice",
              why="a freed graph is told, not guessed")
