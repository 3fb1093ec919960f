"""tito.grading.autograde: golden folders, one for each kind of hand-in, graded as one class in the real sandbox."""

from __future__ import annotations

import json
import shutil
import signal
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from tito.course import notebook
from tito.course.notebook import NotebookCell, grade_id
from tito.errors import WrongUsage
from tito.grading import execute, export, journal, marks
from tito.grading.autograde import Graded, autograde
from tito.grading.journal import Grading
from tito.grading.writer import Writer
from tito.results import CheckResult, Outcome, Report
from tito.sandbox.choose import choose

GOLDEN = Path(__file__).parent / "golden" / "autograde"
CASES = sorted(path.name for path in GOLDEN.iterdir())
MODULE = "01_numbers"


def load(case: str, name: str) -> Any:
    return json.loads((GOLDEN / case / name).read_text(encoding="utf-8"))


def hand_in(room: Any, given: Mapping[str, Any]) -> bytes:
    """What a student hands in, from the released notebook and what was done to it."""
    if "raw_repeat" in given:
        text, times = given["raw_repeat"]
        return str(text * times).encode()
    if "raw" in given:
        return str(given["raw"]).encode()
    made = notebook.read(room.work(given.get("write", {})).decode(), "work")
    cells = [cell for cell in made.cells if grade_id(cell) not in given.get("without", [])]
    cells += [NotebookCell("mine", "code", given["extra"])] if "extra" in given else []
    if given.get("bare"):
        cells = [NotebookCell(f"c{number}", cell.kind, cell.source) for number, cell in enumerate(cells)]
    if "points" in given:
        cells = [worth(cell, given["points"]) for cell in cells]
    data = notebook.write(made.with_cells(reversed(cells) if given.get("reverse") else cells)).encode()
    data = data.decode().encode(given.get("encoding", "utf-8"))
    return data[: -given["cut"]] if "cut" in given else data


def worth(cell: NotebookCell, points: float) -> NotebookCell:
    tags = cell.metadata.get("nbgrader", {})
    return replace(cell, metadata={"nbgrader": {**tags, "points": points}}) if tags.get("grade") else cell


@contextmanager
def writing(room: Any) -> Iterator[Writer]:
    with marks.gradebook(room.folder, room.settings.course_id) as book:
        yield Writer(room.folder, room.curriculum.course, room.settings, room.module, book)


def grade(room: Any, make: Callable[[], Any] | None = None, **options: Any) -> Graded:
    def executor() -> Any:
        return execute.prepare(room.curriculum, room.module, room.folder.state / "reference" / MODULE)

    with writing(room) as writer:
        return autograde(writer, make or executor, **options)


@pytest.fixture(scope="module")
def graded(prepared: Path, enter: Callable[[Path], Any], tmp_path_factory: pytest.TempPathFactory) -> Any:
    """All golden hand-ins, graded once."""
    root = tmp_path_factory.mktemp("graded") / "course"
    shutil.copytree(prepared, root)
    room = enter(root)
    for case in CASES:
        given = load(case, "given.json")
        room.hand_in(case, hand_in(room, given), name=given.get("name", ""))
    done = grade(room)
    assert done.failures == []
    return room


def matches(pattern: str, text: str) -> bool:
    return pattern.strip("*") in text if pattern.startswith("*") else pattern == text


@pytest.mark.parametrize("case", CASES)
def test_golden(graded: Any, case: str) -> None:
    expected, grading = load(case, "expected.json"), journal.gradings(graded.folder, MODULE)[case]
    with marks.gradebook(graded.folder, graded.settings.course_id) as book:
        rows = {row.cell: row for row in book.rows(MODULE) if row.student == case}
    outcomes = {check.name: str(check.outcome) for check in grading.report.checks} if grading.report else {}
    assert outcomes == expected.get("outcomes", {})
    assert sum(row.points for row in rows.values()) == expected["auto"]
    assert [row.cell for row in rows.values() if row.waiting] == expected["waiting"]
    assert expected.get("reason", "") in grading.reason
    assert bool(grading.reason) == ("reason" in expected)


@pytest.mark.parametrize("case", [case for case in CASES if "remarks" in load(case, "expected.json")])
def test_golden_remarks(graded: Any, case: str) -> None:
    report = journal.gradings(graded.folder, MODULE)[case].report
    assert report is not None
    wanted = load(case, "expected.json")["remarks"]
    assert all(any(matches(pattern, remark) for remark in report.remarks) for pattern in wanted), report.remarks


