"""Module 04's reference losses beside PyTorch: values, settings, refusals, memory, and the lesson's own examples."""

from __future__ import annotations

import doctest
import runpy
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import hypothesis.extra.numpy as hnp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

LESSON = Path(__file__).parents[2] / "curriculum" / "04_losses"
REDUCTIONS = st.sampled_from(["mean", "sum", "none"])
PAIRS = ["MSELoss", "BCELoss", "BCEWithLogitsLoss"]
LABELS = ["NLLLoss", "CrossEntropyLoss"]


@pytest.fixture(scope="module")
def losses(framework: dict[str, ModuleType]) -> ModuleType:
    return framework["losses"]


def examples(*drawn: st.SearchStrategy[Any], **named: st.SearchStrategy[Any]) -> Callable[[Callable[..., None]], Any]:
    return lambda test: settings(deadline=None, max_examples=60)(given(*drawn, **named)(test))


def numbers(shape: Any, low: float, high: float) -> st.SearchStrategy[Any]:
    return hnp.arrays(np.float32, shape, elements=st.floats(low, high, width=32))


def same(got: Any, expected: Any, *, rtol: float = 1e-4, atol: float = 1e-5) -> None:
    assert (got.shape, got.dtype.name) == (tuple(expected.shape), expected.numpy().dtype.name)
    np.testing.assert_allclose(got.data, expected.numpy(), rtol=rtol, atol=atol)


@st.composite
def pair(draw: st.DrawFn, low: float, high: float) -> tuple[Any, Any]:
    shape = draw(hnp.array_shapes(min_dims=0, max_dims=3, min_side=1, max_side=4))
    return draw(numbers(shape, low, high)), draw(numbers(shape, 0, 1))


@st.composite
def scores_and_labels(draw: st.DrawFn) -> tuple[Any, Any, int]:
    """Scores (C,), (N, C) or (N, C, d1, ...), labels of which at least one counts, and the label to ignore."""
    rows, classes = draw(st.integers(1, 5)), draw(st.integers(1, 5))
    more = draw(st.just(()) | hnp.array_shapes(max_dims=2, max_side=3))
    shape, places = ((classes,), ()) if draw(st.booleans()) else ((rows, classes, *more), (rows, *more))
    labels = draw(hnp.arrays(np.int64, places, elements=st.integers(0, classes - 1)))
    ignore = draw(st.sampled_from([-100, 0, classes - 1, 7]))
    if ignore == -100:
        hidden = draw(hnp.arrays(np.bool_, places))
        labels = np.where(hidden, ignore, labels)
    if (labels == ignore).all():
        ignore = -1
        labels = np.abs(labels) % classes
    return draw(numbers(shape, -1000, 1000)), labels, ignore


# Values


@pytest.mark.parametrize(
    ("name", "low", "high"), [("MSELoss", -9, 9), ("BCELoss", 0, 1), ("BCEWithLogitsLoss", -1000, 1000)]
)
@examples(data=st.data(), reduction=REDUCTIONS)
def test_pairs_like_pytorch(
    losses: ModuleType, torch: ModuleType, name: str, low: float, high: float, data: st.DataObject, reduction: str
) -> None:
    x, t = data.draw(pair(low, high))
    ours = getattr(losses, name)(reduction=reduction)(losses.Tensor(x), losses.Tensor(t))
    rounding = float(np.abs(x).sum()) * np.finfo(np.float32).eps  # PyTorch's (1 - t) * x alone is that far off
    theirs = getattr(torch.nn, name)(reduction=reduction)(torch.tensor(x), torch.tensor(t))
    same(ours, theirs, atol=1e-5 + rounding)


@pytest.mark.parametrize("name", LABELS)
@examples(scores_and_labels(), REDUCTIONS)
def test_labels_like_pytorch(
    losses: ModuleType, torch: ModuleType, name: str, drawn: tuple[Any, Any, int], reduction: str
) -> None:
    scores, labels, ignore = drawn
    ours = getattr(losses, name)(ignore_index=ignore, reduction=reduction)(losses.Tensor(scores), labels)
    theirs = getattr(torch.nn, name)(ignore_index=ignore, reduction=reduction)
    same(ours, theirs(torch.tensor(scores), torch.tensor(labels)), atol=1e-4)


