"""The only language diagrams and decision tables may speak: comparisons over the facts of a case.

An expression is parsed once, every node of it must stand on the white list, and what runs afterwards are
closures built here: no `eval`, no attributes, no arithmetic, no calls but `len` and `mentions`. The sentences
of the errors are Chinese because officers who deploy a diagram read them.
"""

import ast
import operator
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Any

LONGEST = 1000
"""Most characters of an expression."""
DEEPEST = 24
"""Most levels of nesting."""
LARGEST = 300
"""Most nodes of the syntax tree."""

Names = Mapping[str, Any]
Question = Callable[[Names], Any]


class ExpressionRefused(ValueError):
    """An expression says something no diagram may say; found when a diagram is deployed."""


class ExpressionFailed(ValueError):
    """An allowed expression could not be answered from the facts at hand."""


def mentions(text: str | Iterable[str] | None, *words: str) -> bool:
    """Say whether any of the words occurs in the text, or is an item of the list."""
    return text is not None and any(word in text for word in words)


FUNCTIONS: dict[str, Callable[..., Any]] = {"len": len, "mentions": mentions}
COMPARISONS: dict[type[ast.cmpop], Callable[[Any, Any], bool]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.In: lambda item, items: item in items,
    ast.NotIn: lambda item, items: item not in items,
}


def evaluate(expression: str, names: Names) -> Any:
    """Answer an expression from the facts of a case."""
    try:
        return compiled(expression)(names)
    except (TypeError, RecursionError) as error:
        raise ExpressionFailed(f"表达式“{expression}”无法计算：{error}") from error


@lru_cache(maxsize=4096)
def compiled(expression: str) -> Question:
    """Turn an expression into a closure over the facts, once for each wording."""
    return _build(parse(expression))


@lru_cache(maxsize=4096)
def names_of(expression: str) -> frozenset[str]:
    """Name the facts an expression asks for."""
    compiled(expression)
    found = {node.id for node in ast.walk(parse(expression)) if isinstance(node, ast.Name)}
    return frozenset(found - FUNCTIONS.keys())


def parse(expression: str) -> ast.expr:
    """Read an expression within the limits of size and depth; its words are not judged yet."""
    if not isinstance(expression, str) or not expression.strip():
        raise ExpressionRefused("表达式为空")
    if len(expression) > LONGEST:
        raise ExpressionRefused(f"表达式超过 {LONGEST} 个字符")
    if "\\" in expression:
        raise ExpressionRefused("表达式中不允许反斜杠")
    try:
        tree = ast.parse(expression.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise ExpressionRefused(f"表达式“{expression}”不合语法") from error
    _measure(tree)
    return tree


def _measure(tree: ast.expr) -> None:
    level: list[ast.AST] = [tree]
    size = depth = 0
    while level:
        size, depth = size + len(level), depth + 1
        if size > LARGEST or depth > DEEPEST:
            raise ExpressionRefused("表达式过于复杂")
        level = [child for node in level for child in ast.iter_child_nodes(node)]


def _build(node: ast.expr) -> Question:
    builder = BUILDERS.get(type(node))
    if builder is None:
        raise ExpressionRefused(f"表达式中不允许这种写法：{ast.unparse(node)}")
    return builder(node)


def _constant(node: ast.Constant) -> Question:
    value = node.value
    if value is not None and type(value) not in (str, int, float, bool):
        raise ExpressionRefused(f"表达式中不允许这种常量：{value!r}")
    return lambda _names: value


def _name(node: ast.Name) -> Question:
    name = node.id
    if name.startswith("_") or name in FUNCTIONS:
        raise ExpressionRefused(f"表达式中不允许这个名称：{name}")

    def look_up(names: Names) -> Any:
        try:
            return names[name]
        except KeyError as error:
            raise ExpressionFailed(f"没有名为“{name}”的事实") from error

    return look_up


def _compare(node: ast.Compare) -> Question:
    first = _build(node.left)
    steps = [(_comparison(op), _build(right)) for op, right in zip(node.ops, node.comparators, strict=True)]

    def run(names: Names) -> bool:
        left = first(names)
        for compare, operand in steps:
            right = operand(names)
            if not compare(left, right):
                return False
            left = right
        return True

    return run


def _comparison(op: ast.cmpop) -> Callable[[Any, Any], bool]:
    if type(op) not in COMPARISONS:
        raise ExpressionRefused("表达式中不允许 is，请用 == 或 !=")
    return COMPARISONS[type(op)]


def _boolean(node: ast.BoolOp) -> Question:
    parts = [_build(value) for value in node.values]
    if isinstance(node.op, ast.And):
        return lambda names: all(part(names) for part in parts)
    return lambda names: any(part(names) for part in parts)


def _unary(node: ast.UnaryOp) -> Question:
    operand = _build(node.operand)
    if isinstance(node.op, ast.Not):
        return lambda names: not operand(names)
    if isinstance(node.op, ast.USub) and isinstance(node.operand, ast.Constant):
        return lambda names: -operand(names)
    raise ExpressionRefused(f"表达式中不允许这种写法：{ast.unparse(node)}")


def _choice(node: ast.IfExp) -> Question:
    test, yes, no = _build(node.test), _build(node.body), _build(node.orelse)
    return lambda names: yes(names) if test(names) else no(names)


def _sequence(node: ast.List | ast.Tuple) -> Question:
    items = [_build(item) for item in node.elts]
    return lambda names: [item(names) for item in items]


def _call(node: ast.Call) -> Question:
    function = FUNCTIONS.get(node.func.id) if isinstance(node.func, ast.Name) else None
    if function is None or node.keywords or not node.args:
        raise ExpressionRefused(f"表达式中不允许这种调用：{ast.unparse(node)}")
    if function is len and len(node.args) != 1:
        raise ExpressionRefused("len() 只接受一个参数")
    arguments = [_build(argument) for argument in node.args]
    return lambda names: function(*(argument(names) for argument in arguments))


BUILDERS: dict[type[ast.expr], Callable[[Any], Question]] = {
    ast.Constant: _constant,
    ast.Name: _name,
    ast.Compare: _compare,
    ast.BoolOp: _boolean,
    ast.UnaryOp: _unary,
    ast.IfExp: _choice,
    ast.List: _sequence,
    ast.Tuple: _sequence,
    ast.Call: _call,
}
