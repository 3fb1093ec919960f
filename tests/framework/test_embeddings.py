"""Module 11's reference beside PyTorch: look-ups and their gradients, places against Vaswani's table, tied ends."""

from __future__ import annotations

import doctest
import runpy
from pathlib import Path
from types import ModuleType
from typing import Any

import hypothesis.extra.numpy as hnp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

LESSON = Path(__file__).parents[2] / "curriculum" / "11_embeddings"
Modules = dict[str, ModuleType]
SHAPES = hnp.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=4)


@pytest.fixture(scope="session")
def embeddings(framework: Modules) -> ModuleType:
    return framework["embeddings"]


def numbers(*shape: int, seed: int = 0) -> Any:
    return np.random.default_rng(seed).normal(size=shape).astype(np.float32)


# Look-ups


@settings(deadline=None, max_examples=60)
@given(shape=SHAPES, rows=st.integers(1, 6), width=st.integers(1, 5), padding=st.none() | st.integers(-6, 5))
def test_embedding_like_pytorch(
    embeddings: ModuleType, torch: ModuleType, shape: tuple[int, ...], rows: int, width: int, padding: int | None
) -> None:
    padding = None if padding is None or not -rows <= padding < rows else padding
    ids = np.asarray(np.random.default_rng(0).integers(0, rows, size=shape))
    ours = embeddings.Embedding(rows, width, padding, rng=np.random.default_rng(1))
    theirs = torch.nn.Embedding(rows, width, padding)
    theirs.load_state_dict({name: torch.tensor(array) for name, array in ours.state_dict().items()})
    got, expected = ours(ids), theirs(torch.tensor(ids))
    assert (got.shape, got.dtype) == (tuple(expected.shape), np.float32)
    np.testing.assert_array_equal(got.data, expected.detach())
    weigh = np.asarray(np.random.default_rng(2).normal(size=got.shape), np.float32)
    got.backward(weigh)
    expected.backward(torch.tensor(weigh))
    assert ours.weight.grad.dtype == np.float32
    np.testing.assert_allclose(ours.weight.grad, theirs.weight.grad, rtol=1e-5, atol=1e-6)


def test_first_rows_are_normal_and_padding_is_zero(embeddings: ModuleType) -> None:
    table = embeddings.Embedding(2000, 8, padding_idx=3, rng=np.random.default_rng(0)).weight.data
    assert abs(table.std() - 1) < 0.02
    assert not table[3].any()
    assert table[:3].any(axis=1).all()


def test_ids_come_as_lists_arrays_tensors_and_numbers(embeddings: ModuleType, framework: Modules) -> None:
    table = embeddings.Embedding(4, 2, rng=np.random.default_rng(0))
    tensor = framework["tensor"].Tensor([1, 3])
    found = [table(ids).data for ids in ([1, 3], np.array([1, 3]), np.array([1, 3], np.int32), tensor)]
    assert all((rows == table.weight.data[[1, 3]]).all() for rows in found)
    assert table(3).shape == (2,)


@pytest.mark.parametrize(("ids", "named"), [([0, 4], "4"), ([[-1, 0]], "-1"), ([7, 9], "7")])
def test_an_id_without_a_row_is_named(embeddings: ModuleType, ids: Any, named: str) -> None:
    with pytest.raises(IndexError, match=f"id {named}: the table has 4 rows"):
        embeddings.Embedding(4, 2)(ids)


@pytest.mark.parametrize("ids", [[0.0, 1.0], np.array([True, False]), 1.5])
def test_ids_are_integers(embeddings: ModuleType, ids: Any) -> None:
    with pytest.raises(TypeError, match="ids are integers"):
        embeddings.Embedding(4, 2)(ids)


def test_padding_must_be_an_id(embeddings: ModuleType) -> None:
    with pytest.raises(ValueError, match="one of 4 ids, not 4"):
        embeddings.Embedding(4, 2, padding_idx=4)


@settings(deadline=None, max_examples=60)
@given(n=st.integers(0, 40), count=st.integers(1, 12), width=st.integers(1, 4))
def test_rows_add_up_as_by_np_add_at(embeddings: ModuleType, n: int, count: int, width: int) -> None:
    ids, rows = np.random.default_rng(n).integers(0, count, size=n), numbers(n, width)
    expected = np.zeros((count, width), np.float32)
    np.add.at(expected, ids, rows)
    np.testing.assert_allclose(embeddings.add_rows(ids, rows, count), expected, rtol=1e-5, atol=1e-6)


def test_gradients_by_central_differences(embeddings: ModuleType, autograd: ModuleType) -> None:
    ids = np.array([[0, 2, 2], [1, 1, 1]])
    assert autograd.check_gradients(lambda w: embeddings.apply(embeddings.EMBEDDING, ids, w), numbers(4, 3))
    assert autograd.check_gradients(lambda x, t: embeddings.add_positions(x, t, 1), numbers(2, 3, 2), numbers(5, 2))
    assert autograd.check_gradients(embeddings.cosine_similarity, numbers(3, 4), numbers(3, 4, seed=1))


