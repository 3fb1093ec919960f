"""Draws the figures of module 11: `python draw.py` writes waves.svg and runs.svg beside this file."""

from __future__ import annotations

import math
from pathlib import Path

INK, SOFT, BLUE, PAPER = "#1b1f24", "#57606a", "#cfe3ff", "#ffffff"
PLACES, COLUMNS, WIDE, HIGH = 32, 16, 26, 13
SHADES = ["#2166ac", "#5a9bc8", "#a6cbe3", "#e3eef5", "#f7f7f7", "#fbe6d9", "#f6b795", "#dc6f58", "#b2182b"]
IDS, ROWS = [3, 1, 3, 0, 1], "abcde"


def text(x: int, y: int, words: str, *, color: str = INK, anchor: str = "middle") -> str:
    return f'<text x="{x}" y="{y}" fill="{color}" text-anchor="{anchor}">{words}</text>'


def box(x: int, y: int, words: str, fill: str = PAPER) -> str:
    return f'<rect x="{x}" y="{y}" width="44" height="24" fill="{fill}" stroke="{SOFT}"/>' + text(x + 22, y + 17, words)


def line(x1: int, y1: int, x2: int, y2: int, width: int = 1) -> str:
    return f'<path d="M {x1} {y1} L {x2} {y2}" stroke="{SOFT}" stroke-width="{width}" fill="none"/>'


def page(width: int, height: int, title: str, drawn: list[str]) -> str:
    size = f'width="{width}" height="{height}" role="img" font-family="sans-serif" font-size="13"'
    paper = f'<rect width="{width}" height="{height}" fill="{PAPER}"/>'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" {size}><title>{title}</title>'
    return "\n".join([head, paper, *drawn, "</svg>"]) + "\n"


def wave(place: int, column: int) -> float:
    angle = place / 10000 ** (column // 2 * 2 / COLUMNS)
    return math.cos(angle) if column % 2 else math.sin(angle)


def waves() -> str:
    """The table of places as a heat map: places downwards, columns to the right; one path for each shade."""
    cells: list[list[str]] = [[] for _ in SHADES]
    for place in range(PLACES):
        for column in range(COLUMNS):
            shade = round((wave(place, column) + 1) / 2 * (len(SHADES) - 1))
            cells[shade].append(f"M{70 + column * WIDE} {34 + place * HIGH}h{WIDE}v{HIGH}h-{WIDE}z")
    drawn = [f'<path d="{"".join(path)}" fill="{color}"/>' for path, color in zip(cells, SHADES, strict=True)]
    drawn += [text(62, 45 + n * HIGH, str(n), anchor="end") for n in range(0, PLACES, 5)]
    drawn += [text(83 + n * WIDE, 28, str(n)) for n in range(COLUMNS)]
    drawn += [text(278, 12, "column", color=SOFT), text(8, 45, "place", color=SOFT, anchor="start")]
    for n, (color, words) in enumerate(((SHADES[0], "-1"), (SHADES[4], "0"), (SHADES[-1], "1"))):
        y = 60 + 26 * n
        drawn.append(f'<rect x="504" y="{y}" width="18" height="18" fill="{color}" stroke="{SOFT}"/>')
        drawn.append(text(530, y + 14, words, anchor="start"))
    return page(560, 464, "Sine waves of 32 places in 16 columns: fast on the left, slow on the right", drawn)


def runs() -> str:
    """Ids with rows a to e, the same sorted, and the sums of the runs in a table of five rows."""
    order = sorted(range(5), key=lambda n: IDS[n])
    drawn = [text(x, 20, words, color=SOFT) for x, words in ((62, "id, row"), (282, "sorted by id"), (492, "table"))]
    for n in range(5):
        drawn += [box(18, 32 + 34 * n, str(IDS[n]), BLUE), box(62, 32 + 34 * n, ROWS[n])]
        drawn += [box(238, 32 + 34 * n, str(IDS[order[n]]), BLUE), box(282, 32 + 34 * n, ROWS[order[n]])]
        drawn.append(line(106, 44 + 34 * order[n], 238, 44 + 34 * n))
        sums = " + ".join(ROWS[place] for place in order if IDS[place] == n) or "0"
        drawn += [text(456, 49 + 34 * n, str(n), color=SOFT), box(470, 32 + 34 * n, sums)]
        first = next((place for place in range(5) if IDS[order[place]] == n), None)
        if first is not None:
            last = first + IDS.count(n) - 1
            drawn.append(line(336, 34 + 34 * first, 336, 54 + 34 * last, 3))
            drawn.append(line(338, 44 + 17 * (first + last), 444, 44 + 34 * n))
    return page(540, 212, "Rows sorted by their ids, and the sum of each run in the row of its id", drawn)


if __name__ == "__main__":
    for name, draw in (("waves", waves), ("runs", runs)):
        Path(__file__).with_name(f"{name}.svg").write_text(draw(), encoding="utf-8")
