"""Can this framework optimise?

A small network with two groups of parameters, one of them unused, is trained by each of the student's optimisers under
a schedule; NumPy does the same steps again from the recorded gradients. State is saved half-way and loaded into a twin.
"""

import numpy as np

from tinytorch.checks import expect_close, expect_equal, expect_raises, scenario, seeded

SETTINGS = {
    "SGD": {"lr": 0.1, "momentum": 0.9, "weight_decay": 0.01, "nesterov": True},
    "RMSprop": {"lr": 0.01, "alpha": 0.9, "weight_decay": 0.01, "centered": True},
    "Adam": {"lr": 0.02, "betas": (0.8, 0.95), "weight_decay": 0.1},
    "AdamW": {"lr": 0.02, "betas": (0.8, 0.95), "weight_decay": 0.1},
}


@scenario
def train(name, settings, x, y, steps):
    """For each step the parameters before it, their gradients and the learning rates; the end; a twin's end."""
    import numpy as np

    from tinytorch.core import autograd, optimizers  # noqa: F401 - autograd switches recording on
    from tinytorch.core.layers import Linear
    from tinytorch.core.losses import MSELoss

    def build():
        layer, unused = Linear(3, 2, rng=np.random.default_rng(0)), Linear(2, 2, rng=np.random.default_rng(1))
        groups = [{"params": [layer.weight], "lr": settings["lr"] / 2}, {"params": [layer.bias, *unused.parameters()]}]
        optimizer = getattr(optimizers, name)(groups, **settings)
        return layer, unused, optimizer, optimizers.CosineAnnealingLR(optimizer, T_max=steps)

    layer, unused, optimizer, schedule = build()
    twin, _, second, second_schedule = build()
    before, loss, notes = unused.state_dict(), MSELoss(), []

    def step(layer, optimizer, schedule):
        optimizer.zero_grad()
        loss(layer(x), y).backward()
        made = [(p.data.copy(), p.grad.copy()) for p in layer.parameters()]
        optimizer.step()
        schedule.step()
        return made

    for number in range(steps):
        if number == steps // 2:
            twin.load_state_dict(layer.state_dict())
            second.load_state_dict(optimizer.state_dict())
            second_schedule.load_state_dict(schedule.state_dict())
        if number >= steps // 2:
            step(twin, second, second_schedule)
        rates = schedule.get_last_lr()
        notes.append((step(layer, optimizer, schedule), rates))
    moved = any((before[key] != unused.state_dict()[key]).any() for key in before)
    return notes, layer.state_dict(), twin.state_dict(), moved, layer.weight.origin is None


def stepped(name, w, g, lr, state, momentum=0.9, alpha=0.9, weight_decay=0.0, betas=(0.8, 0.95), **others):
    """One step by the formulas of the papers, in float64."""
    t = state["t"] = state.get("t", 0) + 1
    if name == "AdamW":
        w = w * (1 - lr * weight_decay)
    else:
        g = g + weight_decay * w
    if name == "SGD":
        v = state["v"] = momentum * state.get("v", 0) + g
        return w - lr * (g + momentum * v)
    if name == "RMSprop":
        s = state["s"] = alpha * state.get("s", 0) + (1 - alpha) * g**2
        m = state["m"] = alpha * state.get("m", 0) + (1 - alpha) * g
        return w - lr * g / (np.sqrt(np.maximum(s - m**2, 0)) + 1e-8)
    m = state["m"] = betas[0] * state.get("m", 0) + (1 - betas[0]) * g
    s = state["s"] = betas[1] * state.get("s", 0) + (1 - betas[1]) * g**2
    return w - lr * m / (1 - betas[0] ** t) / (np.sqrt(s / (1 - betas[1] ** t)) + 1e-8)


def check_optimizer(name, rng):
    steps, x, y = 12, rng.normal(size=(8, 3)).astype(np.float32), rng.normal(size=(8, 2)).astype(np.float32)
    notes, end, twin, moved, leaf = train(name, SETTINGS[name], x, y, steps)
    last = [end["weight"], end["bias"]]
    for place, part in enumerate(("weight", "bias")):
        state = {}
        for number, (made, rates) in enumerate(notes):
            base = SETTINGS[name]["lr"] / (2 if place == 0 else 1)
            expect_close(rates[place], base * (1 + np.cos(np.pi * number / steps)) / 2, call="the learning rate")
            after = notes[number + 1][0][place][0] if number + 1 < steps else last[place]
            w, g = (np.asarray(array, float) for array in made[place])
            expected = stepped(name, w, g, state=state, **{**SETTINGS[name], "lr": rates[place]})
            expect_close(after, expected, rtol=1e-4, atol=1e-5, call=f"{part} after step {number + 1} of {name}")
    for key in end:
        expect_close(twin[key], end[key], rtol=0, atol=0, call=f"{key} of the twin that was loaded half-way, {name}",
                     why="with its state loaded, an optimiser goes on as if it had never stopped")
    expect_equal((moved, leaf), (False, True), call="did unused parameters move, is the weight still a leaf?",
                 why="no gradient, no step; and a step leaves no graph behind")


@scenario
def empty_optimizer():
    from tinytorch.core.optimizers import SGD

    SGD([], lr=0.1)


check_optimizer("SGD", seeded("checkpoint-sgd"))
check_optimizer("RMSprop", seeded("checkpoint-rmsprop"))
check_optimizer("Adam", seeded("checkpoint-adam"))
check_optimizer("AdamW", seeded("checkpoint-adamw"))
expect_raises(ValueError, empty_optimizer, match="no parameters", call="SGD([], lr=0.1)",
              why="an optimiser of nothing would train nothing and say nothing")
