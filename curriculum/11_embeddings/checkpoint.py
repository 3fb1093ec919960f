"""Can this framework turn words into vectors, learn them, and say where they stand?

A table that is used at both ends, with places added, is differentiated by the student's package; NumPy alone finds the
same scores and, by central differences of the same program written again, the same gradients.
"""

import numpy as np

from tinytorch.checks import expect_close, expect_equal, expect_raises, scenario, seeded


@scenario
def scores_and_gradients(weight, places, ids, labels, offset):
    """Scores, the gradients of table and places by backward(), and how many parameters there are."""
    import numpy as np

    from tinytorch.core.embeddings import Embedding, LearnedPositions, tied_scores
    from tinytorch.core.layers import Module
    from tinytorch.core.losses import cross_entropy

    class Model(Module):
        def __init__(self):
            self.words = Embedding(*weight.shape, padding_idx=0)
            self.places = LearnedPositions(*places.shape)

        def forward(self, ids):
            return tied_scores(self.places(self.words(ids), offset=offset).mean(axis=1), self.words)

    model = Model()
    model.load_state_dict({"words.weight": weight, "places.weight": places})
    scores = model(ids)
    cross_entropy(scores, np.array(labels)).backward()
    return scores.data, [p.grad for p in model.parameters()], len(model.parameters())


@scenario
def what_the_table_says(id):
    from tinytorch.core.embeddings import Embedding

    Embedding(5, 2)([0, id])


@scenario
def neighbours_and_waves(weight):
    from tinytorch.core.embeddings import SinusoidalPositions, nearest
    from tinytorch.core.tensor import zeros

    return nearest(weight, 1, 2).tolist(), SinusoidalPositions(50, 6)(zeros(1, 3, 6), offset=40).data


def same_loss(weight, places, ids, labels, offset):
    scores = (weight[ids] + places[offset : offset + ids.shape[1]]).mean(axis=1) @ weight.T
    return (np.log(np.exp(scores).sum(axis=1)) - scores[np.arange(len(labels)), labels]).mean(), scores


def slope(arrays, number, place, *rest):
    ends = []
    for step in (1e-5, -1e-5):
        moved = [array.astype(float) for array in arrays]
        moved[number][place] += step
        ends.append(same_loss(*moved, *rest)[0])
    return (ends[0] - ends[1]) / 2e-5


def check_gradients(rng):
    weight, places = (rng.normal(size=shape).astype(np.float32) for shape in ((6, 3), (7, 3)))
    ids, labels = rng.integers(1, 6, size=(4, 5)), rng.integers(1, 6, size=4)
    scores, gradients, count = scores_and_gradients(weight, places, ids, labels, 2)
    expect_equal(count, 2, call="number of parameters", why="the table stands at both ends and is there once")
    expect_close(scores, same_loss(weight, places, ids, labels, 2)[1], rtol=1e-4, atol=1e-5, call="the scores")
    for number, name in enumerate(("the table", "the places")):
        expected = np.zeros(gradients[number].shape)
        for place in np.ndindex(expected.shape):
            expected[place] = slope((weight, places), number, place, ids, labels, 2)
        if number == 0:  # row 0 is padding: it hears of the output only as a score, never as an input
            got, expected = gradients[0][1:], expected[1:]
        else:
            got = gradients[1]
        expect_close(got, expected, rtol=1e-3, atol=1e-4, call=f"the gradient of {name}",
                     why="words that repeat, at both ends, add up")


check_gradients(seeded("checkpoint-embeddings"))
expect_raises(IndexError, lambda: what_the_table_says(5), match="5", call="an id that has no row")
found, waves = neighbours_and_waves(np.array([[0.0, 1.0], [2.0, 0.0], [5.0, 1.0], [1.0, 1.0], [-3.0, 0.0]]))
expect_equal(found, [2, 3], call="nearest(weight, 1, 2)")
expect_close(waves[0, 2, :2], [np.sin(42), np.cos(42)], atol=1e-5, call="the waves of place 42",
             why="the third word after place 40")