def test_every_hand_in_has_a_notebook_for_formgrader(graded: Any) -> None:
    import nbformat

    for case in CASES:
        text = graded.folder.autograded(case, MODULE).read_text(encoding="utf-8")
        nbformat.validate(nbformat.reads(text, as_version=4))


def test_formgraders_own_list_shows_everybody_as_graded(graded: Any) -> None:
    from nbgrader.apps import NbGraderAPI
    from nbgrader.coursedir import CourseDirectory

    places = {"root": str(graded.folder.root), "course_id": graded.settings.course_id}
    found = {row["student"]: row for row in NbGraderAPI(CourseDirectory(**places)).get_submissions(MODULE)}
    assert set(found) == set(CASES)
    assert all(row["autograded"] for row in found.values())
    assert found["perfect"]["needs_manual_grade"]
    assert found["perfect"]["code_score"] == 70


def test_an_interpreter_that_was_patched_is_another_one(graded: Any) -> None:
    """`patched` and `perfect` ran in one class; neither touched the other."""
    found = journal.gradings(graded.folder, MODULE)
    assert (found["perfect"].report.points, found["patched"].report.points) == (70, 0)
    assert found["perfect"].report.sandbox == choose().name


def test_grading_again_runs_nothing(graded: Any) -> None:
    def never() -> Any:
        raise AssertionError("nothing has to be run")

    assert len(grade(graded, never).unchanged) == len(CASES)


def test_the_log_says_what_a_mark_came_from(graded: Any) -> None:
    grading = journal.gradings(graded.folder, MODULE)["perfect"]
    data = (graded.folder.handed_in("perfect", MODULE) / f"{MODULE}.ipynb").read_bytes()
    assert grading.submission == journal.digest(data)
    assert grading.report.seed
    assert "numpy" in grading.runtime


def test_a_lost_gradebook_is_filled_without_running(graded: Any, tmp_path: Path) -> None:
    from tito.grading.setup import setup

    def never() -> Any:
        raise AssertionError("nothing has to be run")

    with marks.gradebook(graded.folder, graded.settings.course_id) as book:
        before = book.rows(MODULE)
    graded.folder.gradebook.rename(tmp_path / "lost.db")
    setup(graded.folder.root, graded.curriculum.course)
    grade(graded, never)
    with marks.gradebook(graded.folder, graded.settings.course_id) as book:
        assert sorted(map(str, book.rows(MODULE))) == sorted(map(str, before))


class Pretender:
    """Stands where the sandbox would: every check passes. Nothing is run, which lets the writing be tested alone."""

    def __init__(self, room: Any, meanwhile: Callable[[Any], None] = lambda work: None) -> None:
        self.module, self.meanwhile = room.module, meanwhile

    def stop(self) -> None:
        return None

    close = stop

    def run(self, work: Any, *, seed: str) -> Report:
        self.meanwhile(work)
        tagged = [(grade_id(cell) or "", cell) for cell in work.cells]
        checks = [
            CheckResult(tag, tag.partition("-")[2], Outcome.PASSED, float(cell.metadata["nbgrader"]["points"]))
            for tag, cell in tagged
            if tag.startswith(("check-", "hidden-"))
        ]
        return Report(MODULE, tuple(checks), seed=seed)


@dataclass
class Ran:
    count: int = 0

    def __call__(self, work: Any) -> None:
        self.count += 1


def test_a_changed_hand_in_is_run_again_and_no_other(room: Any) -> None:
    room.hand_in("ada", room.perfect())
    room.hand_in("ben", room.perfect())
    ran = Ran()
    grade(room, lambda: Pretender(room, ran))
    room.hand_in("ben", room.perfect() + b"\n")
    assert [g.student for g in grade(room, lambda: Pretender(room, ran)).ran] == ["ben"]
    assert ran.count == 3


def test_force_runs_again(room: Any) -> None:
    room.hand_in("ada", room.perfect())
    grade(room, lambda: Pretender(room))
    assert len(grade(room, lambda: Pretender(room), force=True).ran) == 1


