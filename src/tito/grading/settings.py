"""The course's own `course.toml`: start date, time zone, due dates, late policy.

Due dates follow from the start date and the week that the curriculum gives a module; `[due]` holds the exceptions.
Times in the file are in the course's time zone; everything computed here is in UTC.
"""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from difflib import get_close_matches
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from tito.course.manifest import Course, Module
from tito.errors import BadFile, WrongUsage

T = TypeVar("T")

WITHHOLD, REPORT = "withhold", "report"  # what becomes of hand-ins that answer by heart

TEMPLATE = """\
# This course: its dates and its policy. Yours to edit; tito only reads it.
# Times are in `time_zone`; a module is due on the last day of its week in the curriculum.

[course]
id = "{id}"
title = "{title}"
curriculum = "{title}"          # which one this course teaches; tito refuses another one
start = {start}            # the first day of week 1
time_zone = "{zone}"           # a name such as "Europe/Berlin" or "America/New_York"
due_time = 23:59:00

[due]                         # exceptions, for instance: 01_tensor = 2027-01-20T23:59:00

[late]
grace_minutes = 10            # a hand-in this late still counts as in time
points_per_day = 0            # taken off the mark for each day begun after that
at_most = 100                 # never more than this

[policy]                      # and shares of the course mark, where they differ: midterm = {{ share = 20 }}
# Visible checks can be answered from a table, hidden ones are drawn anew for each grading. A hand-in that passes the
# visible checks of five exercises or more and not one hidden check gets no points for them and is named in reports.
# You can give them back in formgrader (tito grade manual), or to everybody: with "report" it is only named. After a
# change type tito grade autograde; nothing is run again.
learnt_by_heart = "withhold"
"""


@dataclass(frozen=True)
class LatePolicy:
    grace: timedelta
    points_per_day: float
    at_most: float

    def penalty(self, late_by: timedelta) -> float:
        """Points taken off for a hand-in that came `late_by` after it was due."""
        if late_by <= self.grace:
            return 0.0
        return min(self.at_most, self.points_per_day * math.ceil(late_by / timedelta(days=1)))


@dataclass(frozen=True)
class Settings:
    course_id: str
    title: str
    curriculum: str
    start: date
    zone: tzinfo
    due_time: time
    exceptions: Mapping[str, datetime]
    late: LatePolicy
    withholds: bool = True  # the points of what answers by heart
    policy: Mapping[str, Any] = field(default_factory=dict)  # shares of the course mark that are not the curriculum's

    def due(self, module: Module) -> datetime | None:
        """When the module is due, in UTC; None for a module without a week."""
        if module.id in self.exceptions:
            return self.exceptions[module.id].astimezone(UTC)
        if module.week is None:
            return None
        last_day = self.start + timedelta(days=7 * module.week - 1)
        return datetime.combine(last_day, self.due_time, self.zone).astimezone(UTC)

    def local(self, moment: datetime) -> str:
        return moment.astimezone(self.zone).strftime("%a %d %b %Y %H:%M")


def new(course: Course, *, start: date | None) -> str:
    """The text of a fresh settings file; week 1 begins next Monday unless `start` says otherwise."""
    today = datetime.now(UTC).date()
    monday = today + timedelta(days=7 - today.weekday())
    course_id = re.sub(r"[^a-z0-9]+", "-", course.title.lower()).strip("-") or "course"
    title = course.title.replace("\\", "\\\\").replace('"', '\\"')
    return TEMPLATE.format(id=course_id, title=title, start=(start or monday).isoformat(), zone="UTC")


def restarted(text: str, start: date, path: Path) -> str:
    """The same settings with another start date, every other character as it was."""
    changed, count = re.subn(r"(?m)^(start\s*=\s*)\d{4}-\d\d-\d\d", rf"\g<1>{start.isoformat()}", text, count=1)
    if not count:
        raise WrongUsage(f"{path} has no line `start = ...` to change.", then=f"write `start = {start}` under [course]")
    return changed


def load(path: Path, course: Course) -> Settings:
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
        settings = _settings(raw)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, KeyError, TypeError, ValueError, AttributeError) as problem:
        raise BadFile(
            f"{path} cannot be read.", got=_words(problem), then=f"mend {path.name}, it is yours to edit"
        ) from problem
    if settings.curriculum != course.title:
        raise WrongUsage(
            f"{path.parent} is a course folder of another curriculum.",
            got=course.title,
            expected=settings.curriculum,
            then="run tito from the clone that made it, set TITO_CURRICULUM, or name another folder with --course",
        )
    for name in settings.exceptions:
        _known(name, course, path)
    return settings


def _settings(raw: Mapping[str, Any]) -> Settings:
    course, late, policies = raw["course"], raw.get("late", {}), dict(raw.get("policy", {}))
    zone = _zone(course["time_zone"])
    policy = LatePolicy(
        timedelta(minutes=late.get("grace_minutes", 0)),
        float(late.get("points_per_day", 0)),
        float(late.get("at_most", 100)),
    )
    return Settings(
        course_id=course["id"],
        title=course["title"],
        curriculum=course["curriculum"],
        start=_a(date, course["start"], "course.start"),
        zone=zone,
        due_time=_a(time, course["due_time"], "course.due_time"),
        exceptions={name: moment(value, zone) for name, value in raw.get("due", {}).items()},
        late=policy,
        withholds=_by_heart(policies.pop("learnt_by_heart", WITHHOLD)) == WITHHOLD,
        policy=policies,
    )


def moment(value: object, zone: tzinfo) -> datetime:
    """A date and time from TOML or text; without a time zone of its own it is in the course's."""
    found = datetime.fromisoformat(value) if isinstance(value, str) else value
    if not isinstance(found, datetime):
        raise ValueError(f"{value} is not a date and time such as 2027-01-20T23:59:00")
    return found if found.tzinfo else found.replace(tzinfo=zone)


def _a(kind: type[T], value: object, name: str) -> T:
    if type(value) is not kind:  # a datetime is a date to isinstance
        raise ValueError(f"{name} is {value!r}, expected a {kind.__name__}")
    return value


def _by_heart(value: object) -> str:
    if value not in (WITHHOLD, REPORT):
        raise ValueError(f'policy.learnt_by_heart is {value!r}, expected "{WITHHOLD}" or "{REPORT}"')
    return str(value)


def _zone(name: str) -> tzinfo:
    if name.upper() == "UTC":
        return UTC  # needs no time zone data, which bare containers lack
    try:
        return ZoneInfo(name)
    except ZoneInfoNotFoundError:
        raise ValueError(f"this machine knows no time zone {name!r} (Debian and Ubuntu: apt install tzdata)") from None


def _known(name: str, course: Course, path: Path) -> None:
    ids = [module.id for module in course.modules]
    if name not in ids:
        near = get_close_matches(name, ids, n=1)
        raise BadFile(f"{path}: [due] names {name}, which is no module.", expected=near[0] if near else ", ".join(ids))


def _words(problem: Exception) -> str:
    return f"{problem.args[0]} is missing" if isinstance(problem, KeyError) else str(problem)
