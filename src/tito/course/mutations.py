"""The changes that mutation makes to one node of a program: each is a slip that a person could make in that place.

A rule takes a node and yields what may stand there instead. None of them changes the node itself.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypeVar

Anything = TypeVar("Anything")

ARITHMETIC: dict[type[ast.operator], tuple[type[ast.operator], ...]] = {
    ast.Add: (ast.Sub,),
    ast.Sub: (ast.Add,),
    ast.Mult: (ast.Div, ast.Add),
    ast.Div: (ast.Mult, ast.FloorDiv),
    ast.FloorDiv: (ast.Div,),
    ast.Mod: (ast.FloorDiv,),
    ast.Pow: (ast.Mult,),
    ast.MatMult: (ast.Mult,),
    ast.BitAnd: (ast.BitOr,),
    ast.BitOr: (ast.BitAnd,),
}
COMPARISONS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
PAIRS = """
    sum mean, max min, maximum minimum, argmax argmin, ceil floor, zeros ones, zeros_like ones_like, exp expm1,
    log log1p, any all, concatenate stack, var std, isfinite isnan, float32 float64, int32 int64, array asarray,
    append extend, standard_normal random, sin cos, eval train, startswith endswith, ValueError TypeError
"""
_PAIRS = [pair.split() for pair in PAIRS.split(",")]
SIBLINGS = {a: b for first, second in _PAIRS for a, b in ((first, second), (second, first))}
SIBLINGS |= {"prod": "sum", "sqrt": "square", "empty": "zeros", "setdefault": "get", "count_nonzero": "size"}
WRAPPERS = {
    *("abs", "array", "asarray", "astype", "bool", "broadcast_to", "ceil", "copy", "exp", "expand_dims", "float"),
    *("floor", "int", "list", "log", "log1p", "moveaxis", "reshape", "reversed", "set", "sorted", "sqrt", "squeeze"),
    *("swapaxes", "tanh", "transpose", "tuple", "unsqueeze"),
}
EITHER_ORDER = {"max", "min", "maximum", "minimum", "array_equal", "isinstance"}
LIBRARIES = {"np", "math"}


def changes(node: ast.AST) -> Iterator[ast.AST]:
    """What may stand in the place of `node`."""
    for kind, rules in RULES.items():
        if isinstance(node, kind):
            for rule in rules:
                yield from rule(node)


def _like(node: Anything, **fields: Any) -> Anything:
    """A new node as `node`, with other `fields`."""
    old = dict(ast.iter_fields(node))  # type: ignore[arg-type]
    return type(node)(**{**old, **fields})


def _without(items: Sequence[Anything], place: int) -> list[Anything]:
    return [*items[:place], *items[place + 1 :]]


def _with(items: Sequence[Anything], place: int, item: Anything) -> list[Anything]:
    return [*items[:place], item, *items[place + 1 :]]


def _neighbours_swapped(items: Sequence[Anything]) -> Iterator[list[Anything]]:
    for place in range(len(items) - 1):
        yield [*items[:place], items[place + 1], items[place], *items[place + 2 :]]


def _number(value: float) -> ast.expr:
    return ast.UnaryOp(ast.USub(), ast.Constant(-value)) if value < 0 else ast.Constant(value)


def another_operator(node: ast.BinOp) -> Iterator[ast.AST]:
    for op in ARITHMETIC.get(type(node.op), ()):
        yield _like(node, op=op())


def one_operand(node: ast.BinOp) -> Iterator[ast.AST]:
    """A term or factor forgotten, or the two in the wrong order where order matters."""
    if isinstance(node.op, ast.Add | ast.Sub | ast.Mult | ast.Div | ast.Pow | ast.MatMult):
        yield node.left
    if isinstance(node.op, ast.Add | ast.Mult):
        yield node.right
    if isinstance(node.op, ast.Sub | ast.Div | ast.Pow | ast.MatMult):
        yield _like(node, left=node.right, right=node.left)


def another_comparison(node: ast.Compare) -> Iterator[ast.AST]:
    for place, op in enumerate(node.ops):
        for instead in COMPARISONS[type(op)]:
            yield _like(node, ops=_with(node.ops, place, instead()))


def another_junction(node: ast.BoolOp) -> Iterator[ast.AST]:
    yield _like(node, op=ast.Or() if isinstance(node.op, ast.And) else ast.And())
    for place in range(len(node.values)):
        rest = _without(node.values, place)
        yield _like(node, values=rest) if len(rest) > 1 else rest[0]


def no_sign(node: ast.UnaryOp) -> Iterator[ast.AST]:
    yield node.operand


def another_value(node: ast.Constant) -> Iterator[ast.AST]:
    """Off by one, negated, doubled; the other bool; float32 for float64."""
    value = node.value
    if isinstance(value, bool):
        yield ast.Constant(not value)
    elif isinstance(value, int):
        yield from (_number(value + 1), _number(value - 1))
    elif isinstance(value, float):
        yield from map(_number, (2 * value, -value, 0.0) if value else (1.0,))
    elif isinstance(value, str) and value in SIBLINGS:
        yield ast.Constant(SIBLINGS[value])


def another_test(node: ast.If | ast.IfExp | ast.While) -> Iterator[ast.AST]:
    """A condition negated; for a branch, also forgotten."""
    if not isinstance(node.test, ast.Compare | ast.UnaryOp):
        yield _like(node, test=ast.UnaryOp(ast.Not(), node.test))
    if isinstance(node, ast.IfExp):
        yield from (node.body, node.orelse)
    if isinstance(node, ast.If):
        yield _like(node, test=ast.Constant(value=True))
        if not isinstance(node.body[0], ast.Raise):  # taking that away is a change of its own
            yield _like(node, test=ast.Constant(value=False))


def another_walk(node: ast.For) -> Iterator[ast.AST]:
    for walk in _walks(node.iter):
        yield _like(node, iter=walk)


def another_inner_walk(node: ast.comprehension) -> Iterator[ast.AST]:
    for walk in _walks(node.iter):
        yield _like(node, iter=walk)
    for place in range(len(node.ifs)):
        yield _like(node, ifs=_without(node.ifs, place))


def _walks(over: ast.expr) -> Iterator[ast.expr]:
    """Without the first, without the last, backwards."""
    one = ast.Constant(1)
    minus_one = ast.UnaryOp(ast.USub(), one)
    for slice_ in (ast.Slice(lower=one), ast.Slice(upper=minus_one), ast.Slice(step=minus_one)):
        yield ast.Subscript(ast.Call(ast.Name("list"), [over], []), slice_)


def other_arguments(node: ast.Call) -> Iterator[ast.AST]:
    for place, keyword in enumerate(node.keywords):
        if not isinstance(keyword.value, ast.Constant) or not isinstance(keyword.value.value, bool):
            yield _like(node, keywords=_without(node.keywords, place))
    if len(node.args) > 1:
        yield _like(node, args=node.args[:-1])
    if name_of(node.func) not in EITHER_ORDER:
        yield from (_like(node, args=args) for args in _neighbours_swapped(node.args))


def no_call(node: ast.Call) -> Iterator[ast.AST]:
    """`x` for `float(x)`, `np.sqrt(x)` and `x.copy()`."""
    if name_of(node.func) not in WRAPPERS:
        return
    if isinstance(node.func, ast.Attribute) and name_of(node.func.value) not in LIBRARIES:
        yield node.func.value
    elif node.args:
        yield node.args[0]


def fewer_kinds(node: ast.Call) -> Iterator[ast.AST]:
    """`isinstance` with a class less."""
    if name_of(node.func) == "isinstance" and isinstance(node.args[1], ast.Tuple):
        classes = node.args[1]
        for place in range(len(classes.elts)):
            yield _like(node, args=[node.args[0], _like(classes, elts=_without(classes.elts, place))])


def name_of(node: ast.expr) -> str:
    """ "sum" for `sum` and for `np.sum`; empty for what is no name."""
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def sibling_name(node: ast.Name) -> Iterator[ast.AST]:
    if node.id in SIBLINGS and isinstance(node.ctx, ast.Load):
        yield _like(node, id=SIBLINGS[node.id])


def sibling_attribute(node: ast.Attribute) -> Iterator[ast.AST]:
    if node.attr in SIBLINGS:
        yield _like(node, attr=SIBLINGS[node.attr])
    if node.attr == "T":
        yield node.value


def other_bounds(node: ast.Slice) -> Iterator[ast.AST]:
    for name in ("lower", "upper", "step"):
        bound = getattr(node, name)
        if bound is None:
            continue
        yield _like(node, **{name: None})
        if not isinstance(bound, ast.Constant | ast.UnaryOp):
            yield _like(node, **{name: ast.BinOp(bound, ast.Add(), ast.Constant(1))})


def other_order(node: ast.Tuple | ast.List) -> Iterator[ast.AST]:
    yield from (_like(node, elts=elts) for elts in _neighbours_swapped(node.elts))
    if isinstance(node, ast.List) and len(node.elts) > 1:
        yield _like(node, elts=node.elts[:-1])


def other_entries(node: ast.Dict) -> Iterator[ast.AST]:
    pairs = list(zip(node.keys, node.values, strict=True))
    fewer = [_without(pairs, place) for place in range(len(pairs))] if len(pairs) > 1 else []
    for changed in (*_neighbours_swapped(pairs), *fewer):
        yield _like(node, keys=[key for key, _ in changed], values=[value for _, value in changed])


def less_said(node: ast.JoinedStr) -> Iterator[ast.AST]:
    """A text with one of its values left out."""
    for place, part in enumerate(node.values):
        if isinstance(part, ast.FormattedValue):
            yield _like(node, values=_without(node.values, place))


def another_update(node: ast.AugAssign) -> Iterator[ast.AST]:
    """Another operator, a value overwritten, a new object in place of the old one changed, nothing at all."""
    for op in ARITHMETIC.get(type(node.op), ()):
        yield _like(node, op=op())
    yield ast.Assign([node.target], node.value)
    read = ast.parse(ast.unparse(node.target), mode="eval").body
    yield ast.Assign([node.target], ast.BinOp(read, node.op, node.value))
    yield ast.Pass()


def another_assignment(node: ast.Assign) -> Iterator[ast.AST]:
    """A place left as it was, one of two names forgotten, an object changed in place of a new one."""
    target, value = node.targets[0], node.value
    if len(node.targets) > 1:
        yield from (_like(node, targets=_without(node.targets, place)) for place in range(len(node.targets)))
    elif isinstance(target, ast.Subscript | ast.Attribute):
        yield ast.Pass()
    elif isinstance(target, ast.Name) and isinstance(value, ast.BinOp) and name_of(value.left) == target.id:
        yield ast.AugAssign(target, value.op, value.right)


def nothing(node: ast.stmt) -> Iterator[ast.AST]:
    if not isinstance(node, ast.Expr) or isinstance(node.value, ast.Call):  # a yield is more than its value
        yield ast.Pass()


def another_error(node: ast.Raise) -> Iterator[ast.AST]:
    if isinstance(node.exc, ast.Call):
        for func in sibling_name(node.exc.func) if isinstance(node.exc.func, ast.Name) else ():
            yield _like(node, exc=_like(node.exc, func=func))


def no_frame(node: ast.With) -> Iterator[ast.AST]:
    yield ast.If(ast.Constant(value=True), node.body, [])


def no_rescue(node: ast.Try) -> Iterator[ast.AST]:
    """What follows a block follows only if nothing is raised."""
    yield ast.If(ast.Constant(value=True), [*node.body, *node.finalbody], [])


RULES: dict[type[ast.AST], Iterable[Any]] = {
    ast.BinOp: (another_operator, one_operand),
    ast.Compare: (another_comparison,),
    ast.BoolOp: (another_junction,),
    ast.UnaryOp: (no_sign,),
    ast.Constant: (another_value,),
    ast.If: (another_test,),
    ast.IfExp: (another_test,),
    ast.While: (another_test,),
    ast.For: (another_walk,),
    ast.comprehension: (another_inner_walk,),
    ast.Call: (other_arguments, no_call, fewer_kinds),
    ast.Name: (sibling_name,),
    ast.Attribute: (sibling_attribute,),
    ast.Slice: (other_bounds,),
    ast.Tuple: (other_order,),
    ast.List: (other_order,),
    ast.Dict: (other_entries,),
    ast.JoinedStr: (less_said,),
    ast.AugAssign: (another_update,),
    ast.Assign: (another_assignment,),
    ast.Expr: (nothing,),
    ast.Raise: (nothing, another_error),
    ast.Break: (nothing,),
    ast.Continue: (nothing,),
    ast.With: (no_frame,),
    ast.Try: (no_rescue,),
}
