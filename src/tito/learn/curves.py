"""A training curve as text for a terminal and as an SVG file: one panel for each value, in small, plain shapes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

WIDTH, HEIGHT = 60, 8  # characters of a panel of text
PANEL, GAP, LEFT, TOP = (420, 180), 56, 64, 40  # pixels of the SVG's

Series = Sequence[tuple[float, float]]  # (step, value)


def series(reports: Sequence[Mapping[str, float]]) -> dict[str, list[tuple[float, float]]]:
    """The values of a program's reports by name, each with the step it was reported at."""
    found: dict[str, list[tuple[float, float]]] = {}
    for place, report in enumerate(reports, 1):
        for name, value in report.items():
            if name not in ("step", "of"):
                found.setdefault(name, []).append((report.get("step", place), value))
    return {name: points for name, points in found.items() if len(points) > 1}


def text(reports: Sequence[Mapping[str, float]]) -> str:
    """The curves one below the other, in ASCII; empty if nothing was reported twice."""
    return "\n\n".join(_panel(name, points) for name, points in series(reports).items())


def svg(reports: Sequence[Mapping[str, float]], title: str) -> str:
    """The curves as a picture that describes itself to whoever cannot see it; empty if nothing was reported twice."""
    found = series(reports)
    if not found:
        return ""
    width, height = LEFT + PANEL[0] + 24, TOP + len(found) * (PANEL[1] + GAP)
    panels = [_drawn(name, points, TOP + i * (PANEL[1] + GAP)) for i, (name, points) in enumerate(found.items())]
    last = ", ".join(f"{_words(name)} {points[-1][1]:.4g}" for name, points in found.items())
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img"'
            ' font-family="sans-serif" font-size="12" fill="#222">',
            f"<title>{escape(title)}</title>",
            f"<desc>At the end: {escape(last)}.</desc>",
            '<rect width="100%" height="100%" fill="#fff"/>',
            f'<text x="{LEFT}" y="22" font-size="15">{escape(title)}</text>',
            *panels,
            "</svg>\n",
        ]
    )


def _panel(name: str, points: Series) -> str:
    low, high = _range(points)
    rows = [[" "] * WIDTH for _ in range(HEIGHT)]
    first, span = points[0][0], (points[-1][0] - points[0][0]) or 1
    for step, value in points:
        column = round((step - first) / span * (WIDTH - 1))
        row = round((high - value) / (high - low) * (HEIGHT - 1))
        rows[row][min(WIDTH - 1, max(0, column))] = "*"
    labels = [f"{high:.4g}", *[""] * (HEIGHT - 2), f"{low:.4g}"]
    lines = [f"{label:>8} |{''.join(row)}".rstrip() for label, row in zip(labels, rows, strict=True)]
    steps = f"{'':>9}+{'-' * WIDTH}\n{'':>10}{points[0][0]:<{WIDTH - 6}g}{points[-1][0]:>6g}"
    return "\n".join([f"{_words(name)} (at the end {points[-1][1]:.4g})", *lines, steps])


def _drawn(name: str, points: Series, top: int) -> str:
    low, high = _range(points)
    first, span = points[0][0], (points[-1][0] - points[0][0]) or 1
    places = [
        (LEFT + (step - first) / span * PANEL[0], top + (high - value) / (high - low) * PANEL[1])
        for step, value in points
    ]
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    bottom, right = top + PANEL[1], LEFT + PANEL[0]
    return "\n".join(
        [
            f'<path d="M{LEFT} {top}V{bottom}H{right}" fill="none" stroke="#888"/>',
            f'<polyline points="{line}" fill="none" stroke="#0b5fa5" stroke-width="2"/>',
            f'<text x="{LEFT - 6}" y="{top + 4}" text-anchor="end">{high:.4g}</text>',
            f'<text x="{LEFT - 6}" y="{bottom}" text-anchor="end">{low:.4g}</text>',
            f'<text x="{LEFT}" y="{bottom + 16}">{points[0][0]:g}</text>',
            f'<text x="{right}" y="{bottom + 16}" text-anchor="end">{points[-1][0]:g}</text>',
            f'<text x="{LEFT + PANEL[0] // 2}" y="{bottom + 32}" text-anchor="middle">{escape(_words(name))}</text>',
        ]
    )


def _range(points: Series) -> tuple[float, float]:
    """From the lowest to the highest value; losses begin at 0, so that a small wiggle does not fill the panel."""
    values = [value for _, value in points]
    low, high = min(0.0, *values), max(values)
    return (low, high) if high > low else (low, low + 1)


def _words(name: str) -> str:
    return name.replace("_", " ")
