"""Module 07's reference: equal steps in pieces, PyTorch's clipping, bit-equal resuming, files that can be trusted."""

from __future__ import annotations

import doctest
import pickle
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

Modules = dict[str, ModuleType]
RNG = np.random.default_rng(0)
X, Y = RNG.normal(size=(50, 2)).astype(np.float32), RNG.integers(0, 2, size=50)


@pytest.fixture(scope="module")
def ns(framework: Modules) -> SimpleNamespace:
    """Every public name of modules 01 to 07."""
    found = {name: value for module in framework.values() for name, value in vars(module).items()}
    return SimpleNamespace(**{name: value for name, value in found.items() if not name.startswith("_")})


def trainer(ns: SimpleNamespace, *, dropout: float = 0.2, lr: float = 0.02, **chosen: Any) -> Any:
    rng = np.random.default_rng(5)
    parts = [ns.Linear(2, 16, rng=rng), ns.ReLU(), ns.Dropout(dropout, rng=rng), ns.Linear(16, 2, rng=rng)]
    model = ns.Sequential(*parts)
    optimizer = ns.Adam(model.parameters(), lr=lr)
    schedule = ns.CosineAnnealingLR(optimizer, T_max=10)
    return ns.Trainer(model, ns.CrossEntropyLoss(), optimizer, schedule, metrics={"accuracy": ns.accuracy}, **chosen)


def weights(made: Any) -> list[Any]:
    return [array.tolist() for array in made.model.state_dict().values()]


# Steps


def test_fit_is_the_loop_written_out(ns: SimpleNamespace, torch: ModuleType) -> None:
    layer, loss = ns.Linear(2, 2, rng=np.random.default_rng(0)), ns.CrossEntropyLoss()
    other = torch.nn.Linear(2, 2)
    other.load_state_dict({name: torch.tensor(array) for name, array in layer.state_dict().items()})
    made = ns.Trainer(layer, loss, ns.SGD(layer.parameters(), lr=0.5, momentum=0.9), max_norm=0.3)
    made.fit(X, Y, epochs=3, batch_size=16)
    optimizer, losses = torch.optim.SGD(other.parameters(), lr=0.5, momentum=0.9), []
    for _ in range(3):
        total = 0.0
        for start in range(0, 50, 16):
            x, y = torch.tensor(X[start : start + 16]), torch.tensor(Y[start : start + 16])
            optimizer.zero_grad()
            cost = torch.nn.functional.cross_entropy(other(x), y)
            cost.backward()
            torch.nn.utils.clip_grad_norm_(other.parameters(), 0.3)
            optimizer.step()
            total += cost.item() * len(x)
        losses.append(total / 50)
    np.testing.assert_allclose([record["loss"] for record in made.history], losses, rtol=1e-4)
    np.testing.assert_allclose(layer.weight.data, other.weight.detach(), rtol=1e-4, atol=1e-5)


@settings(deadline=None, max_examples=30)
@given(size=st.integers(1, 60), count=st.integers(1, 50))
def test_pieces_make_the_step_of_the_whole(ns: SimpleNamespace, size: int, count: int) -> None:
    grads = []
    for pieces in (None, size):
        model = ns.MLP([2, 8, 2], rng=np.random.default_rng(1))
        loss = ns.accumulate_gradients(model, ns.CrossEntropyLoss(), ns.Tensor(X[:count]), ns.Tensor(Y[:count]), pieces)
        grads.append([np.array(loss), *(parameter.grad for parameter in model.parameters())])
    for whole, summed in zip(*grads, strict=True):
        np.testing.assert_allclose(summed, whole, rtol=1e-4, atol=1e-5)


def test_pieces_need_a_mean(ns: SimpleNamespace) -> None:
    layer = ns.Linear(2, 2)
    with pytest.raises(ValueError, match="reduction='sum'"):
        ns.Trainer(layer, ns.CrossEntropyLoss(reduction="sum"), ns.SGD(layer.parameters(), lr=0.1), micro_batch_size=2)


