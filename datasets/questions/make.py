"""Makes questions.tsv: questions and answers from templates and small tables of facts, written for the course.

    python make.py

One line for each pair: train or test, a tab, the question, a tab, the answer. The same seed gives the same bytes.
"""

import hashlib
import itertools
import random
from collections.abc import Iterator
from pathlib import Path

SEED, HELD_OUT = 2017, 80
# fmt: off
NUMBERS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]
DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
MONTHS = [
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
]
# fmt: on
CAPITALS = {
    "France": "Paris",
    "Italy": "Rome",
    "Spain": "Madrid",
    "Portugal": "Lisbon",
    "Germany": "Berlin",
    "Austria": "Vienna",
    "Poland": "Warsaw",
    "Greece": "Athens",
    "Norway": "Oslo",
    "Sweden": "Stockholm",
    "Japan": "Tokyo",
    "Kenya": "Nairobi",
    "Egypt": "Cairo",
    "Peru": "Lima",
    "Cuba": "Havana",
    "Ireland": "Dublin",
}
COLOURS = {
    "snow": "white",
    "coal": "black",
    "grass": "green",
    "a lemon": "yellow",
    "a ripe tomato": "red",
    "the sky at noon": "blue",
    "chocolate": "brown",
    "a carrot": "orange",
    "milk": "white",
    "a raven": "black",
    "an emerald": "green",
    "blood": "red",
}
LEGS = {"a cat": 4, "a bird": 2, "a spider": 8, "an ant": 6, "a horse": 4, "a fish": 0, "a bee": 6, "a snake": 0}
SOUNDS = {
    "a dog": "barks",
    "a cat": "meows",
    "a cow": "moos",
    "a lion": "roars",
    "a duck": "quacks",
    "a frog": "croaks",
}
OPPOSITES = "hot cold, big small, fast slow, day night, up down, open closed, wet dry, full empty, old new, hard soft"


def sums() -> Iterator[tuple[str, str]]:
    for a in range(11):
        for b in range(11):
            yield f"What is {a} plus {b}?", f"{a + b}"
            if a >= b:
                yield f"What is {a} minus {b}?", f"{a - b}"


def facts() -> Iterator[tuple[str, str]]:
    for country, capital in CAPITALS.items():
        yield f"What is the capital of {country}?", capital
        yield f"{capital} is the capital of which country?", country
    for thing, colour in COLOURS.items():
        yield f"What colour is {thing}?", colour
        yield f"Is {thing} {colour}?", "yes"
        yield f"Is {thing} purple?", "no"
    for animal, legs in LEGS.items():
        yield f"How many legs does {animal} have?", NUMBERS[legs]
    for animal, sound in SOUNDS.items():
        yield f"What does {animal} do when it makes a noise?", f"it {sound}"
        yield f"Which animal {sound}?", animal
    for pair in OPPOSITES.split(", "):
        left, right = pair.split()
        yield f"What is the opposite of {left}?", right
        yield f"What is the opposite of {right}?", left


def orders() -> Iterator[tuple[str, str]]:
    for names in (DAYS, MONTHS):
        for place, name in enumerate(names):
            yield f"What comes after {name}?", names[(place + 1) % len(names)]
            yield f"What comes before {name}?", names[place - 1]
    for place, name in enumerate(MONTHS):
        yield f"What is the number of the month {name}?", f"{place + 1}"
    for value, name in enumerate(NUMBERS):
        yield f"Write {value} as a word.", name
        yield f"Write {name} as a number.", f"{value}"
    for first, second in itertools.pairwise(NUMBERS):
        yield f"Which is larger, {first} or {second}?", second
        yield f"Which is larger, {second} or {first}?", second


def main(out: Path) -> None:
    rng = random.Random(SEED)
    pairs = [*sums(), *facts(), *orders()]
    rng.shuffle(pairs)
    parts = ["test"] * HELD_OUT + ["train"] * (len(pairs) - HELD_OUT)
    data = "".join("\t".join([part, *pair]) + "\n" for part, pair in zip(parts, pairs, strict=True)).encode()
    out.write_bytes(data)
    print(f"{len(pairs) - HELD_OUT} + {HELD_OUT} pairs, {len(data):,} bytes, sha256 {hashlib.sha256(data).hexdigest()}")


if __name__ == "__main__":
    main(Path(__file__).with_name("questions.tsv"))
