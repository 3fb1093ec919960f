"""The fixed kernels of the baseline, and the process that times one of them.

    python -m tito.learn.kernels "matrix product" 9

A kernel is the same work twice: on the student's package and in plain NumPy. Both must give the same numbers before
anything is timed. The two take turns, round by round, so that a slow moment of the machine meets both; a turn's time is
the 20th percentile of its calls, and every round is handed back as JSON. The student's code may print, raise or loop:
whoever started this process reads only the descriptor that was standard output, and keeps the time.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

Work = Callable[[], Any]

TURN = 0.02  # seconds that a turn aims at
CALLS = (5, 2000)  # least and most in a turn
MACHINE = "machine"


@dataclass(frozen=True)
class Kernel:
    needs: tuple[str, ...]  # names of the modules that must be completed
    make: Callable[[], tuple[Work, Work]]  # on the package, in plain NumPy


def main() -> None:
    channel = os.dup(1)
    os.dup2(2, 1)  # what the student's code prints is a diagnostic
    name, rounds = sys.argv[1], int(sys.argv[2])
    found = machine(rounds) if name == MACHINE else measured(KERNELS[name], rounds)
    os.write(channel, json.dumps(found).encode())


def machine(rounds: int) -> dict[str, list[float]]:
    """Rounds of: GFLOP/s of a float32 product, GB/s of a copy that no cache holds, seconds of a Python call."""
    import numpy as np

    a = np.ones((512, 512), np.float32)
    source = np.ones(128 * 2**20, np.uint8)
    target = np.empty_like(source)
    return {
        "sgemm_gflops": [2 * 512**3 / turn(lambda: a @ a, 10) / 1e9 for _ in range(rounds)],
        "bandwidth_gb_per_s": [
            2 * source.nbytes / turn(lambda: np.copyto(target, source), 5) / 1e9 for _ in range(rounds)
        ],
        "python_call_ns": [turn(_thousand_calls, 20) / 1000 * 1e9 for _ in range(rounds)],
    }


def measured(kernel: Kernel, rounds: int) -> dict[str, Any]:
    """Seconds of a call in each round for both; or how far the package's numbers are from NumPy's."""
    ours, plain = kernel.make()
    if difference := _difference(ours(), plain()):
        return {"differs": difference}
    calls = min(max(int(TURN / turn(ours, 3)), CALLS[0]), CALLS[1])
    pairs = [(turn(ours, calls), turn(plain, calls)) for _ in range(rounds + 1)][1:]
    return {"yours": [pair[0] for pair in pairs], "numpy": [pair[1] for pair in pairs]}


def turn(work: Work, calls: int) -> float:
    """Seconds of a call: the 20th percentile, close to the undisturbed time without trusting one lucky call."""
    seconds = []
    for _ in range(calls):
        start = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - start)
    return sorted(seconds)[len(seconds) // 5]


def _difference(got: Any, expected: Any) -> str:
    import numpy as np

    found = np.asarray(got if isinstance(got, np.ndarray) else got.data)
    if found.shape != expected.shape:
        return f"shape {found.shape}, NumPy has {expected.shape}"
    if np.allclose(found, expected, rtol=1e-3, atol=1e-4):
        return ""
    return f"off by up to {np.max(np.abs(found - expected)):.3g}"


def _nothing() -> None:
    return None


def _thousand_calls() -> None:
    for _ in range(1000):
        _nothing()


def _numbers(*shape: int) -> Any:
    """Float32 in [0.9, 1.1), the same on every machine: a hundred products of them stay finite."""
    import numpy as np

    return np.random.default_rng(0).uniform(0.9, 1.1, shape).astype(np.float32)


def _product() -> tuple[Work, Work]:
    from tinytorch import Tensor

    a = _numbers(256, 256)
    mine = Tensor(a)
    return lambda: mine @ mine, lambda: a @ a


def _small_operations() -> tuple[Work, Work]:
    from tinytorch import Tensor

    def chain(x: Any, w: Any) -> Any:
        for _ in range(50):
            x = x * w + w
        return x

    x, w = _numbers(8, 32), 0.5 * _numbers(32)  # (8, 32), (32,)
    mine = Tensor(x), Tensor(w)
    return lambda: chain(*mine), lambda: chain(x, w)


def _standardise() -> tuple[Work, Work]:
    from tinytorch import Tensor

    def standard(x: Any) -> Any:
        centered = x - x.mean(axis=0)
        return centered / ((centered * centered).mean(axis=0) + 1e-5) ** 0.5

    x = _numbers(256, 512)
    mine = Tensor(x)
    return lambda: standard(mine), lambda: standard(x)


def _softmax() -> tuple[Work, Work]:
    from tinytorch import Softmax, Tensor

    x, softmax = _numbers(64, 1000), Softmax(dim=-1)
    mine = Tensor(x)
    return lambda: softmax(mine), lambda: _plain_softmax(x)


def _network() -> tuple[Work, Work]:
    import numpy as np

    from tinytorch import Tensor

    x = _numbers(64, 784)
    mine, (first, relu, second) = Tensor(x), _layers()
    w1, b1, w2, b2 = (np.array(p.data) for p in (first.weight, first.bias, second.weight, second.bias))
    return lambda: second(relu(first(mine))), lambda: _hidden(x, w1, b1) @ w2.T + b2


def _training_step() -> tuple[Work, Work]:
    """Forward, loss and all gradients; what is compared is the gradient of the first layer's weight."""
    import numpy as np

    from tinytorch import CrossEntropyLoss, Tensor

    x, ids = _numbers(64, 784), np.arange(64) % 10
    first, relu, second = _layers()
    parameters = (first.weight, first.bias, second.weight, second.bias)
    w1, b1, w2, b2 = (np.array(p.data) for p in parameters)
    loss, mine, labels = CrossEntropyLoss(), Tensor(x), Tensor(ids)

    def ours() -> Any:
        for parameter in parameters:
            parameter.grad = None
        loss(second(relu(first(mine))), labels).backward()
        return first.weight.grad

    return ours, lambda: _plain_gradients(x, ids, w1, b1, w2, b2)[0]


def _layers() -> tuple[Any, Any, Any]:
    from tinytorch import Linear, ReLU

    return Linear(784, 128), ReLU(), Linear(128, 10)


def _hidden(x: Any, w: Any, b: Any) -> Any:
    import numpy as np

    return np.maximum(x @ w.T + b, 0)


def _plain_softmax(x: Any) -> Any:
    import numpy as np

    powers = np.exp(x - x.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


def _plain_gradients(x: Any, ids: Any, w1: Any, b1: Any, w2: Any, b2: Any) -> tuple[Any, Any, Any, Any]:
    """Of the mean cross-entropy, by hand, for w1, b1, w2, b2."""
    import numpy as np

    hidden = _hidden(x, w1, b1)  # (N, 128)
    away = _plain_softmax(hidden @ w2.T + b2)  # (N, 10)
    away[np.arange(len(ids)), ids] -= 1
    away /= len(ids)
    back = (away @ w2) * (hidden > 0)  # (N, 128)
    return back.T @ x, back.sum(axis=0), away.T @ hidden, away.sum(axis=0)


KERNELS: Mapping[str, Kernel] = {
    "matrix product": Kernel(("tensor",), _product),
    "small operations": Kernel(("tensor",), _small_operations),
    "standardise": Kernel(("tensor",), _standardise),
    "softmax": Kernel(("tensor", "activations"), _softmax),
    "network": Kernel(("tensor", "activations", "layers"), _network),
    "training step": Kernel(("tensor", "activations", "layers", "losses", "autograd"), _training_step),
}

if __name__ == "__main__":
    main()
