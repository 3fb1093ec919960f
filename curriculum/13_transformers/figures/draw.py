"""Draws the figure of module 13: `python draw.py` writes block.svg beside this file."""

from __future__ import annotations

from pathlib import Path

INK, SOFT, BLUE, PAPER = "#1b1f24", "#57606a", "#cfe3ff", "#ffffff"
ROAD = 150  # the height at which the residual stream runs
PARTS = [("norm", 90), ("attention", 180), ("norm", 370), ("feed-forward", 460)]


def text(x: int, y: int, words: str, color: str = INK) -> str:
    return f'<text x="{x}" y="{y}" fill="{color}" text-anchor="middle">{words}</text>'


def line(*points: tuple[int, int], width: int = 1) -> str:
    path = " L ".join(f"{x} {y}" for x, y in points)
    return f'<path d="M {path}" stroke="{SOFT}" stroke-width="{width}" fill="none"/>'


def block() -> str:
    """The residual stream from left to right, and two parts that read from it and add to it."""
    drawn = [line((20, ROAD), (640, ROAD), width=5), text(330, ROAD + 30, "residual stream", SOFT)]
    for words, x in PARTS:
        width = 70 if words == "norm" else 110
        fill = PAPER if words == "norm" else BLUE
        drawn.append(f'<rect x="{x}" y="50" width="{width}" height="34" fill="{fill}" stroke="{SOFT}"/>')
        drawn.append(text(x + width // 2, 72, words))
    for start in (60, 340):
        drawn += [line((start, ROAD), (start, 67), (start + 30, 67)), line((start + 100, 67), (start + 120, 67))]
        drawn += [line((start + 230, 67), (start + 255, 67), (start + 255, ROAD - 10))]
        drawn.append(f'<circle cx="{start + 255}" cy="{ROAD}" r="11" fill="{PAPER}" stroke="{SOFT}"/>')
        drawn.append(text(start + 255, ROAD + 5, "+"))
    drawn += [text(235, 30, "between places", SOFT), text(515, 30, "each place by itself", SOFT)]
    size = 'width="660" height="195" role="img" font-family="sans-serif" font-size="13"'
    title = "<title>A transformer block beside its residual stream</title>"
    paper = f'<rect width="660" height="195" fill="{PAPER}"/>'
    return "\n".join([f'<svg xmlns="http://www.w3.org/2000/svg" {size}>', title, paper, *drawn, "</svg>"]) + "\n"


if __name__ == "__main__":
    Path(__file__).with_name("block.svg").write_text(block(), encoding="utf-8")
