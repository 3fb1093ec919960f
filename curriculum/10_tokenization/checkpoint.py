"""Can this framework read and write?

Texts of every kind go through the student's tokenizers and come back. The merges are followed by a slow twin on a small
text, files are written and read, and what strangers write stays text.
"""

from tinytorch.checks import expect_equal, expect_raises, scenario, seeded

SIGNS = "aabbcc  \n\t.,_<|>19\N{LATIN SMALL LETTER E WITH ACUTE}\N{EURO SIGN}\N{GRINNING FACE}\u0301\u4f60\x00"
TEXT = "the cat sat on the mat, the rat sat on the cat.\n  that is that;  the end\n" * 3


@scenario
def trained(text, size, special, texts):
    """Merges, and for each text its numbers and what comes back; the same from a file; the size of the vocabulary."""
    import os
    import tempfile

    from tinytorch.core.tokenization import BPETokenizer, CharTokenizer

    tokenizer = BPETokenizer(special_tokens=special).train(text, size)
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "tokenizer.json")
        tokenizer.save(path)
        files, again = os.listdir(folder), BPETokenizer.load(path)
    if files != ["tokenizer.json"]:
        raise RuntimeError(f"the folder holds {files}")
    ids = [list(tokenizer.encode(text)) for text in texts]
    back = [tokenizer.decode(numbers) for numbers in ids]
    by_characters = [CharTokenizer(text).decode(CharTokenizer(text).encode(text)) for text in texts]
    loaded = [list(again.encode(text)) for text in texts]
    return [list(pair) for pair in tokenizer.merges], ids, back, by_characters, loaded, tokenizer.vocab_size


@scenario
def specials(text):
    from tinytorch.core.tokenization import BPETokenizer

    tokenizer = BPETokenizer(special_tokens=["<|end|>", "<|user|>"]).train(text, 300)
    size, stranger = tokenizer.vocab_size, "a<|end|>b"
    plain, allowed = tokenizer.encode(stranger), tokenizer.encode(stranger, allow_special=True)
    return max(plain) < size - 2, allowed[1] == size - 2, tokenizer.decode(plain), tokenizer.decode(allowed)


@scenario
def a_lone_surrogate():
    from tinytorch.core.tokenization import BPETokenizer

    BPETokenizer().encode("cut here: \ud83d")


@scenario
def an_unknown_token():
    from tinytorch.core.tokenization import BPETokenizer

    BPETokenizer().decode([256])


def merges_by_hand(words, count):
    """Byte-pair encoding of words (byte strings and how often) as the paper has it, on lists of byte strings."""
    state, names, merges = {word: [bytes([n]) for n in word] for word in words}, {}, []
    for single in range(256):
        names[bytes([single])] = single
    for number in range(256, 256 + count):
        scores = {}
        for word, parts in state.items():
            for pair in zip(parts, parts[1:]):
                scores[pair] = scores.get(pair, 0) + words[word]
        best = max(scores, key=scores.get)
        merges.append([names[best[0]], names[best[1]]])
        names[b"".join(best)] = number
        for word, parts in state.items():
            place = 0
            while place < len(parts) - 1:
                if (parts[place], parts[place + 1]) == best:
                    parts[place:place + 2] = [b"".join(best)]
                place += 1
    return merges


def check_reading(rng):
    texts = ["", " ", TEXT, "to be\r\nor not", "<|end|>", *("".join(rng.choice(list(SIGNS), size=30)) for _ in range(20))]
    merges, ids, back, by_characters, loaded, size = trained(TEXT, 256 + 20 + 1, ["<|end|>"], texts)
    expect_equal(back, texts, call="decode(encode(text)) for 25 texts", why="every text comes back, sign by sign")
    expect_equal(by_characters, texts, call="the same by CharTokenizer")
    expect_equal(loaded, ids, call="numbers after save and load")
    expect_equal((size, len(merges)), (277, 20), call="vocab_size, number of merges")
    found = trained(TEXT, 256, [], [""])[0]
    expect_equal(found, [], call="merges of a vocabulary of 256")
    found = trained("the cat sat.the cat sat. rat", 256 + 8, [], [""])[0]
    small = {b"the": 2, b" cat": 2, b" sat": 2, b".": 2, b" rat": 1}
    expected = merges_by_hand(small, 8)
    expect_equal(found, expected, call='eight merges of "the cat sat.the cat sat. rat"',
                 why="counted by hand, ties to the pair that is met first")


check_reading(seeded("checkpoint-reading"))
expect_equal(specials(TEXT), (True, True, "a<|end|>b", "a<|end|>b"), call="a special token in a text, and allowed",
             why="a stranger's text is text; who allows it gets the token; both come back")
expect_raises(ValueError, a_lone_surrogate, match="surrogate", call=r'encode("cut here: \ud83d")',
              why="what has no bytes is refused, not changed")
expect_raises(ValueError, an_unknown_token, match="256", call="decode([256]) with 256 tokens")
