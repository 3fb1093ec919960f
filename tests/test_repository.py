"""The house style, as far as a machine can hold it: lint, types, sizes, who imports, prints, exits; true papers."""

from __future__ import annotations

import ast
import re
import shlex
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from statistics import median

import click
import pytest

from tito.cli.main import root as tito

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src"
PROGRAMS = [*sorted(SOURCE.rglob("*.py")), ROOT / "tito", ROOT / "hatch_build.py"]
TESTS = [path for path in sorted((ROOT / "tests").rglob("*.py")) if "fixtures" not in path.parts]
PAPERS = [ROOT / name for name in ("README.md", "STYLE.md", "CONTRIBUTING.md", "CHANGELOG.md")]

# Which rooms of src/tito a room may import; errors and results are open to all.
MAY_IMPORT = {
    "sandbox": set(),
    "course": set(),
    "judge": {"course", "sandbox"},
    "learn": {"judge", "course", "sandbox"},
    "grading": {"judge", "course", "sandbox"},
    "cli": {"learn", "grading", "judge", "course", "sandbox"},
}
HEAVY = {"jupytext", "nbclient", "nbconvert", "nbformat", "nbgrader", "numpy", "rich", "sqlalchemy", "torch"}

# Where a student's code runs or a hand-in is graded, and where the command ends: nothing may escape from there.
BORDER = (
    "src/tito/judge/",
    "src/tito/sandbox/",
    "src/tito/grading/autograde.py",
    "src/tinytorch/",
    "src/tito/cli/main.py",
)
# Run only in the processes of a verdict, which compute with arrays anyway.
IN_A_VERDICT = {
    *(SOURCE / "tito/judge").glob("gat*.py"),  # the gates of milestones
    *(SOURCE / "tito/judge" / name for name in ("handles.py", "serve.py", "stage.py", "wire.py")),
}


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"), str(path))


def place(path: Path, node: ast.AST) -> str:
    return f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', 1)}"


def room(path: Path) -> str:
    """ "course" for src/tito/course/cells.py, "errors" for src/tito/errors.py."""
    return path.relative_to(SOURCE / "tito").parts[0].removesuffix(".py")


