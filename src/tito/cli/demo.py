"""tito demo: the course in a box. The real commands, one after the other, on a class of five made-up students."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tito.cli import output
from tito.errors import ToolFailed, WrongUsage

if TYPE_CHECKING:
    import socket

    from tito.course.curriculum import Curriculum
    from tito.course.manifest import Module
    from tito.grading.export import Mark
    from tito.grading.folder import CourseFolder
    from tito.grading.journal import Grading
    from tito.grading.sample_class import Sample

MARKS = "marks.csv"


@click.command(name="demo")
@click.option(
    "--keep", metavar="DIR", type=click.Path(path_type=Path), help="Make the course here; else in a temporary folder."
)
@click.option("--yes", "-y", is_flag=True, expose_value=False, help="Let ./tito install missing system packages.")
def command(keep: Path | None) -> None:
    """Make a course, release module 01, hand in five made-up submissions, grade them in the sandbox and report.

    Takes about a minute. Everything is made in one folder, whose name is printed and which you may delete.

    \b
    Example:
      tito demo --keep my-first-course
    """
    from tito.cli.grade.classroom import required_curriculum
    from tito.grading.folder import CourseFolder
    from tito.sandbox.choose import choose

    started = time.monotonic()
    sandbox, curriculum = choose(), required_curriculum()  # refuse before anything is made
    folder = CourseFolder(_made(keep))
    module = curriculum.course.find("01")
    output.say(output.bold(f"{curriculum.course.title}, the course in a box"))
    output.say(f"Five made-up hand-ins of {module.id}, graded in the sandbox ({sandbox.name}) in {folder.root}")
    with _door() as door:
        samples = _teach(folder, curriculum, module, port=door.getsockname()[1])
        _conclude(folder, module, samples, came_through=_somebody_at(door))
    _where_to_look(folder, module, kept=keep is not None)
    output.say(f"\n{time.monotonic() - started:.0f} seconds.")


def _made(keep: Path | None) -> Path:
    from tempfile import mkdtemp

    if keep is None:
        return Path(mkdtemp(prefix="tito-demo-")).resolve()
    if keep.exists() and (not keep.is_dir() or any(keep.iterdir())):
        raise WrongUsage(f"{keep} is not empty.", expected="a new folder", then="tito demo --keep ANOTHER-FOLDER")
    keep.mkdir(parents=True, exist_ok=True)
    return keep.resolve()


def _teach(folder: CourseFolder, curriculum: Curriculum, module: Module, *, port: int) -> tuple[Sample, ...]:
    """The way of a module through the course, in the commands that an instructor would type."""
    from tito.course import notebook
    from tito.grading import roster
    from tito.grading.sample_class import PEOPLE, Hidden, hand_in, sample_class

    number = module.number
    (folder.root / "class.csv").write_text(roster.write(PEOPLE), encoding="utf-8")
    _step(
        "An instructor makes a course folder and releases a module.",
        folder,
        "setup",
        "--roster",
        str(folder.root / "class.csv"),
    )
    _run(folder, "generate", number)
    _run(folder, "release", number)
    lesson = curriculum.lesson(module)
    released = notebook.read(folder.release(module.id).read_text(encoding="utf-8"), module.notebook)
    samples = sample_class(lesson, released, Hidden(folder.root, curriculum.root, port))
    hand_in(samples, lesson, folder.root / "hand-ins")
    _step("Five students hand in.", folder, "collect", number, "--from", str(folder.root / "hand-ins"))
    _step("Their code runs in the sandbox, and its results are judged from outside.", folder, "autograde", number)
    _step("Everybody gets a page, and the marks go to the university.", folder, "feedback", number)
    _run(folder, "export", "--module", number, "--output", str(folder.root / MARKS))
    return samples


def _step(title: str, folder: CourseFolder, *arguments: str) -> None:
    output.say()
    output.say(output.bold(title))
    _run(folder, *arguments)


def _run(folder: CourseFolder, *arguments: str) -> None:
    """Run `tito grade ...` as if it had been typed in the course folder, and show both."""
    from tito.cli.grade import group

    shown = " ".join(("tito grade", *arguments)).replace(f"{folder.root}/", "")
    output.say()
    output.say(output.dim(f"$ {shown}"))
    if group.main([*arguments, "--course", str(folder.root)], prog_name="tito grade", standalone_mode=False):
        raise ToolFailed(f"This step of the demo failed: {shown}", then=f"look into {folder.root}; tito system health")


@contextmanager
def _door() -> Iterator[socket.socket]:
    """Somebody listening on this machine's own network, so that "no network" is more than a missing cable."""
    import socket

    with socket.create_server(("127.0.0.1", 0)) as door:
        door.setblocking(False)
        yield door


