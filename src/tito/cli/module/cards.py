"""What the results of a module's checks look like in a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from tito.cli import output
from tito.course.manifest import Module
from tito.learn import scaffolds
from tito.learn.checking import Checked
from tito.learn.diagnosis import Diagnosis
from tito.results import CellError, CheckResult, Outcome, Report

WORDS = {
    Outcome.PASSED: output.good("passed"),
    Outcome.FAILED: output.bad("wrong"),
    Outcome.CRASHED: output.bad("crashed"),
    Outcome.NOT_ATTEMPTED: output.dim("not attempted"),
    Outcome.TIMED_OUT: output.bad("timed out"),
}
IN_SUMMARY = {
    Outcome.FAILED: "wrong",
    Outcome.CRASHED: "crashed",
    Outcome.TIMED_OUT: "timed out",
    Outcome.NOT_ATTEMPTED: "not attempted",
}
NOTHING: Mapping[str, str] = {}
NO_OFFERS: Mapping[str, Module] = {}
INDENT = 12  # columns before the text of a card's row
STUB = "NotImplementedError: exercise "
PRINTED = 5  # lines of what the student's code printed that a card shows, the last ones


def busy() -> None:
    """What a run says that waits for another one's lock."""
    output.note("Another tito is at work in this workspace; waiting for it.")


def show(checked: Checked, *, verbose: bool = False) -> None:
    """All checks in the notebook's order, the summary, and what to type next."""
    report = checked.report
    output.say(f"{output.bold(f'{checked.module.number} {checked.module.title}')}   {checked.file}\n")
    for remark in report.remarks:
        output.note(f"note: {remark}")
    lines = [*results(report, checked.perhaps, checked.waits, checked.offers, verbose=verbose)]
    output.say("\n".join(lines if lines[-1:] == [""] else [*lines, ""]))
    output.say(summary(checked))
    if verbose:
        output.say(output.dim(f"{report.seconds:.1f} s in all, confined by: {report.sandbox}"))
    output.say(f"next   {output.wrapped(next_step(checked), indent=len('next   '))}")


def summary(checked: Checked) -> str:
    """`3 of 12 visible checks pass, 1 wrong, 8 not attempted; 4 hidden checks run after you hand in.`"""
    visible = sum(not check.hidden for check in checked.report.checks)
    passed = checked.count(Outcome.PASSED)
    parts = [f"{_count(passed, 'visible check')} pass{'es' if passed == 1 else ''}"]
    if passed < visible:
        counts = [(checked.count(outcome), word) for outcome, word in IN_SUMMARY.items()]
        waiting = visible - passed - sum(number for number, _ in counts)
        counts.append((waiting, f"wait{'s' * (waiting == 1)} for another"))
        parts = [f"{passed} of {_count(visible, 'visible check')} pass", *(f"{n} {word}" for n, word in counts if n)]
    return ", ".join(parts) + _about_hidden(checked) + "."


def next_step(checked: Checked) -> str:
    number = checked.module.number
    open_checks = [check for check in checked.report.checks if check.outcome is not Outcome.PASSED]
    if not open_checks:
        return f"tito module complete {number}"
    first = next((check for check in open_checks if check.name not in checked.waits), open_checks[0])
    doing = "write" if first.outcome is Outcome.NOT_ATTEMPTED else "mend"
    stuck = f"(stuck? tito module hint {number} {first.exercise})"
    return f"{doing} {first.exercise} in {checked.module.notebook}, save, run this again   {stuck}"


def _about_hidden(checked: Checked) -> str:
    ran = [check for check in checked.report.checks if check.hidden]
    if ran:
        passed = sum(check.outcome is Outcome.PASSED for check in ran)
        return f"; {passed} of {_count(len(ran), 'hidden check')} pass"
    if checked.hidden:
        return f"; {_count(checked.hidden, 'hidden check')} run{'s' * (checked.hidden == 1)} after you hand in"
    return ""