# Places


def test_the_waves_of_the_paper(embeddings: ModuleType) -> None:
    """Attention Is All You Need, 3.5: PE(pos, 2i) = sin(pos / 10000^(2i/d)), PE(pos, 2i+1) = cos(the same), d = 512."""
    length, dim = 2048, 512
    place, pair = np.arange(length, dtype=np.longdouble)[:, None], np.arange(dim // 2, dtype=np.longdouble)
    angle = place / np.longdouble(10000) ** (2 * pair / dim)
    table = embeddings.sinusoidal_table(length, dim)
    assert table.dtype == np.float32
    np.testing.assert_allclose(table[:, 0::2], np.sin(angle).astype(float), rtol=0, atol=1e-6)
    np.testing.assert_allclose(table[:, 1::2], np.cos(angle).astype(float), rtol=0, atol=1e-6)


@pytest.mark.parametrize("kind", ["SinusoidalPositions", "LearnedPositions"])
def test_places_begin_at_the_offset(embeddings: ModuleType, framework: Modules, kind: str) -> None:
    places = getattr(embeddings, kind)(8, 4)
    nothing = framework["tensor"].zeros(1, 8, 4)
    whole = places(nothing).data
    for start in range(8):
        one = places(framework["tensor"].zeros(1, 1, 4), offset=start).data
        np.testing.assert_array_equal(one[:, 0], whole[:, start])
    with pytest.raises(ValueError, match="place 8 is needed, and the table has 8 places"):
        places(framework["tensor"].zeros(1, 2, 4), offset=7)


def test_no_place_stands_before_the_first(embeddings: ModuleType, framework: Modules) -> None:
    with pytest.raises(ValueError, match="place -1 is needed, and the table has 8 places"):
        embeddings.LearnedPositions(8, 4)(framework["tensor"].zeros(1, 2, 4), offset=-1)


def test_waves_are_state_and_not_learned(embeddings: ModuleType) -> None:
    waves, learned = embeddings.SinusoidalPositions(4, 2), embeddings.LearnedPositions(4, 2)
    assert (waves.parameters(), list(waves.state_dict())) == ([], ["table"])
    assert [p.shape for p in learned.parameters()] == [(4, 2)]


# Likeness, and both ends


@settings(deadline=None, max_examples=40)
@given(
    hnp.array_shapes(min_dims=2, max_dims=3, min_side=1, max_side=4), st.sampled_from([0, 1, -1]), st.floats(0.01, 100)
)
def test_cosine_like_pytorch(
    embeddings: ModuleType, framework: Modules, torch: ModuleType, shape: tuple[int, ...], dim: int, scale: float
) -> None:
    a, b = numbers(*shape) * np.float32(scale), numbers(*shape, seed=1)
    x, y = (framework["tensor"].Tensor(array, requires_grad=True) for array in (a, b))
    p, q = (torch.tensor(array, requires_grad=True) for array in (a, b))
    got, expected = embeddings.cosine_similarity(x, y, dim=dim), torch.nn.functional.cosine_similarity(p, q, dim=dim)
    np.testing.assert_allclose(got.data, expected.detach(), rtol=1e-4, atol=1e-5)
    got.sum().backward()
    expected.sum().backward()
    for ours, theirs in ((x, p), (y, q)):
        np.testing.assert_allclose(ours.grad, theirs.grad, rtol=1e-3, atol=1e-4 / min(scale, 1))


@pytest.mark.parametrize("row", [0, 3, -1])
def test_a_row_is_never_among_its_neighbours(embeddings: ModuleType, row: int) -> None:
    weight = np.ones((4, 2), np.float32)
    assert sorted(embeddings.nearest(weight, row, 4)) == [n for n in range(4) if n != row % 4]


def test_tied_ends_are_one_parameter(embeddings: ModuleType, framework: Modules, torch: ModuleType) -> None:
    table = embeddings.Embedding(5, 3, rng=np.random.default_rng(0))
    theirs = torch.tensor(table.weight.data, requires_grad=True)
    ids, labels = np.array([0, 1, 1, 4]), np.array([1, 2, 3, 0])
    framework["losses"].cross_entropy(embeddings.tied_scores(table(ids), table), labels).backward()
    torch.nn.functional.cross_entropy(theirs[torch.tensor(ids)] @ theirs.T, torch.tensor(labels)).backward()
    np.testing.assert_allclose(table.weight.grad, theirs.grad, rtol=1e-4, atol=1e-6)


# The lesson


def test_docstring_examples_run(embeddings: ModuleType) -> None:
    result = doctest.testmod(embeddings)
    assert result.attempted >= 8
    assert result.failed == 0


@pytest.mark.parametrize("name", ["waves", "runs"])
def test_the_figure_is_what_its_script_draws(name: str) -> None:
    drawn = runpy.run_path(str(LESSON / "figures" / "draw.py"))[name]()
    assert (LESSON / "figures" / f"{name}.svg").read_text(encoding="utf-8") == drawn
