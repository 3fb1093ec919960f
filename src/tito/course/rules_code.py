"""The linter's rules about Python in a module: imports, randomness, patched classes, what a check decides on."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator

from tito.course import cells as roles
from tito.course.assemble import is_exported
from tito.course.cells import Role, role
from tito.course.curriculum import Lesson
from tito.course.findings import Finding
from tito.course.leaks import without_comments
from tito.course.manifest import Course
from tito.course.notebook import NotebookCell
from tito.course.percent import Cell
from tito.errors import BadFile

LIBRARIES = {"numpy", "tinytorch"}
INSTALLED = {"checks", "datasets"}  # parts of tinytorch that come with the tool
FORBIDDEN = {"socket", "ssl", "http", "urllib", "ftplib", "smtplib", "asyncio", "subprocess", "random", "pickle"}
SEEDED = {"Generator", "SeedSequence", "default_rng", "BitGenerator", "PCG64"}


def place(cell: Cell) -> str:
    """Where a finding is, in an author's words: "line 40, exercise add"."""
    words = (f"line {cell.line}", f"{role(cell)} {roles.name(cell)}".strip())
    return ", ".join(words)


def code_lines(source: str) -> int:
    """Lines of code, without comments and blank lines."""
    return sum(1 for line in without_comments(source).split("\n") if line.strip())


def _python(lesson: Lesson, course: Course) -> Iterator[Finding]:
    for cell in _code(lesson):
        tree(cell)  # BadFile names the line
    yield from ()


def _definitions(lesson: Lesson, course: Course) -> Iterator[Finding]:
    """An exercise, and each of its misconceptions, defines something with a docstring under the exercise's name."""
    for cell in roles.of_role(lesson.cells, Role.EXERCISE):
        found = [node for node in tree(cell).body if isinstance(node, ast.FunctionDef | ast.ClassDef)]
        if not found:
            yield _finding(lesson, cell, "exercise", "defines no function")
        for node in found:
            if not ast.get_docstring(node):
                yield _finding(lesson, cell, "exercise", f"{node.name} has no docstring")
        wanted = {node.name for node in found}
        for misconception in lesson.misconceptions:
            if misconception.exercise == roles.name(cell) and not wanted <= _defined(misconception.source):
                where = f"misconception {misconception.name}"
                message = f"does not define {', '.join(sorted(wanted))}"
                yield Finding(lesson.module.id, where, "misconceptions", message)


def _imports(lesson: Lesson, course: Course) -> Iterator[Finding]:
    allowed = {m.export: m.name in lesson.module.needs for m in course.modules} | {lesson.module.export: True}
    for cell in _code(lesson):
        for origin in _imported(tree(cell)):
            top, _, rest = origin.partition(".")
            if top in FORBIDDEN or top not in LIBRARIES | sys.stdlib_module_names:
                yield _finding(lesson, cell, "imports", f"{origin} has no place in a module")
            elif top == "tinytorch" and rest not in INSTALLED and not allowed.get(rest, False):
                yield _finding(lesson, cell, "imports", f"{origin} is not among the module's needs")
            elif rest == "checks" and _exported(cell):
                yield _finding(lesson, cell, "imports", "the package must not import the checks' vocabulary")


def _randomness(lesson: Lesson, course: Course) -> Iterator[Finding]:
    for cell in _code(lesson):
        for node in ast.walk(tree(cell)):
            if isinstance(node, ast.Attribute) and _dotted(node.value) in {"np.random", "numpy.random"}:
                if node.attr not in SEEDED:
                    yield _finding(lesson, cell, "randomness", f"np.random.{node.attr} is not seeded: pass an rng")
            elif isinstance(node, ast.Call) and _dotted(node.func).endswith("default_rng") and not node.args:
                yield _finding(lesson, cell, "randomness", "default_rng() without a seed")


def _quiet(lesson: Lesson, course: Course) -> Iterator[Finding]:
    if not lesson.module.graded and lesson.module.kind == "module":
        return  # the warm-up greets on the screen, so that the reader sees their own code run
    for cell in _code(lesson):
        if _exported(cell) or role(cell) is Role.CHECK:
            for node in ast.walk(tree(cell)):
                if isinstance(node, ast.Call) and _dotted(node.func) in {"print", "input", "display"}:
                    yield _finding(lesson, cell, "quiet", f"{_dotted(node.func)} in exported code or a check")


