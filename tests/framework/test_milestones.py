"""The milestones on the reference package: each reaches its result, and none does on a package with a mistake in it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tito.course import editions
from tito.course.assemble import assemble
from tito.course.curriculum import Curriculum, load
from tito.course.leaks import leaks, secrets_of
from tito.course.manifest import parse_course
from tito.course.milestones import Milestone, Script
from tito.course.notebook import grade_id
from tito.judge import stage
from tito.judge.gates import GATES
from tito.judge.reference import build_reference
from tito.results import Verdict

ROOT = Path(__file__).parents[2]
COURSE = parse_course((ROOT / "curriculum" / "course.toml").read_text(encoding="utf-8"))
PROGRAMS = {script.name: (milestone, script) for milestone in COURSE.milestones for script in milestone.scripts}
REQUIRED = [name for name, (_, script) in PROGRAMS.items() if not script.optional]

# For each program, one mistake in each module that it calls: the name of a misconception.
ALWAYS = {
    "tensor": "reshapes-instead",
    "layers": "weight-not-transposed",
    "autograd": "disconnected-graph",
    "optimizers": "walks-uphill",
    "training": "zeroes-before-the-step",
}
KNOCKOUTS = {
    "01_rosenblatt_forward": {**ALWAYS, "activations": "other-textbook-sigmoid"},
    "02_rosenblatt_trained": {**ALWAYS, "activations": "other-textbook-sigmoid", "losses": "absolute-in-front"},
    "01_xor_crisis": {**ALWAYS, "losses": "absolute-in-front"},
    "02_xor_solved": {**ALWAYS, "activations": "absolute-value", "losses": "absolute-in-front"},
    "01_rumelhart_tinydigits": {
        **ALWAYS,
        "tensor": "hard-coded-float32",
        "activations": "absolute-value",
        "losses": "softmax-twice",
    },
    "01_vaswani_attention": {
        **ALWAYS,
        "losses": "softmax-twice",
        "embeddings": "places-from-one",
        "attention": "softmax-over-the-queries",
    },
    "02_tinygpt": {
        **ALWAYS,
        "activations": "softmax-over-everything",
        "losses": "softmax-twice",
        "dataloader": "always-drops-the-rest",
        "tokenization": "numbers-every-place",
        "embeddings": "shifted-by-one",
        "attention": "forgets-to-hide",
        "transformers": "norm-on-the-road",
    },
    "01_lecun_tinydigits": {
        **ALWAYS,
        "tensor": "hard-coded-float32",
        "activations": "absolute-value",
        "losses": "softmax-twice",
        "spatial": "taps-before-channels",
    },
}


# TinyGPT's knock-outs read a text that is learned in seconds, by the same gate.
LINES = ("Brevity is the soul of wit\n", "To be, or not to be\n")


@pytest.fixture(scope="session")
def datasets(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The course's data, and a small text in the place of the large one."""
    folder = tmp_path_factory.mktemp("datasets")
    for data in (ROOT / "datasets").iterdir():
        if data.is_dir() and data.name != "shakespeare":
            (folder / data.name).symlink_to(data)
    text = "".join(LINES[n] for n in np.random.default_rng(0).integers(0, 2, 2000))[:44_000]
    (folder / "shakespeare").mkdir()
    (folder / "shakespeare" / "shakespeare.txt").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def course() -> Curriculum:
    return load(ROOT / "curriculum")


