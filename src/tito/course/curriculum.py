"""The curriculum folder, read: the one place in `tito.course` that opens files, and only those under the given root."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tito.course import percent
from tito.course.manifest import Course, Module, parse_course
from tito.course.mutants import Survivor, survivors
from tito.course.percent import Cell
from tito.errors import BadFile

HEADER = ("name", "exercise", "believes", "symptom", "caught_by", "asks")


@dataclass(frozen=True)
class Misconception:
    """A plausible wrong solution of one exercise, and what to say to whoever wrote it."""

    name: str
    exercise: str
    believes: str
    symptom: str
    caught_by: str  # the exercise whose check must fail
    asks: tuple[str, ...]
    source: str  # replaces the exercise's cell


@dataclass(frozen=True)
class Lesson:
    """Everything a module's folder says, as text and data."""

    module: Module
    cells: tuple[Cell, ...]
    about: str
    teaching: str
    questions: Mapping[str, Any]
    hints: Mapping[str, tuple[str, ...]]
    misconceptions: tuple[Misconception, ...]
    checkpoint: str  # source of the capability test; empty if there is none yet


@dataclass(frozen=True)
class Curriculum:
    course: Course
    root: Path

    def folder(self, module: Module) -> Path:
        """The module's folder; an instructor's own order may number it otherwise than its name does."""
        place = self.root if module.kind == "module" else self.root / f"{module.kind}s"
        exact = place / module.id
        others = sorted(place.glob(f"[0-9]*_{module.name}"))
        return exact if exact.is_dir() or not others else others[0]

    def lesson(self, module: Module) -> Lesson:
        folder = self.folder(module)
        hints = _toml(folder / "hints.toml")
        return Lesson(
            module=module,
            cells=percent.parse(_required(folder / f"{module.name}.py"), f"{folder.name}/{module.name}.py"),
            about=_text(folder / "ABOUT.md"),
            teaching=_text(folder / "TEACHING.md"),
            questions=_toml(folder / "questions.toml"),
            hints={exercise: tuple(ladder) for exercise, ladder in hints.items()},
            misconceptions=tuple(map(_misconception, sorted((folder / "misconceptions").glob("*.py")))),
            checkpoint=_text(folder / "checkpoint.py"),
        )

    def lessons(self) -> tuple[Lesson, ...]:
        return tuple(self.lesson(module) for module in self.course.modules)

    def survivors(self, module: Module) -> tuple[Survivor, ...]:
        """The mutants of the module's solutions that its checks are known to let through."""
        file = self.folder(module) / "survivors.toml"
        return survivors(_toml(file), f"{file.parent.name}/{file.name}")

    def figures(self, module: Module) -> dict[str, bytes]:
        """The module's pictures by file name; the programs that draw them stay behind."""
        files = sorted((self.folder(module) / "figures").glob("*"))
        return {file.name: file.read_bytes() for file in files if file.is_file() and file.suffix != ".py"}

    def programs(self) -> dict[str, bytes]:
        """The milestones' programs and the data they run on, by path: "milestones/01_1957_perceptron/README.md"."""
        if not self.course.milestones:
            return {}
        own = [self.root.parent / "milestones" / milestone.id for milestone in self.course.milestones]
        data = sorted(sheet.parent for sheet in self.root.parent.glob("datasets/*/README.md"))
        files = [file for folder in (*own, *data) for file in sorted(folder.glob("*")) if file.is_file()]
        return {file.relative_to(self.root.parent).as_posix(): file.read_bytes() for file in files}


def load(root: Path) -> Curriculum:
    return Curriculum(parse_course(_required(root / "course.toml"), str(root / "course.toml")), root)


def parse_misconception(text: str, name: str) -> Misconception:
    """A file whose leading comment lines are TOML and whose rest is the wrong solution."""
    lines = text.split("\n")
    length = next((i for i, line in enumerate(lines) if not line.startswith("#")), len(lines))
    header = _parsed("\n".join(line.removeprefix("#").strip() for line in lines[:length]), name)
    if set(header) != set(HEADER):
        wrong = sorted(set(header) ^ set(HEADER))
        raise BadFile(f"{name}: the header is not complete.", got=", ".join(wrong), expected=", ".join(HEADER))
    return Misconception(**{**header, "asks": tuple(header["asks"])}, source="\n".join(lines[length:]).strip("\n"))


def _misconception(path: Path) -> Misconception:
    return parse_misconception(_text(path), f"misconceptions/{path.name}")


def _required(path: Path) -> str:
    if not path.is_file():
        raise BadFile(f"{path} is missing.", then="tito dev new makes a module's files")
    return _text(path)


def _text(path: Path) -> str:
    """The file's text, or nothing where a module has no such file."""
    try:
        return path.read_text(encoding="utf-8") if path.is_file() else ""
    except UnicodeDecodeError as problem:
        raise BadFile(f"{path} is not UTF-8: byte {problem.start}.") from problem


def _toml(path: Path) -> dict[str, Any]:
    return _parsed(_text(path), f"{path.parent.name}/{path.name}")


def _parsed(text: str, name: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        raise BadFile(f"{name} is not valid TOML: {problem}.") from problem