@examples(numbers((4, 3), -30, 30), st.lists(st.integers(0, 2), min_size=4, max_size=4))
def test_cross_entropy_is_nll_of_log_softmax(losses: ModuleType, scores: Any, labels: list[int]) -> None:
    together = losses.cross_entropy(scores, labels).item()
    assert together == pytest.approx(losses.nll_loss(losses.log_softmax(scores), labels).item(), abs=1e-6)


@examples(st.integers(1, 9), st.integers(1, 12), st.data())
def test_blocks_give_the_mean_of_the_whole(losses: ModuleType, n: int, rows: int, data: st.DataObject) -> None:
    scores = data.draw(numbers((n, 3), -20, 20))
    labels = np.array(data.draw(st.lists(st.sampled_from([0, 1, 2, -100]), min_size=n, max_size=n)))
    labels[0] = 0
    blocks = losses.cross_entropy_in_blocks(scores, labels, rows)
    np.testing.assert_allclose(blocks, losses.cross_entropy_forward(scores, labels), rtol=1e-5, atol=1e-6)
    assert blocks.dtype == np.float32


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_the_dtype_of_the_scores_stays(losses: ModuleType, dtype: Any) -> None:
    scores, halves = losses.Tensor(np.ones((2, 3)), dtype=dtype), losses.Tensor(np.full((2, 3), 0.5), dtype=dtype)
    for name in LABELS:
        assert getattr(losses, name)()(scores, [0, 1]).dtype == dtype
    for name in PAIRS:
        assert getattr(losses, name)()(halves, halves).dtype == dtype


def test_extreme_scores_stay_finite(losses: ModuleType) -> None:
    with np.errstate(over="raise", divide="raise", invalid="raise"):
        wrong = losses.CrossEntropyLoss()([[1000.0, -1000.0]], [1])
        column = losses.BCEWithLogitsLoss(reduction="none")([1000.0, -1000.0, 1000.0], [0.0, 1.0, 1.0])
        sure = losses.BCELoss(reduction="none")([0.0, 1.0], [0.0, 0.0])
    assert (wrong.item(), column.tolist(), sure.tolist()) == (2000.0, [1000.0, 1000.0, 0.0], [0.0, 100.0])


def test_lists_integers_and_labels_of_every_kind(losses: ModuleType) -> None:
    assert losses.MSELoss()([1, 2], [1, 4]).item() == 2.0
    for labels in ([0, 1], np.array([0, 1], np.uint8), np.array([0, 1], np.int32), losses.Tensor([0, 1])):
        assert losses.CrossEntropyLoss()(np.zeros((2, 2)), labels).item() == pytest.approx(np.log(2))


# Refusals


@pytest.mark.parametrize("name", PAIRS)
@pytest.mark.parametrize("shapes", [((4, 1), (4,)), ((2, 3), (3, 2)), ((3,), ()), ((2, 3), (1, 3))])
def test_shapes_must_be_equal(losses: ModuleType, name: str, shapes: tuple[Any, Any]) -> None:
    with pytest.raises(ValueError, match="do not match") as raised:
        getattr(losses, name)()(np.full(shapes[0], 0.5), np.zeros(shapes[1]))
    assert all(str(shape) in str(raised.value) for shape in shapes)


@pytest.mark.parametrize("name", LABELS)
@pytest.mark.parametrize(
    ("scores", "labels", "error", "words"),
    [
        ((2, 3), [[0], [1]], ValueError, r"\(2, 3\) need labels of shape \(2,\), not \(2, 1\)"),
        ((2, 3), [0, 1, 2], ValueError, r"not \(3,\)"),
        ((2, 3, 4), [0, 1], ValueError, r"of shape \(2, 4\)"),
        ((3,), [0], ValueError, r"\(3,\) need labels of shape \(\), not \(1,\)"),
        ((), 0, ValueError, r"scores of shape \(\)"),
        ((2, 3), [0, 3], ValueError, "label 3 .* 0 to 2"),
        ((2, 3), [0, -1], ValueError, "label -1"),
        ((2, 3), [0.0, 1.0], TypeError, "float64"),
        ((2, 3), [True, False], TypeError, "bool"),
        ((2, 3), [-100, -100], ValueError, "empty"),
        ((0, 3), np.zeros(0, np.int64), ValueError, "empty"),
        ((2, 0), [0, 0], ValueError, "label 0"),
    ],
)
def test_labels_are_checked(
    losses: ModuleType, name: str, scores: Any, labels: Any, error: type[Exception], words: str
) -> None:
    with pytest.raises(error, match=words):
        getattr(losses, name)()(np.zeros(scores), labels)


