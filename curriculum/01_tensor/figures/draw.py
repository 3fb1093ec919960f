"""Draws this module's figures: `python draw.py` writes strides.svg and broadcasting.svg beside itself."""

from pathlib import Path

CELL = 40
INK, LINE, PAPER = "#1b1f24", "#57606a", "#ffffff"
ROWS = ("#cfe3ff", "#ffe0b3", "#d5f0d0")  # light enough for black digits; told apart without colour by their numbers


def cell(x, y, text, fill, *, repeated=False):
    """One number in its box; a repeated one is drawn dashed, because it takes no memory."""
    dash = ' stroke-dasharray="4 3"' if repeated else ""
    box = f'<rect x="{x}" y="{y}" width="{CELL}" height="{CELL}" fill="{fill}" stroke="{LINE}"{dash}/>'
    return box + label(x + CELL / 2, y + CELL / 2 + 5, text, anchor="middle")


def label(x, y, text, *, anchor="start", size=14):
    return f'<text x="{x}" y="{y}" text-anchor="{anchor}" font-size="{size}">{text}</text>'


def grid(x, y, values, fills, *, repeated=lambda i, j: False):
    """A matrix: `values` is a list of rows, `fills[i][j]` the colour of each box."""
    return "".join(
        cell(x + j * CELL, y + i * CELL, value, fills[i][j], repeated=repeated(i, j))
        for i, row in enumerate(values)
        for j, value in enumerate(row)
    )


def arc(start, end, y, text):
    """A step along memory, drawn above it, from the middle of one box to the middle of another."""
    height = 14 + 4 * abs(end - start) / CELL
    middle = (start + end) / 2
    path = f'<path d="M {start} {y} Q {middle} {y - 2 * height} {end} {y}" fill="none" stroke="{INK}" marker-end="url(#tip)"/>'
    return path + label(middle, y - height - 6, text, anchor="middle", size=12)


def picture(width, height, title, *parts):
    tip = '<marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
    tip += f'<path d="M 0 0 L 8 4 L 0 8 z" fill="{INK}"/></marker>'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
    head += f' role="img" font-family="sans-serif" fill="{INK}"><title>{title}</title><defs>{tip}</defs>'
    return "\n".join([head, f'<rect width="{width}" height="{height}" fill="{PAPER}"/>', *parts, "</svg>", ""])


def strides():
    top, left = 60, 20
    colors = [ROWS[n // 3] for n in range(6)]
    memory = grid(left, top, [range(6)], [colors])
    middle = [left + CELL * (n + 0.5) for n in range(6)]
    steps = arc(middle[0], middle[3], top, "one row on: 3 numbers") + arc(middle[4], middle[5], top, "1")
    words = label(left + 6 * CELL + 14, top + 26, "the memory: one line")
    matrix = grid(left, 150, [range(3), range(3, 6)], [[ROWS[0]] * 3, [ROWS[1]] * 3])
    turned = grid(left + 240, 150, [(0, 3), (1, 4), (2, 5)], [[ROWS[0], ROWS[1]]] * 3)
    names = label(left, 138, "shape (2, 3), strides (3, 1)") + label(left + 240, 138, "shape (3, 2), strides (1, 3)")
    return picture(480, 290, "Six numbers in memory, read as a (2, 3) matrix and as its transpose", memory, steps, words, matrix, turned, names)


def broadcasting():
    top, column, row, result = 50, (0, 10, 20), (0, 1, 2, 3), 400
    shade = [[ROWS[i]] * 4 for i in range(3)]
    plain = [["#eef0f2"] * 4] * 3
    left = grid(20, top, [[c] * 4 for c in column], shade, repeated=lambda i, j: j > 0)
    right = grid(210, top, [row] * 3, plain, repeated=lambda i, j: i > 0)
    both = grid(result, top, [[c + r for r in row] for c in column], shade)
    signs = label(195, top + 66, "+", anchor="middle", size=18) + label(385, top + 66, "=", anchor="middle", size=18)
    names = label(20, 38, "(3, 1)") + label(210, 38, "(4,)") + label(result, 38, "(3, 4)")
    note = label(20, top + 3 * CELL + 28, "dashed: repeated, without taking memory. The result takes all of it.", size=13)
    return picture(580, 215, "A column of shape (3, 1) and a row of shape (4,) become (3, 4)", left, right, both, signs, names, note)


if __name__ == "__main__":
    for name, drawn in (("strides", strides()), ("broadcasting", broadcasting())):
        Path(__file__).with_name(f"{name}.svg").write_text(drawn, encoding="utf-8")
