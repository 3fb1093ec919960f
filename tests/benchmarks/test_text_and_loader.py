"""Workload f at a tiny size: the contenders must do the same work."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import pytest

from benchmarks.framework import loader, text, twin_bpe
from benchmarks.framework.contest import OURS, TWIN
from benchmarks.framework.reference import Course, reference

SIZE, ENTRIES = 20_000, 300


@pytest.fixture(scope="module")
def course() -> Iterator[Course]:
    with reference() as modules:
        yield modules


@pytest.fixture(scope="module")
def sample() -> str:
    return text.sample(SIZE) + "\n  two  spaces, naïve café — “quoted”\n"


@pytest.fixture(scope="module")
def merges(sample: str) -> text.Merges:
    return twin_bpe.train(sample, ENTRIES)


def test_the_text_is_as_long_as_asked_and_the_same_each_time() -> None:
    assert len(text.sample(SIZE)) == SIZE
    assert text.sample(SIZE) == text.sample(SIZE + 1)[:SIZE]


def test_there_is_enough_text_for_the_full_size() -> None:
    assert len(text.sample()) == text.SIZE


def test_ours_learns_what_is_learned_by_hand(course: Course, sample: str, merges: text.Merges) -> None:
    assert len(merges) == ENTRIES - 256
    assert text.new(course).train(sample, ENTRIES).merges == merges


def test_hf_learns_as_many(sample: str) -> None:
    pytest.importorskip("tokenizers", reason="HF tokenizers is an optional contender")
    assert text.train_hf(sample, ENTRIES)().get_vocab_size() == ENTRIES


def test_all_encode_alike(course: Course, sample: str, merges: text.Merges) -> None:
    pytest.importorskip("tiktoken", reason="tiktoken is an optional contender")
    by_hand = twin_bpe.encode(sample, merges)
    assert text.new(course, merges).encode(sample) == by_hand
    assert text.encode_tiktoken(merges, sample)() == by_hand
    assert text.anew(text.encode_tiktoken, merges, sample)() == by_hand


def test_hf_encodes_the_same_bytes(sample: str, merges: text.Merges) -> None:
    """It splits words like "it's" otherwise, so its numbers may differ there; not what they stand for."""
    pytest.importorskip("tokenizers", reason="HF tokenizers is an optional contender")
    table, ids = twin_bpe.table(merges), text.encode_hf(merges, sample)()
    assert b"".join(table[number] for number in ids).decode() == sample
    assert len(ids) == pytest.approx(len(twin_bpe.encode(sample, merges)), rel=0.02)


def test_the_contests_of_the_text_have_ours_and_the_twin(course: Course) -> None:
    contests = text.contests(course, False, size=2000, entries=260)
    assert [contest.works.keys() for contest in contests] == [{OURS}] * 3 + [{OURS, text.TWIN}] * 2
    training = contests[3].works
    assert training[OURS]() == training[text.TWIN]()
    encoding = contests[4].works
    assert tuple(encoding[OURS]()) == tuple(encoding[text.TWIN]())


def test_every_loader_gives_each_example_once(course: Course) -> None:
    count = 2 * loader.BATCH + 5
    works = {OURS: loader.of_tinytorch(course, count), TWIN: loader.of_numpy(count)}
    assert {who: work() for who, work in works.items()} == {OURS: (3, count), TWIN: (3, count)}


@pytest.mark.parametrize("by_batches", [False, True])
def test_pytorchs_loader_gives_each_example_once(by_batches: bool) -> None:
    pytest.importorskip("torch", reason="PyTorch is an optional contender")
    count = 2 * loader.BATCH + 5
    assert partial(loader.of_pytorch, count, by_batches=by_batches)()() == (3, count)
