"""A definition seen from one of its top processes: the diagrams it calls, the tables they ask, the facts they use."""

from collections.abc import Mapping

from lxml import etree

from workflows.decisions import Table, read_table
from workflows.expressions import names_of
from workflows.outline import Outline, below
from workflows.sources import read
from workflows.steps import Step, user_steps


class Definition:
    """What belongs to one kind of case in a set of checked files."""

    def __init__(self, files: Mapping[str, bytes], top: str) -> None:
        self.roots: Mapping[str, etree._Element] = {file: read(files[file]) for file in sorted(files)}
        drawn = [Outline(file, root) for file, root in self.roots.items() if file.endswith(".bpmn")]
        known = {outline.id: outline for outline in drawn}
        reached = {top, *below(top, known)}
        self.outlines: Mapping[str, Outline] = {one.id: one for one in drawn if one.id in reached}
        self.user_tasks: Mapping[str, Step] = {step.id: step for step in user_steps(self.outlines, top)}

    def tables(self) -> list[Table]:
        """List the decision tables that the diagrams ask."""
        rules = [rule for one in self.outlines.values() for rule in one.of_kind("businessRuleTask")]
        asked = {name for rule in rules for name in rule.decisions}
        tables = [read_table(root) for file, root in self.roots.items() if file.endswith(".dmn")]
        return [table for table in tables if table.id in asked]

    def names(self) -> frozenset[str]:
        """Name the facts some expression, table or step asks for: nothing else is kept."""
        asked = [names_of(text) for one in self.outlines.values() for _, text in one.expressions()]
        people = {step.participant for step in self.user_tasks.values() if step.participant}
        return frozenset(people).union(*asked, *(table.names() for table in self.tables()))