@settings(deadline=None, max_examples=30)
@given(
    max_norm=st.floats(0.01, 20),
    seed=st.integers(0, 1000),
)
def test_clipping_is_pytorchs(ns: SimpleNamespace, torch: ModuleType, max_norm: float, seed: int) -> None:
    rng = np.random.default_rng(seed)
    grads = [rng.normal(size=shape).astype(np.float32) for shape in ((3, 4), (5,), ())]
    ours = [ns.Tensor(np.zeros_like(grad), requires_grad=True) for grad in grads]
    theirs = [torch.zeros(grad.shape, requires_grad=True) for grad in grads]
    for mine, other, grad in zip(ours, theirs, grads, strict=True):
        mine.grad, other.grad = grad.copy(), torch.tensor(grad)
    got, expected = ns.clip_grad_norm_(ours, max_norm), torch.nn.utils.clip_grad_norm_(theirs, max_norm)
    np.testing.assert_allclose(got, expected.item(), rtol=1e-5)
    for mine, other in zip(ours, theirs, strict=True):
        np.testing.assert_allclose(mine.grad, other.grad.numpy(), rtol=1e-4, atol=1e-6)


# Measuring


def test_evaluate_changes_nothing(ns: SimpleNamespace) -> None:
    made = trainer(ns)
    made.model[2].eval()
    states = [rng.bit_generator.state for rng in made._generators().values()]
    before = weights(made)
    first, second = made.evaluate(X, Y, batch_size=16), made.evaluate(X, Y, batch_size=50)
    assert first == pytest.approx(second, rel=1e-5)
    assert [rng.bit_generator.state for rng in made._generators().values()] == states
    assert (weights(made), made.model.training, made.model[2].training) == (before, True, False)


def test_history_has_one_record_for_each_epoch(ns: SimpleNamespace) -> None:
    made, seen = trainer(ns), []
    made.fit(X, Y, epochs=2, validation=(X, Y), callbacks=[lambda t: seen.append((t.epoch, len(t.history)))])
    made.fit(X, Y)
    assert [record["epoch"] for record in made.history] == [1, 2, 3]
    assert set(made.history[0]) == {"epoch", "lr", "loss", "val_loss", "val_accuracy"}
    assert seen == [(1, 1), (2, 2)]


def test_progress_is_one_line_for_each_epoch(ns: SimpleNamespace, capsys: pytest.CaptureFixture[str]) -> None:
    trainer(ns).fit(X, Y, epochs=2, batch_size=25, progress=True)
    lines = [line.split("\r")[-1] for line in capsys.readouterr().out.strip().split("\n")]
    assert [line[: line.index(" loss")] for line in lines] == [f"epoch {n} [{'#' * 20}] 2/2" for n in (1, 2)]
    trainer(ns).fit(X, Y)
    assert capsys.readouterr().out == ""


def test_early_stopping_puts_the_best_back(ns: SimpleNamespace) -> None:
    made, stopping = trainer(ns, lr=0.1), ns.EarlyStopping(patience=3)
    made.fit(
        X[:20], Y[:20], epochs=200, rng=np.random.default_rng(0), validation=(X[20:], Y[20:]), callbacks=[stopping]
    )
    losses = [record["val_loss"] for record in made.history]
    assert (len(losses) < 200, len(losses) - 1 - int(np.argmin(losses))) == (True, 3)
    assert made.evaluate(X[20:], Y[20:])["loss"] == pytest.approx(min(losses), rel=1e-6)
    made.fit(X, Y, epochs=1)  # a stop is over when the next fit begins
    assert len(made.history) == len(losses) + 1


def test_early_stopping_needs_something_to_watch(ns: SimpleNamespace) -> None:
    with pytest.raises(ValueError, match="no 'val_loss' in the history: give fit validation"):
        trainer(ns).fit(X, Y, callbacks=[ns.EarlyStopping()])


# Not a number


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        ("input", r"epoch 1, batch 2 of 2: the loss is nan: the input is nan at \[5, 1\]"),
        ("weight", r"parameter 0\.weight is inf at \[3, 0\].*learning rate"),
        ("operation", r"inputs and parameters are finite, the first result that is not is that of log"),
    ],
)
def test_a_loss_that_is_not_a_number_stops_before_the_step(ns: SimpleNamespace, spoil: str, words: str) -> None:
    made, x = trainer(ns, dropout=0.0), X.copy()
    if spoil == "input":
        x[30, 1] = np.nan
    elif spoil == "weight":
        made.model[0].weight.data[3, 0] = np.inf
    else:
        made.model = ns.Sequential(*made.model, lambda scores: ns.log(scores - 1e6))
    before = weights(made)
    with pytest.raises(FloatingPointError, match=words), np.errstate(all="ignore"):
        made.fit(x, Y, batch_size=25)
    if spoil != "input":
        assert weights(made) == before
    assert made.history == []


