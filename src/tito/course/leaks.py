"""Whether anything handed out holds a line of a solution.

A leak is a solution line of 20 or more significant characters that no given cell contains; hint level 3 alone is
exempt. Blanks and comments are not significant, and neither is JSON's quoting, so that a notebook, a wheel's metadata
and a page of prose are searched in the same way.
"""

from __future__ import annotations

import io
import re
import tokenize
import tomllib
from collections.abc import Iterable, Mapping

from tito.course import cells as roles
from tito.course.cells import Role
from tito.course.curriculum import Lesson
from tito.course.findings import Finding
from tito.course.percent import Cell

SIGNIFICANT = 20


def secret_lines(cells: Iterable[Cell]) -> frozenset[str]:
    """The solution lines, packed, that nothing handed out may contain."""
    cells = tuple(cells)
    regions = (text for cell in roles.of_role(cells, Role.EXERCISE) for text in roles.solutions(cell.source))
    lines = {packed(line) for text in regions for line in without_comments(text).split("\n")}
    given = "\n".join(packed(cell.source) for cell in roles.of_role(cells, Role.GIVEN))
    return frozenset(line for line in lines if len(line) >= SIGNIFICANT and line not in given)


def secrets_of(lessons: Iterable[Lesson]) -> dict[str, frozenset[str]]:
    """By module id, what must not leak; what one module gives openly is no other module's secret."""
    lessons = tuple(lessons)
    given = "\n".join(packed(cell.source) for lesson in lessons for cell in roles.of_role(lesson.cells, Role.GIVEN))
    return {ls.module.id: frozenset(s for s in secret_lines(ls.cells) if s not in given) for ls in lessons}


def leaks(texts: Mapping[str, str | bytes], solutions: Mapping[str, Iterable[str]]) -> tuple[Finding, ...]:
    """A finding for each secret line (`solutions`, by module id) in each text (by a name to report)."""
    found = []
    for name, content in texts.items():
        text = packed(_open_text(name, content if isinstance(content, str) else content.decode("utf-8", "replace")))
        for module, secrets in solutions.items():
            held = sorted(secret for secret in secrets if secret in text)
            found += [Finding(module, name, "leak", f"holds a line of the solution: {secret}") for secret in held]
    return tuple(found)


def _open_text(name: str, text: str) -> str:
    """What of a file must be free of solutions: of a hint ladder all but its last step."""
    if not name.endswith("hints.toml"):
        return text
    return "\n".join(hint for ladder in tomllib.loads(text).values() for hint in ladder[:-1])


def packed(text: str) -> str:
    """`text` without blanks, and without the quoting that JSON puts around lines of source."""
    bare = re.sub(r"\s+", "", text)
    return re.sub(r'\\n",?"?', "", bare).replace('\\"', '"').replace("\\\\", "\\")


def without_comments(source: str) -> str:
    """Python text (a part of a function, so indented) with its comments taken off."""
    block = "if 1:\n" + "\n".join(f" {line}" for line in source.split("\n")) + "\n"
    lines = block.split("\n")
    try:
        for token in tokenize.generate_tokens(io.StringIO(block).readline):
            if token.type == tokenize.COMMENT:
                row = token.start[0] - 1
                lines[row] = lines[row][: token.start[1]]
    except (tokenize.TokenError, IndentationError):
        return source  # not Python by itself: its comments count as text
    return "\n".join(lines[1:])
