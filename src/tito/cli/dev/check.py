"""tito dev check: is every module as a module must be, and are its checks proven?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from tito.cli import output
from tito.cli.dev.curricula import required_curriculum
from tito.cli.options import ModuleName, json_option

if TYPE_CHECKING:
    from tito.course.curriculum import Curriculum
    from tito.course.findings import Finding
    from tito.course.manifest import Module

CHECK_VERSION = 1


@click.command(name="check")
@click.argument("module", metavar="[MODULE]", type=ModuleName(), required=False)
@click.option("--static", is_flag=True, help="Only read; do not run stubs, solutions and misconceptions.")
@json_option
def command(module: str | None, static: bool, as_json: bool) -> int:
    """Hold modules to the rules: every stub fails, every solution passes, every misconception is caught, nothing leaks.

    \b
    Example:
      tito dev check tensor
    """
    curriculum = required_curriculum()
    modules = (curriculum.course.find(module),) if module else curriculum.course.modules
    findings = tuple(found(curriculum, modules, static=static))
    if as_json:
        names = [m.id for m in modules]
        output.emit_json({"version": CHECK_VERSION, "modules": names, "findings": [asdict(f) for f in findings]})
    else:
        report(curriculum, modules, findings)
    return 1 if findings else 0


def found(curriculum: Curriculum, modules: tuple[Module, ...], *, static: bool) -> Iterator[Finding]:
    """The findings on `modules`, and any module that cannot be read: until then nothing is proven of the others."""
    from tito.course.lint import lint_course

    wanted = {"", *(m.id for m in modules)}
    written = lint_course(curriculum)
    yield from (finding for finding in written if finding.module in wanted or finding.rule == "format")
    if any(finding.rule == "format" for finding in written):
        return
    yield from (finding for finding in leaked(curriculum) if finding.module in wanted)
    for module in () if static else modules:
        output.note(f"proving the checks of {module.id} ...")
        yield from proven(curriculum, module)


def proven(curriculum: Curriculum, module: Module) -> Iterator[Finding]:
    from tito.judge.prove import prove
    from tito.judge.prove_checkpoint import prove_checkpoint

    lesson = curriculum.lesson(module)
    for mode in ("local", "split"):
        yield from prove(lesson, curriculum, mode=mode)
    yield from prove_checkpoint(lesson, curriculum)


def leaked(curriculum: Curriculum) -> tuple[Finding, ...]:
    """Solution lines in what students get; `tito dev build` searches the archives made of it."""
    from tito.course.leaks import leaks, secrets_of
    from tito.course.student_edition import files

    texts = {str(path): data for path, data in files(curriculum, {}).items()}
    return leaks(texts, secrets_of(curriculum.lessons()))


def report(curriculum: Curriculum, modules: tuple[Module, ...], findings: tuple[Finding, ...]) -> None:
    output.say(f"curriculum  {curriculum.root}")
    unread = any(finding.rule == "format" for finding in findings)
    for name in dict.fromkeys([*(m.id for m in modules), *(finding.module for finding in findings)]):
        own = [finding for finding in findings if finding.module == name]
        sound = output.dim("not proven") if unread else output.good("sound")
        output.say(f"{name or 'the course':<22} {output.bad(f'{len(own)} to mend') if own else sound}")
        for finding in own:
            output.say(f"  {finding.where}: {output.bold(finding.rule)}: {finding.message}")
