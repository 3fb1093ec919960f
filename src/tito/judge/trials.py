"""Notebooks with one exercise replaced, run on the reference package of what comes before: what proofs are made of."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Literal

from tito.course import editions
from tito.course.curriculum import Curriculum, Lesson
from tito.course.notebook import Notebook, grade_id
from tito.judge.local import OWN_MACHINE, run_local
from tito.judge.plan import Plan
from tito.judge.reference import build_reference, importable
from tito.judge.split import Pairs
from tito.results import Report
from tito.sandbox.choose import choose
from tito.sandbox.protocol import Limits

Mode = Literal["local", "split"]


@contextmanager
def runner(
    lesson: Lesson, curriculum: Curriculum, mode: Mode, limits: Limits = OWN_MACHINE
) -> Iterator[Callable[[Plan], Report]]:
    """A function that runs plans on top of the reference package of what comes before the lesson."""
    module = lesson.module
    with tempfile.TemporaryDirectory(prefix="tito-") as place:
        if mode == "local":
            reference = build_reference(curriculum, Path(place), upto=module)
            yield lambda steps: run_local(steps, workspace=reference, limits=limits)
            return
        package = build_reference(curriculum, Path(place), needed_by=module, compiled=True) / "tinytorch"
        with Pairs(choose(), package=package, preload=importable(package)) as pairs:
            yield pairs.run


def with_exercise(notebook: Notebook, exercise: str, source: str) -> Notebook:
    tag = f"exercise-{exercise}"
    return notebook.with_cells(replace(c, source=source) if grade_id(c) == tag else c for c in notebook.cells)


def with_stubs(notebook: Notebook, names: set[str]) -> Notebook:
    tags = {f"exercise-{name}" for name in names}
    return notebook.with_cells(editions.released(c) if grade_id(c) in tags else c for c in notebook.cells)


def without_examples(notebook: Notebook) -> Notebook:
    return notebook.with_cells(cell for cell in notebook.cells if grade_id(cell))