@pytest.mark.parametrize("name", PAIRS)
def test_an_empty_batch_is_an_error(losses: ModuleType, name: str) -> None:
    with pytest.raises(ValueError, match="empty"):
        getattr(losses, name)()(np.zeros((0, 3)), np.zeros((0, 3)))


@pytest.mark.parametrize("value", [-0.1, 1.1, np.nan])
def test_bce_wants_probabilities(losses: ModuleType, value: float) -> None:
    with pytest.raises(ValueError, match="probabilities"):
        losses.BCELoss()([value], [1.0])


@pytest.mark.parametrize("name", [*PAIRS, *LABELS])
def test_an_unknown_reduction_is_an_error_at_once(losses: ModuleType, name: str) -> None:
    with pytest.raises(ValueError, match="reduction must be 'mean', 'sum' or 'none', not 'avg'"):
        getattr(losses, name)(reduction="avg")


# Inputs, settings, the seam


@pytest.mark.parametrize("name", [*PAIRS, *LABELS])
def test_inputs_are_left_alone(losses: ModuleType, name: str) -> None:
    x = losses.Tensor([[0.2, 0.7], [0.9, 0.1]])
    target = losses.Tensor([0, -100]) if name in LABELS else losses.Tensor([[0.0, 1.0], [1.0, 0.0]])
    before = x.tolist(), target.tolist()
    getattr(losses, name)()(x, target)
    assert (x.tolist(), target.tolist()) == before


def test_settings_are_shown(losses: ModuleType) -> None:
    assert repr(losses.MSELoss()) == "MSELoss(reduction='mean')"
    assert repr(losses.CrossEntropyLoss(ignore_index=0)) == "CrossEntropyLoss(reduction='mean', ignore_index=0)"


def test_each_loss_is_one_operation(losses: ModuleType) -> None:
    names = {"mse_loss", "nll_loss", "cross_entropy", "binary_cross_entropy", "binary_cross_entropy_with_logits"}
    assert names <= set(losses.Op.table)
    assert all(callable(getattr(losses, name)) for name in names)


# Memory, slopes, landscape


def test_blocks_need_the_memory_of_one_block(losses: ModuleType) -> None:
    scores, labels = np.zeros((512, 4000), np.float32), np.zeros(512, np.int64)

    def peak(rows: int) -> int:
        tracemalloc.start()
        losses.cross_entropy_in_blocks(scores, labels, rows)
        found = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return found

    assert peak(512) > scores.nbytes
    assert peak(8) < scores.nbytes / 16


@examples(st.integers(0, 2**32 - 1))
def test_slopes_of_cross_entropy_are_pytorchs_gradient(losses: ModuleType, torch: ModuleType, seed: int) -> None:
    rng = np.random.default_rng(seed)
    scores, labels = rng.normal(size=(3, 4)), rng.integers(4, size=3)
    theirs = torch.tensor(scores, requires_grad=True)
    torch.nn.functional.cross_entropy(theirs, torch.tensor(labels)).backward()
    measured = losses.slopes(lambda x: losses.cross_entropy_forward(x.reshape(3, 4), labels), scores.ravel())
    np.testing.assert_allclose(measured, theirs.grad.numpy().ravel(), rtol=1e-5, atol=1e-8)


def test_a_landscape_has_a_height_for_every_pair(losses: ModuleType) -> None:
    heights = losses.landscape(lambda a, b: a * 10 + b, [1, 2], [3, 4, 5])
    assert heights.tolist() == [[13, 14, 15], [23, 24, 25]]


# The lesson's own examples


def test_docstring_examples_run(losses: ModuleType) -> None:
    result = doctest.testmod(losses)
    assert result.attempted >= 13
    assert result.failed == 0


def test_the_figure_is_what_its_script_draws() -> None:
    drawn = runpy.run_path(str(LESSON / "figures" / "draw.py"))["surprise"]()
    assert (LESSON / "figures" / "surprise.svg").read_text(encoding="utf-8") == drawn
