"""Can this framework say how wrong a model is, and learn by it?

Two programs run on the student's package: a bigram model of a text, learned by measured slopes (its loss must come down to the
entropy of the counts), and every loss at extreme scores and with padding. Both hand back plain lists; NumPy decides.
"""

import math

import numpy as np

from tinytorch.checks import expect_close, expect_equal, expect_raises, scenario, seeded


@scenario
def bigrams(letters, size, steps):
    """Scores of the next letter after each letter, learned from the letters by going downhill, and the losses on the way."""
    import numpy

    from tinytorch.core.losses import CrossEntropyLoss, slopes
    from tinytorch.core.tensor import Tensor

    loss, before, after = CrossEntropyLoss(), letters[:-1], letters[1:]

    def how_wrong(numbers):
        return loss(Tensor(numbers.reshape(size, size), dtype=numpy.float64)[before], after).item()

    numbers, losses = numpy.zeros(size * size), []
    for _ in range(steps):
        losses.append(how_wrong(numbers))
        numbers = numbers - 6.0 * slopes(how_wrong, numbers)
    return losses, numbers.reshape(size, size).tolist()


def check_bigrams(rng):
    size = 4
    chances = rng.dirichlet(np.ones(size) * 2, size=size)
    letters = [0]
    for _ in range(400):
        letters.append(int(rng.choice(size, p=chances[letters[-1]])))
    letters = np.array(letters)
    losses, scores = bigrams(letters, size, 80)
    counts = np.zeros((size, size))
    np.add.at(counts, (letters[:-1], letters[1:]), 1)
    shares = counts / counts.sum(axis=1, keepdims=True)
    entropy = -(counts * np.log(np.where(counts > 0, shares, 1))).sum() / counts.sum()
    expect_close(losses[0], math.log(size), atol=1e-5, call="the first loss", why="a model that knows nothing is log 4 wrong")
    expect_close(losses[-1], entropy, atol=0.02, call="the last loss", why="no model of letter pairs can beat the counts")
    powers = np.exp(np.array(scores))
    expect_close(powers / powers.sum(axis=1, keepdims=True), shares, atol=0.08, call="the learned chances")


@scenario
def every_loss(scores, labels, column, answers):
    from tinytorch.core.activations import log_softmax
    from tinytorch.core.losses import BCELoss, BCEWithLogitsLoss, CrossEntropyLoss, MSELoss, NLLLoss

    settings = {"ignore_index": 9, "reduction": "none"}
    return {
        "CrossEntropyLoss": CrossEntropyLoss(**settings)(scores, labels).tolist(),
        "NLLLoss": NLLLoss(**settings)(log_softmax(scores), labels).tolist(),
        "BCEWithLogitsLoss": BCEWithLogitsLoss(reduction="none")(column, answers).tolist(),
        "BCELoss": BCELoss(reduction="none")([0.0, 1.0, 0.5, 0.5], answers).tolist(),
        "MSELoss": [MSELoss(reduction="sum")(column, answers).item(), MSELoss()(column, answers).item()],
        "mean": [CrossEntropyLoss(ignore_index=9)(scores, labels).item()],
    }


def check_every_loss():
    got = every_loss([[1000.0, 0.0], [1000.0, 0.0], [5.0, 5.0]], [0, 1, 9], [1000.0, -1000.0, 0.0, 20.0], [0.0, 1.0, 1.0, 0.0])
    half = math.log(2)
    expected = {
        "CrossEntropyLoss": [0.0, 1000.0, 0.0],
        "NLLLoss": [0.0, 1000.0, 0.0],
        "BCEWithLogitsLoss": [1000.0, 1000.0, half, 20.0],
        "BCELoss": [0.0, 0.0, half, half],
        "MSELoss": [2002402.0 , 2002402.0 / 4],
        "mean": [500.0],
    }
    for name, values in expected.items():
        expect_close(got[name], values, call=f"{name} at extreme scores", why="finite, and right")


@scenario
def loss_of(name, predictions, targets):
    from tinytorch.core import losses

    return getattr(losses, name)()(predictions, targets).tolist()


def check_refusals():
    column, row = [[0.1], [0.2]], [0.0, 1.0]
    for name in ("MSELoss", "BCELoss", "BCEWithLogitsLoss"):
        expect_raises(ValueError, lambda: loss_of(name, column, row), match="(2, 1)", call=f"{name}()((2, 1), (2,))")
        expect_raises(ValueError, lambda: loss_of(name, [], []), match="empty", call=f"{name}()([], [])")
    expect_raises(ValueError, lambda: loss_of("CrossEntropyLoss", [[0.0, 1.0]], [-1]), match="-1", call="label -1")
    expect_raises(ValueError, lambda: loss_of("NLLLoss", [[0.0, 1.0]], [-100]), match="empty", call="nothing that counts")
    expect_raises(TypeError, lambda: loss_of("CrossEntropyLoss", [[0.0, 1.0]], [1.0]), match="float", call="label 1.0")
    expect_equal(loss_of("MSELoss", [1, 2], [1, 4]), 2.0, call="MSELoss()([1, 2], [1, 4])", why="lists will do")


check_bigrams(seeded("checkpoint-losses"))
check_every_loss()
check_refusals()