def _somebody_at(door: socket.socket) -> bool:
    try:
        door.accept()[0].close()
    except BlockingIOError:
        return False
    return True


def _conclude(folder: CourseFolder, module: Module, samples: tuple[Sample, ...], *, came_through: bool) -> None:
    from tito.cli.grade.classroom import enter
    from tito.grading import export, journal, marks

    gradings = journal.gradings(folder, module.id)
    with marks.gradebook(folder, enter(folder.root).settings.course_id) as book:
        found = export.marks(folder, book, [module])
    output.say()
    output.say(output.bold("The gradebook, and what was behind it."))
    output.say()
    rows = [_row(sample, gradings[sample.student.id], found.of(sample.student.id, module)) for sample in samples]
    output.table(["student", "handed in", "automatic", "to mark by hand", "checks"], rows)
    _say_what_was_stolen(gradings[samples[-1].student.id], came_through=came_through)


def _row(sample: Sample, grading: Grading, mark: Mark | None) -> list[str]:
    automatic = f"{mark.auto:g}" if mark else ""
    waiting = f"{mark.waiting} answers" if mark and mark.waiting else ""
    return [sample.student.name, sample.story, automatic, waiting, _counted(grading)]


def _counted(grading: Grading) -> str:
    """How many checks had which outcome: "20 passed, 2 timed out"."""
    from collections import Counter

    checks = grading.report.checks if grading.report else ()
    counts = Counter(str(check.outcome) for check in checks)
    return ", ".join(f"{number} {outcome}" for outcome, number in counts.items()) or grading.reason


def _say_what_was_stolen(grading: Grading, *, came_through: bool) -> None:
    """The hostile hand-in reports what it found; whether somebody came through the door, the door itself knows."""
    report = grading.report
    errors = [error.error for error in report.cell_errors] if report else []
    output.say()
    output.say("The hostile hand-in replaced the checks by ones that always pass, and then looked around. It found:")
    for error in errors[:1]:
        for line in error.partition(": ")[2].split("; "):
            output.say(f"  {line}")
    if came_through or any("GOT" in error for error in errors) or (report and report.points):
        raise ToolFailed("The sandbox did not hold.", then="do not grade on this machine; tito system health")


def _where_to_look(folder: CourseFolder, module: Module, *, kept: bool) -> None:
    root = folder.root
    output.say()
    output.say(output.bold("Where to look."))
    output.say()
    places = [
        ["a student's page", str(folder.feedback("chen", module.id))],
        ["a hand-in as graded", str(folder.autograded("dora", module.id))],
        ["marks for the LMS", str(root / MARKS)],
        ["what students get", str(folder.kit)],
        ["the gradebook", str(folder.gradebook)],
    ]
    output.table(["", ""], places)
    output.say()
    output.say(output.bold("Next."))
    output.say()
    steps = [
        ["be the student", "tito init my-tinytorch"],
        ["be the instructor", "tito grade setup --help"],
        ["clean up", f"rm -r {root}"],
    ]
    output.table(["", ""], steps if not kept else steps[:2])
