"""tito module test: the module's checks on the student's own notebook."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from tito.cli import output
from tito.cli.module import cards
from tito.cli.options import ModuleName, json_option
from tito.course.manifest import Module
from tito.errors import TitoError, WrongUsage
from tito.learn import checking, notebooks, scaffolds, workspace
from tito.learn.checking import Checked
from tito.learn.edition import Edition, find_curriculum, find_edition
from tito.learn.workspace import Workspace

if TYPE_CHECKING:
    from tito.course.curriculum import Curriculum

TEST_VERSION = 1


@click.command(name="test")
@click.argument("module", metavar="[MODULE]", required=False, type=ModuleName())
@click.option("--verbose", "-v", is_flag=True, help="Also times, points, and what confined the run.")
@click.option("--watch", is_flag=True, help="Run again each time you save the notebook, until Ctrl-C.")
@click.option("--all", "every", is_flag=True, help="Every module that you have started.")
@click.option("--full", is_flag=True, help="Also the hidden checks, where the curriculum is at hand (a clone).")
@click.option("--seconds", type=click.FloatRange(min=0.1), help="Time for each cell, where 10 seconds are too few.")
@json_option
def command(
    module: str | None, verbose: bool, watch: bool, every: bool, full: bool, seconds: float | None, as_json: bool
) -> int:
    """Run a module's checks on your notebook and say for each what became of it.

    Your notebook runs as it is saved, in a process of its own. Exit code 0: all visible checks pass; 1: not yet.

    \b
    Example:
      tito module test 01
      tito module test 01 --watch
    """
    here = workspace.find()
    chosen = _chosen(here, module, every=every, watch=watch)
    runs = _Runs(here, find_edition(here), _curriculum() if full else None, seconds)
    if watch:
        return _watch(runs, chosen[0], verbose=verbose)
    results = [runs.run(found) for found in chosen]
    if as_json:
        reports = [_to_json(checked) for checked in results]
        output.emit_json({"version": TEST_VERSION, "reports": reports} if every else reports[0])
    else:
        _show(results, verbose=verbose)
    return 0 if all(checked.passed for checked in results) else 1


class _Runs:
    """Runs checks and remembers what came of them, where this workspace can be written to."""

    def __init__(self, here: Workspace, edition: Edition, full: Curriculum | None, seconds: float | None) -> None:
        self.here, self.edition, self.full, self.seconds = here, edition, full, seconds

    def run(self, module: Module) -> Checked:
        checked = checking.check(self.here, self.edition, module, full=self.full, seconds=self.seconds)
        try:
            with self.here.lock(cards.busy):
                remembered = checking.record(self.here, checked)
        except OSError as problem:  # the results are worth showing all the same
            output.note(f"note: the results could not be remembered ({problem.strerror}: {problem.filename})")
        else:
            _note(remembered.remark)
        return scaffolds.with_offers(self.here, self.edition, checked)


def _chosen(here: Workspace, module: str | None, *, every: bool, watch: bool) -> list[Module]:
    if every == (module is not None) or (every and watch):
        raise WrongUsage(
            "Which module?",
            expected="one MODULE, or --all without --watch",
            then="tito module test 01, or tito module test --all",
        )
    if module is not None:
        return [here.course.find(module)]
    started = [m for m in here.course.modules if here.notebook(m).is_file()]
    if not started:
        raise WrongUsage("There is no notebook in this workspace yet.", then="tito module start 00")
    return started


def _curriculum() -> Curriculum:
    found = find_curriculum()
    if found is None:
        raise WrongUsage(
            "Hidden checks are not part of what is handed out.",
            expected="a clone of the course, or TITO_CURRICULUM",
            then="tito module test MODULE   without --full",
        )
    return found


def _show(results: list[Checked], *, verbose: bool) -> None:
    for number, checked in enumerate(results):
        if number:
            output.say()
        cards.show(checked, verbose=verbose)


def _watch(runs: _Runs, module: Module, *, verbose: bool) -> int:
    """Test at every save. A notebook that cannot be read now may be whole at the next save."""
    file = notebooks.require(runs.here, module)
    try:
        for _ in notebooks.saves(file):
            output.clear()
            try:
                cards.show(runs.run(module), verbose=verbose)
            except TitoError as problem:
                output.error(problem)
            output.note(output.dim(f"watching {runs.here.relative(file)}; Ctrl-C stops"))
    except KeyboardInterrupt:
        output.note("")
    return 0


def _to_json(checked: Checked) -> dict[str, Any]:
    perhaps = {exercise: found.to_json() for exercise, found in checked.perhaps.items()}
    waits = dict(checked.waits)
    offers = {exercise: scaffold.id for exercise, scaffold in checked.offers.items()}
    said = {"perhaps": perhaps, "waits": waits, "offers": offers, "hidden_waiting": checked.hidden}
    return {**checked.report.to_json(), **said}


def _note(text: str) -> None:
    if text:
        output.note(f"note: {text}")
