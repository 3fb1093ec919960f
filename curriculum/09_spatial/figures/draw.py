"""Draws this module's figure: `python draw.py` writes places.svg beside itself."""

from pathlib import Path

INK, LINE, PAPER, PAD, KERNEL, RESULT = "#1b1f24", "#57606a", "#ffffff", "#e3e6ea", "#ffe0b3", "#d5f0d0"
SIDE, LENGTH, TAPS = 26, 8, 3
ROWS = [("plain", 0, 1, 1), ("padding 1", 1, 1, 1), ("stride 2", 0, 2, 1), ("dilation 2", 0, 1, 2)]


def label(x, y, text, *, anchor="start", size=14):
    return f'<text x="{x}" y="{y}" text-anchor="{anchor}" font-size="{size}">{text}</text>'


def square(x, y, fill, text=""):
    drawn = f'<rect x="{x}" y="{y}" width="{SIDE}" height="{SIDE}" fill="{fill}" stroke="{LINE}"/>'
    return drawn + (label(x + SIDE / 2, y + 18, text, anchor="middle", size=12) if text else "")


def row(top, name, padding, stride, dilation):
    """A line, the kernel in its first and last place, and the number of places."""
    left, count = 110, (LENGTH + 2 * padding - dilation * (TAPS - 1) - 1) // stride + 1
    cells = ["0"] * padding + list("abcdefgh") + ["0"] * padding
    first = left - padding * SIDE
    parts = [label(8, top + 18, name)]
    parts += [square(first + n * SIDE, top, PAD if text == "0" else PAPER, text) for n, text in enumerate(cells)]
    for place, shift in ((0, SIDE + 4), (count - 1, 2 * SIDE + 8)):
        begin = first + place * stride * SIDE
        parts += [square(begin + u * dilation * SIDE, top + shift, KERNEL, "uvw"[u]) for u in range(TAPS)]
    parts += [square(360 + n * SIDE, top, RESULT, str(n)) for n in range(count)]
    parts.append(label(360, top + 50, f"{count} places", size=13))
    return "".join(parts)


def places():
    head = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 580 430" width="580" height="430" role="img"'
    head += f' font-family="sans-serif" fill="{INK}"><title>In how many places a kernel of 3 fits on a line of 8</title>'
    parts = [f'<rect width="580" height="430" fill="{PAPER}"/>']
    parts += [row(14 + 104 * n, *settings) for n, settings in enumerate(ROWS)]
    return "\n".join([head, *parts, "</svg>", ""])


if __name__ == "__main__":
    Path(__file__).with_name("places.svg").write_text(places(), encoding="utf-8")
