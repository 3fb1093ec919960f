"""The milestones of a course: programs from the history of the field that must reach their result on a package."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from tito.errors import BadFile, WrongUsage


@dataclass(frozen=True)
class Script:
    """One program of a milestone: `milestones/ID/NAME.py`."""

    name: str  # "02_rosenblatt_trained"
    title: str
    gate: str  # which of the judge's gates decides whether it has reached its result
    needs: tuple[str, ...]  # names of the modules that it calls
    optional: bool = False  # runs when it is asked for by number only: it needs files that do not ship

    @property
    def file(self) -> str:
        return f"{self.name}.py"


@dataclass(frozen=True)
class Milestone:
    """A year in the history of the field. `number` is its position in the table, "01"."""

    name: str
    number: str
    year: int
    title: str
    scripts: tuple[Script, ...]

    @property
    def id(self) -> str:
        return f"{self.number}_{self.year}_{self.name}"

    def script(self, number: int) -> Script:
        """The script that `--script NUMBER` means, from 1."""
        if 1 <= number <= len(self.scripts):
            return self.scripts[number - 1]
        raise WrongUsage(
            f"{self.id} has no script {number}.",
            expected=", ".join(f"{place} ({s.name})" for place, s in enumerate(self.scripts, 1)),
            then=f"tito milestone info {self.number}",
        )


def find(milestones: Iterable[Milestone], wanted: str) -> Milestone:
    """The milestone called "1", "01", "1957", "perceptron" or "01_1957_perceptron"."""
    key = wanted.strip().rstrip("/").lower()
    known = tuple(milestones)
    for milestone in known:
        if key in {milestone.name, milestone.id, milestone.number, milestone.number.lstrip("0"), str(milestone.year)}:
            return milestone
    raise WrongUsage(
        f"There is no milestone called {wanted!r}.",
        expected=f"one of {', '.join(m.id for m in known)}" if known else "this course has no milestones",
        then="tito milestone list",
    )


def parse(tables: Iterable[Mapping[str, Any]], modules: Iterable[str], file: str) -> tuple[Milestone, ...]:
    """The milestones of a registry, which may build on `modules` only."""
    known = frozenset(modules)
    return tuple(_milestone(raw, f"{place:02d}", known, file) for place, raw in enumerate(tables, 1))


def table(milestone: Milestone) -> dict[str, Any]:
    """The milestone as a registry writes it."""
    scripts = [_script_table(script) for script in milestone.scripts]
    return {"name": milestone.name, "year": milestone.year, "title": milestone.title, "scripts": scripts}


def _milestone(raw: Mapping[str, Any], number: str, modules: frozenset[str], file: str) -> Milestone:
    label = f"{file}: milestone {raw.get('name', number)}"
    _require(raw, {"name": str, "year": int, "title": str, "scripts": list}, label)
    scripts = tuple(_script(script, f"{label}, script {place}") for place, script in enumerate(raw["scripts"], 1))
    strangers = sorted({need for script in scripts for need in script.needs} - modules)
    if strangers:
        raise BadFile(f"{label} needs {', '.join(strangers)}.", expected="modules of this course")
    return Milestone(raw["name"], number, raw["year"], raw["title"], scripts)


def _script(raw: Mapping[str, Any], label: str) -> Script:
    _require(raw, {"name": str, "title": str, "gate": str, "needs": list}, label, {"optional"})
    return Script(raw["name"], raw["title"], raw["gate"], tuple(raw["needs"]), bool(raw.get("optional", False)))


def _require(
    raw: Mapping[str, Any], kinds: Mapping[str, type], label: str, more: frozenset[str] | set[str] = frozenset()
) -> None:
    wrong = [key for key, kind in kinds.items() if not isinstance(raw.get(key), kind)]
    if wrong:
        raise BadFile(f"{label} lacks {', '.join(wrong)}.", expected=", ".join(kinds))
    unknown = sorted(raw.keys() - kinds.keys() - more)
    if unknown:
        raise BadFile(f"{label} has unknown keys: {', '.join(unknown)}.")


def _script_table(script: Script) -> dict[str, Any]:
    found: dict[str, Any] = {"name": script.name, "title": script.title, "gate": script.gate, "needs": script.needs}
    return found | ({"optional": True} if script.optional else {})
