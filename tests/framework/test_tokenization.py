"""Module 10: every string comes back, the fast way equals the obvious one, and both equal what is published."""

from __future__ import annotations

import json
import re
from collections import Counter
from itertools import pairwise
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinytorch import datasets

# Surrogates are no characters; everything else is, and signs that are likely to meet are drawn more often.
TEXTS = st.text(max_size=40) | st.text("ab_ 1.\n\t<|end|>", max_size=40)
SMALL = st.text("aab b\n", max_size=60)
PAPER = {"low": 5, "lower": 2, "newest": 6, "widest": 3}
TEXT = "the cat sat on the mat; that is that.\n    return self.cat + 12345\n\u00e9t\u00e9 \N{GRINNING FACE}" * 3

# Of GPT-2's 50,000 merges those that can occur in the words below, each after its rank; `_` is a space. A merge of rank
# n makes token 256 + n there, and the printable ASCII bytes are tokens 0 to 93.
GPT_2 = """
0 _+t, 1 _+a, 5 o+n, 7 e+r, 9 a+t, 10 _+w, 12 e+n, 15 i+s, 17 o+r, 18 e+s, 28 _t+o, 38 _t+h, 39 i+on, 41 l+l,
43 _+n, 44 _+l, 45 s+t, 62 _+is, 66 o+w, 79 l+d, 85 at+ion, 109 k+e, 139 es+t, 144 t+h, 157 e+w, 161 e+l,
172 _th+is, 220 _w+or, 226 o+k, 241 _n+e, 272 i+z, 317 _t+e, 393 _n+ew, 404 t+e, 439 e+ll, 454 n+e, 476 w+e,
533 ow+er, 696 i+o, 739 _wor+ld, 1056 _+i, 1076 _t+est, 1206 t+o, 1288 H+e, 1378 iz+ation, 1508 or+ld,
1621 _l+ow, 1832 o+ke, 2120 _l+o, 2537 _l+ower, 3208 k+en, 3349 n+ew, 3977 ok+en, 4240 z+a, 4623 t+es,
5047 h+i, 5122 t+ion, 5183 l+o, 5405 th+is, 6638 w+orld, 6782 w+est, 6990 at+i, 8205 n+i, 9032 t+est,
9063 l+ow, 10853 ell+o, 10985 _to+ken, 12365 H+el, 14107 h+is, 15192 w+er, 15240 H+ello, 15274 _new+est,
18542 ll+o, 20003 t+i, 20781 l+ower, 21382 w+o, 23382 iz+a, 24230 _w+o, 27998 H+ell, 29745 t+oken,
39229 at+io, 43594 en+i, 45639 r+l, 46841 ow+e
"""


@pytest.fixture(scope="session")
def tokenization(framework: dict[str, ModuleType]) -> ModuleType:
    return framework["tokenization"]


@pytest.fixture(scope="session")
def tokenizer(tokenization: ModuleType) -> Any:
    return tokenization.BPETokenizer(special_tokens=["<|end|>", "<|end|>>"]).train(TEXT, 330)


@given(text=TEXTS, allow=st.booleans())
def test_every_string_comes_back(text: str, allow: bool, tokenizer: Any) -> None:
    ids = tokenizer.encode(text, allow_special=allow)

    assert tokenizer.decode(ids) == text
    assert all(0 <= number < tokenizer.vocab_size for number in ids)


@given(text=TEXTS)
def test_nothing_of_a_text_is_in_no_word(text: str, tokenization: ModuleType) -> None:
    words = tokenization.split_words(text)

    assert "".join(words) == text
    assert all(words)


@given(text=TEXTS)
def test_characters_come_back(text: str, tokenization: ModuleType) -> None:
    tokenizer = tokenization.CharTokenizer(text)

    assert tokenizer.decode(tokenizer.encode(text)) == text
    assert tokenizer.vocab_size == len(set(text))


@given(before=st.text(max_size=5), surrogate=st.integers(0xD800, 0xDFFF), after=st.text(max_size=5))
def test_a_lone_surrogate_is_named_with_its_place(before: str, surrogate: int, after: str, tokenizer: Any) -> None:
    text = before + chr(surrogate) + after

    for doing in (tokenizer.encode, lambda text: tokenizer.train(text, 300)):
        with pytest.raises(ValueError, match=rf"lone surrogate, U\+{surrogate:X}, at place {len(before)}"):
            doing(text)