# Stopped and resumed


@settings(deadline=None, max_examples=8)
@given(stop=st.integers(1, 5), pieces=st.sampled_from([None, 3]))
def test_resuming_is_bit_equal(
    ns: SimpleNamespace, tmp_path_factory: pytest.TempPathFactory, stop: int, pieces: int | None
) -> None:
    path = tmp_path_factory.mktemp("run") / "run.npz"
    whole, first, second = (trainer(ns, micro_batch_size=pieces) for _ in range(3))
    whole.fit(X, Y, epochs=6, batch_size=8, rng=np.random.default_rng(3), validation=(X, Y))
    first.fit(X, Y, epochs=stop, batch_size=8, rng=np.random.default_rng(3), validation=(X, Y))
    first.save(path)
    second.load(path)
    second.fit(X, Y, epochs=6 - stop, batch_size=8, rng=np.random.default_rng(77), validation=(X, Y))
    assert (weights(second), second.history) == (weights(whole), whole.history)


@pytest.mark.parametrize("stop", [1, 5, 8])
def test_early_stopping_goes_on_too(ns: SimpleNamespace, tmp_path: Path, stop: int) -> None:
    def run(made: Any, epochs: int, early: Any) -> None:
        callbacks = [early, ns.Checkpoint(tmp_path / "run.npz")]
        rng = np.random.default_rng(3)
        made.fit(X[:20], Y[:20], epochs=epochs, rng=rng, validation=(X[20:], Y[20:]), callbacks=callbacks)

    whole, first, second = (trainer(ns, lr=0.1) for _ in range(3))
    kept, resumed = ns.EarlyStopping(patience=8), ns.EarlyStopping(patience=8)
    run(whole, 60, kept)
    run(first, stop, ns.EarlyStopping(patience=8))
    second.load(tmp_path / "run.npz")
    run(second, 60 - second.epoch, resumed)
    assert stop < whole.epoch < 60
    assert (second.epoch, second.history, weights(second)) == (whole.epoch, whole.history, weights(whole))
    assert resumed.best[0] == kept.best[0]


def test_what_callbacks_keep_is_not_lost_before_the_next_fit(ns: SimpleNamespace, tmp_path: Path) -> None:
    made, again = trainer(ns), trainer(ns)
    made.fit(X, Y, validation=(X, Y), callbacks=[ns.EarlyStopping()])
    made.save(tmp_path / "run.npz")
    again.load(tmp_path / "run.npz")
    again.save(tmp_path / "again.npz")
    assert repr(ns.load_state(tmp_path / "again.npz")) == repr(ns.load_state(tmp_path / "run.npz"))


def test_resuming_without_naming_an_rng(ns: SimpleNamespace, tmp_path: Path) -> None:
    whole, first, second = trainer(ns), trainer(ns), trainer(ns)
    whole.fit(X, Y, epochs=4, rng=np.random.default_rng(3))
    first.fit(X, Y, epochs=2, rng=np.random.default_rng(3), callbacks=[ns.Checkpoint(tmp_path / "run.npz")])
    second.load(tmp_path / "run.npz")
    second.save(tmp_path / "again.npz")  # before anything has happened: nothing is lost
    second.load(tmp_path / "again.npz")
    second.fit(X, Y, epochs=2)
    assert weights(second) == weights(whole)


def test_layers_without_a_generator_of_their_own_resume_too(
    ns: SimpleNamespace, framework: Modules, tmp_path: Path
) -> None:
    def new() -> Any:
        ns.manual_seed(4)
        model = ns.Sequential(ns.Linear(2, 8), ns.Dropout(0.5), ns.Linear(8, 2))
        return ns.Trainer(model, ns.CrossEntropyLoss(), ns.SGD(model.parameters(), lr=0.1, momentum=0.9))

    whole = new()
    whole.fit(X, Y, epochs=4)
    first = new()
    first.fit(X, Y, epochs=2)
    first.save(tmp_path / "run.npz")
    second = new()
    framework["layers"].default_generator.random(100)  # somebody else drew in between
    second.load(tmp_path / "run.npz")
    second.fit(X, Y, epochs=2)
    assert weights(second) == weights(whole)