@pytest.fixture(scope="session")
def package(course: Curriculum, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_reference(course, tmp_path_factory.mktemp("package"))


def path(milestone: Milestone, script: Script) -> Path:
    return ROOT / "milestones" / milestone.id / script.file


def performed(name: str, workspace: Path, datasets: Path, seed: int = 0) -> Verdict:
    milestone, script = PROGRAMS[name]
    place = path(milestone, script)
    return stage.perform(place, script.gate, workspace=workspace, datasets=datasets, seed=seed)


@pytest.fixture
def mistaken(course: Curriculum, package: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(package, tmp_path / "mistaken"))


def break_module(course: Curriculum, workspace: Path, name: str, misconception: str) -> None:
    """Put the module's export there with one exercise as somebody with that belief would write it."""
    lesson = course.lesson(course.course.find(name))
    wrong = next(m for m in lesson.misconceptions if m.name == misconception)
    notebook = editions.instructor(lesson.module, lesson.cells, course.course)
    tag = f"exercise-{wrong.exercise}"
    source = f"#| export\n# exercise: {wrong.exercise}\n{wrong.source}"
    changed = notebook.with_cells(replace(c, source=source) if grade_id(c) == tag else c for c in notebook.cells)
    code = assemble(changed, lesson.module, source_name=lesson.module.notebook)
    (workspace / "tinytorch" / lesson.module.export_path).write_text(code, encoding="utf-8")


@pytest.mark.parametrize("seed", [0, 1])
@pytest.mark.parametrize("name", REQUIRED)
def test_the_reference_reaches_each_milestone(name: str, seed: int, package: Path, datasets: Path) -> None:
    verdict = performed(name, package, datasets, seed)

    assert verdict.passed, verdict
    assert len(verdict.reports) > 1


@pytest.mark.parametrize(("name", "module"), [(name, m) for name in REQUIRED for m in PROGRAMS[name][1].needs])
def test_a_mistake_in_any_module_that_it_calls_fails_it(
    name: str, module: str, course: Curriculum, mistaken: Path, datasets: Path
) -> None:
    break_module(course, mistaken, module, KNOCKOUTS[name][module])

    assert not performed(name, mistaken, datasets).passed


@pytest.mark.parametrize(("name", "module"), [(name, m) for name in REQUIRED for m in PROGRAMS[name][1].needs])
def test_it_needs_what_it_imports(name: str, module: str) -> None:
    """Or what that is built on: a GPT calls attention, and `backward` is autograd's."""
    milestone, script = PROGRAMS[name]
    text = path(milestone, script).read_text(encoding="utf-8")
    imported = [m for m in COURSE.modules if f"from tinytorch.{m.export} import" in text]

    assert any(module in {m.name, *m.needs} for m in imported) or module == "autograd"


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_program_is_short_and_its_gate_exists(name: str) -> None:
    milestone, script = PROGRAMS[name]

    assert script.gate in GATES
    assert path(milestone, script).read_text(encoding="utf-8").count("\n") <= 150


@pytest.mark.parametrize("milestone", COURSE.milestones, ids=lambda milestone: milestone.id)
def test_a_milestone_is_described(milestone: Milestone) -> None:
    page = (ROOT / "milestones" / milestone.id / "README.md").read_text(encoding="utf-8")

    assert {"## What you need", "## What to expect", "## What it proves"} <= set(page.splitlines())
    assert all(script.file in page for script in milestone.scripts)


def test_no_program_gives_a_solution_away(course: Curriculum) -> None:
    assert leaks(course.programs(), secrets_of(course.lessons())) == ()


@pytest.mark.parametrize("name", REQUIRED)
def test_a_program_runs_by_itself_in_its_folder(name: str, package: Path, tmp_path: Path) -> None:
    workspace = shutil.copytree(package, tmp_path / "work")
    for folder in ("milestones", "datasets"):
        shutil.copytree(ROOT / folder, workspace / folder)
    milestone, script = PROGRAMS[name]
    program = workspace / "milestones" / milestone.id / script.file
    shorter = program.read_text(encoding="utf-8").replace("text = shakespeare()", "text = shakespeare()[:60_000]")
    program.write_text(shorter, encoding="utf-8")

    ran = subprocess.run(
        [sys.executable, "-W", "error", script.file],
        cwd=program.parent,
        env={key: value for key, value in os.environ.items() if not key.startswith("TITO_")},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )

    assert ran.returncode == 0, ran.stderr
    assert len(ran.stdout.splitlines()) > 10


def test_photographs_in_cifar10s_own_format(package: Path, tmp_path: Path) -> None:
    """Too few to learn from: the program runs, and its scores are those of its weights."""
    rng, place = np.random.default_rng(0), tmp_path / "cifar10"
    place.mkdir()
    for name in (*(f"data_batch_{number}.bin" for number in range(1, 6)), "test_batch.bin"):
        (place / name).write_bytes(rng.integers(10, size=(20, 3073), dtype=np.uint8).tobytes())
    milestone, script = PROGRAMS["02_lecun_cifar10"]

    verdict = stage.perform(path(milestone, script), script.gate, workspace=package, datasets=tmp_path)

    assert verdict.error == ""
    assert [finding.passed for finding in verdict.findings if "NumPy" in finding.what] == [True]
