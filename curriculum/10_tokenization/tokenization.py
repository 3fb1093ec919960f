# %% [markdown]
# # Tokenization
#
# A network computes with numbers, and a text is none. In this module you build what stands between them: a tokenizer
# that turns every string into a list of numbers and back again, without losing a sign. At the end this program runs on
# your code:
#
# ```python
# tokenizer = BPETokenizer(special_tokens=["<|end|>"]).train(text, vocab_size=1024)
# ids = tokenizer.encode("Tokens are neither letters nor words.")
# [tokenizer.decode([number]) for number in ids]
# tokenizer.save("tokenizer.json")
# ```
#
# It is the method by which GPT-2 and most models after it read. The idea takes three short functions. They are right,
# and slow; making them fast, without changing one result, is the second half of the lesson.

# %% given="imports"
#| default_exp core.tokenization
#| export
import heapq
import json
import operator
import os
import re
from collections import Counter, defaultdict
from itertools import chain
from pathlib import Path

# %% given="vocabulary"
import argparse
import inspect
import tempfile
import time

from tinytorch.checks import expect_equal, expect_raises, rng, scenario


def seconds(function):
    start = time.perf_counter()
    function()
    return time.perf_counter() - start

# %% [markdown]
# ## 1. A number for each character
#
# The obvious tokenizer numbers the characters that occur. Two texts of the same language should get the same numbers
# on every machine, so let the order be fixed: sorted, as Python sorts strings.

# %% exercise="number_characters"
#| export
# exercise: number_characters
def number_characters(text):
    """Return a dict from each character in `text` to its number, 0, 1, 2, ... in sorted order.

    >>> number_characters("banana")
    {'a': 0, 'b': 1, 'n': 2}
    """
    ### BEGIN SOLUTION
    return {character: number for number, character in enumerate(sorted(set(text)))}
    ### END SOLUTION

# %% check="number_characters" points=2 hidden=1
expect_equal(number_characters("cabbage"), {"a": 0, "b": 1, "c": 2, "e": 3, "g": 4}, call='number_characters("cabbage")',
             why="each character once, in sorted order")
expect_equal(list(number_characters("a Cab").items()), [(" ", 0), ("C", 1), ("a", 2), ("b", 3)],
             call='items of number_characters("a Cab")', why="a space is a character, too, and Python sorts capitals before small letters")
expect_equal(number_characters(""), {}, call='number_characters("")')
### BEGIN HIDDEN TESTS
text = "".join(chr(n) for n in rng.integers(32, 1000, size=300))
expect_equal(number_characters(text), dict(zip(sorted(set(text)), range(len(set(text))))),
             call="number_characters(300 random characters)")
expect_equal(list(number_characters("zyx Z").items()), [(" ", 0), ("Z", 1), ("x", 2), ("y", 3), ("z", 4)],
             call='items of number_characters("zyx Z")')
### END HIDDEN TESTS

# %% exercise="encode_characters"
#| export
# exercise: encode_characters
def encode_characters(text, numbers):
    """Return the list of the characters' numbers, looked up in the dict `numbers`.

    ValueError for the first character that is not in it, in words like "'c' at place 2": the character as repr shows
    it, and its place in the text, counted from 0.

    >>> encode_characters("abba", {"a": 0, "b": 1})
    [0, 1, 1, 0]
    """
    ### BEGIN SOLUTION
    for place, character in enumerate(text):
        if character not in numbers:
            raise ValueError(f"character {character!r} at place {place} is not in the vocabulary")
    return [numbers[character] for character in text]
    ### END SOLUTION

# %% check="encode_characters" points=3 hidden=2
numbers = {"a": 5, "b": 0, " ": 2}
expect_equal(encode_characters("ab ba", numbers), [5, 0, 2, 0, 5], call='encode_characters("ab ba", {a: 5, b: 0, " ": 2})',
             why="the number of each character, also of a space; 0 is a number like others")
expect_raises(ValueError, lambda: encode_characters("abcad", numbers), match="'c' at place 2",
              call='encode_characters("abcad", {a: 5, b: 0, " ": 2})', why='say which is the first and where: "... \'c\' at place 2 ..."')
expect_raises(ValueError, lambda: encode_characters("x", numbers), match="'x' at place 0",
              call='encode_characters("x", {a: 5, b: 0, " ": 2})', why="places are counted from 0")
expect_raises(ValueError, lambda: encode_characters("a\n", numbers), match=r"'\n' at place 1",
              call=r'encode_characters("a\n", numbers)', why="as repr shows it: a line feed is invisible otherwise")
### BEGIN HIDDEN TESTS
numbers = {"a": 5, "b": 0, " ": 2}
text = "".join("ab "[n] for n in rng.integers(3, size=50))
expect_equal(encode_characters(text, numbers), [numbers[c] for c in text], call=f"encode_characters({text!r}, numbers)")
expect_equal(encode_characters("", numbers), [], call='encode_characters("", numbers)')
expect_raises(ValueError, lambda: encode_characters("ba'c", numbers), match='"\'" at place 2',
              call='encode_characters("ba\'c", numbers)', why="as repr shows it")
### END HIDDEN TESTS

# %% given="CharTokenizer"
#| export
class CharTokenizer:
    """One number for each character that occurs in `text`; others are a ValueError."""

    def __init__(self, text):
        self.numbers = number_characters(text)
        self.characters = list(self.numbers)

    @property
    def vocab_size(self):
        return len(self.characters)

    def encode(self, text):
        return encode_characters(text, self.numbers)

    def decode(self, ids):
        return "".join(self.characters[known(number, self.vocab_size)] for number in ids)


def known(number, count):
    """The number itself; ValueError unless it is from 0 to count - 1."""
    if not 0 <= number < count:
        raise ValueError(f"token {number} is not in a vocabulary of {count}")
    return int(number)

# %%
tokenizer = CharTokenizer("to be, or not to be")
ids = tokenizer.encode("to be or not")
print(ids, repr(tokenizer.decode(ids)))
try:
    tokenizer.encode("to be?")
except ValueError as error:
    print(error)

# %% [markdown]
# ## 2. Bytes
#
# Not every text of the world can be numbered in this way: there are 150,000 characters, most never occur in your training
# data, and the one that does not is an error in front of a user. But all of them are made of **bytes**. UTF-8 writes
# each character as one to four bytes, and there are 256 bytes. So a vocabulary of 256 can write anything:

# %%
for character in ("a", "\N{LATIN SMALL LETTER E WITH ACUTE}", "\N{EURO SIGN}", "\N{GRINNING FACE}"):
    print(f"{character!r:8} is character {ord(character):>7,} and bytes {list(character.encode('utf-8'))}")

# %% [markdown]
# One kind of string has no bytes. Python's strings may hold a **lone surrogate**, half of a pair that another encoding
# (UTF-16) uses for characters beyond 65,535, left over when somebody has cut such a text in the middle. UTF-8 has no
# bytes for half a character, and leaving it out would break our promise that decoding gives back the text. So it is an
# error, which should say what happened and where.

