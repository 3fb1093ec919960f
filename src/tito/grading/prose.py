"""Our own Markdown (questions, misconceptions) as HTML for a page that stays inert: no links, no pictures, no raw HTML.

What students and markers wrote never comes here: it is shown as the text that it is.
"""

from __future__ import annotations

from typing import Any

import mistune
from markupsafe import Markup


class _Inert(mistune.HTMLRenderer):
    """Paragraphs, emphasis, code, lists. A heading is a strong line, since the page has an outline of its own."""

    def heading(self, text: str, level: int, **attrs: Any) -> str:
        return f"<p><strong>{text}</strong></p>\n"

    def link(self, text: str, url: str, title: str | None = None) -> str:
        return text

    def image(self, text: str, url: str, title: str | None = None) -> str:
        return text


_render = mistune.create_markdown(renderer=_Inert(escape=True))


def blocks(text: str) -> Markup:
    return Markup(_render(text))


def inline(text: str) -> Markup:
    """One line within a sentence of the page, so without a paragraph of its own."""
    return Markup(str(_render(text)).strip().removeprefix("<p>").removesuffix("</p>"))
