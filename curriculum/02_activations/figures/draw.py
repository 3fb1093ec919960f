"""Draws this module's figure: `python draw.py` writes activations.svg beside itself."""

import math
from pathlib import Path

INK, LINE, PAPER, CURVE = "#1b1f24", "#8c959f", "#ffffff", "#0a58ca"
WIDTH, HEIGHT, UNIT = 150, 112, 16  # a panel, and the pixels of 1 on both axes
CURVES = {
    "ReLU": lambda x: max(x, 0.0),
    "LeakyReLU (0.1)": lambda x: x if x > 0 else 0.1 * x,
    "Sigmoid": lambda x: 1 / (1 + math.exp(-x)),
    "Tanh": math.tanh,
    "SiLU": lambda x: x / (1 + math.exp(-x)),
    "GELU": lambda x: x * math.erfc(-x / math.sqrt(2)) / 2,
}


def place(left, top, x, y):
    """Where the point (x, y) of a panel's graph is drawn."""
    return f"{left + WIDTH / 2 + UNIT * x:.1f} {top + HEIGHT - 24 - UNIT * y:.1f}"


def panel(left, top, name, function):
    """Axes with a mark at 1, the curve from -4 to 4, and its name."""
    axes = f"M {place(left, top, -4, 0)} L {place(left, top, 4, 0)} M {place(left, top, 0, -1.2)} L {place(left, top, 0, 4.2)}"
    one = f"M {place(left, top, -0.2, 1)} L {place(left, top, 0.2, 1)}"
    steps = [n / 10 for n in range(-40, 41)]
    curve = "M " + " L ".join(place(left, top, x, function(x)) for x in steps)
    x, y = place(left, top, -4, 4).split()
    return (
        f'<path d="{axes} {one}" fill="none" stroke="{LINE}"/>'
        f'<path d="{curve}" fill="none" stroke="{CURVE}" stroke-width="2"/>'
        f'<text x="{x}" y="{y}" font-size="12">{name}</text>'
    )


def activations():
    width, height = 3 * WIDTH + 20, 2 * HEIGHT + 20
    panels = [panel(10 + WIDTH * (n % 3), 10 + HEIGHT * (n // 3), *item) for n, item in enumerate(CURVES.items())]
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
    head += f' role="img" font-family="sans-serif" fill="{INK}"><title>Six activations, drawn from -4 to 4</title>'
    return "\n".join([head, f'<rect width="{width}" height="{height}" fill="{PAPER}"/>', *panels, "</svg>", ""])


if __name__ == "__main__":
    Path(__file__).with_name("activations.svg").write_text(activations(), encoding="utf-8")