# %% exercise="to_bytes"
#| export
# exercise: to_bytes
def to_bytes(text):
    """Return the UTF-8 bytes of `text`.

    ValueError for a lone surrogate, with these two words, its code point and its place, counted from 0, in words like
    "U+D83D, at place 4".

    >>> to_bytes("né")
    b'n\\xc3\\xa9'
    """
    ### BEGIN SOLUTION
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError as error:
        code = ord(text[error.start])
        raise ValueError(f"a lone surrogate, U+{code:04X}, at place {error.start}: the text was cut there") from error
    ### END SOLUTION

# %% check="to_bytes" points=3 hidden=2
expect_equal(to_bytes("n\N{LATIN SMALL LETTER E WITH ACUTE}"), b"n\xc3\xa9", call='to_bytes("né")')
expect_raises(ValueError, lambda: to_bytes("cut \ud83d"), match="U+D83D", call=r'to_bytes("cut \ud83d")',
              why="half of an emoji has no bytes; say which half")
expect_raises(ValueError, lambda: to_bytes("cut \ud83d"), match="lone surrogate", call=r'to_bytes("cut \ud83d")',
              why="say what it is")
expect_raises(ValueError, lambda: to_bytes("cut \ud83d"), match="at place 4", call=r'to_bytes("cut \ud83d")',
              why="and where, counted from 0")
expect_raises(ValueError, lambda: to_bytes("\udc00 and more"), match="U+DC00", call=r'to_bytes("\udc00 and more")',
              why="the other halves, U+DC00 to U+DFFF, have no bytes either")
expect_raises(ValueError, lambda: to_bytes("\udc00 and more"), match="at place 0", call=r'to_bytes("\udc00 and more")')
### BEGIN HIDDEN TESTS
text = "".join(chr(n) for n in rng.integers(1, 0xD800, size=100)) + "\N{GRINNING FACE}"
expect_equal(list(to_bytes(text)), list(text.encode("utf-8")), call="list(to_bytes(101 random characters))")
expect_raises(ValueError, lambda: to_bytes("ab\udc00c"), match="at place 2", call=r'to_bytes("ab\udc00c")',
              why="and where: place 2")
expect_raises(ValueError, lambda: to_bytes("ab\udfffc\ud800"), match="U+DFFF", call=r'to_bytes("ab\udfffc\ud800")')
expect_equal(list(to_bytes("")), [], call='list(to_bytes(""))')
### END HIDDEN TESTS

# %% [markdown]
# ## 3. Pairs that belong together
#
# Bytes can write anything, and make everything long: one number for each letter, four for an emoji. A model's work grows
# with the length of its input, so we want fewer, larger tokens. **Byte-pair encoding** (Gage, 1994; for translation
# Sennrich, Haddow and Birch, 2016) finds them by counting: which two neighbours occur together most often? They become
# a new token. Then count again.
#
# Pairs are counted within words, and each different word only once, times how often it occurs. Here are the words of
# the paper's example; `_` marks the end of a word. Tokens are numbers, so a word is a tuple of them.

# %% given="toy"
toy = {tuple(b"low_"): 5, tuple(b"lower_"): 2, tuple(b"newest_"): 6, tuple(b"widest_"): 3}

# %% exercise="count_pairs"
#| export
# exercise: count_pairs
def count_pairs(words):
    """Return a dict: how often each pair of neighbours occurs, in the order in which the pairs are met.

    `words` is a dict from tuples of numbers to how often the word occurs.

    >>> count_pairs({(1, 2, 1): 3, (2, 1): 1})
    {(1, 2): 3, (2, 1): 4}
    """
    ### BEGIN SOLUTION
    counts = {}
    for word, times in words.items():
        for pair in zip(word, word[1:]):
            counts[pair] = counts.get(pair, 0) + times
    return counts
    ### END SOLUTION

# %% check="count_pairs" points=3 hidden=2
@scenario
def counted(words):
    """A plain dict, since a Counter or a defaultdict is as good."""
    return dict(count_pairs(words))


got = counted(toy)
expect_equal([got.get(tuple(map(ord, pair)), 0) for pair in ("es", "lo", "w_")], [9, 7, 5],
             call="how often e s, l o and w _ occur in the example",
             why="e s is in newest (6 times) and widest (3 times): 9")
expect_equal(counted({(7, 7, 7): 2}), {(7, 7): 4}, call="count_pairs({(7, 7, 7): 2})", why="twice in each word")
expect_equal(list(counted({(2, 1, 2, 1, 3): 3, (1, 5): 1}).items()), [((2, 1), 6), ((1, 2), 3), ((1, 3), 3), ((1, 5), 1)],
             call="items of count_pairs({(2, 1, 2, 1, 3): 3, (1, 5): 1})",
             why="in the order in which they are met: it will decide between equally frequent pairs")
### BEGIN HIDDEN TESTS
words = {tuple(rng.integers(4, size=rng.integers(1, 6)).tolist()): int(rng.integers(1, 9)) for _ in range(20)}
met = [(pair, times) for word, times in words.items() for pair in zip(word, word[1:])]
expected = {pair: sum(times for other, times in met if other == pair) for pair, _ in met}
expect_equal(list(counted(words).items()), list(expected.items()), call=f"items of count_pairs({words})",
             why="in the order in which they are met")
expect_equal(counted({(1,): 5, (): 2}), {}, call="count_pairs({(1,): 5, (): 2})", why="no neighbours, no pairs")
### END HIDDEN TESTS

# %% [markdown]
# The most frequent pair becomes a token of its own wherever it stands, from left to right. In "aaa" the pair "aa" is
# found once: its second "a" cannot be used twice.

# %% exercise="merge_pair"
#| export
# exercise: merge_pair
def merge_pair(word, pair, new):
    """Return the tuple `word` with each `pair` of neighbours replaced by the number `new`, from left to right.

    >>> merge_pair((1, 2, 3, 1, 2), (1, 2), 9)
    (9, 3, 9)
    """
    ### BEGIN SOLUTION
    merged, place = [], 0
    while place < len(word):
        found = word[place:place + 2] == pair
        merged.append(new if found else word[place])
        place += 2 if found else 1
    return tuple(merged)
    ### END SOLUTION

# %% check="merge_pair" points=4 hidden=3
expect_equal(merge_pair((1, 2, 3, 1, 2), (1, 2), 9), (9, 3, 9), call="merge_pair((1, 2, 3, 1, 2), (1, 2), 9)")
expect_equal(merge_pair((5, 5, 5), (5, 5), 9), (9, 5), call="merge_pair((5, 5, 5), (5, 5), 9)",
             why="from left to right, and no number twice")