def test_mended_checks_are_a_reason_to_run_again(room: Any, edition: Path) -> None:
    from tito.grading.release import release

    room.hand_in("ada", room.perfect())
    grade(room, lambda: Pretender(room))
    source = room.folder.source(MODULE)
    source.write_text(source.read_text(encoding="utf-8").replace("size=(5, 2)", "size=(6, 2)"), encoding="utf-8")
    release(room.folder, room.curriculum, room.settings, [room.module], edition)
    assert len(grade(room, lambda: Pretender(room)).ran) == 1


def test_a_hand_in_is_graded_against_the_version_it_names(room: Any, edition: Path) -> None:
    """Released twice; the first version's check is what the older hand-in is judged by."""
    from tito.grading.release import release

    room.hand_in("ada", room.perfect())
    source = room.folder.source(MODULE)
    source.write_text(source.read_text(encoding="utf-8").replace("Twice as much", "Twice as many"), encoding="utf-8")
    release(room.folder, room.curriculum, room.settings, [room.module], edition)
    room.hand_in("ben", room.perfect())
    grade(room, lambda: Pretender(room))
    texts = [room.folder.autograded(student, MODULE).read_text(encoding="utf-8") for student in ("ada", "ben")]
    assert ["Twice as many" in text for text in texts] == [False, True]


def test_one_student_only(room: Any) -> None:
    room.hand_in("ada", room.perfect())
    room.hand_in("ben", room.perfect())
    assert [g.student for g in grade(room, lambda: Pretender(room), student="ben").ran] == ["ben"]


def test_a_student_without_a_hand_in(room: Any) -> None:
    with pytest.raises(WrongUsage, match="chen has handed in nothing"):
        grade(room, lambda: Pretender(room), student="chen")


def test_a_failure_of_the_tool_is_no_zero(room: Any) -> None:
    def fail(work: Any) -> None:
        if "mine" in {cell.source for cell in work.cells}:
            raise RuntimeError("the sandbox broke")

    broken = notebook.read(room.perfect().decode(), "x")
    room.hand_in("ada", notebook.write(broken.with_cells([*broken.cells, NotebookCell("m", "code", "mine")])).encode())
    room.hand_in("ben", room.perfect())
    done = grade(room, lambda: Pretender(room, fail))
    assert [(f.student, f.reason) for f in done.failures] == [
        ("ada", "the tool failed: RuntimeError: the sandbox broke")
    ]
    with marks.gradebook(room.folder, room.settings.course_id) as book:
        assert {row.student for row in book.rows(MODULE)} == {"ben"}
    assert [g.student for g in grade(room, lambda: Pretender(room)).ran] == ["ada"]


def test_ctrl_c_keeps_what_is_done(room: Any) -> None:
    """The second hand-in is interrupted; the first is in log and gradebook, and the next run does the rest."""
    for student in ("ada", "ben", "chen"):
        room.hand_in(student, room.perfect())
    begun = Event()

    def interrupt(progress: Any) -> None:
        if progress.done:
            begun.set()
            signal.raise_signal(signal.SIGINT)

    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background jobs ignore it
    with pytest.raises(KeyboardInterrupt):
        grade(room, lambda: Pretender(room), workers=1, show=interrupt)
    signal.signal(signal.SIGINT, before)
    assert begun.is_set()
    logged = journal.gradings(room.folder, MODULE)
    assert len(logged) == 1
    assert len(grade(room, lambda: Pretender(room)).ran) == 2
    with marks.gradebook(room.folder, room.settings.course_id) as book:
        assert {row.student for row in book.rows(MODULE)} == {"ada", "ben", "chen"}


def test_a_gradebook_locked_at_the_end_loses_nothing(room: Any) -> None:
    """What was graded is in the log; the next run writes it to the gradebook without running it."""
    from tito.errors import ToolFailed

    room.hand_in("ada", room.perfect())
    holder = sqlite3.connect(room.folder.gradebook, check_same_thread=False)
    with pytest.raises(ToolFailed, match="locked"):
        grade(room, lambda: Pretender(room, lambda work: holder.execute("BEGIN EXCLUSIVE") and None))
    holder.close()
    done = grade(room, lambda: Pretender(room))
    assert (len(done.ran), len(done.unchanged)) == (0, 1)
    with marks.gradebook(room.folder, room.settings.course_id) as book:
        assert export.marks(room.folder, book, [room.module]).of("ada", room.module).points == 70  # type: ignore[union-attr]


