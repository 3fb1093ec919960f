"""Can this framework train, and go on after it was stopped?

A network with dropout is trained in one go, and again in two processes' worth of objects with a checkpoint between
them; NumPy checks its answers from the saved weights. Pieces of a batch make the step of the whole; NaN stops it.
"""

import numpy as np

from tinytorch.checks import expect_close, expect_equal, expect_raises, scenario, seeded


@scenario
def train(x, y, epochs, stop_after=None):
    """The state after training with dropout, schedule and clipping, stopped and resumed in between if asked."""
    import os
    import tempfile

    import numpy as np

    from tinytorch.core.activations import ReLU
    from tinytorch.core.layers import Dropout, Linear, Sequential
    from tinytorch.core.losses import CrossEntropyLoss
    from tinytorch.core.optimizers import Adam, CosineAnnealingLR
    from tinytorch.core.training import Trainer, accuracy

    def new():
        rng = np.random.default_rng(0)
        model = Sequential(Linear(2, 16, rng=rng), ReLU(), Dropout(0.2, rng=rng), Linear(16, 2, rng=rng))
        optimizer = Adam(model.parameters(), lr=0.02)
        schedule = CosineAnnealingLR(optimizer, T_max=epochs)
        return Trainer(model, CrossEntropyLoss(), optimizer, schedule, metrics={"accuracy": accuracy}, max_norm=1.0)

    trainer = new()
    trainer.fit(x, y, epochs=stop_after or epochs, batch_size=16, rng=np.random.default_rng(1))
    if stop_after:
        with tempfile.TemporaryDirectory() as folder:
            trainer.save(os.path.join(folder, "run.npz"))
            files, trainer = os.listdir(folder), new()
            trainer.load(os.path.join(folder, "run.npz"))
        trainer.fit(x, y, epochs=epochs - stop_after, batch_size=16, rng=np.random.default_rng(2))
        if files != ["run.npz"]:
            raise RuntimeError(f"the folder holds {files}")
    return trainer.model.state_dict(), trainer.evaluate(x, y), trainer.history, trainer.model.training


@scenario
def one_step(x, y, pieces):
    import numpy as np

    from tinytorch.core.layers import MLP
    from tinytorch.core.losses import CrossEntropyLoss
    from tinytorch.core.optimizers import SGD
    from tinytorch.core.training import Trainer

    model = MLP([2, 8, 2], rng=np.random.default_rng(0))
    trainer = Trainer(model, CrossEntropyLoss(), SGD(model.parameters(), lr=0.5), micro_batch_size=pieces)
    trainer.fit(x, y, epochs=2, batch_size=len(x))
    return model.state_dict()


@scenario
def exploding():
    import numpy as np

    from tinytorch.core.layers import Linear
    from tinytorch.core.losses import MSELoss
    from tinytorch.core.optimizers import SGD
    from tinytorch.core.training import Trainer

    layer = Linear(2, 1)
    x, y = np.ones((4, 2), np.float32), np.ones((4, 1), np.float32)
    x[2, 1] = np.nan
    Trainer(layer, MSELoss(), SGD(layer.parameters(), lr=0.1)).fit(x, y, epochs=1, batch_size=2)


@scenario
def load_a_pickle():
    import os
    import pickle
    import tempfile

    from tinytorch.core.training import load_state

    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "stranger.npz")
        with open(path, "wb") as file:
            pickle.dump({"form": [1, 2]}, file)
        load_state(path)


def check_training(rng):
    x = rng.normal(size=(90, 2)).astype(np.float32)
    y = (x[:, 0] * x[:, 1] > 0).astype(int)
    state, found, history, training = train(x, y, 30)
    scores = np.maximum(x @ state["0.weight"].T + state["0.bias"], 0) @ state["3.weight"].T + state["3.bias"]
    losses = np.log(np.exp(scores).sum(axis=1)) - scores[np.arange(90), y]
    expect_close(found["loss"], losses.mean(), rtol=1e-4, call="evaluate()['loss']",
                 why="NumPy computes the same from the weights, without dropout")
    expect_close(found["accuracy"], (scores.argmax(axis=1) == y).mean(), call="evaluate()['accuracy']")
    expect_equal((bool(losses.mean() < 0.4), len(history), training), (True, 30, True),
                 call="has it learned, epochs in history, is the model in training again?")
    again, _, longer, _ = train(x, y, 30, stop_after=int(rng.integers(1, 29)))
    for key in state:
        expect_close(again[key], state[key], rtol=0, atol=0, call=f"{key} after a stop and a resume",
                     why="to the last bit as if it had never stopped")
    expect_equal(longer, history, call="history after a stop and a resume")


def check_pieces(rng):
    x, y = rng.normal(size=(11, 2)).astype(np.float32), rng.integers(0, 2, size=11)
    whole, pieces = one_step(x, y, None), one_step(x, y, 4)
    for key in whole:
        expect_close(pieces[key], whole[key], rtol=1e-4, atol=1e-5, call=f"{key} after two steps in pieces of 4 of 11")


check_training(seeded("checkpoint-training"))
check_pieces(seeded("checkpoint-pieces"))
expect_raises(FloatingPointError, exploding, match="batch 2 of 2: the loss is nan: the input is nan at [0, 1]",
              call="fit on data with NaN", why="it stops and says where the NaN came from")
expect_raises(ValueError, load_a_pickle, match="not a checkpoint", call="load_state of a pickle",
              why="nothing is ever unpickled")
