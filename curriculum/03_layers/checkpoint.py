"""Can this framework build, save and load networks?

A network with a shared layer and dropout is built from the student's parts, saved, loaded into a twin and switched;
its answers are computed again by NumPy from the saved state.
"""

import numpy as np

from tinytorch.checks import expect_close, expect_equal, expect_raises, scenario, seeded


@scenario
def residual_network(x, seed):
    """Answers of a network and of its twin that loaded its state; the state; names; whether training answers vary."""
    import numpy as np

    from tinytorch.core.activations import ReLU
    from tinytorch.core.layers import MLP, Dropout, Linear, Module, Parameter, Sequential

    class Residual(Module):
        def __init__(self, block):
            self.block, self.scale = block, Parameter([0.5])

        def forward(self, x):
            return x + self.block(x) * self.scale

    def build(seed):
        rng = np.random.default_rng(seed)
        shared = Sequential(Linear(6, 6, rng=rng), ReLU(), Dropout(0.5, rng=rng))
        return Sequential(Residual(shared), Residual(shared), MLP([6, 5, 2], rng=rng))

    model, twin = build(seed), build(seed + 1)
    twin.load_state_dict(model.state_dict())
    varies = model(x).tolist() != model(x).tolist()
    answers = model.eval()(x).tolist(), twin.eval()(x).tolist()
    return answers, model.state_dict(), len(twin.parameters()), varies


@scenario
def load_into_a_narrower_network():
    from tinytorch.core.layers import MLP

    MLP([6, 4, 2]).load_state_dict(MLP([6, 5, 2]).state_dict())


def check_residual_network(rng):
    x = rng.normal(size=(4, 6)).astype(np.float32)
    (ours, twins), state, count, varies = residual_network(x, int(rng.integers(1000)))
    expect_equal(count, 8, call="number of parameters", why="the shared layer is there once")
    h = x.astype(float)
    for block in ("0", "1"):
        h = h + np.maximum(h @ state["0.block.0.weight"].T + state["0.block.0.bias"], 0) * state[f"{block}.scale"]
    h = np.maximum(h @ state["2.0.weight"].T + state["2.0.bias"], 0)
    expected = h @ state["2.2.weight"].T + state["2.2.bias"]
    expect_close(ours, expected, rtol=1e-4, atol=1e-4, call="model.eval()(x)",
                 why="NumPy computes the same from the saved state")
    expect_close(twins, ours, rtol=0, atol=0, call="twin.eval()(x)", why="the twin has loaded the same numbers")
    expect_equal(varies, True, call="two answers in training differ", why="dropout is on")


check_residual_network(seeded("checkpoint-layers"))
expect_raises(ValueError, load_into_a_narrower_network, match="0.weight has shape (5, 6), expected (4, 6)",
              call="a state of another width", why="the error says which key and which shapes")
