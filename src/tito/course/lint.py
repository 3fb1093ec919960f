"""The rules of a module's anatomy that can be seen without running it.

`tito dev check` adds what only running shows: stubs that fail, solutions that pass, misconceptions that are caught.
"""

from __future__ import annotations

import re
import statistics
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import chain

from tito.course import cells as roles
from tito.course import editions, rules_code, rules_words
from tito.course.assemble import exported_names
from tito.course.cells import Role, role
from tito.course.curriculum import Curriculum, Lesson
from tito.course.findings import Finding
from tito.course.leaks import leaks, secret_lines
from tito.course.manifest import Course, write_toml
from tito.course.percent import Cell
from tito.errors import BadFile

__all__ = ["Finding", "leaks", "lint", "lint_course"]

Rule = Callable[[Lesson, Course], Iterator[Finding]]

SIZES = {  # least and most; a course may have its own under [sizes]
    "cells": (30, 70),
    "exercises": (6, 14),
    "solution_lines": (1, 15),
    "code_lines": (1, 40),
    "class_lines": (1, 150),
    "median_lines": (1, 10),
    "prose_words": (1, 200),
    "misconceptions": (1, 100),
}


def lint(lesson: Lesson, course: Course) -> tuple[Finding, ...]:
    """Everything the static rules have to say about one module."""
    try:
        for cell in lesson.cells:
            role(cell)
        found = list(chain.from_iterable(rule(lesson, course) for rule in RULES))
    except BadFile as problem:  # the rest of the rules cannot read such a module
        return (Finding(lesson.module.id, f"{lesson.module.name}.py", "format", problem.message),)
    return tuple(found)


def lint_course(curriculum: Curriculum) -> tuple[Finding, ...]:
    """The static rules over every module, and what they must keep between them."""
    lessons = []
    found: list[Finding] = []
    for module in curriculum.course.modules:
        try:
            lessons.append(curriculum.lesson(module))
        except BadFile as problem:
            found.append(Finding(module.id, "files", "format", problem.message))
    findings = [lint(lesson, curriculum.course) for lesson in lessons]
    found += chain.from_iterable(findings)
    if any(finding.rule == "format" for finding in found):
        return tuple(found)
    between = (_shared_names(lessons, curriculum.course), _helped(lessons), _weighed(lessons, curriculum.course))
    return (*found, *chain.from_iterable(between))


def _shared_names(lessons: list[Lesson], course: Course) -> Iterator[Finding]:
    """A public name has one home: `from tinytorch import Tensor` could not say which otherwise."""
    home: dict[str, str] = {}
    for lesson in lessons:
        for name in exported_names(editions.student(lesson.module, lesson.cells, course)):
            if name in home:
                yield Finding(lesson.module.id, name, "names", f"{home[name]} exports this name already")
            home.setdefault(name, lesson.module.id)


def _helped(lessons: list[Lesson]) -> Iterator[Finding]:
    """A scaffold leads up to exercises that there are."""
    exercises = {
        f"{lesson.module.name}.{roles.name(cell)}"
        for lesson in lessons
        for cell in roles.of_role(lesson.cells, Role.EXERCISE)
    }
    for module in (lesson.module for lesson in lessons):
        if module.kind == "scaffold" and not module.helps:
            yield Finding(module.id, "course.toml", "helps", "leads up to no exercise: nobody would be offered it")
        for unknown in sorted(set(module.helps) - exercises):
            yield Finding(module.id, "course.toml", "helps", f"there is no exercise {unknown}")


def _weighed(lessons: list[Lesson], course: Course) -> Iterator[Finding]:
    """A project counts by its own share of the course mark."""
    for module in (lesson.module for lesson in lessons):
        if module.kind == "project" and module.name not in course.policy:
            yield Finding(module.id, "course.toml", "policy", f"[policy] has no share for {module.name}")


def _names(lesson: Lesson, course: Course) -> Iterator[Finding]:
    seen: set[tuple[Role, str]] = set()
    for cell in lesson.cells:
        key = (role(cell), roles.name(cell))
        if key[1] and key in seen:
            yield _at(lesson, cell, "names", "there is another cell of this name")
        seen.add(key)


def _target(lesson: Lesson, course: Course) -> Iterator[Finding]:
    sources = "\n".join(cell.source for cell in lesson.cells if cell.kind == "code")
    targets = re.findall(r"^#\| default_exp (\S+)$", sources, re.MULTILINE)
    if targets != [lesson.module.export]:
        message = f"default_exp is {' and '.join(targets) or 'missing'}, course.toml exports to {lesson.module.export}"
        yield Finding(lesson.module.id, f"{lesson.module.name}.py", "export", message)


def _exercises(lesson: Lesson, course: Course) -> Iterator[Finding]:
    for cell in roles.of_role(lesson.cells, Role.EXERCISE):
        name = roles.name(cell)
        if cell.source.split("\n")[:2] != ["#| export", f"# exercise: {name}"]:
            yield _at(lesson, cell, "exercise", f"does not begin with #| export and # exercise: {name}")
        solutions = roles.solutions(cell.source)
        if not solutions:
            yield _at(lesson, cell, "exercise", "has no solution region")
        else:
            count = sum(map(rules_code.code_lines, solutions))
            yield from _sized(lesson, course, cell, "solution_lines", count)


