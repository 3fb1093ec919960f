"""Draws this module's figure: `python draw.py` writes surprise.svg beside itself."""

import math
from pathlib import Path

INK, LINE, PAPER, FIRST, SECOND = "#1b1f24", "#8c959f", "#ffffff", "#0a58ca", "#b35900"
LEFT, BOTTOM, WIDE, HIGH = 50, 190, 360, 34  # the origin, the pixels of probability 1 and of a loss of 1


def place(p, loss):
    return f"{LEFT + WIDE * p:.1f} {BOTTOM - HIGH * loss:.1f}"


def line(function, start, color, dash=""):
    steps = [start + (1 - start) * n / 120 for n in range(121)]
    points = " L ".join(place(p, function(p)) for p in steps)
    return f'<path d="M {points}" fill="none" stroke="{color}" stroke-width="2"{dash}/>'


def label(p, loss, text, color=INK, anchor="start"):
    x, y = place(p, loss).split()
    return f'<text x="{x}" y="{y}" font-size="13" fill="{color}" text-anchor="{anchor}">{text}</text>'


def surprise():
    width, height = LEFT + WIDE + 40, BOTTOM + 40
    axes = f'<path d="M {place(0, 5)} L {place(0, 0)} L {place(1, 0)}" fill="none" stroke="{LINE}"/>'
    marks = [label(-0.02, n - 0.12, n, anchor="end") for n in range(6)] + [label(p, -0.5, p, anchor="middle") for p in (0, 0.5, 1)]
    names = [label(0.16, 2.2, "surprise, −log p", FIRST), label(0.02, 0.22, "squared error, (1 − p)²", SECOND)]
    words = label(0.5, -1.0, "p, the probability that was given to the right class", anchor="middle")
    curves = [line(lambda p: -math.log(p), math.exp(-5), FIRST), line(lambda p: (1 - p) ** 2, 0, SECOND, ' stroke-dasharray="6 3"')]
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
    head += f' role="img" font-family="sans-serif" fill="{INK}"><title>Surprise and squared error for the probability of the right class</title>'
    return "\n".join([head, f'<rect width="{width}" height="{height}" fill="{PAPER}"/>', axes, *marks, *curves, *names, words, "</svg>", ""])


if __name__ == "__main__":
    Path(__file__).with_name("surprise.svg").write_text(surprise(), encoding="utf-8")
