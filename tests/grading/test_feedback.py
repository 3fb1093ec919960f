"""tito.grading.feedback: what the student reads, and what must not be in it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from html.parser import HTMLParser
from itertools import pairwise
from typing import Any

import pytest

from tito.course.curriculum import Curriculum
from tito.course.notebook import grade_id
from tito.errors import WrongUsage
from tito.grading import feedback, journal, marks, prose
from tito.grading.autograde import autograde
from tito.grading.writer import Writer
from tito.results import CellError, CheckResult, Outcome, Report

MODULE = "01_numbers"
FAILED = CheckResult(
    "check-double",
    "double",
    Outcome.FAILED,
    20.0,
    call="double([1, 2, 3])",
    got="[1.0, 4.0, 9.0]",
    expected="[2.0, 4.0, 6.0]",
    difference="first difference at [0]",
    why="every entry counts twice",
    output="<b>printed</b>",
)
HIDDEN = CheckResult(
    "hidden-double",
    "double",
    Outcome.FAILED,
    10.0,
    hidden=True,
    call="double(secret)",
    got="SECRET-GOT",
    expected="SECRET-EXPECTED",
    difference="SECRET-PLACE",
    why="any shape is fine",
)
CRASHED = CheckResult(
    "hidden-row_sums",
    "row_sums",
    Outcome.CRASHED,
    10.0,
    hidden=True,
    error="E: SECRET-ERROR",
    where="hidden row_sums, line 2",
)
PASSED = CheckResult("check-row_sums", "row_sums", Outcome.PASSED, 30.0)


@dataclass(frozen=True)
class Perhaps:
    believes: str = "doubling means squaring"
    symptom: str = "2 stays right"
    asks: tuple[str, ...] = ("What should double([3]) be?",)


class Scripted:
    """Stands where the sandbox would and reports what it is told to."""

    def __init__(self, room: Any, report: Report) -> None:
        self.module, self.report = room.module, report

    def stop(self) -> None:
        return None

    close = stop

    def run(self, work: Any, *, seed: str) -> Report:
        return self.report


REPORT = Report(
    MODULE,
    (FAILED, HIDDEN, PASSED, CRASHED),
    (CellError("extra-1", "ZeroDivisionError: <i>", "a cell"), CellError("e", "NotImplementedError: exercise x")),
    remarks=("The check of double was edited; the released one runs.",),
)
WORK = {"question-q1": "<!-- answer: q1 -->\n<script>alert(1)</script> & x < y"}


def page(room: Any, report: Report = REPORT, *, data: bytes | None = None) -> str:
    room.hand_in("ada", room.work(WORK) if data is None else data, when="2027-01-20 10:00:00 UTC")
    grade(room, report)
    return written(room)


def grade(room: Any, report: Report = REPORT) -> None:
    with marks.gradebook(room.folder, room.settings.course_id) as book:
        writer = Writer(room.folder, room.curriculum.course, room.settings, room.module, book)
        autograde(writer, lambda: Scripted(room, report))  # type: ignore[arg-type, return-value]


def written(room: Any, student: str | None = None) -> str:
    def diagnose(report: Report) -> Mapping[str, Perhaps]:
        return {"double": Perhaps()}

    with marks.gradebook(room.folder, room.settings.course_id) as book:
        press = feedback.press(room.folder, room.settings, book, room.module, diagnose)
        feedback.feedback(press, feedback.ready(press, student))
    return str(room.folder.feedback("ada", MODULE).read_text(encoding="utf-8"))


def comment(room: Any, cell: str, text: str, points: float | None = None) -> None:
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{room.folder.gradebook}", room.settings.course_id) as book:
        book.find_comment(cell, MODULE, MODULE, "ada").manual_comment = text
        if points is not None:
            given = book.find_grade(cell, MODULE, MODULE, "ada")
            given.manual_score, given.needs_manual_grade = points, False
        book.db.commit()


class Outline(HTMLParser):
    """Tags with their attributes, and the text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += f" {data}"