def _checks(lesson: Lesson, course: Course) -> Iterator[Finding]:
    exercises = [roles.name(cell) for cell in roles.of_role(lesson.cells, Role.EXERCISE)]
    checks = {roles.name(cell): cell for cell in roles.of_role(lesson.cells, Role.CHECK)}
    for name in exercises:
        if name not in checks:
            yield Finding(lesson.module.id, f"exercise {name}", "check", "has no check")
    begun: list[str] = []
    for cell in lesson.cells:
        name = roles.name(cell)
        if role(cell) is Role.EXERCISE:
            begun.append(name)
        if role(cell) is Role.CHECK and name not in begun:
            yield _at(lesson, cell, "check", "no exercise of this name stands before it")
        if role(cell) is Role.CHECK and name in begun[:-2]:
            yield _at(lesson, cell, "order", f"stands behind exercises {', '.join(begun[begun.index(name) + 1 :])}")


def _points(lesson: Lesson, course: Course) -> Iterator[Finding]:
    checks = roles.of_role(lesson.cells, Role.CHECK)
    for cell in checks:
        if "points" not in cell.options:
            yield _at(lesson, cell, "points", "says no points")
        if bool(roles.hidden(cell.source)) != ("hidden" in cell.options):
            yield _at(lesson, cell, "points", "hidden= and a hidden region belong together")
    automatic = sum(roles.points(cell) + roles.points(cell, "hidden") for cell in checks)
    manual = sum(roles.points(cell) for cell in roles.of_role(lesson.cells, Role.QUESTION))
    free = {"scaffold": (automatic, 0), "project": (automatic, 100 - automatic)}  # a project's report may weigh more
    wanted = free.get(lesson.module.kind, (70, 30) if lesson.module.graded else (automatic, 0))
    if (automatic, manual) != wanted:
        message = f"{automatic} automatic and {manual} manual points, expected {wanted[0]} and {wanted[1]}"
        yield Finding(lesson.module.id, f"{lesson.module.name}.py", "points", message)


def _sizes(lesson: Lesson, course: Course) -> Iterator[Finding]:
    code = [cell for cell in lesson.cells if cell.kind == "code"]
    for cell in lesson.cells:
        if cell.kind == "markdown":
            yield from _sized(lesson, course, cell, "prose_words", len(cell.source.split()))
        else:
            limit = "class_lines" if role(cell) is Role.GIVEN and "class " in cell.source else "code_lines"
            yield from _sized(lesson, course, cell, limit, _shown(cell))
    if lesson.module.graded and lesson.module.kind == "module":
        yield from _sized(lesson, course, None, "cells", len(lesson.cells))
        yield from _sized(lesson, course, None, "exercises", len(roles.of_role(code, Role.EXERCISE)))
    if code:
        yield from _sized(lesson, course, None, "median_lines", int(statistics.median(map(_shown, code))))


def _misconceptions(lesson: Lesson, course: Course) -> Iterator[Finding]:
    exercises = [roles.name(cell) for cell in roles.of_role(lesson.cells, Role.EXERCISE)]
    counts = Counter(m.exercise for m in lesson.misconceptions)
    for misconception in lesson.misconceptions:
        unknown = {misconception.exercise, misconception.caught_by} - set(exercises)
        if unknown:
            message = f"there is no exercise {', '.join(sorted(unknown))}"
            yield Finding(lesson.module.id, f"misconception {misconception.name}", "misconceptions", message)
    for name in exercises:
        least, _ = _limits(course, "misconceptions")
        if counts[name] < least:
            message = f"{counts[name]} misconceptions, expected at least {least}"
            yield Finding(lesson.module.id, f"exercise {name}", "misconceptions", message)


def _no_leak(lesson: Lesson, course: Course) -> Iterator[Finding]:
    handed_out = editions.student(lesson.module, lesson.cells, course)
    texts = {f"cell {cell.id}": cell.source for cell in handed_out.cells}
    beside = {"ABOUT.md": lesson.about, "hints.toml": write_toml(lesson.hints), "checkpoint.py": lesson.checkpoint}
    yield from leaks({**texts, **beside}, {lesson.module.id: secret_lines(lesson.cells)})


def _sized(lesson: Lesson, course: Course, cell: Cell | None, size: str, got: int) -> Iterator[Finding]:
    least, most = _limits(course, size)
    if not least <= got <= most:
        where = rules_code.place(cell) if cell else f"{lesson.module.name}.py"
        message = f"{got} {size.replace('_', ' ')}, expected {least} to {most}"
        yield Finding(lesson.module.id, where, "size", message)


def _limits(course: Course, size: str) -> tuple[int, int]:
    least, most = course.sizes.get(size, SIZES[size])
    return int(least), int(most)


def _shown(cell: Cell) -> int:
    """Lines that the student sees of a code cell, hidden tests and solution aside."""
    handed_out = roles.strip_solution(roles.strip_hidden(cell.source), "") if cell.kind == "code" else cell.source
    return max(1, len(handed_out.strip().split("\n")))


def _at(lesson: Lesson, cell: Cell, rule: str, message: str) -> Finding:
    return Finding(lesson.module.id, rules_code.place(cell), rule, message)


RULES: tuple[Rule, ...] = (
    _names,
    _target,
    _exercises,
    _checks,
    _points,
    _sizes,
    _misconceptions,
    *rules_code.RULES,
    *rules_words.RULES,
    _no_leak,
)
