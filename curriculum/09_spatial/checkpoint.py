"""Can this framework see?

A small convolutional network from the student's parts is trained for one step and switched to evaluation; its answers,
gradients and running statistics are computed again, in float64, by loops that know nothing of the package.
"""

import numpy as np

from tinytorch.checks import expect_close, expect_equal, expect_raises, scenario, seeded


@scenario
def one_step(x, labels, kernels, weight):
    """Loss, gradients of kernels and linear weight, running statistics, and answers in evaluation."""
    import numpy as np

    from tinytorch.core import autograd  # noqa: F401 - switches recording on
    from tinytorch.core.activations import ReLU
    from tinytorch.core.layers import Linear, Sequential
    from tinytorch.core.losses import cross_entropy
    from tinytorch.core.spatial import BatchNorm2d, Conv2d, GlobalAvgPool2d, MaxPool2d
    from tinytorch.core.tensor import Tensor

    channels = kernels.shape[0]
    model = Sequential(Conv2d(x.shape[1], channels, 3, stride=2, padding=1), BatchNorm2d(channels), ReLU(),
                       MaxPool2d(3, stride=1, padding=1), GlobalAvgPool2d(), Linear(channels, len(weight)))
    model[0].weight[...] = kernels
    model[5].weight[...] = weight
    loss = cross_entropy(model(x), Tensor(labels))
    loss.backward()
    found = model[0].weight.grad, model[5].weight.grad
    running = model[1].running_mean.data, model[1].running_var.data
    answers = model.eval()(Tensor(x)).data, model(Tensor(x[:1])).data
    return float(loss.item()), found, running, answers, np.asarray(model[0].bias.grad)


@scenario
def too_large_a_kernel():
    import numpy as np

    from tinytorch.core.spatial import Conv2d

    Conv2d(1, 1, 5)(np.ones((1, 1, 3, 3), np.float32))


def convolved(x, kernels):
    """3 × 3, stride 2, padding 1, place by place."""
    x = np.pad(x, ((0, 0), (0, 0), (1, 1), (1, 1)))
    rows, columns = range(0, x.shape[2] - 2, 2), range(0, x.shape[3] - 2, 2)
    patches = np.array([[x[:, :, i:i + 3, j:j + 3] for j in columns] for i in rows])      # (h, w, N, C, 3, 3)
    return np.einsum("ijncuv,ocuv->noij", patches, kernels)


def scores(x, kernels, weight, mean=None, var=None):
    """The network's answers; by the batch's own statistics if none are given."""
    h = convolved(x, kernels)
    mean = h.mean(axis=(0, 2, 3)) if mean is None else mean
    var = h.var(axis=(0, 2, 3)) if var is None else var
    h = np.maximum((h - mean[:, None, None]) / np.sqrt(var[:, None, None] + 1e-5), 0)
    h = np.pad(h, ((0, 0), (0, 0), (1, 1), (1, 1)), constant_values=-np.inf)
    windows = [h[:, :, u:u + h.shape[2] - 2, v:v + h.shape[3] - 2] for u in range(3) for v in range(3)]
    return np.max(windows, axis=0).mean(axis=(2, 3)) @ weight.T


def loss_of(x, labels, kernels, weight):
    out = scores(x, kernels, weight)
    out = out - out.max(axis=1, keepdims=True)
    return float((np.log(np.exp(out).sum(axis=1)) - out[np.arange(len(labels)), labels]).mean())


def slopes(f, array, h=1e-5):
    found = np.zeros_like(array)
    for place in np.ndindex(array.shape):
        ends = []
        for step in (h, -h):
            moved = array.copy()
            moved[place] += step
            ends.append(f(moved))
        found[place] = (ends[0] - ends[1]) / (2 * h)
    return found


def check_a_network_that_sees(rng):
    x, labels = rng.normal(size=(4, 2, 7, 6)).astype(np.float32), rng.integers(0, 3, size=4)
    kernels, weight = rng.normal(size=(3, 2, 3, 3)).astype(np.float32), rng.normal(size=(3, 3)).astype(np.float32)
    loss, (of_kernels, of_weight), (mean, var), (answers, alone), of_bias = one_step(x, labels, kernels, weight)
    x, kernels, weight = (array.astype(float) for array in (x, kernels, weight))
    expect_close(loss, loss_of(x, labels, kernels, weight), rtol=1e-4, call="the loss")
    expect_close(of_kernels, slopes(lambda k: loss_of(x, labels, k, weight), kernels), rtol=1e-2, atol=2e-4,
                 call="the gradient of the kernels", why="through pooling, ReLU and the batch's statistics")
    expect_close(of_weight, slopes(lambda w: loss_of(x, labels, kernels, w), weight), rtol=1e-2, atol=2e-4,
                 call="the gradient of the linear weight")
    expect_close(of_bias, np.zeros(3), atol=1e-4, call="the gradient of the kernels' bias",
                 why="batch normalisation takes every mean away, so a bias before it does nothing")
    h = convolved(x, kernels).transpose(1, 0, 2, 3).reshape(3, -1)
    expect_close(mean, 0.1 * h.mean(axis=1), rtol=1e-3, atol=1e-5, call="running mean after one batch")
    expect_close(var, 0.9 + 0.1 * h.var(axis=1, ddof=1), rtol=1e-3, atol=1e-5, call="running variance after one batch")
    expected = scores(x, kernels, weight, np.asarray(mean, float), np.asarray(var, float))
    expect_close(answers, expected, rtol=1e-3, atol=1e-4, call="model.eval()(x)")
    expect_close(alone, expected[:1], rtol=1e-3, atol=1e-4, call="model.eval()(x[:1])",
                 why="in evaluation an answer does not depend on the rest of the batch")


check_a_network_that_sees(seeded("checkpoint-spatial"))
expect_raises(ValueError, too_large_a_kernel, match="5", call="Conv2d(1, 1, 5)(pictures of 3 × 3)",
              why="a kernel that does not fit is told, not guessed")
