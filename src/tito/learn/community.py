"""`tito community`: what a person chooses to say of themselves, in one file of their own workspace.

`.tinytorch/community.json` is all there is. Nothing reads it but these commands, nothing sends it anywhere, every field
may stay empty, and `leave` deletes it. `shared` is what an export holds: that profile beside counts from the progress.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any

from tito.errors import WrongUsage
from tito.learn import baseline, progress, state
from tito.learn.workspace import Workspace

COMMUNITY_VERSION = 1
LONGEST = 200  # characters of a field


@dataclass(frozen=True)
class Profile:
    joined: str  # ISO text in UTC
    name: str = ""
    institution: str = ""
    country: str = ""
    role: str = ""

    def said(self) -> dict[str, str]:
        """The fields that are not empty."""
        return {key: value for key, value in asdict(self).items() if value}


@dataclass(frozen=True)
class Found:
    profile: Profile | None  # None: not joined
    remark: str = ""  # what a person should hear about the file itself


@dataclass(frozen=True)
class Stats:
    """Counted from the progress record and the saved baselines; nothing of it is stored."""

    course: str
    started: str  # when the first module was
    modules: int
    completed: tuple[str, ...]
    checkpoints: tuple[str, ...]  # modules whose checkpoint passed once
    checks: int  # that passed when last tested
    hints: int
    baseline: Mapping[str, Any] | None  # of the newest one: taken, score, over
    version: int = COMMUNITY_VERSION

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def find(workspace: Workspace) -> Found:
    loaded = state.read_json(_file(workspace), version=COMMUNITY_VERSION)
    if not loaded.value:
        return Found(None, loaded.remark)
    given = {key: value for key, value in loaded.value.items() if key != "version"}
    known = {field.name for field in fields(Profile)}
    if "joined" in given and given.keys() <= known and all(isinstance(value, str) for value in given.values()):
        return Found(Profile(**given))
    return Found(None, state.set_aside(_file(workspace), "unexpected content").remark)


def join(workspace: Workspace, given: Mapping[str, str | None]) -> Found:
    """Join, or change what was said: a field that is None stays, an empty text removes it. Call it inside the lock."""
    before = find(workspace)
    wanted = {key: _plain(key, value) for key, value in given.items() if value is not None}
    profile = replace(before.profile or Profile(progress.now()), **wanted)
    state.write_json(_file(workspace), asdict(profile), version=COMMUNITY_VERSION)
    return Found(profile, before.remark)


def leave(workspace: Workspace) -> bool:
    """Delete the file; whether there was one. Call it inside the lock."""
    there = _file(workspace).is_file()
    _file(workspace).unlink(missing_ok=True)
    return there


def stats(workspace: Workspace) -> Stats:
    course, recorded = workspace.course, progress.load(workspace)
    records = {module.id: recorded.of(module.id) for module in course.modules if module.kind == "module"}
    newest = baseline.latest(workspace)
    return Stats(
        course=f"{course.title} {course.version}",
        started=min((record.started for record in records.values() if record.started), default=""),
        modules=sum(module.kind == "module" for module in course.modules),
        completed=tuple(module for module, record in records.items() if record.completed),
        checkpoints=tuple(module for module, record in records.items() if record.achieved),
        checks=sum(record.passed for record in records.values()),
        hints=sum(sum(record.hints.values()) for record in records.values()),
        baseline={key: newest.get(key) for key in ("taken", "score", "over")} if newest else None,
    )


def shared(workspace: Workspace) -> str:
    """The text of a file to share: the profile, if the person has one, and the counts."""
    found = find(workspace)
    if found.profile is None:
        raise WrongUsage("There is no profile to export.", got=found.remark, then='tito community join --name "..."')
    whole = {"version": COMMUNITY_VERSION, "profile": found.profile.said(), "stats": stats(workspace).to_json()}
    return json.dumps(whole, indent=1, ensure_ascii=False) + "\n"


def _plain(field: str, value: str) -> str:
    """One line of it."""
    text = " ".join(value.split())
    if len(text) > LONGEST:
        raise WrongUsage(f"The {field} is too long.", got=f"{len(text)} characters", expected=f"at most {LONGEST}")
    return text


def _file(workspace: Workspace) -> Path:
    return workspace.state / "community.json"
