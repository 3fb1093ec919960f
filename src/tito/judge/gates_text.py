"""The gates of 2017: attention reverses sequences, and a small GPT writes. Both models are run again here, in NumPy."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from tito.judge.gating import Answers, Task, Unfit, array_of, at_least, cross_entropy, same, same_loss, share_of
from tito.results import Finding

DIGITS = 10
HELD_OUT = 0.1  # of the text, its end
CONTEXT = 64
BETTER = 0.3  # nats for each letter, than a table of which letter follows which
WORD = re.compile(r"[a-z']+")
FEWEST_WORDS = 50
TIE = 1e-3  # a letter whose score is this close to the best may be taken for the best: float32 against float64
EPS = 1e-5  # of the layer norm


def reversal(rng: np.random.Generator, _: Path) -> Task:
    """Sequences of digits, to be reversed by a network whose places meet in attention alone."""
    sequences, unseen = rng.integers(0, DIGITS, (3000, 10)), rng.integers(0, DIGITS, (500, 10))

    def judge(answers: Answers) -> tuple[Finding, ...]:
        scores = array_of(answers, "scores", (len(unseen), DIGITS, unseen.shape[1]))
        right = (scores.argmax(axis=1) == unseen[:, ::-1]).all(axis=1)
        return (
            at_least("held-out sequences reversed, digit by digit", share_of(right), 0.99),
            same("scores, from the same weights in NumPy", scores, _reverser(_state(answers), unseen)),
            same_loss(answers, _reversal_loss(_reverser(_state(answers), sequences), sequences)),
        )

    return Task({"sequences": sequences, "unseen": unseen}, judge)


def tinygpt(rng: np.random.Generator, datasets: Path) -> Task:
    """A text, letter by letter: what follows where it has not been read, that nothing leaks, and what is written."""
    text = (datasets / "shakespeare" / "shakespeare.txt").read_text(encoding="utf-8")
    known, held_out = text[: int(len(text) * (1 - HELD_OUT))], text[int(len(text) * (1 - HELD_OUT)) :]
    strings = _strings(rng, held_out, known, 100)
    place, prompts = int(rng.integers(20, 50)), [string[:8] for string in strings[-2:]]
    changed = [string[:place] + _noise(rng, known, len(string) - place) for string in strings[:4]]

    def judge(answers: Answers) -> tuple[Finding, ...]:
        letters = _letters(answers, known)
        groups = (strings, strings[:4], changed)
        scores = [_scores(answers, number, group, letters) for number, group in enumerate(groups)]
        gpt, heads = _state(answers), _heads(answers)
        loss, table = cross_entropy(scores[0], _following(strings, letters)), _bigram(known, strings, letters)
        ids = np.array([[letters[letter] for letter in string[:-1]] for string in strings[:4]])
        return (
            _below("loss on held-out text, in nats for each letter", loss, table - BETTER),
            same("scores, from the same weights in NumPy", scores[1], _gpt(gpt, ids, heads).reshape(scores[1].shape)),
            same("and the loss, from the same scores in NumPy", _number(answers, "loss"), loss),
            _all_read(_number(answers, "read"), known),
            _untouched(scores[1], scores[2], place),
            _words(_texts(answers, "drawn", prompts), known),
            _best(_texts(answers, "greedy", prompts), gpt, heads, letters),
        )

    return Task({"text": known, "asked": [strings, strings[:4], changed], "prompts": prompts}, judge)


def _strings(rng: np.random.Generator, text: str, known: str, count: int) -> list[str]:
    """Stretches of the text, each one letter longer than the context, made of letters that are known."""
    letters = set(known)
    found: list[str] = []
    while len(found) < count:
        start = int(rng.integers(0, len(text) - CONTEXT))
        string = text[start : start + CONTEXT + 1]
        if set(string) <= letters:
            found.append(string)
    return found


def _noise(rng: np.random.Generator, known: str, length: int) -> str:
    return "".join(known[place] for place in rng.integers(0, len(known), length))


def _letters(answers: Answers, known: str) -> dict[str, int]:
    """The number of each letter, as the program's tokenizer has given them."""
    found = answers.get("characters")
    if not isinstance(found, str) or sorted(found) != sorted(set(known)):
        raise Unfit("characters handed in", "others, or none", f"the {len(set(known))} of the text, each once")
    return {letter: number for number, letter in enumerate(found)}