expect_equal(merge_pair((2, 1), (1, 2), 9), (2, 1), call="merge_pair((2, 1), (1, 2), 9)", why="the order matters")
### BEGIN HIDDEN TESTS
for _ in range(20):
    word = tuple(rng.integers(3, size=rng.integers(0, 9)).tolist())
    pair = tuple(rng.integers(3, size=2).tolist())
    letters = "".join(map(str, word)).replace("".join(map(str, pair)), "9")
    expect_equal(merge_pair(word, pair, 9), tuple(map(int, letters)), call=f"merge_pair({word}, {pair}, 9)")
expect_equal(merge_pair((1, 1, 1, 1), (1, 1), 1), (1, 1), call="merge_pair((1, 1, 1, 1), (1, 1), 1)",
             why="what has been merged is not looked at again")
### END HIDDEN TESTS

# %% [markdown]
# That is all: count, take the most frequent pair, merge it in every word, and again. The first new token gets the number
# 256, since 0 to 255 are the bytes. When two pairs are equally frequent, the one that is met first wins (so runs can be
# repeated, and our merges are the paper's).

# %% exercise="learn_merges"
#| export
# exercise: learn_merges
def learn_merges(words, count):
    """Return the list of the first `count` pairs to be merged, fewer if no pair is left. `words` stays as it is.

    `words` is a dict from tuples to how often they occur. The pair that is merged as number k becomes token 256 + k;
    of equally frequent pairs the one that `count_pairs` meets first is taken.

    >>> learn_merges({(1, 2, 1, 2): 1}, 2)
    [(1, 2), (256, 256)]
    """
    ### BEGIN SOLUTION
    merges = []
    while len(merges) < count:
        counts = count_pairs(words)
        if not counts:
            break
        best = max(counts, key=counts.get)
        words = {merge_pair(word, best, 256 + len(merges)): times for word, times in words.items()}
        merges.append(best)
    return merges
    ### END SOLUTION

# %% check="learn_merges" points=5 hidden=3
def spelled(merges):
    """Each merged pair as text; a number that is no token by then stands in brackets."""
    texts = {n: chr(n) for n in range(256)}
    for number, (one, two) in enumerate(merges, 256):
        texts[number] = texts.get(one, f"[{one}]") + texts.get(two, f"[{two}]")
    return list(texts.values())[256:]


@scenario
def words_afterwards(words):
    words = dict(words)
    learn_merges(words, 3)
    return words


expect_equal(spelled(learn_merges(dict(toy), 10)),
             ["es", "est", "est_", "lo", "low", "ne", "new", "newest_", "low_", "wi"],
             call="ten merges of the paper's example",
             why="e s occurs 9 times, then es t, then est _; all of the merges that Sennrich and others publish")
expect_equal(learn_merges({(1, 2, 3): 1}, 10), [(1, 2), (256, 3)], call="learn_merges({(1, 2, 3): 1}, 10)",
             why="no pair is left after two merges")
expect_equal(words_afterwards({(1, 2, 3): 1}), {(1, 2, 3): 1}, call="the words after learn_merges",
             why="they belong to the caller: merge into dicts of your own")
### BEGIN HIDDEN TESTS
words = {tuple(rng.integers(97, 101, size=rng.integers(1, 8)).tolist()): int(rng.integers(1, 9)) for _ in range(25)}
before, state, expected = dict(words), dict(words), []
for number in range(12):
    pairs = [pair for word in state for pair in zip(word, word[1:])]
    score = {pair: sum(t for w, t in state.items() for p in zip(w, w[1:]) if p == pair) for pair in pairs}
    expected.append(max(pairs, key=lambda pair: score[pair]))
    state = {tuple(ord(c) for c in "".join(map(chr, w)).replace("".join(map(chr, expected[-1])), chr(256 + number))): t
             for w, t in state.items()}
expect_equal(learn_merges(words, 12), expected, call=f"learn_merges({words}, 12)",
             why="ties go to the pair that is met first")
expect_equal(learn_merges(toy, 0), [], call="learn_merges(the example, 0)")
expect_equal(words_afterwards(before), before, call="the words after learn_merges", why="they belong to the caller")
### END HIDDEN TESTS

# %% [markdown]
# ## 4. What is a word?
#
# Pairs do not cross the borders of words, so that tokens like "e t" (from "the thing") do not fill the vocabulary. Where
# the borders are is up to us, on one condition: **joined together, the pieces are the text**. The obvious `text.split()`
# throws all white space away. Code without its line breaks and indents is no code, and no decoder could put them back.
#
# GPT-2's answer, a little simplified: a word takes the one space before it along, so " the" is one piece and the
# same at every place in a sentence. (The paper's `_` is not needed any more: the next space, or sign, tells where a word
# ends.) From left to right, each piece is the first of these that fits:
#
# 1. letters, digits and underscores (`\w`), with one space before them if there is one;
# 2. other signs that are not white space, also with one space before them;
# 3. white space, but not its last sign if something other than white space follows;
# 4. any white space.

# %% [markdown]
# `re.findall` does this with a pattern of four alternatives, `...|...|...|...`. In a pattern `\s` is white space and
# `\S` any other sign; `[^...]` is a sign that is none of those in the brackets; `?` makes what stands before it optional,
# `+` repeats it; and `(?!\S)` says "and no sign other than white space follows".

# %% exercise="split_words"
#| export
# exercise: split_words
def split_words(text):
    """Return the list of the text's pieces, by the four rules; joined together they are the text.

    >>> split_words("To be,  or not")
    ['To', ' be', ',', ' ', ' or', ' not']
    """
    ### BEGIN SOLUTION
    return re.findall(r" ?\w+| ?[^\s\w]+|\s+(?!\S)|\s+", text)
    ### END SOLUTION

# %% check="split_words" points=4 hidden=3
text = "  two  spaces \t\n and_all  "
expect_equal("".join(split_words(text)), text, call=f'"".join(split_words({text!r}))', why="nothing may be lost")
expect_equal(split_words("To be,  or not"), ["To", " be", ",", " ", " or", " not"], call='split_words("To be,  or not")',
             why="a word takes one space before it along; the other of two is a piece of its own")
expect_equal(split_words("if x:\n    y += 1\n"), ["if", " x", ":", "\n   ", " y", " +=", " 1", "\n"],
             call=r'split_words("if x:\n    y += 1\n")',
             why="the last of four spaces belongs to y, the others and the line feed are a piece of their own")
expect_equal(split_words("a1_\N{LATIN SMALL LETTER E WITH ACUTE}\ty don't"), ["a1_\N{LATIN SMALL LETTER E WITH ACUTE}", "\t", "y", " don", "'", "t"],
             call=r"""split_words("a1_é\ty don't")""", why="digits, _ and letters of all languages go together; a tab is not taken along")
