"""Decision tables (DMN): which unit, which department, how many days - read and answered here.

A cell holds a value (`"rongan"`), or asks about the input written `?` (`? in ["a", "b"]`), or is a dash.
The last row is all dashes, so every case finds an answer; in a `UNIQUE` table no two others may fit one case.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from lxml import etree

from workflows.expressions import evaluate, names_of
from workflows.sources import kind

ANYTHING = ("", "-")
"""How a cell says that it does not matter."""
QUOTED = re.compile(r"""("[^"]*"|'[^']*')""")


class NoDecision(LookupError):
    """A decision table has no row for the case, or several where only one may fit."""


@dataclass(frozen=True)
class Row:
    """One rule of a table: the conditions that must hold, and the outputs as expressions."""

    id: str
    conditions: tuple[str, ...]
    outputs: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """One decision table."""

    id: str
    name: str
    hit_policy: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    rows: tuple[Row, ...]

    def decide(self, names: Mapping[str, Any]) -> dict[str, Any]:
        """Answer the outputs of the row that fits the facts; the row of dashes when no other does."""
        fitting = self._fitting(names)
        row = next(fitting, None)
        if row is None:
            raise NoDecision(f"决策表“{self.name or self.id}”没有适用的规则")
        other = next(fitting, None) if self.hit_policy == "UNIQUE" and row.conditions else None
        if other is not None and other.conditions:
            raise NoDecision(f"决策表“{self.name or self.id}”的规则 {row.id} 与 {other.id} 同时适用")
        return {name: evaluate(text, names) for name, text in zip(self.outputs, row.outputs, strict=True)}

    def names(self) -> frozenset[str]:
        """Name the facts the table asks for."""
        asked = [condition for row in self.rows for condition in row.conditions]
        return frozenset[str]().union(*(names_of(text) for text in (*self.inputs, *asked)))

    def _fitting(self, names: Mapping[str, Any]) -> Iterator[Row]:
        return (row for row in self.rows if all(evaluate(text, names) for text in row.conditions))


def read_table(root: etree._Element) -> Table:
    """Read the one decision of a DMN file; `workflows.decision_checks` says what it may look like."""
    decision = next(_children(root, "decision"))
    table = next(_children(decision, "decisionTable"))
    inputs = tuple(_text(next(_children(one, "inputExpression"))) for one in _children(table, "input"))
    return Table(
        decision.get("id", ""),
        decision.get("name", ""),
        table.get("hitPolicy", "UNIQUE"),
        inputs,
        tuple(one.get("name", "") for one in _children(table, "output")),
        tuple(_row(rule, inputs) for rule in _children(table, "rule")),
    )


def condition(asked: str, cell: str) -> str:
    """Write out what a cell asks of its input: the input stands where the cell says `?`."""
    if not asks(cell):
        return f"({asked}) == ({cell})"
    parts = QUOTED.split(cell)
    return "".join(part if quoted else part.replace("?", f"({asked})") for quoted, part in _alternate(parts))


def asks(cell: str) -> bool:
    """Say whether a cell asks a question (`?`) instead of holding a value."""
    return any("?" in part for quoted, part in _alternate(QUOTED.split(cell)) if not quoted)


def _alternate(parts: list[str]) -> Iterator[tuple[bool, str]]:
    return ((index % 2 == 1, part) for index, part in enumerate(parts))


def _row(rule: etree._Element, inputs: tuple[str, ...]) -> Row:
    cells = [_text(entry) for entry in _children(rule, "inputEntry")]
    conditions = (
        condition(asked, cell) for asked, cell in zip(inputs, cells, strict=True) if cell not in ANYTHING
    )
    return Row(rule.get("id", ""), tuple(conditions), tuple(_text(e) for e in _children(rule, "outputEntry")))


def _children(element: etree._Element, name: str) -> Iterator[etree._Element]:
    return (child for child in element if kind(child) == name)


def _text(element: etree._Element) -> str:
    return next(((child.text or "").strip() for child in element if kind(child) == "text"), "")
