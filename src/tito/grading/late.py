"""Points taken off a late hand-in: by the course's own policy, or by the NBGrader plugin that its folder names."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from tito.errors import BadFile
from tito.grading.folder import CourseFolder
from tito.grading.settings import LatePolicy

NAMES = ("AssignLatePenalties", "LateSubmissionPlugin")  # what stands in nbgrader_config.py if a plugin is wanted

Penalty = Callable[[str, float, timedelta], float]
"""From the student, the points without penalty and the time since the hand-in was due."""


def penalty(folder: CourseFolder, policy: LatePolicy) -> Penalty:
    """The plugin's word counts before `[late]` in course.toml."""
    text = folder.config.read_text(encoding="utf-8") if folder.config.is_file() else ""
    lines = [line.partition("#")[0] for line in text.splitlines()]
    if any(name in line for line in lines for name in NAMES):
        return _of_plugin(folder)
    return lambda student, points, late_by: policy.penalty(late_by)


def _of_plugin(folder: CourseFolder) -> Penalty:
    from nbgrader.preprocessors.latesubmissions import AssignLatePenalties
    from traitlets import TraitError
    from traitlets.config.loader import PyFileConfigLoader

    try:
        loaded = PyFileConfigLoader(folder.config.name, path=str(folder.root)).load_config()
        stock = AssignLatePenalties(config=loaded)
        stock.init_plugin()
    except (TraitError, ImportError, SyntaxError, NameError) as problem:
        raise BadFile(
            f"The late-submission plugin in {folder.config} cannot be loaded.",
            got=str(problem),
            then=f"mend {folder.config.name}, or put the plugin where Python finds it",
        ) from problem

    def ask(student: str, points: float, late_by: timedelta) -> float:
        if late_by <= timedelta(0):
            return 0.0
        asked = stock.plugin_inst.late_submission_penalty(student, points, late_by.total_seconds())
        return min(max(float(asked or 0.0), 0.0), points)  # as NBGrader holds it within the mark

    return ask