### BEGIN HIDDEN TESTS
def pieces(text):
    """The four rules, sign by sign."""
    def kind(sign): return "space" if sign.isspace() else "word" if sign.isalnum() or sign == "_" else "sign"

    found, place = [], 0
    while place < len(text):
        begin = place + (text[place] == " " and place + 1 < len(text) and kind(text[place + 1]) != "space")
        end = begin
        while end < len(text) and kind(text[end]) == kind(text[begin]):
            end += 1
        if kind(text[begin]) == "space" and end < len(text) and end - begin > 1:
            end -= 1
        found.append(text[place:end])
        place = end
    return found


for _ in range(30):
    text = "".join("ab_ 1  .,\n\t\N{LATIN SMALL LETTER E WITH ACUTE}\N{GRINNING FACE}"[n] for n in rng.integers(13, size=14))
    expect_equal(split_words(text), pieces(text), call=f"split_words({text!r})")
expect_equal(split_words(""), [], call='split_words("")')
expect_equal(split_words("a\tb\n c"), ["a", "\t", "b", "\n", " c"], call=r'split_words("a\tb\n c")',
             why="only a space is taken along, not a tab")
### END HIDDEN TESTS

# %% [markdown]
# Now on a real text. One that is on every machine is the source code of Python's own library:

# %%
library = inspect.getsource(argparse)
different = Counter(split_words(library))
print(f"{len(library):,} characters, {sum(different.values()):,} words, {len(different):,} different; most often:")
print(different.most_common(6))

for size in (5_000, 10_000, 20_000):
    some = {tuple(to_bytes(word)): times for word, times in Counter(split_words(library[:size])).items()}
    print(f"{size:>6,} characters, 100 merges: {seconds(lambda: learn_merges(some, 100)):.2f} s")

# %% [markdown]
# Each merge looks at all words again, counts every pair in them and merges in every one of them. Nearly all of that time
# goes into words in which nothing has changed. So:
#
# ## 5. Look only where something changes
#
# When "e s" is merged, only words with an "es" in them change, and only pairs in these words are counted differently. An
# **index** tells where they are: for each pair the words that contain it. It is made once and kept up to date.
#
# And a trick, to let C do the work. A token is a number below a million, and so is a character: let `chr(number)` stand
# for the token. A word is then a Python string, a pair is a string of two, and merging is `word.replace(pair, new)`, from
# left to right and each character once, as it should be. (`to_bytes(word).decode("latin-1")` is one character for each
# byte.)

# %% given="pairs_of"
#| export
NEVER = chr(0x10FFFF)                                    # as a token: later than every merge


def as_tokens(word):
    """The bytes of a word as a string with one character for each: chr(number) stands for token `number`."""
    return to_bytes(word).decode("latin-1")


def pairs_of(word):
    """The pairs of neighbours in a string, as strings of two."""
    return map(operator.add, word, word[1:])

# %%
list(pairs_of("newest_")), "newest_".replace("es", chr(256))         # the letter that you see for it is chr(256)

# %% exercise="index_pairs"
#| export
# exercise: index_pairs
def index_pairs(words, times):
    """Return two dicts: how often each pair occurs, and the rising list of the numbers of the words that contain it.

    words[n] is a string of tokens that occurs times[n] times. A word in which a pair occurs twice is listed once.

    >>> index_pairs(["abab", "ba"], [1, 5])
    ({'ab': 2, 'ba': 6}, {'ab': [0], 'ba': [0, 1]})
    """
    ### BEGIN SOLUTION
    counts, where = {}, {}
    for number, word in enumerate(words):
        for pair in pairs_of(word):
            counts[pair] = counts.get(pair, 0) + times[number]
            numbers = where.setdefault(pair, [])
            if not numbers or numbers[-1] != number:
                numbers.append(number)
    return counts, where
    ### END SOLUTION

# %% check="index_pairs" points=3 hidden=3
@scenario
def indexed(words, times):
    counts, where = index_pairs(words, times)
    return dict(counts), dict(where)


expect_equal(indexed(["ba", "ab", "baba"], [1, 5, 2]), ({"ba": 5, "ab": 7}, {"ba": [0, 2], "ab": [1, 2]}),
             call='index_pairs(["ba", "ab", "baba"], [1, 5, 2])', why="pairs are strings of two; ba stands once in word 0 and twice in word 2, two times: 1 + 4")
counts, where = indexed(["low_", "lower_", "newest_", "widest_"], [5, 2, 6, 3])
expect_equal([counts.get(pair, 0) for pair in ("es", "lo", "w_")], [9, 7, 5], call="counts of es, lo and w_ in the paper's example")
expect_equal([where.get(pair, []) for pair in ("es", "lo", "w_")], [[2, 3], [0, 1], [0]], call="the words with es, lo and w_",
             why="es is in words 2 and 3, newest_ and widest_")
expect_equal(indexed(["aaaa"], [2]), ({"aa": 6}, {"aa": [0]}), call='index_pairs(["aaaa"], [2])',
             why="three times in a word that occurs twice: 6; but it is one word")
### BEGIN HIDDEN TESTS
words = ["".join("abc"[n] for n in rng.integers(3, size=rng.integers(0, 7))) for _ in range(15)]
times = rng.integers(1, 9, size=15).tolist()
pairs = {word[n:n + 2] for word in words for n in range(len(word) - 1)}
expected = {pair: sum(t * sum(w[n:n + 2] == pair for n in range(len(w))) for w, t in zip(words, times)) for pair in pairs}
places = {pair: [number for number, word in enumerate(words) if pair in word] for pair in pairs}
expect_equal(indexed(words, times), (expected, places), call=f"index_pairs({words}, {times})")
### END HIDDEN TESTS

# %% [markdown]
# Then the merge itself. For each word in which the pair stands: replace it, take the word's old pairs off the counts, and
# add its new ones. Pairs that contain the new token are new to the index, so note the word there. Entries for pairs
# that have gone may stay in the index; so a word that it lists may not contain the pair any more.
#
# In a long word most pairs are the same before and after. If you like, count only those near the pair: from one token
# before its first place (`index` finds it) to one after its last (`rindex`).

# %% exercise="merge_everywhere"
#| export
# exercise: merge_everywhere
def merge_everywhere(words, times, counts, where, pair, new):
    """Replace `pair` by the token `new` in all words, bring counts and where up to date, and return the set of pairs
    that contain `new`. Looks only at the words that `where` lists for the pair, and takes the pair out of it. In
    counts, a pair that has gone may stay with a 0 or be taken out.

    >>> words, (counts, where) = ["abc", "cab"], index_pairs(["abc", "cab"], [1, 2])
    >>> sorted(merge_everywhere(words, [1, 2], counts, where, "ab", "X")), words, counts["cX"]
    (['Xc', 'cX'], ['Xc', 'cX'], 2)
    """
    ### BEGIN SOLUTION
    born = set()
    for number in where.pop(pair):
        word = words[number]
        if pair not in word:
            continue
        words[number] = word.replace(pair, new)
        near = word[max(word.index(pair) - 1, 0):word.rindex(pair) + 3]
        for gone in pairs_of(near):
            counts[gone] -= times[number]
        for here in pairs_of(near.replace(pair, new)):
            counts[here] = counts.get(here, 0) + times[number]
            if new in here and number not in where.setdefault(here, [])[-1:]:
                where[here].append(number)
                born.add(here)
    return born
    ### END SOLUTION

