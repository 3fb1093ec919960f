"""A module's checks, run on the student's own notebook: the same code that grades it, with the checks they can see."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from tito.course import notebook as notebook_json
from tito.course.manifest import Module
from tito.course.notebook import Notebook
from tito.errors import BadFile
from tito.learn import diagnosis, notebooks, progress, state, waiting
from tito.learn.diagnosis import Diagnosis
from tito.learn.edition import Edition
from tito.learn.workspace import Workspace
from tito.results import CellError, Outcome, Report

if TYPE_CHECKING:
    from tito.course.curriculum import Curriculum
    from tito.course.restore import Rebuilt
    from tito.judge.plan import Plan
    from tito.sandbox.protocol import Limits


@dataclass(frozen=True)
class Checked:
    """One run of a module's checks, and what can be said about its failures."""

    module: Module
    file: Path
    notebook: Notebook  # as it ran: the released one with the student's work in it
    report: Report
    perhaps: Mapping[str, Diagnosis]  # by exercise
    waits: Mapping[str, str]  # by name of check or cell: the exercise to mend first
    hidden: int  # hidden checks, which run after handing in and did not run here
    offers: Mapping[str, Module] = field(default_factory=dict)  # by exercise: a scaffold that leads up to it

    @property
    def passed(self) -> bool:
        return self.report.passed

    def count(self, outcome: Outcome, *, hidden: bool = False) -> int:
        """How many checks came out so, without those that wait for another exercise to be mended."""
        told = (check for check in self.report.checks if check.name not in self.waits)
        return sum(check.outcome is outcome and check.hidden is hidden for check in told)


def check(
    workspace: Workspace,
    edition: Edition,
    module: Module,
    *,
    full: Curriculum | None = None,
    seconds: float | None = None,
) -> Checked:
    """Run the visible checks, `seconds` for each cell; with the curriculum at hand (`full`) the hidden ones, too."""
    from tito.judge.expectations import demanding, known
    from tito.judge.plan import plan

    built = rebuilt(workspace, edition, module, full=full)
    steps = replace(plan(built.notebook, remarks=built.remarks), module=module.id)
    steps = demanding(steps, known(steps, edition.comparisons(module)))
    report = _run(workspace, module, steps, _limits(seconds))
    perhaps = diagnosis.diagnose(report, edition.misconceptions(module)) if diagnosis.failing(report) else {}
    waits = waiting.waiting(report, built.notebook)
    return Checked(module, workspace.notebook(module), built.notebook, report, perhaps, waits, len(steps.withheld))


def run_alone(workspace: Workspace, module: Module, code: str) -> CellError | None:
    """Run a package file's text as `import` would, in a process of its own: what it raises, if anything."""
    from tito.judge.plan import Plan, Step

    steps = Plan(module.id, (Step(0, "run", module.export, code),))
    return next(iter(_run(workspace, module, steps, _limits(None)).cell_errors), None)


def _run(workspace: Workspace, module: Module, steps: Plan, limits: Limits) -> Report:
    """On the student's package as it was before `module`, where Jupyter would run the notebook."""
    from tito.judge.local import run_local

    place, env = workspace.folder(module), {"TITO_MODULE": module.name}
    return run_local(steps, workspace=workspace.root, limits=limits, env=env, cwd=place)


def record(workspace: Workspace, checked: Checked) -> progress.Progress:
    """Remember the results and the notebook that they are of. Call it inside `workspace.lock()`."""
    content = workspace.notebook(checked.module).read_bytes()
    state.replace_bytes(workspace.tested(checked.module), content)
    return progress.change(workspace, checked.module.id, lambda r: progress.tested(r, checked.report))


def rebuilt(workspace: Workspace, edition: Edition, module: Module, *, full: Curriculum | None = None) -> Rebuilt:
    """The released notebook with the student's work in it."""
    from tito.course.restore import rebuild

    submitted = _students(workspace, module)
    if full is None:
        return rebuild(pristine(workspace, edition, module), submitted)
    from tito.course import editions  # a clone's

    own = full.course.find(module.name)
    return rebuild(editions.instructor(own, full.lesson(own).cells, full.course), submitted)


def _students(workspace: Workspace, module: Module) -> Notebook:
    file = notebooks.require(workspace, module)
    name = workspace.relative(file)
    back = _way_back(workspace, module)
    try:
        return notebook_json.read(file.read_text(encoding="utf-8"), name)
    except UnicodeDecodeError as problem:
        raise BadFile(f"{name} is not a notebook: it is not text.", got=str(problem), then=back) from problem
    except BadFile as problem:
        raise BadFile(problem.message, got=problem.got, expected=problem.expected, then=back) from problem


def _way_back(workspace: Workspace, module: Module) -> str:
    if notebooks.backups_of(workspace, module):
        return f"tito module reset {module.number} --restore   (brings back the newest copy that tito kept)"
    return f"tito module reset {module.number}   (the untouched notebook; this file is kept)"


def pristine(workspace: Workspace, edition: Edition, module: Module) -> Notebook:
    """What was handed out. A damaged copy is no loss: the course material holds it, too."""
    base = workspace.base(module)
    try:
        return notebook_json.read(base.read_text(encoding="utf-8"), workspace.relative(base))
    except (FileNotFoundError, UnicodeDecodeError, BadFile):
        return notebook_json.read(edition.notebook(module).decode(), module.notebook)


def _limits(seconds: float | None) -> Limits:
    from tito.judge.local import OWN_MACHINE

    total = max(OWN_MACHINE.seconds_total, 12 * (seconds or 0))
    return replace(OWN_MACHINE, seconds_per_step=seconds or OWN_MACHINE.seconds_per_step, seconds_total=total)
