"""Byte-pair encoding by hand, as one first writes it: every merge counts all pairs anew, and nothing is remembered.

Different pieces are counted once; that is the only cleverness.
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise

PIECES = r" ?\w+| ?[^\s\w]+|\s+(?!\S)|\s+"
Word = tuple[int, ...]
Pair = tuple[int, int]


def train(text: str, entries: int) -> list[Pair]:
    """The merges, the first of the most frequent pairs each time."""
    words = {tuple(piece.encode()): times for piece, times in Counter(re.findall(PIECES, text)).items()}
    merges: list[Pair] = []
    while len(merges) < entries - 256 and (counts := counted(words)):
        pair = max(counts, key=counts.__getitem__)
        words = {merged(word, pair, 256 + len(merges)): times for word, times in words.items()}
        merges.append(pair)
    return merges


def counted(words: dict[Word, int]) -> dict[Pair, int]:
    counts: dict[Pair, int] = {}
    for word, times in words.items():
        for pair in pairwise(word):
            counts[pair] = counts.get(pair, 0) + times
    return counts


def merged(word: Word, pair: Pair, new: int) -> Word:
    made, place = [], 0
    while place < len(word):
        if word[place : place + 2] == pair:
            made.append(new)
            place += 2
        else:
            made.append(word[place])
            place += 1
    return tuple(made)


def encode(text: str, merges: list[Pair]) -> list[int]:
    ranks = {pair: rank for rank, pair in enumerate(merges)}
    return [number for piece in re.findall(PIECES, text) for number in encoded(tuple(piece.encode()), ranks)]


def encoded(word: Word, ranks: dict[Pair, int]) -> Word:
    """The pair that was learned first is merged first, until none is left."""
    while len(word) > 1:
        pair = min(pairwise(word), key=lambda pair: ranks.get(pair, len(ranks)))
        if pair not in ranks:
            break
        word = merged(word, pair, 256 + ranks[pair])
    return word


def table(merges: list[Pair]) -> list[bytes]:
    """What each entry of the vocabulary stands for."""
    entries = [bytes([number]) for number in range(256)]
    for left, right in merges:
        entries.append(entries[left] + entries[right])
    return entries
