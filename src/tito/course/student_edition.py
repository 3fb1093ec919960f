"""The student edition as files: the one function from which wheel, sdist, workspace and student kit are made."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any

from tito.course import editions, manifest, notebook
from tito.course.assemble import exported_names
from tito.course.curriculum import Curriculum, Lesson, Misconception

MISCONCEPTIONS_VERSION = 1
COMPARISONS_VERSION = 1

# For each module's id and each misconception's name: how the visible checks fail, as `tito.judge.prove` records it.
Signatures = Mapping[str, Mapping[str, Any]]
# For each module's id: how often each expectation of its visible checks runs on the reference, by the check's source.
Comparisons = Mapping[str, Mapping[str, Any]]


def files(
    curriculum: Curriculum, signatures: Signatures, comparisons: Comparisons | None = None
) -> dict[PurePosixPath, bytes]:
    """Every file of the edition by its path. A misconception without a signature is left out: it could not be told."""
    found: dict[PurePosixPath, bytes] = {}
    provides = {}
    for lesson in curriculum.lessons():
        module = lesson.module
        handed_out = editions.student(module, lesson.cells, curriculum.course)
        provides[module.name] = exported_names(handed_out)
        found[PurePosixPath(module.id, module.notebook)] = notebook.write(handed_out).encode()
        found |= dict(_beside(lesson, signatures.get(module.id, {})))
        if counts := (comparisons or {}).get(module.id):
            found[PurePosixPath(module.id, "comparisons.json")] = _counted(counts)
        figures = curriculum.figures(module)
        found |= {PurePosixPath(module.id, "figures", name): data for name, data in figures.items()}
    found |= {PurePosixPath(path): data for path, data in curriculum.programs().items()}
    tables = manifest.tables(curriculum.course, provides)
    return {PurePosixPath("course.toml"): manifest.write_toml(tables).encode(), **found}


def _beside(lesson: Lesson, signatures: Mapping[str, Any]) -> Iterator[tuple[PurePosixPath, bytes]]:
    folder = PurePosixPath(lesson.module.id)
    known = [_told(m, signatures[m.name]) for m in lesson.misconceptions if m.name in signatures]
    table = {"version": MISCONCEPTIONS_VERSION, "misconceptions": known}
    yield folder / "README.md", lesson.about.encode()
    yield folder / "hints.toml", manifest.write_toml(lesson.hints).encode()
    yield folder / "misconceptions.json", (json.dumps(table, indent=1, ensure_ascii=False) + "\n").encode()
    if lesson.checkpoint:
        yield folder / "checkpoint.py", lesson.checkpoint.encode()


def _counted(counts: Mapping[str, Any]) -> bytes:
    table = {"version": COMPARISONS_VERSION, "comparisons": counts}
    return (json.dumps(table, indent=1, sort_keys=True) + "\n").encode()


def _told(misconception: Misconception, signature: Any) -> dict[str, Any]:
    """What a student may know of a misconception: words and how it shows, no code."""
    words = {key: getattr(misconception, key) for key in ("name", "exercise", "symptom", "believes")}
    return {**words, "asks": list(misconception.asks), "signature": signature}