def text(html: str) -> str:
    return " ".join(Outline(html).text.split())


def test_a_visible_failure_is_told_whole(room: Any) -> None:
    said = text(page(room))
    for part in (FAILED.call, FAILED.got, FAILED.expected, FAILED.difference, FAILED.why):
        assert part in said


def test_the_misconception_and_its_question(room: Any) -> None:
    said = text(page(room))
    assert "Perhaps you believe that doubling means squaring" in said
    assert "What should double([3]) be?" in said


def test_of_a_hidden_check_only_why_it_matters(room: Any) -> None:
    html = page(room)
    assert "any shape is fine" in text(html)
    assert "SECRET" not in html
    assert "double(secret)" not in html


def test_no_line_of_a_hidden_check_is_in_a_page(room: Any, mini: Curriculum) -> None:
    from tito.course import leaks

    html = page(room)
    assert leaks.leaks({"page": html}, leaks.secrets_of(mini.lessons())) == ()
    assert "rng.normal" not in html


def test_remarks_and_errors_of_other_cells(room: Any) -> None:
    said = text(page(room))
    assert "The check of double was edited" in said
    assert "ZeroDivisionError: <i> (a cell)" in said
    assert "NotImplementedError" not in said


def test_the_mark_and_what_is_still_to_come(room: Any) -> None:
    said = text(page(room))
    assert "30 of 100 points" in said
    assert "1 answer still to be marked" in said
    assert "Handed in Wed 20 Jan 2027 10:00" in said


def test_comments_and_marks_of_a_person(room: Any) -> None:
    page(room)
    comment(room, "question-q1", "Good <number>.", 8)
    comment(room, "exercise-double", "Look at the first entry.")
    said = text(written(room))
    assert "q1: 8 of 10 points" in said
    assert "Good <number>." in said
    assert "Look at the first entry." in said
    assert "still to be marked" not in said


def test_an_answer_that_was_left_out(room: Any) -> None:
    assert "q2: 0 of 10 points" in text(page(room))
    assert "No answer." in text(page(room))
    assert "Write your answer here" not in page(room)


def test_nothing_a_student_wrote_becomes_markup(room: Any) -> None:
    html = page(room)
    assert "<script>alert(1)</script>" in Outline(html).text
    assert not {"script", "i", "b", "iframe", "img", "a", "link"} & {tag for tag, _ in Outline(html).tags}


def test_a_name_with_markup_in_it(room: Any, tmp_path: Any) -> None:
    from tito.grading.setup import setup

    (tmp_path / "class.csv").write_text('id,name\nada,"<script>x</script>"\n', encoding="utf-8")
    setup(room.folder.root, room.curriculum.course, roster_file=tmp_path / "class.csv")
    assert "<script>" not in page(room)


def test_the_policy_allows_its_own_style_and_nothing_else(room: Any) -> None:
    import base64
    import hashlib

    html = page(room)
    policy = next(a["content"] for tag, a in Outline(html).tags if a.get("http-equiv") == "Content-Security-Policy")
    style = re.search(r"<style>(.*?)</style>", html, re.DOTALL)
    assert style
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    assert policy == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


def test_nothing_is_loaded_and_nothing_is_styled_in_place(room: Any) -> None:
    attributes = [name for _, found in Outline(page(room)).tags for name in found]
    assert not {"src", "href", "style", "onclick", "onload", "action"} & set(attributes)


def test_it_can_be_read_aloud(room: Any) -> None:
    """One heading of the first level, none skipped, a language, headers for tables, labelled sections."""
    tags = Outline(page(room)).tags
    levels = [int(tag[1]) for tag, _ in tags if re.fullmatch(r"h\d", tag)]
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert dict(tags)["html"] == {"lang": "en"}
    assert all(found.get("scope") for tag, found in tags if tag == "th")
    ids = {found["id"] for _, found in tags if "id" in found}
    labels = [found["aria-labelledby"] for _, found in tags if "aria-labelledby" in found]
    assert set(labels) <= ids
    assert {"header", "main", "footer", "caption", "title"} <= {tag for tag, _ in tags}


