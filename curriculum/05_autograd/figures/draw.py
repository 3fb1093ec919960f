"""Draws this module's figure: `python draw.py` writes order.svg beside itself."""

from pathlib import Path

INK, LINE, PAPER, WAIT, DONE = "#1b1f24", "#57606a", "#ffffff", "#ffe0b3", "#d5f0d0"
PLACES = {"x": (20, 90), "a": (130, 90), "b": (240, 30), "c": (240, 150), "d": (350, 90)}
AGES = {"a": 1, "b": 2, "c": 3, "d": 4}
ARROWS = [("x", "a"), ("a", "b"), ("a", "c"), ("b", "d"), ("c", "d")]
WIDTH, HEIGHT = 60, 40


def label(x, y, text, *, anchor="start", size=14):
    return f'<text x="{x}" y="{y}" text-anchor="{anchor}" font-size="{size}">{text}</text>'


def box(name):
    x, y = PLACES[name]
    age = f", {AGES[name]}" if name in AGES else ""
    fill = PAPER if name in AGES else "#cfe3ff"
    drawn = f'<rect x="{x}" y="{y}" width="{WIDTH}" height="{HEIGHT}" fill="{fill}" stroke="{LINE}"/>'
    return drawn + label(x + WIDTH / 2, y + 25, name + age, anchor="middle")


def arrow(start, end):
    (x1, y1), (x2, y2) = PLACES[start], PLACES[end]
    line = f"M {x1 + WIDTH} {y1 + HEIGHT / 2} L {x2} {y2 + HEIGHT / 2}"
    return f'<path d="{line}" fill="none" stroke="{INK}" marker-end="url(#tip)"/>'


def steps():
    """The heap, step by step: who waits, and who is taken out."""
    rows = [("d", "d"), ("b c", "c"), ("a b", "b"), ("a", "a")]
    text = label(450, 40, "waiting", size=13) + label(540, 40, "youngest", size=13)
    for number, (waiting, taken) in enumerate(rows):
        y = 70 + 30 * number
        text += f'<rect x="445" y="{y - 18}" width="70" height="24" fill="{WAIT}"/>'
        text += f'<rect x="535" y="{y - 18}" width="60" height="24" fill="{DONE}"/>'
        text += label(452, y, waiting) + label(542, y, f"{taken}, {AGES[taken]}")
    return text


def order():
    tip = '<marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
    tip += f'<path d="M 0 0 L 8 4 L 0 8 z" fill="{INK}"/></marker>'
    head = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 620 215" width="620" height="215" role="img"'
    head += f' font-family="sans-serif" fill="{INK}"><title>A diamond, and the order in which it is handled</title>'
    parts = [f"<defs>{tip}</defs>", f'<rect width="620" height="215" fill="{PAPER}"/>']
    parts += [arrow(*pair) for pair in ARROWS] + [box(name) for name in PLACES]
    return "\n".join([head, *parts, steps(), "</svg>", ""])


if __name__ == "__main__":
    Path(__file__).with_name("order.svg").write_text(order(), encoding="utf-8")