@pytest.mark.parametrize("other", ["width", "optimizer", "scheduler", "parts"])
def test_a_state_that_does_not_fit_changes_nothing(ns: SimpleNamespace, tmp_path: Path, other: str) -> None:
    made, saved = trainer(ns), trainer(ns)
    saved.fit(X, Y, rng=np.random.default_rng(0))
    if other == "width":
        model = ns.Sequential(ns.Linear(2, 9), ns.ReLU(), ns.Dropout(0.2, rng=RNG), ns.Linear(9, 2))
        saved = ns.Trainer(model, saved.loss_fn, saved.optimizer, saved.scheduler)
    elif other == "optimizer":
        saved.optimizer = ns.SGD(saved.model.parameters(), lr=0.1)
    elif other == "scheduler":
        saved.scheduler = None
    else:
        made.model = ns.Sequential(*(layer for layer in made.model if not hasattr(layer, "rng")))
    before = weights(made)
    saved.save(tmp_path / "run.npz")
    with pytest.raises(ValueError, match="state"):
        made.load(tmp_path / "run.npz")
    assert (weights(made), made.epoch, made.history, made.optimizer.state) == (before, 0, [], {})


# Files

PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**130), 2**130) | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.tuples(inner, inner)
        | st.dictionaries(st.integers() | st.text(), inner, max_size=3)
    ),
    max_leaves=10,
)


@settings(deadline=None, max_examples=60)
@given(state=PLAIN)
def test_plain_data_come_back_as_they_were(
    ns: SimpleNamespace, tmp_path_factory: pytest.TempPathFactory, state: Any
) -> None:
    path = tmp_path_factory.mktemp("state") / "state.npz"
    ns.save_state(path, state)
    assert repr(ns.load_state(path)) == repr(state)


@pytest.mark.parametrize("dtype", ["float32", "float64", "int64", "bool", "float16", "uint8"])
def test_arrays_come_back_with_all_their_bits(ns: SimpleNamespace, tmp_path: Path, dtype: str) -> None:
    for array in (np.array(3, dtype), np.zeros((0, 2), dtype), RNG.normal(size=(3, 4)).astype(dtype).T):
        ns.save_state(tmp_path / "a", {"x": array})
        got = ns.load_state(tmp_path / "a")["x"]
        assert (got.dtype, got.shape, got.tobytes()) == (array.dtype, array.shape, array.tobytes())


class Boom:
    def __reduce__(self) -> Any:
        return Path.touch, (Path("ran"),)


@pytest.mark.parametrize("kind", ["pickle", "npy", "objects", "npz", "half", "text", "empty"])
def test_strangers_files_are_refused_and_never_run(
    ns: SimpleNamespace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "run.npz"
    if kind == "pickle":
        path.write_bytes(pickle.dumps(Boom()))
    elif kind in ("npy", "objects"):
        held = np.array([Boom()], dtype=object)
        with path.open("wb") as file:
            np.save(file, held, allow_pickle=True) if kind == "npy" else np.savez(file, form=held)
    elif kind == "npz":
        np.savez(path, other=np.ones(2))
    else:
        ns.save_state(path, {"x": np.ones(100)})
        path.write_bytes({"half": path.read_bytes()[:300], "text": b"hello", "empty": b""}[kind])
    with pytest.raises(ValueError, match=r"run\.npz is not a checkpoint, or is damaged"):
        ns.load_state(path)
    assert not Path("ran").exists()


def test_a_file_that_is_missing_is_said_to_be_missing(ns: SimpleNamespace, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        ns.load_state(tmp_path / "none.npz")


@pytest.mark.parametrize("failing", ["fsync", "replace"])
def test_a_checkpoint_is_whole_or_as_before(
    ns: SimpleNamespace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failing: str
) -> None:
    made = trainer(ns)
    made.save(tmp_path / "run.npz")
    before = (tmp_path / "run.npz").read_bytes()

    def fail(*_: Any) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(f"os.{failing}", fail)
    made.fit(X, Y)
    with pytest.raises(OSError, match="no space"):
        made.save(tmp_path / "run.npz")
    assert ([p.name for p in tmp_path.iterdir()], (tmp_path / "run.npz").read_bytes()) == (["run.npz"], before)


def test_the_examples_of_the_docstrings(framework: Modules) -> None:
    result = doctest.testmod(framework["training"], extraglobs={"np": np})
    assert (result.failed, result.attempted > 4) == (0, True)