def _patches(lesson: Lesson, course: Course) -> Iterator[Finding]:
    """No method is put into a class from outside; a later module extends through a seam."""
    for cell in _code(lesson):
        for node in tree(cell).body:
            targets = node.targets if isinstance(node, ast.Assign) else []
            patched = [t for t in targets if isinstance(t, ast.Attribute) and _dotted(t.value)[:1].isupper()]
            called = isinstance(node, ast.Expr) and isinstance(node.value, ast.Call) and _dotted(node.value.func)
            if _exported(cell) and (patched or called == "setattr"):
                yield _finding(lesson, cell, "patch", "changes a class from outside")


def _verdicts(lesson: Lesson, course: Course) -> Iterator[Finding]:
    """A check decides on plain values: in grading the student's objects live in another process."""
    for cell in roles.of_role(lesson.cells, Role.CHECK):
        whole = tree(cell)  # parsed once: the nodes are told apart by identity
        scenarios = [n for n in whole.body if isinstance(n, ast.FunctionDef) and n.decorator_list]
        inside = {id(node) for scenario in scenarios for node in ast.walk(scenario)}
        for node in ast.walk(whole):
            if id(node) not in inside and (problem := _undecidable(node)):
                yield _finding(lesson, cell, "verdict", problem)


def _vocabulary(lesson: Lesson, course: Course) -> Iterator[Finding]:
    words = {alias.name for cell in _code(lesson) for alias in _checks_imported(tree(cell))}
    for cell in roles.of_role(lesson.cells, Role.CHECK):
        used = {node.id for node in ast.walk(tree(cell)) if isinstance(node, ast.Name)}
        missing = {name for name in used if name.startswith("expect_") or name in {"rng", "scenario"}} - words
        if missing:
            yield _finding(lesson, cell, "vocabulary", f"{', '.join(sorted(missing))} is not imported")
        if not any(name.startswith("expect_") for name in used):
            yield _finding(lesson, cell, "verdict", "expects nothing")


def tree(cell: Cell) -> ast.Module:
    """The syntax tree of a code cell; BadFile names the line of the module file that is not Python."""
    try:
        return ast.parse(cell.source)
    except SyntaxError as problem:
        where = f"line {cell.line + (problem.lineno or 0)}"
        raise BadFile(f"{where}: not Python: {problem.msg}.") from problem


def _code(lesson: Lesson) -> tuple[Cell, ...]:
    return tuple(cell for cell in lesson.cells if cell.kind == "code")


def _exported(cell: Cell) -> bool:
    return is_exported(NotebookCell("", "code", cell.source))


def _imported(module: ast.Module) -> Iterator[str]:
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield "." * node.level + (node.module or "")


def _checks_imported(module: ast.Module) -> Iterator[ast.alias]:
    for node in module.body:
        if isinstance(node, ast.ImportFrom) and node.module == "tinytorch.checks":
            yield from node.names


def _undecidable(node: ast.AST) -> str:
    if isinstance(node, ast.Call) and _dotted(node.func) in {"isinstance", "issubclass", "type", "id"}:
        return f"decides on {_dotted(node.func)}(), which cannot see across processes"
    if isinstance(node, ast.Compare) and any(isinstance(op, ast.Is | ast.IsNot) for op in node.ops):
        return "decides on identity"
    if isinstance(node, ast.Assert):
        return "asserts by itself: say it with expect_close, expect_equal or expect_raises"
    return ""


def _dotted(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return f"{_dotted(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else ""


def _defined(source: str) -> set[str]:
    try:
        body = ast.parse(source).body
    except SyntaxError:
        return set()
    return {node.name for node in body if isinstance(node, ast.FunctionDef | ast.ClassDef)}


def _finding(lesson: Lesson, cell: Cell, rule: str, message: str) -> Finding:
    return Finding(lesson.module.id, place(cell), rule, message)


RULES = (_python, _definitions, _imports, _randomness, _quiet, _patches, _verdicts, _vocabulary)
