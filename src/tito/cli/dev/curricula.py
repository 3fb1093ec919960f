"""What the commands for maintainers share: the curriculum they work on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tito.errors import WrongUsage

if TYPE_CHECKING:
    from tito.course.curriculum import Curriculum


def required_curriculum() -> Curriculum:
    from tito.learn.edition import find_curriculum

    found = find_curriculum()
    if found is None:
        raise WrongUsage(
            "There is no curriculum here: an installed tito has the student edition only.",
            expected="a clone of the repository, or TITO_CURRICULUM naming a curriculum folder",
            then="clone the repository, then type ./tito dev check in it",
        )
    return found