def _scores(answers: Answers, number: int, strings: list[str], letters: Mapping[str, int]) -> Any:
    """A row of scores for each letter but the last of each string: (N · T, V)."""
    found = answers.get("scores")
    if not isinstance(found, list) or len(found) != 3:
        raise Unfit("scores handed in", "none, or not three arrays", "an array for each list of strings")
    shape = (len(strings), len(strings[0]) - 1, len(letters))
    return array_of({f"scores of list {number + 1}": found[number]}, f"scores of list {number + 1}", shape).reshape(
        -1, len(letters)
    )


def _following(strings: list[str], letters: Mapping[str, int]) -> Any:
    return np.array([letters[letter] for string in strings for letter in string[1:]])


def _bigram(known: str, strings: list[str], letters: Mapping[str, int]) -> float:
    """The loss on the strings of a table of which letter follows which, counted in the same text, plus one."""
    size = len(letters)
    ids = np.array([letters[letter] for letter in known])
    counts = np.bincount(ids[:-1] * size + ids[1:], minlength=size * size).reshape(size, size) + 1.0
    chances = np.log(counts / counts.sum(axis=1, keepdims=True))
    before = np.array([letters[letter] for string in strings for letter in string[:-1]])
    return float(-chances[before, _following(strings, letters)].mean())


def _all_read(read: float, known: str) -> Finding:
    whole = len(known) // (CONTEXT + 1) * CONTEXT
    return Finding("letters guessed in an epoch", f"{read:g}", f"{whole}", passed=read == whole)


def _untouched(before: Any, after: Any, place: int) -> Finding:
    """Scores before the place where strings were changed: equal to the last bit; at the place itself: not."""
    before, after = (scores.reshape(4, CONTEXT, -1) for scores in (before, after))
    leaks = int((before[:, :place] != after[:, :place]).any(axis=(0, 2)).sum())
    deaf = int((before[:, place:] == after[:, place:]).all(axis=(0, 2)).sum())
    what = f"places before letter {place} that change when it does, and places from it on that do not"
    return Finding(what, f"{leaks} and {deaf}", "0 and 0", passed=leaks == deaf == 0)


def _words(texts: list[str], known: str) -> Finding:
    """Whole words in what was drawn: the first and the last of a text may be parts of words."""
    vocabulary = set(WORD.findall(known.lower()))
    found = [word for text in texts for word in WORD.findall(text.lower())[1:-1]]
    if len(found) < FEWEST_WORDS:
        return Finding("words drawn", str(len(found)), f"at least {FEWEST_WORDS}", passed=False)
    return at_least("drawn words that occur in the text", share_of([word in vocabulary for word in found]), 0.7)


def _best(texts: list[str], gpt: Mapping[str, Any], heads: int, letters: Mapping[str, int]) -> Finding:
    """Whether each letter of a greedy text is the best, as far as the text fits into the context."""
    ids = np.array([[letters[letter] for letter in text[: CONTEXT + 1]] for text in texts])
    scores = _gpt(gpt, ids[:, :-1], heads)
    chosen = np.take_along_axis(scores, ids[:, 1:, None], axis=2)[..., 0]
    missed = int((chosen < scores.max(axis=2) - TIE)[:, 7:].sum())  # the prompts are eight letters long
    return Finding("letters of the greedy texts that are not the best", str(missed), "0", passed=missed == 0)


def _texts(answers: Answers, name: str, prompts: list[str]) -> list[str]:
    """Texts that continue the prompts, beyond the context; what they are made of is looked at elsewhere."""
    found = answers.get(name)
    texts = found if isinstance(found, list) and len(found) == len(prompts) else []
    good = [isinstance(text, str) and text.startswith(prompt) for text, prompt in zip(texts, prompts, strict=False)]
    if not good or not all(good) or any(len(text) <= CONTEXT for text in texts):
        raise Unfit(f"texts {name}", "none, or others", f"each prompt continued, more than {CONTEXT} letters in all")
    return list(texts)


