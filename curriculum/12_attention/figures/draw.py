"""Draws the figures of module 12: `python draw.py` writes lookup.svg and heads.svg beside this file."""

from __future__ import annotations

from pathlib import Path

INK, SOFT, BLUE, SAND, PAPER = "#1b1f24", "#57606a", "#cfe3ff", "#ffe7c2", "#ffffff"
KEYS = [("0.2", "0.055", "10"), ("3.0", "0.908", "20"), ("-0.2", "0.037", "30")]  # score, weight, value
SIDE = 30


def text(x: int, y: int, words: str, color: str = INK, anchor: str = "middle") -> str:
    return f'<text x="{x}" y="{y}" fill="{color}" text-anchor="{anchor}">{words}</text>'


def box(x: int, y: int, words: str, fill: str = PAPER, width: int = 84) -> str:
    frame = f'<rect x="{x}" y="{y}" width="{width}" height="30" fill="{fill}" stroke="{SOFT}"/>'
    return frame + text(x + width // 2, y + 20, words)


def line(x1: int, y1: int, x2: int, y2: int, width: float = 1.0) -> str:
    return f'<path d="M {x1} {y1} L {x2} {y2}" stroke="{SOFT}" stroke-width="{width:.3g}" fill="none"/>'


def page(width: int, height: int, title: str, drawn: list[str]) -> str:
    size = f'width="{width}" height="{height}" role="img" font-family="sans-serif" font-size="13"'
    paper = f'<rect width="{width}" height="{height}" fill="{PAPER}"/>'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" {size}>'
    return "\n".join([head, f"<title>{title}</title>", paper, *drawn, "</svg>"]) + "\n"


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
    drawn.append(box(570, 85, "19.818", BLUE))
    heads = ((270, "score"), (350, "weight"), (612, "mixture"))
    drawn += [text(x, 14, words, SOFT) for x, words in heads]
    drawn.append(text(310, 205, "softmax turns scores into weights that add up to 1", SOFT))
    return page(670, 215, "A query, keys, scores, weights and a mixture of values", drawn)


def numbers(left: int, top: int, place: int, head: int) -> list[str]:
    """The two numbers that a head gets from a place, side by side."""
    first, fill = 4 * place + 2 * head + 1, (BLUE, SAND)[head]
    return [box(left + SIDE * n, top, str(first + n), fill, SIDE) for n in range(2)]


def arrows(left: int, right: int, forth: str, back: str) -> list[str]:
    middle = (left + right) // 2
    there = [line(left, 86, right, 86), line(right - 8, 81, right, 86), line(right - 8, 91, right, 86)]
    here = [line(left, 146, right, 146), line(left + 8, 141, left, 146), line(left + 8, 151, left, 146)]
    return [*there, *here, text(middle, 76, forth, SOFT), text(middle, 166, back, SOFT)]


def heads() -> str:
    """Three vectors of four numbers cut into two heads, and put together again."""
    drawn = [text(100, 20, "x (T, D) = (3, 4)", SOFT), text(363, 20, "(T, h, d) = (3, 2, 2)", SOFT)]
    drawn.append(text(640, 20, "(h, T, d) = (2, 3, 2)", SOFT))
    for place in range(3):
        y = 68 + 32 * place
        drawn.append(text(32, y + 20, f"t = {place}", SOFT))
        for head in range(2):
            drawn += numbers(60 + 60 * head, y, place, head)
            drawn += numbers(290 + 76 * head, y, place, head)
            drawn += numbers(600, 36 + 32 * place + 112 * head, place, head)
    drawn += arrows(192, 278, "reshape", "reshape") + arrows(440, 580, "transpose(1, 2)", "transpose(1, 2)")
    drawn += [text(672, 88 + 112 * head, f"head {head}", SOFT, "start") for head in range(2)]
    drawn.append(
        text(300, 240, "split_heads goes to the right, merge_heads back to the left; the batch is left out", SOFT)
    )
    return page(730, 260, "Vectors cut into heads, with the axes of each step", drawn)


if __name__ == "__main__":
    for name, draw in (("lookup", lookup), ("heads", heads)):
        Path(__file__).with_name(f"{name}.svg").write_text(draw(), encoding="utf-8")
