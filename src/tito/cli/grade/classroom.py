"""What every grading command starts from: the course folder, the curriculum, the course's settings."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tito.cli import output
from tito.errors import ToolFailed

if TYPE_CHECKING:
    from tito.course.curriculum import Curriculum
    from tito.grading.folder import CourseFolder
    from tito.grading.settings import Settings

course_option = click.option(
    "--course",
    type=click.Path(file_okay=False, path_type=Path),
    help="The course folder; else TITO_COURSE, else the one around the current folder.",
)

wait_option = click.option(
    "--wait",
    "patience",
    type=click.FloatRange(0),
    default=60.0,
    show_default=True,
    metavar="SECONDS",
    help="How long to wait for a gradebook that another program holds.",
)


@dataclass(frozen=True)
class Classroom:
    folder: CourseFolder
    curriculum: Curriculum
    settings: Settings


def enter(course: Path | None, *, foreign: bool = False) -> Classroom:
    """With `foreign` its modules are also the assignments of other courses that lie in `source/`."""
    from tito.grading import folder, settings
    from tito.grading.foreign import widened

    place = folder.find(course)
    curriculum = required_curriculum()
    curriculum = widened(place, curriculum) if foreign else curriculum
    return Classroom(place, curriculum, settings.load(place.settings, curriculum.course))


def warn_of_weaker_walls(folder: CourseFolder) -> None:
    """Before other people's code runs."""
    from tito.grading.confinement import weaker

    found = weaker(folder)
    if found:
        output.note(found.words)


def required_curriculum() -> Curriculum:
    from tito.learn.edition import find_curriculum

    found = find_curriculum()
    if found is None:
        raise ToolFailed(
            "Grading needs the curriculum (solutions and hidden checks), which an installed tinytorch does not have.",
            then="run tito from a clone of the course, or set TITO_CURRICULUM to its folder curriculum/",
        )
    return found


def count(number: int, thing: str) -> str:
    """ "1 student", "2 students" """
    return f"{number} {thing}{'' if number == 1 else 's'}"


def points(value: float) -> str:
    return f"{value:g}"