# %% check="merge_everywhere" points=4 hidden=3
@scenario
def merged(words, times, pair, new, also=None):
    """Words, counts that are not 0, index and result after merging `pair` (and then the pair and token in `also`)."""
    words, (counts, where) = list(words), index_pairs(words, times)
    born = merge_everywhere(words, times, counts, where, pair, new)
    if also:
        born = merge_everywhere(words, times, counts, where, *also)
    return words, {p: n for p, n in counts.items() if n}, dict(where), born


example = ["low_", "lower_", "newest_", "widest_"], [5, 2, 6, 3]
words, counts, where, born = merged(*example, "es", "X")
expect_equal(words, ["low_", "lower_", "newXt_", "widXt_"], call="the words after es has become X")
expect_equal([counts.get(pair, 0) for pair in ("Xt", "wX", "we", "st")], [9, 6, 2, 0],
             call="counts of Xt, wX, we and st", why="st stood in newest and widest only; we is left in lower, twice")
expect_equal((where.get("Xt", []), where.get("wX", []), "es" in where), ([2, 3], [2], False), call="words with Xt and wX; is es listed?")
expect_equal(born, {"Xt", "dX", "wX"}, call="the pairs that contain X")
words, counts, where, born = merged(["abcdabc", "cd"], [2, 1], "ab", "X")
expect_equal((words, counts), (["XcdXc", "cd"], {"Xc": 4, "cd": 3, "dX": 2}),
             call="words and counts after ab has become X in abcdabc (twice) and cd", why="everywhere in the word")
expect_equal((born, {pair: where.get(pair, []) for pair in counts}), ({"Xc", "dX"}, {"Xc": [0], "cd": [0, 1], "dX": [0]}),
             call="the pairs that contain X, and the words with Xc, cd and dX", why="only pairs with the new token are new to the index")


@scenario
def not_listed(words, pair, new):
    index_of_the_first = index_pairs(words[:1], [1])
    merge_everywhere(words, [1] * len(words), *index_of_the_first, pair, new)
    return words


expect_equal(not_listed(["ab", "ab"], "ab", "X"), ["X", "ab"], call="the words ab, ab after the merge, if where lists only the first",
             why="the index says where to look: no other word is touched")
### BEGIN HIDDEN TESTS
words = ["".join("abc"[n] for n in rng.integers(3, size=rng.integers(2, 8))) for _ in range(12)]
words += ["aaaa", "abab", "dabdab", "aabaab", "abc", "abbc"]
times = rng.integers(1, 9, size=len(words)).tolist()
for pair, also in (("ab", None), ("ab", ("Xb", "Y")), ("ab", ("bc", "Y")), ("aa", ("Xa", "Y"))):
    after = [word.replace(pair, "X") for word in words]
    if also and any(also[0] in word for word in after):
        after, token = [word.replace(*also) for word in after], "Y"
    else:
        also, token = None, "X"
    pairs = {word[n:n + 2] for word in after for n in range(len(word) - 1)}
    expected = {p: sum(t * sum(w[n:n + 2] == p for n in range(len(w))) for w, t in zip(after, times)) for p in pairs}
    got, called = merged(words, times, pair, "X", also), f"{words} after {pair} has become X, and then {also}"
    expect_equal(got[0], after, call=called)
    expect_equal(got[1], expected, call=f"counts for {called}")
    expect_equal(got[3], {p for p in pairs if token in p}, call=f"pairs with {token}, {called}")
    expect_equal({p: got[2].get(p, []) for p in got[3]}, {p: [n for n, w in enumerate(after) if p in w] for p in got[3]},
                 call=f"index of the pairs with {token}, {called}", why="rising, and each word once")


@scenario
def words_looked_at():
    class Words(list):
        looked = []

        def __getitem__(self, number):
            Words.looked.append(number)
            return super().__getitem__(number)

    words = Words(["ab", "cd", "ef", "ab"])
    counts, where = index_pairs(list(words), [1] * 4)
    merge_everywhere(words, [1] * 4, counts, where, "ab", "X")
    return sorted(set(Words.looked))


expect_equal(words_looked_at(), [0, 3], call="numbers of the words that are looked at, of ab, cd, ef, ab",
             why="the index says where the pair is: no other word is touched")
### END HIDDEN TESTS

# %% [markdown]
# ## 6. The best of many
#
# What is left is the search for the most frequent pair: `max` over all of them, in each of a thousand rounds. A **heap**
# has the smallest of its entries on top, and taking it off or adding one costs the logarithm of its size. Ours holds
# entries `(rank, pair)`, and the better a pair, the smaller its rank.
#
# But ranks change, with every merge, and a heap does not allow that an entry in its middle changes. So be **lazy**: let
# it. In our case counts only fall, so an entry that is out of date stands too far in front, never too far behind. When
# it comes to the top, compare it with the rank of today: if they agree, it is the best; if not, put it back with the
# rank of today; if the pair has gone (rank None), forget it.

# %% exercise="next_best"
#| export
# exercise: next_best
def next_best(heap, rank):
    """Take the best pair off the heap and return it, or None if there is none left.

    The heap (for heapq) holds entries (rank, pair). `rank(pair)` is the pair's rank of today, never smaller than the
    one in its entry, or None if it has gone. Entries that turn out to be out of date are put back with today's.

    >>> next_best([(1, "ab"), (2, "cd")], {"ab": 3, "cd": 2}.get)
    'cd'
    """
    ### BEGIN SOLUTION
    while heap:
        then, pair = heapq.heappop(heap)
        now = rank(pair)
        if now == then:
            return pair
        if now is not None:
            heapq.heappush(heap, (now, pair))
    return None
    ### END SOLUTION

# %% check="next_best" points=3 hidden=3
@scenario
def taken(entries, ranks, times=1):
    """What comes off the heap `times` times, what is left in it, and how often a rank was asked for."""
    heap, asked = sorted((tuple(rank) if isinstance(rank, list) else rank, pair) for rank, pair in entries), []
    heap = [entry for entry in heap]

    def rank(pair):
        asked.append(pair)
        return ranks.get(pair)

    return [next_best(heap, rank) for _ in range(times)], sorted(heap), len(asked)


expect_equal(taken([(0, "ab"), (2, "cd"), (4, "ef")], {"ab": 0, "cd": 2, "ef": 4})[:2], (["ab"], [(2, "cd"), (4, "ef")]),
             call="next_best of ab (0), cd (2), ef (4), all up to date; what is left", why="the smallest rank is the best")
