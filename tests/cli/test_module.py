"""`tito module`: list, status, start, test, complete and export, as a student types and reads them."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import pytest

DOUBLE = "#| export\n# exercise: double\ndef double(x):\n    return x + x\n"
SQUARE = "#| export\n# exercise: double\ndef double(x):\n    return x * x\n"
ROW_SUMS = """#| export
# exercise: row_sums
def row_sums(x):
    if x.ndim != 2:
        raise ValueError(f"wrong shape {x.shape}")
    return x.sum(axis=1)
"""


@dataclass(frozen=True)
class Work:
    """A workspace, and a student who types into its notebooks."""

    root: Path
    tito: Callable[..., Any]

    def run(self, *words: str) -> Any:
        return self.tito(*words, cwd=self.root)

    def notebook(self, module: str) -> Path:
        return self.root / "modules" / module / f"{module}.ipynb"

    def type(self, module: str, *texts: str) -> None:
        """Replace the cell that has the same `# exercise:` line."""
        notebook = json.loads(self.notebook(module).read_text())
        for text in texts:
            line = next(line for line in text.splitlines() if line.startswith("# exercise:"))
            cell = next(c for c in notebook["cells"] if f"{line}\n" in c["source"])
            cell["source"] = text
        self.notebook(module).write_text(json.dumps(notebook))

    def add_cell(self, module: str, source: str) -> None:
        notebook = json.loads(self.notebook(module).read_text())
        cell = {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None, "source": source}
        notebook["cells"].insert(2, cell)
        self.notebook(module).write_text(json.dumps(notebook))


@pytest.fixture
def work(tito: Callable[..., Any], tmp_path: Path) -> Work:
    tito("init", "work")
    return Work(tmp_path / "work", tito)


def test_the_bare_tito_welcomes_whoever_has_no_workspace(tito: Callable[..., Any]) -> None:
    ran = tito()

    assert ran.code == 0
    assert "tito init my-tinytorch" in ran.out


@pytest.mark.parametrize("words", [(), ("status",), ("module", "status")])
def test_status_says_where_you_are_and_what_is_next(work: Work, words: tuple[str, ...]) -> None:
    ran = work.run(*words)

    assert ran.code == 0
    assert str(work.root) in ran.out
    assert "02  Boxes     waiting       builds on 01" in ran.out
    assert "next   tito module start 00   (begin with Hello)" in ran.out


def test_status_follows_the_work(work: Work) -> None:
    work.run("module", "start", "00", "--no-browser")
    assert "next   tito module test 00" in work.run().out

    work.run("module", "test", "00")
    assert "0 of 1 checks pass, tested just now" in work.run().out

    work.type("00_hello", '# exercise: hello_tinytorch\ndef hello_tinytorch():\n    return "Hello, TinyTorch"\n')
    work.run("module", "test", "00")
    assert "next   tito module complete 00" in work.run().out

    work.run("module", "complete", "00")
    assert "next   tito module start 01" in work.run().out


def test_comprehensive_status_names_every_exercise(work: Work) -> None:
    work.type("01_numbers", DOUBLE)
    work.run("module", "test", "01")

    ran = work.run("module", "status", "--comprehensive")

    lines = [" ".join(line.split()) for line in ran.out.splitlines()]
    assert "hello_tinytorch not tested" in lines
    assert "double passed 20 of 20 visible points" in lines
    assert "row_sums not attempted 0 of 30 visible points" in lines


def test_status_and_list_as_json_have_a_version(work: Work) -> None:
    for words in (("module", "status"), ("module", "list")):
        said = json.loads(work.run(*words, "--json").out)
        assert said["version"] == 1
        assert [m["module"] for m in said["modules"]] == ["00_hello", "01_numbers", "02_boxes"]
        assert said["next"] == "tito module start 00"


def test_list_shows_points_of_what_was_tested(work: Work) -> None:
    work.type("01_numbers", DOUBLE)
    work.run("module", "test", "01")

    assert "01_numbers  Numbers  Foundation  in progress  20 of 50" in work.run("module", "list").out


@pytest.mark.parametrize("words", [("start", "2"), ("start", "boxes"), ("resume", "02_boxes")])
def test_start_puts_the_notebook_there_and_says_what_it_needs(work: Work, words: tuple[str, str]) -> None:
    ran = work.run("module", *words)

    assert ran.code == 0
    assert work.notebook("02_boxes").is_file()
    assert "builds on 01 Numbers, not completed yet" in ran.out
    assert "tito module start 01" in ran.out


def test_starting_again_leaves_the_notebook_alone(work: Work) -> None:
    work.run("module", "start", "01")
    work.type("01_numbers", DOUBLE)
    before = work.notebook("01_numbers").read_bytes()

    assert "as you left it" in work.run("module", "start", "01").out
    assert work.notebook("01_numbers").read_bytes() == before


def test_a_wrong_value_shows_the_card_and_the_question_behind_it(work: Work) -> None:
    work.type("01_numbers", SQUARE)

    ran = work.run("module", "test", "01")

    assert ran.code == 1
    header, _, card = ran.out.partition("row_sums")[0].partition("\n\n")
    assert header == f"01 Numbers   {work.notebook('01_numbers')}"
    assert card.splitlines()[0].split() == ["double", "wrong"]
    for label, text in {
        "call": "double([1, 2, 3])",
        "got": "[1",
        "expected": "[2",
        "why": "every entry counts twice",
        "perhaps": "you believe that doubling means multiplying a number by itself. What should double([3]) be?",
    }.items():
        assert f"  {label:<9} {text}" in card


def test_what_crashed_says_where(work: Work) -> None:
    work.type("01_numbers", "# exercise: double\ndef double(x):\n    return x + y\n")

    ran = work.run("module", "test", "01")

    assert "double     crashed" in ran.out
    assert "NameError: name 'y' is not defined" in ran.out
    assert "return x + y" in ran.out


def test_what_was_not_attempted_and_what_timed_out_look_different(work: Work) -> None:
    work.type("01_numbers", "# exercise: double\ndef double(x):\n    while True: pass\n")

    ran = work.run("module", "test", "01", "--seconds", "1")

    assert "double     timed out" in ran.out
    assert "row_sums   not attempted" in ran.out
    assert "0 of 2 visible checks pass, 1 timed out, 1 not attempted" in ran.out


def test_when_all_pass_the_hidden_ones_are_announced(work: Work) -> None:
    work.type("01_numbers", DOUBLE, ROW_SUMS)

    ran = work.run("module", "test", "01")

    assert ran.code == 0
    assert "2 visible checks pass; 2 hidden checks run after you hand in." in ran.out
    assert "next   tito module complete 01" in ran.out


def test_full_runs_the_hidden_checks_where_the_curriculum_is(work: Work) -> None:
    work.type("01_numbers", DOUBLE, ROW_SUMS)

    ran = work.run("module", "test", "01", "--full")

    assert ran.code == 0
    assert "double (hidden)" in ran.out
    assert "2 of 2 hidden checks pass" in ran.out


def test_verbose_adds_times_and_points(work: Work) -> None:
    work.type("01_numbers", DOUBLE)

    assert "20 of 20 visible points" in work.run("module", "test", "01", "--verbose").out


def test_all_tests_every_notebook_that_is_there(work: Work) -> None:
    ran = work.run("module", "test", "--all")

    assert ran.code == 1
    assert "00 Hello" in ran.out
    assert "01 Numbers" in ran.out
    assert "02 Boxes" not in ran.out


@pytest.mark.parametrize("words", [(), ("01", "--all"), ("--all", "--watch")])
def test_one_module_or_all_of_them(work: Work, words: tuple[str, ...]) -> None:
    assert work.run("module", "test", *words).code == 2


def test_json_is_the_report_with_the_likely_misconception(work: Work) -> None:
    work.type("01_numbers", SQUARE)

    said = json.loads(work.run("module", "test", "01", "--json").out)

    assert said["version"] == 1
    assert [check["outcome"] for check in said["checks"]] == ["failed", "not attempted"]
    assert said["perhaps"]["double"]["misconception"] == "squares-instead"
    assert said["hidden_waiting"] == 2


def test_a_test_leaves_the_notebook_as_it_is(work: Work) -> None:
    before = work.notebook("01_numbers").read_bytes()

    work.run("module", "test", "01")

    assert work.notebook("01_numbers").read_bytes() == before


def test_complete_exports_and_says_what_it_unlocked(work: Work) -> None:
    work.type("01_numbers", DOUBLE, ROW_SUMS)

    ran = work.run("module", "complete", "01")

    assert ran.code == 0
    assert "from tinytorch.core.numbers import double, row_sums" in ran.out
    assert "This unlocks 02 Boxes." in ran.out
    assert work.notebook("02_boxes").is_file()


def test_what_does_not_pass_is_not_exported(work: Work) -> None:
    work.type("01_numbers", SQUARE, ROW_SUMS)

    ran = work.run("module", "complete", "01")

    assert ran.code == 1
    assert "double     wrong" in ran.out
    assert "Nothing was exported" in ran.out
    assert not (work.root / "tinytorch" / "core").exists()


def test_a_helper_that_stays_behind_in_the_notebook_is_named(work: Work) -> None:
    work.add_cell("01_numbers", "def twice(x):\n    return x + x\n")
    work.type("01_numbers", DOUBLE.replace("x + x", "twice(x)"), ROW_SUMS)

    ran = work.run("module", "complete", "01")

    assert ran.code == 1
    assert "twice stands in the cell that begins: def twice(x):" in ran.err
    assert not (work.root / "tinytorch" / "core").exists()


def test_an_export_is_not_a_completion(work: Work) -> None:
    ran = work.run("export", "01")

    assert ran.code == 0
    assert "tinytorch/core/numbers.py" in ran.out
    assert json.loads(work.run("module", "list", "--json").out)["modules"][1]["completed"] == ""


def test_an_export_of_what_is_not_python_is_refused(work: Work) -> None:
    work.type("01_numbers", "#| export\n# exercise: double\ndef double(x:\n")

    ran = work.run("module", "export", "01")

    assert ran.code == 1
    assert "01_numbers cannot be exported" in ran.err


def test_watch_tests_again_at_every_save_until_it_is_stopped(work: Work, environment: dict[str, str]) -> None:
    command = [str(Path(sys.executable).with_name("tito")), "module", "test", "01", "--watch"]
    with subprocess.Popen(
        command, cwd=work.root, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as watching:
        assert watching.stdout is not None
        wait_for("double     not attempted", watching.stdout)
        work.type("01_numbers", SQUARE)
        wait_for("double     wrong", watching.stdout)
        whole = work.notebook("01_numbers").read_bytes()
        work.notebook("01_numbers").write_text("half a notebook")
        work.notebook("01_numbers").write_bytes(whole)
        work.type("01_numbers", DOUBLE)
        wait_for("double     passed", watching.stdout)
        watching.send_signal(signal.SIGINT)
        assert watching.wait(timeout=60) == 0


def wait_for(line: str, stream: IO[str]) -> None:
    """Read until `line` comes; the end of the stream is a failure."""
    assert any(said.rstrip() == line for said in stream)


def test_a_completed_module_that_no_longer_passes_shows_it(work: Work) -> None:
    work.type("01_numbers", DOUBLE, ROW_SUMS)
    work.run("module", "complete", "01")
    work.type("01_numbers", SQUARE)
    work.run("module", "test", "01")

    assert "completed     1 of 2 checks pass" in work.run().out


def test_a_list_that_is_too_short_fails_here_as_it_will_in_grading(
    tito: Callable[..., Any], tmp_path: Path, environment: dict[str, str]
) -> None:
    """A check that goes through what came back compares as much as it does on the solution, or it has not passed."""
    curriculum = tmp_path / "curriculum"
    shutil.copytree(environment["TITO_CURRICULUM"], curriculum)
    lesson = curriculum / "01_numbers" / "numbers.py"
    before, check, after = lesson.read_text(encoding="utf-8").partition(
        "expect_close(double(np.array([1.0, 2.0, 3.0]))"
    )
    loop = (
        "for got, wanted in zip(double(np.array([1.0, 2.0, 3.0])), [2.0, 4.0, 6.0]):\n    expect_close(got, wanted)\n"
    )
    lesson.write_text(before + loop + after.partition("\n")[2], encoding="utf-8")
    assert check

    def with_it(*words: str, **places: Any) -> Any:
        own = {"TITO_CURRICULUM": str(curriculum), "XDG_CACHE_HOME": str(tmp_path / "cache")}
        return tito(*words, env=own, **places)

    with_it("init", "work")
    work = Work(tmp_path / "work", with_it)
    work.run("module", "start", "01", "--no-browser")
    work.type("01_numbers", "#| export\n# exercise: double\ndef double(x):\n    return list(x + x)[:2]\n", ROW_SUMS)
    ran = work.run("module", "test", "01")
    assert ran.code == 1
    assert "values for 2 of 3 comparisons" in ran.out
    assert "does your code return everything that it was asked for?" in ran.out
    work.type("01_numbers", DOUBLE)
    assert work.run("module", "test", "01").code == 0