def imports(nodes: Iterable[ast.AST]) -> Iterator[tuple[ast.stmt, str]]:
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from ((node, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ((node, f"{node.module}.{alias.name}") for alias in node.names)


def at_import(nodes: Iterable[ast.stmt]) -> Iterator[ast.stmt]:
    """Statements that run when the file is imported: not in functions, not under `if TYPE_CHECKING`."""
    for node in nodes:
        yield node
        if isinstance(node, ast.If) and ast.unparse(node.test) != "TYPE_CHECKING":
            yield from at_import([*node.body, *node.orelse])
        elif isinstance(node, ast.Try | ast.With | ast.ClassDef):
            yield from at_import(node.body)


def calls(path: Path) -> Iterator[tuple[ast.Call, str]]:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call):
            yield node, ast.unparse(node.func)


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (node for node in ast.walk(tree(path)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def length(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


@pytest.mark.parametrize(
    "command",
    [
        ["ruff", "check"],
        ["ruff", "format", "--check"],
        ["mypy"],
        ["mypy", "tito"],
        ["mypy", "hatch_build.py"],
    ],
    ids=" ".join,
)
def test_lint_and_types(command: list[str]) -> None:
    done = subprocess.run([sys.executable, "-m", *command], cwd=ROOT, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout + done.stderr


def test_files_stay_short() -> None:
    lengths = {str(path.relative_to(ROOT)): path.read_text("utf-8").count("\n") for path in PROGRAMS + TESTS}

    assert {name: lines for name, lines in lengths.items() if lines >= 400} == {}


def test_functions_stay_short() -> None:
    lengths = {place(path, node): length(node) for path in PROGRAMS + TESTS for node in functions(path)}

    assert {name: lines for name, lines in lengths.items() if lines > 40} == {}


def test_most_functions_are_a_few_lines() -> None:
    assert median(length(node) for path in PROGRAMS for node in functions(path)) < 8


def test_imports_point_one_way() -> None:
    wrong = [
        f"{place(path, node)} imports {name}"
        for path in sorted((SOURCE / "tito").rglob("*.py"))
        for node, name in imports(ast.walk(tree(path)))
        if name.startswith("tito.") and (other := name.split(".")[1]) in MAY_IMPORT
        if other not in MAY_IMPORT.get(room(path), set()) | {room(path)} and room(path) != "__main__"
    ]

    assert wrong == []


def test_the_shim_imports_the_standard_library_only() -> None:
    wrong = [
        f"{place(path, node)} imports {name}"
        for path in sorted((SOURCE / "tinytorch").rglob("*.py"))
        for node, name in imports(ast.walk(tree(path)))
        if name.split(".")[0] not in sys.stdlib_module_names | {"tinytorch"}
        and not (path.name in ("checks.py", "datasets.py") and name == "numpy")
    ]

    assert wrong == []


def test_heavy_libraries_are_imported_by_the_function_that_needs_them() -> None:
    wrong = [
        f"{place(path, node)} imports {name}"
        for path in PROGRAMS
        if path not in IN_A_VERDICT
        for node, name in imports(at_import(tree(path).body))
        if name.split(".")[0] in HEAVY
    ]

    assert wrong == []


def test_one_module_prints() -> None:
    printing = {"print", "click.echo", "click.secho", "sys.stdout.write", "sys.stderr.write"}
    wrong = [
        f"{place(path, node)} calls {name}"
        for path in sorted(SOURCE.rglob("*.py"))
        for node, name in calls(path)
        if name in printing and path != SOURCE / "tito/cli/output.py"
    ]

    assert wrong == []


def test_only_the_entry_point_exits() -> None:
    wrong = [
        f"{place(path, node)} calls {name}"
        for path in sorted(SOURCE.rglob("*.py"))
        for node, name in calls(path)
        if name in {"sys.exit", "exit", "quit", "SystemExit"} and path != SOURCE / "tito/cli/main.py"
    ]

    assert wrong == []


def catches_everything(handler: ast.ExceptHandler) -> bool:
    """And does not raise it again at its end, as a clean-up does."""
    caught = ast.unparse(handler.type) if handler.type else "BaseException"
    last = handler.body[-1]
    return caught in ("Exception", "BaseException") and not (isinstance(last, ast.Raise) and last.exc is None)


def test_everything_is_caught_only_at_the_border() -> None:
    """And there with a comment on the line, because each such place swallows what nobody foresaw."""
    wrong = [
        place(path, node)
        for path in PROGRAMS
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ExceptHandler) and catches_everything(node)
        if not path.relative_to(ROOT).as_posix().startswith(BORDER)
        or "#" not in path.read_text("utf-8").splitlines()[node.lineno - 1]
    ]

    assert wrong == []


def test_every_exception_to_a_rule_says_which_and_why() -> None:
    bare = re.compile(r"#\s*(noqa(: [A-Z0-9, ]+)?\s*$|type:\s*ignore(?!\[))")
    wrong = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in PROGRAMS
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if bare.search(line)
    ]

    assert wrong == []


def test_nothing_is_left_to_do_and_nothing_shouts() -> None:
    left = re.compile(r"\b(TO" r"DO|FIX" r"ME|XX" r"X|HA" r"CK)\b|[\U0001F300-\U0001FAFF\u2600-\u27BF]")
    wrong = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in [*PROGRAMS, *PAPERS, *sorted((ROOT / "curriculum").rglob("*.*"))]
        if path.suffix in {".py", ".md", ".toml", ""}
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if left.search(line)
    ]

    assert wrong == []


def test_no_file_knows_the_machine_it_was_written_on() -> None:
    folders = [path for path in ROOT.iterdir() if path.name in {"src", "tests", "curriculum", "docs", "milestones"}]
    texts = [
        path for folder in folders for path in folder.rglob("*.*") if path.suffix in {".py", ".md", ".toml", ".json"}
    ]
    wrong = [str(path) for path in [*texts, *PROGRAMS, *PAPERS] if f"{ROOT}/" in path.read_text("utf-8")]

    assert wrong == []


def code(paper: Path) -> list[str]:
    """Every command shown in a Markdown file: lines of fenced blocks and inline code."""
    text = paper.read_text("utf-8")
    fenced = re.findall(r"^```\w*\n(.*?)^```", text, re.DOTALL | re.MULTILINE)
    inline = re.findall(r"`([^`\n]+)`", re.sub(r"^```.*?^```", "", text, flags=re.DOTALL | re.MULTILINE))
    lines = "\n".join([*fenced, *inline]).splitlines()
    return [stripped for line in lines if (stripped := line.partition("  #")[0].strip())]


def shown_commands() -> list[str]:
    lines = {line for paper in PAPERS for line in code(paper)}
    return sorted(line for line in lines if re.match(r"(\./)?tito( |$)", line))


@pytest.mark.parametrize("line", shown_commands())
def test_every_command_that_the_papers_show_exists(line: str) -> None:
    words = shlex.split(line)[1:]
    command: click.Command = tito
    while words and isinstance(command, click.Group) and not words[0].startswith("-"):
        found = command.get_command(click.Context(command), words.pop(0))
        assert found is not None, line
        command = found
    known = {name for parameter in command.params for name in parameter.opts} | {"--yes", "--help"}
    assert {word.partition("=")[0] for word in words if word.startswith("--")} <= known


@pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: paper.name)
def test_links_lead_somewhere(paper: Path) -> None:
    targets = re.findall(r"\]\(([^)#]+)[^)]*\)", paper.read_text("utf-8"))

    assert [target for target in targets if "://" not in target and not (ROOT / target).exists()] == []


def test_the_readme_fits_on_a_page() -> None:
    assert (ROOT / "README.md").read_text("utf-8").count("\n") <= 80


def test_a_build_runs_the_command_that_the_readme_names() -> None:
    assert "./tito dev test --yes" in (ROOT / ".ci/run").read_text("utf-8")
    assert "./tito dev test --yes" in code(ROOT / "README.md")