def results(
    report: Report,
    perhaps: Mapping[str, Diagnosis],
    waits: Mapping[str, str] = NOTHING,
    offers: Mapping[str, Module] = NO_OFFERS,
    *,
    verbose: bool = False,
) -> Iterator[str]:
    """One line for each check; where there is more to say, a card with an empty line after it."""
    checks = report.checks
    width = max((len(_title(check)) for check in checks), default=0)
    for check in checks:
        took = f"   {check.seconds:.2f} s, {worth(check)}" if verbose else ""
        yield f"{_title(check):<{width}}   {became(check, waits)}{output.dim(took)}".rstrip()
        if verbose or check.name not in waits:
            offer = offers.get(check.exercise)
            yield from _card(_rows(check, perhaps.get(check.exercise), offer, verbose=verbose))
    yield from broken_cells(report, waits, verbose=verbose)


def broken_cells(report: Report, waits: Mapping[str, str] = NOTHING, *, verbose: bool = False) -> Iterator[str]:
    """A card for each cell that does not run and that no check's card has told of."""
    for problem in _untold(report, waits, verbose=verbose):
        yield f"{_cell_title(problem)}   {output.bad('does not run')}"
        yield from _card([("error", problem.error), ("where", problem.where)])


def _card(rows: Iterable[tuple[str, str]]) -> Iterator[str]:
    said = [(label, text) for label, text in rows if text]
    for label, text in said:
        first, *rest = [output.wrapped(line, indent=INDENT, hanging="  ") for line in text.splitlines()] or [""]
        yield f"  {output.dim(f'{label:<9}')} {first}"
        yield from (" " * INDENT + line for line in rest)
    if said:
        yield ""


def _title(check: CheckResult) -> str:
    return f"{check.exercise} (hidden)" if check.hidden else check.exercise


def became(check: CheckResult, waits: Mapping[str, str]) -> str:
    """A word for the check's outcome, and which exercise comes first where it fails for another's sake."""
    if first := waits.get(check.name):
        return output.dim(f"waits for {first}")
    return WORDS[check.outcome] + output.dim(f"   waits for {check.waits_for}" if check.waits_for else "")


def worth(check: CheckResult) -> str:
    kind = "hidden" if check.hidden else "visible"
    return f"{check.points:g} of {check.max_points:g} {kind} points"


def _rows(
    check: CheckResult, perhaps: Diagnosis | None, offer: Module | None, *, verbose: bool
) -> Iterator[tuple[str, str]]:
    printed = check.output.strip().splitlines()
    if check.outcome in (Outcome.PASSED, Outcome.NOT_ATTEMPTED):
        yield "printed", "\n".join(printed if verbose else [])
        return
    yield "call", check.call
    yield "got", check.got
    yield "expected", f"{check.expected}     {check.difference}".rstrip()
    yield _reason(check)
    yield "where", "" if check.call and check.where.startswith("check ") else check.where
    yield "why", check.why
    yield "printed", "\n".join(printed if verbose else printed[-PRINTED:])
    if perhaps and not check.hidden:
        yield "perhaps", perhaps.words
    if offer and not check.hidden:
        yield "practice", scaffolds.words(offer)


def _reason(check: CheckResult) -> tuple[str, str]:
    if check.outcome is Outcome.TIMED_OUT:
        return "stopped", f"{check.error.partition(': ')[2]}. Is there a loop that does not end?"
    return "error", check.error


def _untold(report: Report, waits: Mapping[str, str], *, verbose: bool) -> Iterator[CellError]:
    """Cells that do not run and that no card has spoken of; those that wait for an exercise are no news."""
    told = {check.error for check in report.checks}
    for problem in report.cell_errors:
        if verbose or not (problem.error in told or problem.error.startswith(STUB) or problem.cell in waits):
            yield problem


def _cell_title(problem: CellError) -> str:
    kind, _, name = problem.cell.partition("-")
    return f"{kind} {name}" if kind in ("exercise", "given") else "a cell"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'s' * (number != 1)}"