def test_a_hand_in_that_could_not_be_run(room: Any) -> None:
    said = text(page(room, data=b"{"))
    assert "Your hand-in could not be run" in said
    assert "not valid JSON" in said
    assert "0 of 100 points" in said


def test_a_newer_hand_in_waits_for_its_grading(room: Any) -> None:
    page(room)
    room.folder.feedback("ada", MODULE).unlink()
    room.hand_in("ada", room.perfect())
    with marks.gradebook(room.folder, room.settings.course_id) as book:
        press = feedback.press(room.folder, room.settings, book, room.module, lambda report: {})
        done = feedback.feedback(press, feedback.ready(press, None))
    assert (done.pages, done.outdated) == ((), ("ada",))


def test_a_student_who_was_not_graded(room: Any) -> None:
    page(room)
    with pytest.raises(WrongUsage, match="ben was not graded"):
        written(room, "ben")


def test_the_log_keeps_what_the_page_leaves_out(room: Any) -> None:
    page(room)
    report = journal.gradings(room.folder, MODULE)["ada"].report
    assert report == REPORT or (report is not None and report.checks == REPORT.checks)


def test_the_questions_text_is_on_the_page(room: Any) -> None:
    asked = next(cell.source for cell in room.released().cells if grade_id(cell) == "ask-q1")
    assert asked.replace("`double`", "double") in text(page(room))


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("**Why** `x < y` & <b>?", "<p><strong>Why</strong> <code>x &lt; y</code> &amp; &lt;b&gt;?</p>\n"),
        ("one\n\n- two\n- three", "<p>one</p>\n<ul>\n<li>two</li>\n<li>three</li>\n</ul>\n"),
        ("### View or copy?", "<p><strong>View or copy?</strong></p>\n"),
        ("[here](javascript:alert(1)) ![plot](http://x.example/p.png)", "<p>here plot</p>\n"),
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>\n"),
    ],
)
def test_our_own_prose(written: str, shown: str) -> None:
    assert str(prose.blocks(written)) == shown


def test_prose_within_a_sentence() -> None:
    assert str(prose.inline("the `dtype` is **kept**")) == "the <code>dtype</code> is <strong>kept</strong>"


def test_the_message_of_a_hidden_checks_error_stays_here(room: Any) -> None:
    """The student's own code writes it, and could write down what it was called with."""
    seen = replace(CRASHED, error="ValueError: array([[0.31, SECRET", where="exercise row_sums, line 4: raise seen")
    html = page(room, report=replace(REPORT, checks=(FAILED, HIDDEN, PASSED, seen)))
    assert "SECRET" not in html
    assert "ValueError" in html
    own = replace(REPORT, checks=(FAILED, HIDDEN, PASSED, replace(seen, error="SECRET: x")))
    html = page(room, own, data=room.work(WORK) + b"\n")
    assert "SECRET" not in html
    assert "an error of a class of your own" in html


def test_half_a_letter_in_an_error(room: Any) -> None:
    assert "ValueError: ?" in page(room, report=replace(REPORT, checks=(replace(FAILED, why="ValueError: \ud800"),)))


def test_an_example_that_waits_for_another_one_is_not_spoken_of(room: Any) -> None:
    errors = (CellError("example-1", "NotImplementedError: exercise double"), CellError("example-2", "NameError: y"))
    assert "NameError" not in page(room, report=replace(REPORT, cell_errors=errors))
    alone = replace(REPORT, cell_errors=errors[1:])
    assert "NameError: y (an example)" in page(room, alone, data=room.work(WORK) + b"\n")
