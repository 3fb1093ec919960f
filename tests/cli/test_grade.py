"""tito grade and tito nbgrader: the real commands in a course folder of the mini curriculum."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.xdist_group("grade")  # the course folder is prepared once

Run = Callable[..., Any]
MODULE = "01_numbers"


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("grade") / "course"


@pytest.fixture
def course(tito: Run, template: Path, tmp_path: Path) -> Path:
    """A course folder with modules 01 and 02 generated, copied from one that the commands made."""
    if not template.exists():
        template.mkdir()
        (template / "class.csv").write_text("id,name\nada,Ada Lovelace\nben,Ben Okafor\n", encoding="utf-8")
        assert tito("grade", "setup", "--roster", "class.csv", "--start", "2027-01-18", cwd=template).code == 0
        assert tito("grade", "generate", "--range", "01-02", cwd=template).code == 0
    shutil.copytree(template, tmp_path / "course")
    return tmp_path / "course"


def hand_in(course: Path, student: str, data: bytes | None = None) -> Path:
    """The instructor notebook is as good a hand-in as any."""
    place = course / "submitted" / student / MODULE
    place.mkdir(parents=True)
    source = course / "source" / MODULE / f"{MODULE}.ipynb"
    (place / f"{MODULE}.ipynb").write_bytes(source.read_bytes() if data is None else data)
    return place / f"{MODULE}.ipynb"


def test_setup_says_what_it_made_and_what_comes_next(tito: Run, tmp_path: Path) -> None:
    ran = tito("grade", "setup", "--course", "class", cwd=tmp_path)
    assert ran.code == 0
    assert "gradebook.db" in ran.out
    assert "next: tito grade generate 01" in ran.out
    assert "tito grade setup --roster FILE" in ran.out  # nobody is on the roster yet
    again = tito("grade", "setup", "--course", "class", cwd=tmp_path)
    assert "nothing, everything was there" in again.out


def test_the_course_folder_can_be_named_in_three_ways(tito: Run, course: Path, tmp_path: Path) -> None:
    for ran in (
        tito("grade", "status", cwd=course / "submitted"),
        tito("grade", "status", "--course", str(course), cwd=tmp_path),
        tito("grade", "status", cwd=tmp_path, env={"TITO_COURSE": str(course)}),
    ):
        assert ran.code == 0, ran.said
        assert str(course) in ran.out.splitlines()[0]


def test_elsewhere_there_is_no_course_folder(tito: Run, tmp_path: Path) -> None:
    ran = tito("grade", "status", cwd=tmp_path)
    assert ran.code == 2
    assert "tito grade setup" in ran.err


def test_generate_lists_points_and_due_dates(tito: Run, course: Path) -> None:
    ran = tito("grade", "generate", "--all", cwd=course)
    assert ran.code == 0, ran.said
    assert "01_numbers  100     30       Sun 24 Jan 2027 23:59" in ran.out


@pytest.mark.parametrize("arguments", [(), ("01", "--all"), ("--range", "02-01"), ("nombers",)])
def test_generate_needs_to_know_which(tito: Run, course: Path, arguments: tuple[str, ...]) -> None:
    ran = tito("grade", "generate", *arguments, cwd=course)
    assert ran.code == 2
    assert not ran.out


def test_validate_proves_the_notebook(tito: Run, course: Path) -> None:
    ran = tito("grade", "validate", "01", cwd=course)
    assert ran.code == 0, ran.said
    assert "4 checks pass with the solutions, none without" in ran.out


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("np.multiply(x, 2.0)", "np.multiply(x, 3.0)", "double: the values differ"),
        (
            "expect_close(double(np.array([1.0, 2.0, 3.0]))",
            "expect_close([2.0, 4.0, 6.0]",
            "20 points for an untouched",
        ),
    ],
)
def test_validate_finds_a_notebook_that_is_wrong(tito: Run, course: Path, old: str, new: str, words: str) -> None:
    source = course / "source" / MODULE / f"{MODULE}.ipynb"
    text = source.read_text(encoding="utf-8")
    assert old in text
    source.write_text(text.replace(old, new), encoding="utf-8")
    ran = tito("grade", "validate", "01", cwd=course)
    assert ran.code == 1
    assert words in ran.out


def test_release_before_generate(tito: Run, course: Path) -> None:
    ran = tito("grade", "release", "00", cwd=course)
    assert ran.code == 2
    assert "tito grade generate 00_hello" in ran.err


def test_release_writes_notebook_and_kit(tito: Run, course: Path) -> None:
    ran = tito("grade", "release", "--all", cwd=course)
    assert ran.code == 0, ran.said
    assert (course / "release" / MODULE / f"{MODULE}.ipynb").is_file()
    assert (course / "student-kit.zip").is_file()
    assert f"tito grade collect {MODULE} --from FOLDER-OR-ZIP" in ran.out


def test_a_student_can_start_from_the_kit(tito: Run, course: Path, tmp_path: Path) -> None:
    assert tito("grade", "release", "01", cwd=course).code == 0
    ran = tito("init", "mine", "--course", str(course / "student-kit.zip"), cwd=tmp_path, env={"TITO_CURRICULUM": ""})
    assert ran.code == 0, ran.said
    released = course / "release" / MODULE / f"{MODULE}.ipynb"
    assert (tmp_path / "mine" / "modules" / MODULE / f"{MODULE}.ipynb").read_bytes() == released.read_bytes()


def test_a_leak_stops_the_release(tito: Run, course: Path) -> None:
    source = course / "source" / MODULE / f"{MODULE}.ipynb"
    made = json.loads(source.read_text(encoding="utf-8"))
    made["cells"][0]["source"] = ['raise ValueError(f"row_sums needs 2 dimensions, got shape {x.shape}")']
    source.write_text(json.dumps(made), encoding="utf-8")
    ran = tito("grade", "release", "01", cwd=course)
    assert ran.code == 1
    assert "was not released" in ran.err
    assert not (course / "release" / MODULE).exists()
    assert not (course / "student-kit.zip").exists()


def test_collect_reports_as_text_and_as_data(tito: Run, course: Path) -> None:
    hand_in(course, "ada")
    shown = tito("grade", "collect", "01", cwd=course)
    assert shown.code == 0
    assert "missing (1): ben" in shown.out
    report = json.loads(tito("grade", "collect", "01", "--json", cwd=course).out)
    assert (report["version"], report["missing"]) == (1, ["ben"])


def test_from_hand_in_to_marks(tito: Run, course: Path) -> None:
    hand_in(course, "ada")
    hand_in(course, "ben", b"{")
    ran = tito("grade", "autograde", "01", "--workers", "2", cwd=course)
    assert ran.code == 0, ran.said
    assert "ada: 70 of 70" in ran.err
    assert "ben: 0 points" in ran.out
    assert tito("grade", "feedback", "01", "--student", "ada", cwd=course).code == 0
    assert (course / "feedback" / "ada" / MODULE / f"{MODULE}.html").is_file()
    assert not (course / "feedback" / "ben").exists()
    assert tito("grade", "export", cwd=course).code == 0
    with (course / "grades.csv").open(newline="", encoding="utf-8") as file:
        assert {row["id"]: row[MODULE] for row in csv.DictReader(file)} == {"ada": "70", "ben": "0"}


def test_grading_again_says_that_nothing_was_new(tito: Run, course: Path) -> None:
    hand_in(course, "ada", b"")
    tito("grade", "autograde", "01", cwd=course)
    again = tito("grade", "autograde", "--all", cwd=course)
    assert again.code == 0
    assert "1 graded before and unchanged" in again.out


def test_nothing_to_grade(tito: Run, course: Path) -> None:
    one, every = (tito("grade", "autograde", which, cwd=course) for which in ("01", "--all"))
    assert (one.code, every.code) == (0, 0)
    assert "nobody has handed in 01_numbers" in one.out
    assert "Nobody has handed in anything yet." in every.out


def test_before_anybody_has_handed_in_every_command_says_what_to_do(tito: Run, course: Path) -> None:
    assert tito("grade", "release", "--all", cwd=course).code == 0
    said = {command: tito("grade", command, "01", cwd=course).out for command in ("collect", "feedback")}
    assert f"next: tito grade collect {MODULE} --from FOLDER-OR-ZIP" in said["collect"]
    assert "nobody is graded yet: tito grade autograde 01_numbers" in said["feedback"]
    assert f"next: tito grade collect {MODULE}" in tito("grade", "status", cwd=course).out


NO_SANDBOX = {"TITO_SANDBOX_LEVEL": "C", "TITO_REQUIRE_LEVEL": "A"}  # what no machine can give


def test_without_a_sandbox_nothing_is_run(tito: Run, course: Path, tmp_path: Path) -> None:
    marker = tmp_path / "ran"
    made = json.loads((course / "source" / MODULE / f"{MODULE}.ipynb").read_text(encoding="utf-8"))
    made["cells"].append({"cell_type": "code", "metadata": {}, "outputs": [], "source": f"open({str(marker)!r}, 'w')"})
    hand_in(course, "ada", json.dumps(made).encode())
    ran = tito("grade", "autograde", "01", cwd=course, env=NO_SANDBOX)
    assert ran.code == 3
    assert "TITO_REQUIRE_LEVEL=A, and this machine has" in ran.err
    assert not marker.exists()
    assert not (course / "autograded" / "ada").exists()


def test_export_to_the_screen_as_json(tito: Run, course: Path) -> None:
    ran = tito("grade", "export", "--format", "json", "--output", "-", cwd=course)
    assert json.loads(ran.out)["version"] == 1


def test_export_knows_no_other_format_yet(tito: Run, course: Path) -> None:
    assert tito("grade", "export", "--format", "canvas", cwd=course).code == 2


def test_status_as_data(tito: Run, course: Path) -> None:
    report = json.loads(tito("grade", "status", "--json", cwd=course).out)
    assert [module["module"] for module in report["modules"]] == ["01_numbers", "02_boxes"]


@pytest.mark.parametrize(
    "alias",
    ["init", "generate", "validate", "release", "collect", "autograde", "feedback", "report", "status", "formgrader"],
)
def test_the_guides_names_have_the_same_help(tito: Run, alias: str) -> None:
    name = {"init": "setup", "report": "export", "formgrader": "manual"}.get(alias, alias)
    theirs, ours = tito("nbgrader", alias, "--help"), tito("grade", name, "--help")
    assert theirs.code == 0
    assert theirs.out.splitlines()[1:] == ours.out.splitlines()[1:]
    assert "Example:" in theirs.out


def test_another_curriculum_is_refused(tito: Run, course: Path) -> None:
    other = Path(__file__).parents[2] / "curriculum"
    ran = tito("grade", "status", cwd=course, env={"TITO_CURRICULUM": str(other)})
    assert ran.code == 2
    assert "another curriculum" in ran.err


def test_removing_the_gradebook_as_the_guides_say(tito: Run, course: Path) -> None:
    hand_in(course, "ada", b"")
    tito("grade", "autograde", "01", cwd=course)
    before = tito("grade", "export", "--module", "01", "--output", "-", cwd=course).out
    (course / "gradebook.db").unlink()
    lost = tito("grade", "export", cwd=course)
    assert lost.code == 3
    assert "tito grade setup" in lost.err
    assert tito("grade", "setup", cwd=course).code == 0
    assert tito("grade", "autograde", "--all", cwd=course).code == 0
    assert tito("grade", "export", "--module", "01", "--output", "-", cwd=course).out == before


def mark(tito: Run, course: Path, student: str) -> str:
    text = tito("grade", "export", "--output", "-", cwd=course).out
    return str({row["id"]: row[MODULE] for row in csv.DictReader(text.splitlines())}[student])


def test_regrade_shows_first_saves_when_told_and_reproduces(tito: Run, course: Path) -> None:
    hand_in(course, "ada")
    assert tito("grade", "autograde", "01", cwd=course).code == 0
    source = course / "source" / MODULE / f"{MODULE}.ipynb"
    source.write_text(source.read_text(encoding="utf-8").replace("double(x), x + x", "double(x), x + x + 1"))
    shown = tito("grade", "regrade", "01", cwd=course)
    assert shown.code == 0, shown.said
    assert "hidden-double  10      0      passed, now wrong  70 -> 60" in shown.out
    assert "nothing was saved; to save it: tito grade regrade 01_numbers --yes" in shown.out
    assert mark(tito, course, "ada") == "70"
    saved = json.loads(tito("grade", "regrade", "01", "--yes", "--json", cwd=course).out)
    assert (saved["version"], saved["saved"], saved["totals"]) == (1, True, {"ada": {"before": 70, "after": 60}})
    assert mark(tito, course, "ada") == "60"
    again = tito("grade", "regrade", "01", "--reproduce", cwd=course)
    assert (again.code, again.out) == (0, "01_numbers: 1 of 1 grading came out as the log says\n")


def test_a_mark_that_does_not_come_out_again_is_said(tito: Run, course: Path) -> None:
    hand_in(course, "ada")
    tito("grade", "autograde", "01", cwd=course)
    log = course / ".tito-grade" / "log" / f"{MODULE}.jsonl"
    log.write_text(log.read_text(encoding="utf-8").replace('"outcome": "passed"', '"outcome": "failed"', 1))
    again = tito("grade", "regrade", "01", "--reproduce", cwd=course)
    assert again.code == 1
    assert "ada: differs in check-double" in again.out


def test_manual_shows_the_rubric_and_says_what_to_type(tito: Run, course: Path) -> None:
    path = hand_in(course, "ada")
    made = path.read_text(encoding="utf-8").replace("Marked by hand; bands and samples: questions.toml.", "8 MB")
    path.write_text(made, encoding="utf-8")
    tito("grade", "autograde", "01", cwd=course)
    ran = tito("grade", "manual", "01", cwd=course)
    assert ran.code == 0, ran.said
    assert "q1, 10 points, 1 of 1 answer to mark" in ran.out
    assert "sample, excellent (9): 4 MB read and 4 MB written" in ran.out
    assert f"/formgrader/gradebook/{MODULE}/{MODULE}" in ran.out


def test_a_weaker_sandbox_than_last_time_is_said_loudly(tito: Run, course: Path) -> None:
    """As if the folder had been moved from a machine with level A to one with level C."""
    weak = {"TITO_SANDBOX_LEVEL": "C"}
    hand_in(course, "ada")
    assert "WARNING" not in tito("grade", "autograde", "01", cwd=course, env=weak).err
    log = course / ".tito-grade" / "log" / f"{MODULE}.jsonl"
    log.write_text(log.read_text(encoding="utf-8").replace("level C", "level A"), encoding="utf-8")
    hand_in(course, "ben")
    required = tito("grade", "autograde", "01", cwd=course, env={**weak, "TITO_REQUIRE_LEVEL": "A"})
    assert (required.code, "0 hand-ins" in required.out) == (3, False)
    warned = tito("grade", "autograde", "01", cwd=course, env=weak).err
    assert "WARNING: hand-ins run in a weaker sandbox than last time: level C" in warned
    assert "it was level A" in warned
    assert "no namespaces" in warned
    assert "set TITO_REQUIRE_LEVEL=A" in warned
    hand_in(course, "cleo")
    again = tito("grade", "autograde", "01", cwd=course, env=weak)
    assert "WARNING" not in again.err  # it has been said, and the last time is this level