expect_equal(taken([(1, "ab"), (2, "cd"), (4, "ef")], {"ab": 3, "cd": 2, "ef": 4})[:2], (["cd"], [(3, "ab"), (4, "ef")]),
             call="next_best of ab (1), cd (2), ef (4) when the rank of ab is 3 today", why="ab goes back with its new rank, and cd is on top")
expect_equal(taken([(1, "ab"), (2, "cd")], {"cd": 2}, times=2)[:2], (["cd", None], []),
             call="two times next_best of ab (1), which has gone, and cd (2)",
             why="what has gone is forgotten, and the next one looked at; None when nothing is left")
expect_equal(taken([(0, "ab"), (2, "cd"), (4, "ef")], {"ab": 0, "cd": 2, "ef": 4})[2], 1,
             call="how often next_best asks for a rank when all are up to date",
             why="once, for ab: being lazy means not to look at the others")
### BEGIN HIDDEN TESTS
names = [chr(97 + n) for n in range(20)]
then = rng.permutation(100)[:20].tolist()
today = {name: rank + int(rng.integers(0, 60)) * 100 // 7 for name, rank in zip(names, then) if rng.random() < 0.8}
order = sorted(today, key=lambda name: (today[name], name))
got, left, asked = taken(list(zip(then, names)), today, times=len(order) + 1)
expect_equal(got, [*order, None], call=f"all of {dict(zip(names, then))}, ranks of today {today}")
got, left, asked = taken([(n, chr(97 + n)) for n in range(26)], {chr(97 + n): n for n in range(26)})
expect_equal(asked, 1, call="how often a rank is asked for when the first entry is up to date", why="that is the point")
### END HIDDEN TESTS

# %% [markdown]
# The rank of a pair is a tuple: minus its count, so that the most frequent comes first, and for ties the place where it
# stands first (which word, which byte of it), because that is the one that `count_pairs` would meet first. The class
# below keeps the books, and `learn` is your loop again: best pair, merge, new entries.

# %% given="Corpus"
#| export
class Corpus:
    """The words of a text, and what must be known of them to learn merges fast. `words` maps strings to counts."""

    def __init__(self, words):
        self.words, self.times = [as_tokens(word) for word in words], list(words.values())
        self.counts, self.where = index_pairs(self.words, self.times)
        self.sizes = dict.fromkeys(map(chr, range(256)), 1)                # bytes in each token

    def learn(self, count):
        """The first `count` merges, as pairs of numbers: what `learn_merges` gives."""
        merges = []
        heap = [(self.rank(pair), pair) for pair in self.counts]
        heapq.heapify(heap)
        while len(merges) < count and (pair := next_best(heap, self.rank)):
            new = chr(256 + len(merges))
            self.sizes[new] = self.sizes[pair[0]] + self.sizes[pair[1]]
            merges.append((ord(pair[0]), ord(pair[1])))
            for born in merge_everywhere(self.words, self.times, self.counts, self.where, pair, new):
                heapq.heappush(heap, (self.rank(born), born))
        return merges

    def rank(self, pair):
        """Small for a pair that is frequent, and then for one that stands early; None for one that has gone."""
        count = self.counts.get(pair)
        if not count:
            return None
        number = self.first_word(pair)
        word = self.words[number]
        before = word[:word.index(pair)]
        return -count, number, sum(map(self.sizes.__getitem__, before))

    def first_word(self, pair):
        """The number of the first word with the pair. Words before it have lost it: they are taken out of the index."""
        numbers = self.where[pair]
        lost = 0
        while pair not in self.words[numbers[lost]]:
            lost += 1
        del numbers[:lost]
        return numbers[0]

# %%
some = Counter(split_words(library[:20_000]))
slow = learn_merges({tuple(to_bytes(word)): times for word, times in some.items()}, 200)
expect_equal(Corpus(some).learn(200), slow, call="200 merges, the fast way", why="faster, and otherwise the same")
print(f"all {len(library):,} characters, 100 merges: {seconds(lambda: Corpus(different).learn(100)):.2f} s,"
      f" 768 merges: {seconds(lambda: Corpus(different).learn(768)):.2f} s")

# %% [markdown]
# ## 7. Reading a new word
#
# Merges have been learned in an order, and a new word must be merged in the same order: of the pairs in it, the one that
# was learned first goes first, everywhere in the word, and again until no pair has been learned. Not the longest token,
# and not from the left: a model has only ever seen words that were cut in this way.

# %% exercise="encode_word"
#| export
# exercise: encode_word
def encode_word(word, learned):
    """Return the numbers of the tokens in `word`, a string of tokens, after merging.

    `learned` is a dict from pairs to the token that each becomes; a pair that was learned earlier became a smaller
    token (as characters compare).

    >>> encode_word("cabab", {"ab": chr(256), chr(256) * 2: chr(257)})
    [99, 257]
    """
    ### BEGIN SOLUTION
    while len(word) > 1:
        first = min(pairs_of(word), key=lambda pair: learned.get(pair, NEVER))
        if first not in learned:
            break
        word = word.replace(first, learned[first])
    return [ord(token) for token in word]
    ### END SOLUTION

# %% check="encode_word" points=3 hidden=2
learned = {"bd": chr(256), "ef": chr(257), "da": chr(258), "cb": chr(259), "ae": chr(260)}
expect_equal(encode_word("cbdaef", learned), [99, 256, 97, 257], call="encode_word('cbdaef', learned: bd, ef, da, cb, ae)",
             why="of all pairs in the word bd was learned first; then c, bd, a, e, f are left, and ef is the first of their pairs")
learned = {"bc": chr(256), "ab": chr(257), "a" + chr(256): chr(258)}
expect_equal(encode_word("abc", learned), [258], call="encode_word('abc', learned: bc, ab, a bc)", why="first bc, then a bc")
expect_equal(encode_word("abab", learned), [257, 257], call="encode_word('abab', learned)", why="everywhere in the word")
expect_equal(encode_word("xyz", learned), [120, 121, 122], call="encode_word('xyz', learned)",
             why="a word without learned pairs is its bytes")
expect_equal(encode_word("", learned), [], call="encode_word('', learned)", why="nothing has no pairs")
### BEGIN HIDDEN TESTS
for _ in range(10):
    learned, tokens = {}, list("abc")
    for number in range(256, 266):
        pair = "".join(tokens[n] for n in rng.integers(len(tokens), size=2))
        if pair not in learned:
            learned[pair] = chr(number)
            tokens.append(chr(number))
    word = "".join("abc"[n] for n in rng.integers(3, size=12))
    expected = word
    while True:
        there = [pair for pair in learned if pair in expected]
        if not there:
            break
        first = min(there, key=learned.get)
        expected = expected.replace(first, learned[first])
    expect_equal(encode_word(word, learned), [ord(token) for token in expected], call=f"encode_word({word!r}, {learned})")
expect_equal(encode_word("a", learned), [97], call="encode_word('a', learned)")
### END HIDDEN TESTS

# %% [markdown]
# The way back is a table: the bytes that each token stands for. The first 256 are the bytes themselves, and each merge
# adds what its two parts stand for. Bytes are joined first and read as UTF-8 after that, because a token may hold half
# a character, and only together do they make sense.

# %% exercise="token_bytes"
#| export
# exercise: token_bytes
def token_bytes(merges):
    """Return a list: for each token the bytes it stands for, 256 single ones and then one entry for each merge.

    >>> token_bytes([(97, 98), (256, 99)])[255:]
    [b'\\xff', b'ab', b'abc']
    """
    ### BEGIN SOLUTION
    table = [bytes([number]) for number in range(256)]
    for left, right in merges:
        table.append(table[left] + table[right])
    return table
    ### END SOLUTION

# %% check="token_bytes" points=2 hidden=1
@scenario
def tabled(merges):
    return list(token_bytes(merges))


table = tabled([(97, 98), (256, 99), (256, 257)])
expect_equal(table[250:256], [bytes([number]) for number in range(250, 256)], call="entries 250 to 255", why="the bytes themselves")
expect_equal(table[:256], [bytes([number]) for number in range(256)], call="the first 256 entries")
expect_equal(table[256:], [b"ab", b"abc", b"ababc"], call="the entries for the merges a b, ab c, ab abc")
### BEGIN HIDDEN TESTS
merges = [tuple(rng.integers(256 + n, size=2).tolist()) for n in range(12)]
expected = [bytes([number]) for number in range(256)]
for left, right in merges:
    expected.append(expected[left] + expected[right])
expect_equal(tabled(merges), expected, call=f"token_bytes({merges})")
### END HIDDEN TESTS

# %% [markdown]
# ## 8. Signs that are not text
#
# A model must know where a document ends. For that it gets **special tokens**, such as `<|end|>`, that no merge can
# make. They have numbers of their own, and whoever prepares the training data puts them in.
#
# What if a user types `<|end|>`? By default we read it as seven ordinary signs: a stranger's text must not be able to end
# a document, or to pretend to be the system's part of a conversation. Only who says `allow_special=True` gets them cut
# out. Then the text is divided into pieces, and if one special token begins with another, the longer one is meant.

# %% exercise="split_special"
#| export
# exercise: split_special
def split_special(text, special):
    """Return the text in pieces, in which each occurrence of a string in the list `special` is a piece of its own.

    From left to right; at each place the longest of the strings that fit is taken. Empty pieces are left out: an empty
    text has none. White space is no empty piece.

    >>> split_special("one<|end|>two", ["<|end|>"])
    ['one', '<|end|>', 'two']
    """
    ### BEGIN SOLUTION
    if not special:
        return [text] if text else []
    longest_first = sorted(special, key=len, reverse=True)
    pieces = re.split("(" + "|".join(map(re.escape, longest_first)) + ")", text)
    return [piece for piece in pieces if piece]
    ### END SOLUTION

# %% check="split_special" points=2 hidden=1
expect_equal(split_special("one<|end|>two<|end|>", ["<|end|>"]), ["one", "<|end|>", "two", "<|end|>"],
             call='split_special("one<|end|>two<|end|>", ["<|end|>"])', why="< | and > are signs here; no piece is empty, not even the last")
expect_equal(split_special(" <|end|>\n<|end|>", ["<|end|>"]), [" ", "<|end|>", "\n", "<|end|>"],
             call=r'split_special(" <|end|>\n<|end|>", ["<|end|>"])', why="white space is text")
expect_equal(split_special("a<s><s>", ["<s", "<s>"]), ["a", "<s>", "<s>"], call='split_special("a<s><s>", ["<s", "<s>"])',
             why="the longer one is meant")
expect_equal(split_special("abcd", ["bcd", "ab"]), ["ab", "cd"], call='split_special("abcd", ["bcd", "ab"])',
             why="from left to right: at place 0 only ab fits, and then bcd is no longer there")
expect_equal(split_special("nothing", []), ["nothing"], call='split_special("nothing", [])')
expect_equal(split_special("", []), [], call='split_special("", [])', why="no text, no pieces")


@scenario
def specials_afterwards(special):
    split_special("text", special)
    return special


expect_equal(specials_afterwards(["<a>", "<abc>"]), ["<a>", "<abc>"], call='special, after split_special("text", special)',
             why="the caller's list stays in its order")
### BEGIN HIDDEN TESTS
special = ["[a]", "[a].", "(*)"]
for _ in range(20):
    parts = [["x", " y", *special][n] for n in rng.integers(5, size=6)]
    text, rest, expected = "".join(parts), "".join(parts), []
    while rest:
        fits = max((s for s in special if rest.startswith(s)), key=len, default="")
        if fits or not expected or expected[-1] in special:
            expected.append(fits or rest[0])
        else:
            expected[-1] += rest[0]
        rest = rest[len(fits or rest[0]):]
    expect_equal(split_special(text, special), expected, call=f"split_special({text!r}, {special})")
expect_equal((split_special("", special), split_special("", [])), ([], []), call="split_special of an empty text")
### END HIDDEN TESTS

# %% [markdown]
# ## 9. The tokenizer
#
# The class puts it together, and adds one thing: words repeat, so each is merged once and its numbers are remembered
# (those of the training text are known when it ends). Read `train` and `encode`. The file that `save` writes holds merges
# and special tokens, and nothing that could run when it is read.

# %% given="BPETokenizer"
#| export
class BPETokenizer:
    """Byte-pair encoding: any string to numbers and back, without loss. Tokens: 256 bytes, merges, special tokens."""

    def __init__(self, merges=(), special_tokens=()):
        self.special = list(special_tokens)
        if len(set(self.special)) != len(self.special) or "" in self.special:
            raise ValueError(f"special tokens are different strings and not empty: {self.special}")
        self.learn(merges)

    def learn(self, merges):
        """Take these merges, pairs of numbers, in the place of what was known."""
        self.merges = [(int(left), int(right)) for left, right in merges]
        for number, pair in enumerate(self.merges):
            if not all(0 <= part < 256 + number for part in pair):
                raise ValueError(f"merge {number} joins {pair}, and only tokens 0 to {255 + number} are known by then")
        self.table = token_bytes(self.merges) + [to_bytes(token) for token in self.special]
        self.learned = {chr(a) + chr(b): chr(256 + number) for number, (a, b) in enumerate(self.merges)}
        self.numbers = {token: 256 + len(self.merges) + place for place, token in enumerate(self.special)}
        self.words = Remembered(lambda word: tuple(encode_word(as_tokens(word), self.learned)))

    @property
    def vocab_size(self):
        return len(self.table)

    def train(self, text, vocab_size):
        """Learn merges from `text` until the vocabulary has vocab_size tokens, or no pair is left; returns itself."""
        count = vocab_size - 256 - len(self.special)
        if count < 0:
            raise ValueError(f"a vocabulary of {vocab_size} has no room for 256 bytes and {len(self.special)} special")
        to_bytes(text)                                   # complains with a place in the text, not in a word
        different = Counter(split_words(text))
        corpus = Corpus(different)
        self.learn(corpus.learn(count))
        self.words.update(zip(different, (tuple(map(ord, tokens)) for tokens in corpus.words)))
        return self

    def encode(self, text, allow_special=False):
        """The numbers of the text's tokens. Special tokens in it are ordinary text unless they are allowed."""
        to_bytes(text)
        if not allow_special:
            return list(chain.from_iterable(map(self.words.__getitem__, split_words(text))))
        pieces = split_special(text, self.special)
        parts = ([self.numbers[piece]] if piece in self.numbers else self.encode(piece) for piece in pieces)
        return list(chain.from_iterable(parts))

    def decode(self, ids):
        """The text. Bytes that are no UTF-8, as of a list that was cut within a character, become U+FFFD."""
        return b"".join(self.table[known(number, self.vocab_size)] for number in ids).decode("utf-8", errors="replace")

    def save(self, path):
        """Write a JSON file, whole or not at all."""
        content = {"format": "tinytorch-bpe", "version": 1, "merges": self.merges, "special_tokens": self.special}
        part = Path(f"{path}.part")
        part.write_text(json.dumps(content), encoding="utf-8")
        os.replace(part, path)

    @classmethod
    def load(cls, path):
        try:
            content = json.loads(Path(path).read_text(encoding="utf-8"))
            if (content["format"], content["version"]) != ("tinytorch-bpe", 1):
                raise ValueError("another format or version")
            return cls(content["merges"], content["special_tokens"])
        except (ValueError, KeyError, TypeError) as problem:
            raise ValueError(f"{path} is not a tokenizer that `save` has written: {problem}") from problem


class Remembered(dict):
    """What `function` gives for each key, asked once; everything is forgotten when it becomes too much."""

    def __init__(self, function, most=100_000):
        super().__init__()
        self.function, self.most = function, most

    def __missing__(self, key):
        if len(self) >= self.most:
            self.clear()
        self[key] = value = self.function(key)
        return value

# %%
tokenizer = BPETokenizer(special_tokens=["<|end|>"]).train(library, vocab_size=1024)
ids = tokenizer.encode("    def __init__(self, parser, namespace=None): pass")
print([tokenizer.decode([number]) for number in ids])
print("a word that it has never seen:", [tokenizer.decode([number]) for number in tokenizer.encode("unbelievable")])

# %%
strange = "tabs\tand \N{GRINNING FACE} \u4f60\u597d\r\n  <|end|>"
print(tokenizer.decode(tokenizer.encode(strange)) == strange, tokenizer.encode("<|end|>", allow_special=True))

# %%
path = Path(tempfile.mkdtemp(), "tokenizer.json")
tokenizer.save(path)
print(BPETokenizer.load(path).encode(library) == tokenizer.encode(library), f"{path.stat().st_size:,} bytes")

# %% [markdown]
# How large should the vocabulary be? Larger tokens make texts shorter. But a model has two tables with a row of numbers
# for each token of the vocabulary, one for reading it and one for writing it, and a row is trained only when its token
# occurs. Guess the shape of the curve first.

# %%
merges = BPETokenizer().train(library, 2048).merges
for size in (256, 512, 1024, 2048):
    smaller = BPETokenizer(merges[:size - 256])          # the first merges are the same, however many follow
    ids = smaller.encode(library)
    times = Counter(ids)
    rare = sum(times[number] < 5 for number in range(smaller.vocab_size))            # those that never occur, too
    print(f"vocabulary {smaller.vocab_size:>5,}: {len(ids):>7,} tokens, {len(library) / len(ids):.2f} characters in each,"
          f" {rare:>5,} tokens occur less than five times")

# %% [markdown]
# ## The same elsewhere
#
# PyTorch has no tokenizer. The libraries that models use are Hugging Face's `tokenizers` and OpenAI's `tiktoken`. The
# first, trained on the paper's words:
#
# ```python
# from tokenizers import Tokenizer, models, pre_tokenizers, trainers
#
# tokenizer = Tokenizer(models.BPE())
# tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
# words = ["low"] * 5 + ["lower"] * 2 + ["newest"] * 6 + ["widest"] * 3
# tokenizer.train_from_iterator(words, trainers.BpeTrainer(vocab_size=16, show_progress=False))
# print(tokenizer.encode("lowest newer").tokens)
# ```
#
# ```text
# ['low', 'est', 'new', 'e', 'r']
# ```
#
# The method is the same; ties may be decided in another way. Both libraries are written in Rust and use all cores; the
# ideas of sections 5 and 6 are theirs, too. Deliberate differences: our words are
# `\w+`, where GPT-2's pattern keeps letters and digits apart and knows the English 's and 'll; and special tokens in a
# text are text, where `tiktoken` raises an error and `tokenizers` always cuts them out.

# %% [markdown] question="q1" points=10
# **How large a vocabulary?** From your table: how many tokens does the text take with 512 and with 2,048 entries? A
# small model has two tables, with a row of 128 numbers for each token of the vocabulary. It reads 32 pieces of 256 tokens
# at once, and at each place it computes a number for every token of the vocabulary: how well it would fit as the next one,
# its score. A number takes 4 bytes. Compute for both vocabularies: the bytes of the two tables, the bytes of all these
# scores, and the characters in one piece of 256 tokens. Which would you take for this text, and which number in the
# last column of your table speaks against the larger one?

# %% [markdown] question="q2" points=10
# **What made it fast?** Say for your `learn_merges`, and for `Corpus.learn` with your three functions, how the work of
# one merge depends on the number of different words, of different pairs, and of words that contain the pair. Which
# measurement of yours shows it? Why is an entry of the heap that is out of date never too far behind, and what would go
# wrong in `next_best` if counts could also rise? What would you do if the words of your text hardly ever repeated, as in
# Chinese without spaces, or in DNA?

# %% [markdown] question="q3" points=10
# **Text that comes back.** Follow the string `"a\ud83d b"`, then `"  \t x<|end|>"`, through `encode` and `decode`, function
# by function. Which promise does each of your functions keep, so that decoding gives back every text? A colleague
# proposes three savings: lower-case everything, `text.split()` instead of `split_words`, and one token `<unknown>` for
# rare bytes. Name for each a use in which it hurts, and what a user could do if `encode` always cut out special tokens.

# %% [markdown]
# ## What comes next
#
# `tito module complete 10` puts both tokenizers into your package. A text is now a list of numbers, but 517 is not "more"
# than 516: they are names. Module 11 gives each of them a place in a space in which nearness means something.
