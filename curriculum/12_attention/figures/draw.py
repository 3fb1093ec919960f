"""Draws the figure of module 12: `python draw.py` writes lookup.svg beside this file."""

from __future__ import annotations

from pathlib import Path

INK, SOFT, BLUE, PAPER = "#1b1f24", "#57606a", "#cfe3ff", "#ffffff"
KEYS = [("0.2", "0.05", "10"), ("3.0", "0.91", "20"), ("-0.2", "0.04", "30")]  # score, weight, value


def text(x: int, y: int, words: str, color: str = INK, anchor: str = "middle") -> str:
    return f'<text x="{x}" y="{y}" fill="{color}" text-anchor="{anchor}">{words}</text>'


def box(x: int, y: int, words: str, fill: str = PAPER) -> str:
    return f'<rect x="{x}" y="{y}" width="84" height="30" fill="{fill}" stroke="{SOFT}"/>' + text(x + 42, y + 20, words)


def line(x1: int, y1: int, x2: int, y2: int, width: float = 1.0) -> str:
    return f'<path d="M {x1} {y1} L {x2} {y2}" stroke="{SOFT}" stroke-width="{width}" fill="none"/>'


def lookup() -> str:
    """A query, three keys with scores, weights, values and their mixture, from left to right."""
    drawn = [box(10, 85, "query", BLUE)]
    for row, (score, weight, value) in enumerate(KEYS):
        y, name = 25 + 60 * row, f"key {row + 1}"
        thickness = 1 + 6 * float(weight)
        drawn += [line(94, 100, 150, y + 15), box(150, y, name)]
        drawn += [text(270, y + 20, score), text(350, y + 20, weight)]
        drawn += [line(380, y + 15, 430, y + 15, thickness), box(430, y, f"value {value}")]
        drawn.append(line(514, y + 15, 570, 100, thickness))
    drawn.append(box(570, 85, "19.8", BLUE))
    heads = ((270, "score"), (350, "weight"), (612, "mixture"))
    drawn += [text(x, 14, words, SOFT) for x, words in heads]
    drawn.append(text(310, 205, "softmax turns scores into weights that add up to 1", SOFT))
    size = 'width="670" height="215" role="img" font-family="sans-serif" font-size="13"'
    title = "<title>A query, keys, scores, weights and a mixture of values</title>"
    paper = f'<rect width="670" height="215" fill="{PAPER}"/>'
    return "\n".join([f'<svg xmlns="http://www.w3.org/2000/svg" {size}>', title, paper, *drawn, "</svg>"]) + "\n"


if __name__ == "__main__":
    Path(__file__).with_name("lookup.svg").write_text(lookup(), encoding="utf-8")
