"""Smaller steps: a scaffold is offered to a student whose check has failed again and again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from tito.course.manifest import Module
from tito.learn import progress
from tito.learn.checking import Checked
from tito.learn.edition import Edition
from tito.learn.progress import Progress
from tito.learn.workspace import Workspace

PATIENCE = 3  # tests in a row that a check has failed in


def offered(workspace: Workspace, edition: Edition, module: Module, exercise: str) -> Module | None:
    """The first scaffold that leads up to the exercise and is not completed, once its check has tried PATIENCE."""
    return _offered(workspace, edition, module, exercise, progress.load(workspace))


def with_offers(workspace: Workspace, edition: Edition, checked: Checked) -> Checked:
    """The same results with a scaffold for each exercise that calls for one. `record` counts them first."""
    recorded = progress.load(workspace)
    failing = {check.exercise for check in checked.report.checks if check.name not in checked.waits}
    found = {name: _offered(workspace, edition, checked.module, name, recorded) for name in failing}
    offers: Mapping[str, Module] = {name: scaffold for name, scaffold in found.items() if scaffold}
    return replace(checked, offers=offers)


def words(scaffold: Module) -> str:
    return f"{scaffold.number} {scaffold.title} leads up to this in half an hour: tito module start {scaffold.number}"


def _offered(
    workspace: Workspace, edition: Edition, module: Module, exercise: str, recorded: Progress
) -> Module | None:
    if recorded.of(module.id).failures.get(f"check-{exercise}", 0) < PATIENCE:
        return None
    useful = workspace.course.scaffolds(module, exercise)
    return next((s for s in useful if edition.holds(s) and not recorded.of(s.id).completed), None)