@given(text=SMALL, count=st.integers(0, 30))
def test_the_fast_way_learns_what_the_obvious_one_learns(text: str, count: int, tokenization: ModuleType) -> None:
    words = Counter(tokenization.split_words(text))
    slow = tokenization.learn_merges({tuple(word.encode()): times for word, times in words.items()}, count)

    assert tokenization.Corpus(words).learn(count) == slow


def test_on_a_real_text_too(tokenization: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tinytorch._WORKSPACE", Path(__file__).parents[2])
    words = Counter(tokenization.split_words(datasets.shakespeare()[:20_000]))
    slow = tokenization.learn_merges({tuple(word.encode()): times for word, times in words.items()}, 150)

    assert tokenization.Corpus(words).learn(150) == slow


def test_the_merges_of_the_paper(tokenization: ModuleType) -> None:
    """Sennrich, Haddow and Birch (2016), algorithm 1, with `_` for the end of a word."""
    merges = tokenization.learn_merges({tuple(f"{word}_".encode()): times for word, times in PAPER.items()}, 10)
    table = tokenization.token_bytes(merges)

    assert [(table[left].decode(), table[right].decode()) for left, right in merges] == [
        ("e", "s"),
        ("es", "t"),
        ("est", "_"),
        ("l", "o"),
        ("lo", "w"),
        ("n", "e"),
        ("ne", "w"),
        ("new", "est_"),
        ("low", "_"),
        ("w", "i"),
    ]


@pytest.mark.parametrize(
    ("text", "published"),
    [
        ("Hello world, this is a test", [15496, 995, 11, 428, 318, 257, 1332]),
        (" tokenization", [11241, 1634]),
        (" lower newest", [2793, 15530]),
    ],
)
def test_with_gpt_2s_merges_the_tokens_are_gpt_2s(text: str, published: list[int], tokenization: ModuleType) -> None:
    rows = [re.fullmatch(r"(\d+) (\S+)\+(\S+)", row) for row in GPT_2.replace("\n", " ").strip().split(", ")]
    ranks = {f"{row[2]}{row[3]}".replace("_", " "): int(row[1]) for row in rows if row}
    numbers, merges = {chr(number): number for number in range(256)}, []
    for row in rows:
        assert row is not None
        left, right = (row[part].replace("_", " ") for part in (2, 3))
        merges.append((numbers[left], numbers[right]))
        numbers[left + right] = 255 + len(merges)
    tokenizer = tokenization.BPETokenizer(merges)
    texts = [tokenizer.decode([number]) for number in tokenizer.encode(text)]

    assert [256 + ranks[text] if text in ranks else ord(text) - ord("!") for text in texts] == published


def by_ranks(word: str, ranks: dict[bytes, int]) -> list[int]:
    """Merge the pair of lowest rank, one at a time, on lists of byte strings."""
    parts = [bytes([byte]) for byte in word.encode()]
    while True:
        pairs = [(ranks[a + b], place) for place, (a, b) in enumerate(pairwise(parts)) if a + b in ranks]
        if not pairs:
            return [ranks[part] for part in parts]
        _, place = min(pairs)
        parts[place : place + 2] = [parts[place] + parts[place + 1]]


@given(text=TEXTS)
def test_words_are_merged_by_rank(text: str, tokenizer: Any, tokenization: ModuleType) -> None:
    """Ranks are those of byte strings, as in tiktoken's files; no two merges make the same one."""
    ranks = {entry: number for number, entry in enumerate(tokenizer.table[: 256 + len(tokenizer.merges)])}
    assert len(ranks) == 256 + len(tokenizer.merges)

    expected = [number for word in tokenization.split_words(text) for number in by_ranks(word, ranks)]
    assert tokenizer.encode(text) == expected


@given(text=TEXTS)
def test_tiktoken_reads_the_same_with_our_merges(text: str, tokenizer: Any) -> None:
    tiktoken = pytest.importorskip("tiktoken", reason="another implementation to compare with is optional")
    ranks = {entry: number for number, entry in enumerate(tokenizer.table[: 256 + len(tokenizer.merges)])}
    pattern = r" ?\w+| ?[^\s\w]+|\s+(?!\S)|\s+"
    theirs = tiktoken.Encoding("ours", pat_str=pattern, mergeable_ranks=ranks, special_tokens={})

    if re.fullmatch(r"[\x00-\x7f]*", text):  # beyond ASCII, Rust and Python have other lists of letters
        assert theirs.encode_ordinary(text) == tokenizer.encode(text)


def test_the_words_of_the_training_text_are_remembered_rightly(tokenizer: Any, tokenization: ModuleType) -> None:
    fresh = tokenization.BPETokenizer(tokenizer.merges, tokenizer.special)

    assert tokenizer.words
    assert fresh.encode(TEXT) == tokenizer.encode(TEXT)


def test_memory_for_words_is_bounded(tokenization: ModuleType) -> None:
    remembered = tokenization.Remembered(str.upper, most=3)

    assert [remembered[sign] for sign in "abcabcdabcd"] == list("ABCABCDABCD")
    assert len(remembered) <= 3


def test_special_tokens_are_text_unless_they_are_allowed(tokenizer: Any) -> None:
    first = 256 + len(tokenizer.merges)

    assert max(tokenizer.encode("x<|end|>y")) < first
    assert tokenizer.encode("x<|end|>y<|end|>>", allow_special=True) == [ord("x"), first, ord("y"), first + 1]
    assert tokenizer.decode([first, first + 1]) == "<|end|><|end|>>"


@given(text=TEXTS)
def test_a_saved_tokenizer_is_the_same(
    text: str, tokenizer: Any, tokenization: ModuleType, tmp_path_factory: Any
) -> None:
    path = tmp_path_factory.mktemp("saved") / "tokenizer.json"
    tokenizer.save(path)
    again = tokenization.BPETokenizer.load(path)

    assert [entry.name for entry in path.parent.iterdir()] == ["tokenizer.json"]
    assert (again.merges, again.special, again.vocab_size) == (
        tokenizer.merges,
        tokenizer.special,
        tokenizer.vocab_size,
    )
    assert again.encode(text, allow_special=True) == tokenizer.encode(text, allow_special=True)


@pytest.mark.parametrize(
    "content",
    [
        "not JSON",
        "[]",
        json.dumps({"format": "another", "version": 1, "merges": [], "special_tokens": []}),
        json.dumps({"format": "tinytorch-bpe", "version": 2, "merges": [], "special_tokens": []}),
        json.dumps({"format": "tinytorch-bpe", "version": 1, "merges": [[97]], "special_tokens": []}),
        json.dumps({"format": "tinytorch-bpe", "version": 1, "merges": [[97, 256]], "special_tokens": []}),
        json.dumps({"format": "tinytorch-bpe", "version": 1, "merges": [], "special_tokens": ["a", "a"]}),
        json.dumps({"format": "tinytorch-bpe", "version": 1, "merges": []}),
    ],
)
def test_other_files_are_refused(content: str, tokenization: ModuleType, tmp_path: Path) -> None:
    path = tmp_path / "tokenizer.json"
    path.write_text(content)

    with pytest.raises(ValueError, match="is not a tokenizer"):
        tokenization.BPETokenizer.load(path)


def test_a_vocabulary_has_room_for_bytes_and_specials(tokenization: ModuleType) -> None:
    with pytest.raises(ValueError, match="256 has no room for 256 bytes and 1 special"):
        tokenization.BPETokenizer(special_tokens=["<|end|>"]).train(TEXT, 256)

    assert tokenization.BPETokenizer().train("ab", 1000).vocab_size == 257


@pytest.mark.parametrize("number", [-1, 258])
def test_an_unknown_token_is_named(number: int, tokenization: ModuleType) -> None:
    with pytest.raises(ValueError, match=f"token {number} is not in a vocabulary of 257"):
        tokenization.BPETokenizer([(97, 98)]).decode([97, number])


def test_half_a_character_is_shown_as_such(tokenization: ModuleType) -> None:
    assert tokenization.BPETokenizer().decode([97, 0xC3]) == "a\N{REPLACEMENT CHARACTER}"


def test_a_long_word_is_read(tokenization: ModuleType) -> None:
    """Passes over a word are bounded by the merges, not by its length."""
    tokenizer = tokenization.BPETokenizer().train("ab" * 1000, 256 + 9)

    assert tokenizer.encode("ab" * 100_000)[:3] == [264, 264, 264]
