"""tito checkpoint run: programs on the student's own package."""

from __future__ import annotations

import click

from tito.cli import output
from tito.cli.checkpoint import rows
from tito.cli.module import cards
from tito.cli.options import ModuleName, json_option
from tito.learn import checkpoints
from tito.learn.checkpoints import CHECKPOINTS_VERSION, Checkpoint, Checkpoints
from tito.learn.edition import find_edition
from tito.results import Outcome, Report


@click.command(name="run")
@click.argument("module", metavar="[NN]", required=False, type=ModuleName())
@click.option("--seconds", type=click.FloatRange(min=0.1), help="Time for each program, where 10 seconds are too few.")
@json_option
def command(module: str | None, seconds: float | None, as_json: bool) -> int:
    """Run a module's checkpoint on your package; without NN every one whose modules are completed.

    It runs on what `import tinytorch` finds: your exported code. Exit code 0: passed; 1: not yet.

    \b
    Example:
      tito checkpoint run 01
    """
    found = rows.here()
    chosen = _chosen(found, module)
    reports = [_run(found, checkpoint, seconds) for checkpoint in chosen]
    if as_json:
        output.emit_json({"version": CHECKPOINTS_VERSION, "reports": [report.to_json() for report in reports]})
    else:
        for checkpoint, report in zip(chosen, reports, strict=True):
            _show(checkpoint, report)
    return 0 if all(report.passed for report in reports) else 1


def _chosen(found: Checkpoints, module: str | None) -> tuple[Checkpoint, ...]:
    if module is not None:
        return (found.of(found.workspace.course.find(module)),)
    if not found.runnable:
        raise checkpoints.finish_first(found.rows)
    return found.runnable


def _run(found: Checkpoints, checkpoint: Checkpoint, seconds: float | None) -> Report:
    place = found.workspace
    report = checkpoints.run(place, find_edition(place), checkpoint, seconds=seconds)
    with place.lock(cards.busy):
        checkpoints.record(place, checkpoint.module, report)
    return report


def _show(checkpoint: Checkpoint, report: Report) -> None:
    output.say(f"{output.bold(f'{checkpoint.module.number} {checkpoint.module.title}')}   {checkpoint.question}\n")
    lines = [*cards.results(report, {})]
    output.say("\n".join(lines if lines[-1:] == [""] else [*lines, ""]))
    passed = sum(check.outcome is Outcome.PASSED for check in report.checks)
    output.say(f"{passed} of {len(report.checks)} programs run as they should on your package: {_verdict(report)}.")
    if not report.passed:
        number = checkpoint.module.number
        output.say(f"next   tito module test {number}, mend it, tito module complete {number}, then run this again")


def _verdict(report: Report) -> str:
    return output.good("passed") if report.passed else output.bad("not passed")
