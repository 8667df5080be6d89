"""What a decision table (DMN) may look like: nothing that would silently never match."""

import ast
from collections.abc import Iterator

from lxml import etree

from workflows.decisions import ANYTHING, asks, condition
from workflows.expressions import ExpressionRefused, compiled, parse
from workflows.sources import DMN, Problem, kind, namespace, problem

ALLOWED = frozenset(
    {
        *("definitions", "decision", "decisionTable", "description", "text", "annotation", "annotationEntry"),
        *("input", "inputExpression", "inputValues", "output", "outputValues"),
        *("rule", "inputEntry", "outputEntry"),
    }
)
HIT_POLICIES = ("UNIQUE", "FIRST")


def check_table(file: str, root: etree._Element) -> list[Problem]:
    """Find everything that keeps a DMN file from being deployed."""
    strange = [
        problem(file, element, f"决策表中不支持的元素：{kind(element)}")
        for element in root.iter()
        if kind(element) == "?" or (namespace(element) in DMN and kind(element) not in ALLOWED)
    ]
    decisions = _children(root, "decision") if namespace(root) in DMN else []
    if len(decisions) != 1:
        return [*strange, problem(file, root, "每个文件必须恰好有一张决策表")]
    tables = _children(decisions[0], "decisionTable")
    if len(tables) != 1 or not decisions[0].get("id"):
        return [*strange, problem(file, decisions[0], "决策必须有编号，并恰好包含一张决策表")]
    return strange + list(_check_columns(file, tables[0])) + list(_check_rows(file, tables[0]))


def _check_columns(file: str, table: etree._Element) -> Iterator[Problem]:
    policy = table.get("hitPolicy", "UNIQUE")
    if policy not in HIT_POLICIES:
        yield problem(file, table, f"不支持的命中策略 {policy}，只能用 UNIQUE 或 FIRST")
    for column in _children(table, "input"):
        yield from _refusal(file, column, _input_text(column))
    names = [column.get("name", "") for column in _children(table, "output")]
    if not names or len(set(names)) < len(names) or not all(name.isidentifier() for name in names):
        yield problem(file, table, "每个输出列必须有不重复的英文名称")


def _check_rows(file: str, table: etree._Element) -> Iterator[Problem]:
    asked = [_input_text(column) for column in _children(table, "input")]
    width = len(_children(table, "output"))
    seen: set[tuple[str, ...]] = set()
    rules = _children(table, "rule")
    for rule in rules:
        inputs = _children(rule, "inputEntry")
        outputs = _children(rule, "outputEntry")
        if len(inputs) != len(asked) or len(outputs) != width:
            yield problem(file, rule, "这一行的单元格数与列数不符")
            continue
        for question, cell in zip(asked, inputs, strict=True):
            yield from _check_input(file, cell, question)
        for cell in outputs:
            yield from _check_output(file, cell)
        cells = tuple(_text(cell) for cell in inputs)
        if cells in seen:
            yield problem(file, rule, "这一行的条件与前面某一行相同，永远不会用到")
        seen.add(cells)
    if not rules or any(_text(cell) not in ANYTHING for cell in _children(rules[-1], "inputEntry")):
        yield problem(file, rules[-1] if rules else table, "最后一行的条件必须全是“-”，使每件信访都有结果")


def _check_input(file: str, cell: etree._Element, asked: str) -> Iterator[Problem]:
    text = _text(cell)
    if text in ANYTHING:
        return
    if not asks(text):
        yield from _check_value(file, cell, text)
        return
    yield from _refusal(file, cell, condition(asked, text))


def _check_value(file: str, cell: etree._Element, text: str) -> Iterator[Problem]:
    try:
        tree = parse(text)
    except ExpressionRefused:
        yield problem(file, cell, f"条件“{text}”不合语法；比较请写 ? > 3 或 ? in [...]")
        return
    if isinstance(tree, ast.Tuple):
        yield problem(file, cell, f"条件“{text}”永远不会命中，请写 ? in [{text}]")
    elif not _is_constant(tree):
        yield problem(file, cell, f"条件“{text}”永远不会命中；文字加引号，比较请写 ? != ... 或 ? in [...]")


def _check_output(file: str, cell: etree._Element) -> Iterator[Problem]:
    text = _text(cell)
    try:
        tree = parse(text)
    except ExpressionRefused:
        yield problem(file, cell, f"输出“{text}”不合语法；没有结果请写 None")
        return
    values = tree.elts if isinstance(tree, ast.List) else [tree]
    if not all(_is_constant(value) for value in values):
        yield problem(file, cell, f"输出“{text}”必须是加引号的文字、数、True、False、None 或其列表")


def _is_constant(tree: ast.expr) -> bool:
    plain = (str, int, float, bool, type(None))
    return isinstance(tree, ast.Constant) and type(tree.value) in plain


def _refusal(file: str, element: etree._Element, text: str) -> Iterator[Problem]:
    try:
        compiled(text)
    except ExpressionRefused as refusal:
        yield problem(file, element, str(refusal))


def _input_text(column: etree._Element) -> str:
    return next((_text(one) for one in _children(column, "inputExpression")), "")


def _children(element: etree._Element, name: str) -> list[etree._Element]:
    return [child for child in element if kind(child) == name]


def _text(element: etree._Element) -> str:
    return next(((child.text or "").strip() for child in element if kind(child) == "text"), "")
