"""The entry point: the command tree, errors turned into words, exit codes. Nothing else exits."""

from __future__ import annotations

import os
import sys

import click

from tito import __version__
from tito.cli import output
from tito.cli.lazy import Entry, LazyGroup, load
from tito.errors import TitoError, ToolFailed

INTERRUPTED = 130  # what shells give a program that Ctrl-C ended
STOPPED = "Stopped. Nothing was left half done; run the same command again to go on."

ENTRIES = {
    "init": Entry("tito.cli.init:command", "Make a student workspace."),
    "setup": Entry("tito.cli.init:command", "", hidden=True),
    "status": Entry("tito.cli.module.status:command", "", hidden=True),
    "module": Entry("tito.cli.module:group", "Work on a module: start, test, complete, hint, submit."),
    "export": Entry("tito.cli.module.export:command", "", hidden=True),
    "milestone": Entry("tito.cli.milestone:group", "Run the field's history on your package."),
    "milestones": Entry("tito.cli.milestone:group", "", hidden=True),
    "package": Entry("tito.cli.package:group", "Your own tinytorch package: what it holds, sync, reset."),
    "checkpoint": Entry("tito.cli.checkpoint:group", "What your framework can do: list, run, status, timeline."),
    "benchmark": Entry("tito.cli.benchmark:group", "Time this machine, and your package on it."),
    "community": Entry("tito.cli.community:group", "A profile of your own, local and optional."),
    "system": Entry("tito.cli.system:group", "Check and repair this machine's set-up."),
    "demo": Entry("tito.cli.demo:command", "The course in a box: release, hand in, grade, report."),
    "grade": Entry("tito.cli.grade:group", "Instructors: release, collect, grade, report."),
    "nbgrader": Entry("tito.cli.grade:aliases", "", hidden=True),
    "dev": Entry("tito.cli.dev:group", "Maintainers: check, build and extend the curriculum."),
    "completion": Entry("tito.cli.completion:command", "Print the completion script for your shell."),
}


@click.group(cls=LazyGroup, entries=ENTRIES, invoke_without_command=True, name="tito")
@click.version_option(__version__, prog_name="tito")
@click.pass_context
def root(ctx: click.Context) -> None:
    """Build a deep-learning framework from an empty file; teach, grade and report the course.

    Without a command: where you are in the course and what to do next.
    """
    if ctx.invoked_subcommand is None:
        ctx.invoke(load(ENTRIES["status"]))


def run(argv: list[str] | None = None) -> None:
    """Run one command and exit: 0 fine, 1 the work did not pass, 2 wrong usage, 3 the tool or machine failed."""
    output.never_fail_on_letters()
    sys.exit(exit_code(argv))


def exit_code(argv: list[str] | None = None) -> int:
    try:
        result = root.main(args=argv, prog_name="tito", standalone_mode=False)
    except (click.exceptions.Abort, KeyboardInterrupt):
        output.note(STOPPED)
        return INTERRUPTED
    except click.ClickException as problem:
        problem.show()
        return problem.exit_code
    except TitoError as problem:
        output.error(problem)
        return problem.exit_code
    except OSError as problem:
        output.error(from_os_error(problem))
        return ToolFailed.exit_code
    except Exception as problem:  # the root command: whatever was not foreseen ends here, as words and exit code 3
        output.error(from_the_unforeseen(problem))
        return ToolFailed.exit_code
    return result if isinstance(result, int) else 0


def from_os_error(problem: OSError) -> TitoError:
    """Put a full disk, a read-only folder and the like into words."""
    if isinstance(problem, FileNotFoundError) and not problem.filename:  # only asking for the current folder names none
        return ToolFailed("The current folder is gone.", then="cd into a folder that exists")
    where = f" ({problem.filename})" if problem.filename else ""
    return ToolFailed(
        f"The operating system refused{where}: {problem.strerror or problem}.",
        then="The step that failed changed nothing. Mend the cause (space, permissions), then run it again.",
    )


def from_the_unforeseen(problem: Exception) -> TitoError:
    """A mistake in the tool itself: the last line for the student, the whole traceback with TITO_DEBUG=1."""
    if os.environ.get("TITO_DEBUG"):
        import traceback  # only for whoever asked to see it

        output.note("".join(traceback.format_exception(problem)))
    return ToolFailed(
        "This is a mistake in tito, not in your work.",
        got=f"{type(problem).__name__}: {problem}",
        then="Run it again with TITO_DEBUG=1 set, and report what it prints together with `tito system info`.",
    )
