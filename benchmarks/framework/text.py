"""Workload f, text: byte-level BPE, learning 1,024 entries from 2 MB and encoding them, warm and cold.

The text is what lies in the clone: Shakespeare's plays, then the lessons' sources. All contenders encode with the
merges that ours has learned, and split the text into the same pieces, but for HF tokenizers, which is given its own
quick way of splitting, nearly the same. Warm, a tokenizer has seen the text before; cold, it is new. HF tokenizers and
tiktoken are Rust, and are kept to one thread. The plain twin would take minutes: it has contests with a small text.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from functools import partial
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

from benchmarks.framework import twin_bpe
from benchmarks.framework.contest import OURS, Contest, Peer, Work, invited

ROOT = Path(__file__).parents[2]
ENTRIES, SIZE, SMALL_ENTRIES, SMALL = 1024, 2_000_000, 384, 50_000  # entries of the vocabulary, characters of text
TWIN, HF, TIKTOKEN = "plain Python", "HF tokenizers", "tiktoken"
RATE = "MB/s of text"
Modules = Mapping[str, ModuleType]
Merges = list[tuple[int, int]]


def sample(size: int = SIZE) -> str:
    """This many characters of English and of Python."""
    files = [ROOT / "datasets/shakespeare/shakespeare.txt", *sorted((ROOT / "curriculum").rglob("*.py"))]
    return "".join(path.read_text(encoding="utf-8") for path in files)[:size]


def contests(modules: Modules, peers: bool, size: int = SIZE, entries: int = ENTRIES) -> list[Contest]:
    text, small = sample(size), sample(min(size, SMALL))
    learned = new(modules).train(text, entries)
    return [
        _training(modules, text, entries, peers),
        *_encoding(modules, text, learned.merges, peers),
        _beside_twin(modules, small, min(entries, SMALL_ENTRIES)),
        _beside_twin_encoding(modules, small, learned.merges),
    ]


def _training(modules: Modules, text: str, entries: int, peers: bool) -> Contest:
    others, without = invited({HF: Peer("tokenizers", lambda: train_hf(text, entries))} if peers else {})
    works = {OURS: lambda: new(modules).train(text, entries).merges, **others}
    return Contest("f BPE training", RATE, works, {HF: 0.64}, calls=2, per_call=_bytes(text), without=without)


def _encoding(modules: Modules, text: str, merges: Merges, peers: bool) -> list[Contest]:
    makers = {HF: encode_hf, TIKTOKEN: encode_tiktoken}
    packages = {HF: "tokenizers", TIKTOKEN: "tiktoken"}
    warm = {who: Peer(packages[who], partial(make, merges, text)) for who, make in makers.items()}
    cold = {who: Peer(packages[who], partial(anew, make, merges, text)) for who, make in makers.items()}
    (knowing, without), (beginning, _) = (invited(some if peers else {}) for some in (warm, cold))
    ours = new(modules, merges)
    knowing = {OURS: lambda: ours.encode(text), **knowing}
    beginning = {OURS: lambda: new(modules, merges).encode(text), **beginning}
    common: dict[str, Any] = {"calls": 3, "per_call": _bytes(text), "without": without}
    return [
        Contest("f BPE encoding, warm", RATE, knowing, {TIKTOKEN: 0.65}, **common),
        Contest("f BPE encoding, cold", RATE, beginning, {}, **common),
    ]


def anew(make: Callable[[Merges, str], Work], merges: Merges, text: str) -> Work:
    """The same work by a contender that is made for each call."""

    def work() -> Any:
        known = make(merges, text)
        return known()

    return work


def _beside_twin(modules: Modules, text: str, entries: int) -> Contest:
    works: dict[str, Work] = {
        OURS: lambda: new(modules).train(text, entries).merges,
        TWIN: lambda: twin_bpe.train(text, entries),
    }
    name = f"f BPE training, {len(text) // 1000} kB and {entries} entries"
    return Contest(name, RATE, works, {}, calls=1, per_call=_bytes(text), twin=TWIN)


def _beside_twin_encoding(modules: Modules, text: str, merges: Merges) -> Contest:
    works: dict[str, Work] = {
        OURS: lambda: new(modules, merges).encode(text),
        TWIN: lambda: twin_bpe.encode(text, merges),
    }
    name = f"f BPE encoding, cold, {len(text) // 1000} kB"
    return Contest(name, RATE, works, {}, calls=1, per_call=_bytes(text), twin=TWIN)


def new(modules: Modules, merges: Any = ()) -> Any:
    return modules["tokenization"].BPETokenizer(merges)


def _bytes(text: str) -> int:
    return len(text.encode())


def train_hf(text: str, entries: int) -> Work:
    """Learning by HF tokenizers' trainer; returns its tokenizer."""
    tokenizers = _hf()

    def train() -> Any:
        made = tokenizers.Tokenizer(tokenizers.models.BPE())
        made.pre_tokenizer = tokenizers.pre_tokenizers.ByteLevel(add_prefix_space=False)
        alphabet = tokenizers.pre_tokenizers.ByteLevel.alphabet()
        options = {"vocab_size": entries, "show_progress": False, "initial_alphabet": alphabet}
        made.train_from_iterator([text], tokenizers.trainers.BpeTrainer(**options))
        return made

    return train


def encode_hf(merges: Merges, text: str) -> Work:
    tokenizers = _hf()
    signs, table = _signs(), twin_bpe.table(merges)
    spelled = ["".join(signs[byte] for byte in entry) for entry in table]
    pairs = [(spelled[left], spelled[right]) for left, right in merges]
    numbers = {name: number for number, name in enumerate(spelled)}
    made = tokenizers.Tokenizer(tokenizers.models.BPE(vocab=numbers, merges=pairs))
    made.pre_tokenizer = tokenizers.pre_tokenizers.ByteLevel(add_prefix_space=False)
    return lambda: made.encode(text).ids


def encode_tiktoken(merges: Merges, text: str) -> Work:
    ranks = {entry: number for number, entry in enumerate(twin_bpe.table(merges))}
    make = import_module("tiktoken").Encoding
    made = make("ours", pat_str=twin_bpe.PIECES, mergeable_ranks=ranks, special_tokens={})
    return lambda: made.encode_ordinary(text)


def _hf() -> Any:
    os.environ.update(TOKENIZERS_PARALLELISM="false", RAYON_NUM_THREADS="1")  # read at the first call
    for part in ("models", "pre_tokenizers", "trainers"):
        import_module(f"tokenizers.{part}")
    return import_module("tokenizers")


def _signs() -> list[str]:
    """The sign that GPT-2's files, and HF's, write each byte with: itself if one can see it, else one from 256 on."""
    seen = {*range(33, 127), *range(161, 173), *range(174, 256)}
    others = iter(range(256, 512))
    return [chr(byte) if byte in seen else chr(next(others)) for byte in range(256)]
