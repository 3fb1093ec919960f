"""tito milestone run: the programs of one milestone on the student's own package."""

from __future__ import annotations

import click

from tito.cli import output
from tito.cli.milestone import live, rows
from tito.cli.milestone.rows import Place, milestone_argument
from tito.cli.module import cards
from tito.cli.options import json_option
from tito.learn import milestones
from tito.learn.milestones import HISTORY_VERSION, Ran, Row
from tito.results import Finding, Verdict

INDENT = 12  # columns before what is said of a finding


@click.command(name="run")
@milestone_argument
@click.option("--script", type=click.IntRange(min=1), metavar="N", help="Only its first, second, ... program.")
@click.option("--seed", type=click.IntRange(min=0), default=0, show_default=True, help="For the gate's fresh data.")
@click.option("--seconds", type=click.FloatRange(min=0.1), help="Time for each program; 600 where none is given.")
@json_option
def command(milestone: str, script: int | None, seed: int, seconds: float | None, as_json: bool) -> int:
    """Run a milestone's programs on your package, and decide from what they hand in whether they reach their result.

    Your package computes the answers; what they are worth is computed apart from it, in NumPy, on data that the program
    has not seen. Exit code 0: reached; 1: not yet.

    \b
    Example:
      tito milestone run perceptron
      tito milestone run 02 --script 1
    """
    place = rows.here()
    chosen = _chosen(place, milestone, script)
    able = milestones.able(chosen)
    ran: list[Ran] = []
    for row in able:
        if ran and not as_json:
            output.say()
        ran.append(_run(place, row, seed, seconds, quiet=as_json))
    if as_json:
        output.emit_json({"version": HISTORY_VERSION, "verdicts": [one.verdict.to_json() for one in ran]})
    else:
        _say_next(chosen, able, ran)
    return 0 if able == chosen and all(one.verdict.passed for one in ran) else 1


def _chosen(place: Place, milestone: str, script: int | None) -> tuple[Row, ...]:
    found = place.milestone(milestone)
    if script is not None:
        return (place.history.row(found, found.script(script)),)
    return tuple(row for row in place.history.of(found) if not row.script.optional)


def _run(place: Place, row: Row, seed: int, seconds: float | None, *, quiet: bool) -> Ran:
    if not quiet:
        output.say(f"{output.bold(f'{row.milestone.year} {row.milestone.title}')}   {row.script.title}")
        output.say(output.dim(milestones.path(row)) + "\n")
    with live.display(row.script.name) as watch:
        ran = milestones.run(place.workspace, place.edition, row, seed=seed, seconds=seconds, watch=watch)
    if ran.counts:
        with place.workspace.lock(cards.busy):
            milestones.record(place.workspace, row, ran.verdict)
    if not quiet:
        _show(place, ran)
    return ran


def _show(place: Place, ran: Ran) -> None:
    if ran.curve:
        output.say(f"{ran.curve}\n")
    _show_verdict(ran.verdict)
    for file in ran.files:
        output.say(output.dim(f"saved {place.workspace.relative(file)}"))
    if not ran.counts:
        output.note("note: this program is not the course's own (it was changed here), so the result is not recorded")


def _show_verdict(verdict: Verdict) -> None:
    for finding in verdict.findings:
        output.say(_line(finding))
    for label, text in (("error", verdict.error), ("where", verdict.where), ("printed", verdict.output.strip())):
        for line in text.splitlines():
            output.say(f"  {label:<9} {output.wrapped(line, indent=INDENT)}")
    outcome = output.good("reached") if verdict.passed else output.bad("not reached")
    output.say(f"{verdict.script}: {outcome} in {verdict.seconds:.1f} s")


def _line(finding: Finding) -> str:
    state = output.good("passed") if finding.passed else output.bad("failed")
    return f"  {state}    {output.wrapped(f'{finding.what}: {finding.got} ({finding.wanted})', indent=INDENT)}"


def _say_next(chosen: tuple[Row, ...], able: tuple[Row, ...], ran: list[Ran]) -> None:
    for row in chosen:
        if row.waits_for:
            output.say(f"{row.script.name}: {rows.standing(row)}")
    failed = [row for row, one in zip(able, ran, strict=True) if not one.verdict.passed]
    if not failed:
        rows.say_next(rows.here().history)
        return
    output.say(f"It calls your modules {', '.join(failed[0].script.needs)}: see which of them still pass their checks.")
    output.say("\nnext   tito module test --all")