def _state(answers: Answers) -> Mapping[str, Any]:
    state = answers.get("network")
    if not isinstance(state, dict) or not state:
        raise Unfit("network handed in", "none", "a state_dict() with its parameters")
    return {str(name): array_of(state, name, np.shape(array)) for name, array in state.items()}


def _number(answers: Answers, name: str) -> float:
    found = answers.get(name)
    if type(found) not in (int, float):
        raise Unfit(f"{name} handed in", type(found).__name__, "a number")
    return float(found)  # type: ignore[arg-type]


def _heads(answers: Answers) -> int:
    heads = answers.get("heads")
    if type(heads) is not int or heads < 1:
        raise Unfit("number of heads handed in", str(heads), "a whole number")
    return heads


def _part(state: Mapping[str, Any], name: str) -> Any:
    if name not in state:
        raise Unfit("parameters of the network", f"no {name}", f"those of the model, {name} among them")
    return state[name]


def _linear(x: Any, state: Mapping[str, Any], name: str) -> Any:
    return x @ _part(state, f"{name}.weight").T + _part(state, f"{name}.bias")


def _reverser(state: Mapping[str, Any], digits: Any) -> Any:
    """The network of the first program: (N, T) -> (N, digits, T)."""
    x = _part(state, "words.weight")[digits]
    x = x + _waves(*x.shape[1:])
    return _linear(_attended(x, state, "attention", heads=1), state, "answer").swapaxes(1, 2)


def _reversal_loss(scores: Any, sequences: Any) -> float:
    return cross_entropy(scores.swapaxes(1, 2).reshape(-1, DIGITS), sequences[:, ::-1].reshape(-1))


def _waves(length: int, width: int) -> Any:
    """Vaswani's table of places, by its formula."""
    angles = np.arange(length)[:, None] / 10000 ** (np.arange(width) // 2 * 2 / width)
    return np.where(np.arange(width) % 2 == 0, np.sin(angles), np.cos(angles))


def _attended(x: Any, state: Mapping[str, Any], name: str, heads: int, hidden: Any = 0.0) -> Any:
    """Attention of vectors (N, T, D) to each other; `hidden` is added to the scores (T, T)."""
    count, length, width = x.shape
    packed = x @ _part(state, f"{name}.in_proj_weight").T + _part(state, f"{name}.in_proj_bias")
    q, k, v = packed.reshape(count, length, 3, heads, width // heads).transpose(2, 0, 3, 1, 4)
    scores = q @ k.swapaxes(-1, -2) / np.sqrt(width // heads) + hidden
    chances = np.exp(scores - scores.max(axis=-1, keepdims=True))
    mixed = chances / chances.sum(axis=-1, keepdims=True) @ v
    return _linear(mixed.transpose(0, 2, 1, 3).reshape(x.shape), state, f"{name}.out_proj")


def _gpt(state: Mapping[str, Any], ids: Any, heads: int) -> Any:
    """Scores of a decoder with its norms before its layers: (N, T) -> (N, T, V)."""
    words, places = _part(state, "words.weight"), _part(state, "places.weight")
    x = words[ids] + places[: ids.shape[1]]
    hidden = np.where(np.tri(ids.shape[1], dtype=bool), 0.0, -np.inf)
    block = 0
    while f"blocks.{block}.norm1.weight" in state:
        name = f"blocks.{block}"
        x = x + _attended(_normed(x, state, f"{name}.norm1"), state, f"{name}.attention", heads, hidden)
        inside = _linear(_normed(x, state, f"{name}.norm2"), state, f"{name}.feed_forward.expand")
        x = x + _linear(_gelu(inside), state, f"{name}.feed_forward.contract")
        block += 1
    return _normed(x, state, "norm") @ words.T


def _normed(x: Any, state: Mapping[str, Any], name: str) -> Any:
    x = x - x.mean(axis=-1, keepdims=True)
    x = x / np.sqrt((x * x).mean(axis=-1, keepdims=True) + EPS)
    return x * _part(state, f"{name}.weight") + _part(state, f"{name}.bias")


def _gelu(x: Any) -> Any:
    return 0.5 * x * (1 + np.tanh(np.sqrt(2 / np.pi) * (x + 0.044715 * x**3)))


def _below(what: str, value: float, most: float) -> Finding:
    return Finding(what, f"{value:.3f}", f"at most {most:.3f}", passed=bool(value <= most))