def test_a_link_in_submitted_is_not_followed(room: Any, tmp_path: Path) -> None:
    (tmp_path / "secret.ipynb").write_bytes(room.perfect())
    place = room.folder.handed_in("ada", MODULE)
    place.mkdir(parents=True)
    (place / f"{MODULE}.ipynb").symlink_to(tmp_path / "secret.ipynb")
    (only,) = grade(room, lambda: Pretender(room)).ran
    assert "links are not followed" in only.reason


def test_a_linked_student_is_not_graded(room: Any) -> None:
    room.hand_in("ada", room.perfect())
    (room.folder.submitted / "ben").symlink_to(room.folder.submitted / "ada")
    done = grade(room, lambda: Pretender(room))
    assert [g.student for g in done.ran] == ["ada"]
    assert [(failure.student, "links are not followed" in failure.reason) for failure in done.failures] == [
        ("ben", True)
    ]


def test_a_students_tags_reach_formgrader_as_text(room: Any) -> None:
    room.hand_in("ada", room.work({"question-q1": "<!-- answer: q1 -->\n<script>alert(1)</script> and a < b"}))
    grade(room, lambda: Pretender(room))
    text = room.folder.autograded("ada", MODULE).read_text(encoding="utf-8")
    assert "<script>" not in text
    assert "&lt;script>" in text
    assert "a < b" in text


def test_manual_marks_stay_and_are_flagged_when_the_answer_changed(room: Any) -> None:
    from nbgrader.api import Gradebook

    room.hand_in(
        "ada", room.work({"question-q1": "<!-- answer: q1 -->\nfirst", "question-q2": "<!-- answer: q2 -->\nsame"})
    )
    grade(room, lambda: Pretender(room))
    with Gradebook(f"sqlite:///{room.folder.gradebook}", room.settings.course_id) as book:
        for cell in ("question-q1", "question-q2"):
            given = book.find_grade(cell, MODULE, MODULE, "ada")
            given.manual_score, given.needs_manual_grade = 7, False
        book.db.commit()
    room.hand_in(
        "ada", room.work({"question-q1": "<!-- answer: q1 -->\nsecond", "question-q2": "<!-- answer: q2 -->\nsame"})
    )
    grade(room, lambda: Pretender(room))
    with marks.gradebook(room.folder, room.settings.course_id) as opened:
        rows = {row.cell: (row.manual, row.waiting) for row in opened.rows(MODULE)}
    assert rows["question-q1"] == (7, True)
    assert rows["question-q2"] == (7, False)


def test_logs_and_gradings_round_trip() -> None:
    check = CheckResult("check-a", "a", Outcome.TIMED_OUT, 3.0)
    grading = Grading("ada", MODULE, "s", "t", "r", Report(MODULE, (check,)), unanswered=("question-q1",))
    assert Grading.from_json(json.loads(json.dumps(grading.to_json()))) == grading


def test_nobody_can_read_more_than_their_own(room: Any) -> None:
    """From inside the sandbox neither the course folder nor the curriculum can be seen."""
    names = ("gradebook.db", "source", "release", "submitted", ".tito-grade/truth", ".tito-grade/log")
    places = [str(room.curriculum.root), *(str(room.folder.root / name) for name in names)]
    spy = f"import os\nseen = [p for p in {places!r} if os.path.exists(p)]\nassert not seen, seen\n"
    body = "#| export\n# exercise: double\n" + spy + "def double(x):\n    return x + x\n"
    journal.add_gradings(room.folder, [Grading("ben", MODULE, "", "", "", None)])
    room.hand_in("ada", room.work({"exercise-double": body}))
    grade(room)
    report = journal.gradings(room.folder, MODULE)["ada"].report
    assert report is not None
    assert report.cell_errors == ()
    assert all(Path(place).exists() for place in places)


def test_a_folder_whose_name_is_no_id_is_said_and_stops_nobody(room: Any) -> None:
    room.hand_in("ada", room.perfect())
    room.hand_in("b\x1ben", room.perfect())
    done = grade(room, lambda: Pretender(room))
    assert [g.student for g in done.ran] == ["ada"]
    assert [f.student for f in done.failures] == ["b?en"]
