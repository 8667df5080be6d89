"""Problems and measures as blocks of labelled entries, before anything in them is understood."""

from dataclasses import dataclass, field

from server.imports.plan.forms import Form, Line
from server.imports.plan.refused import PlanRefused, quoted
from server.imports.plan.signs import ends_sentence, folded, stripped

NEEDED = {
    Form.PROBLEM: (Form.LEAD, Form.GOAL, Form.DEADLINE),
    Form.MEASURE: (Form.UNITS, Form.DEADLINE),
}
_SEPARATORS = ("、", ",", ";")


@dataclass
class Entry:
    """A paragraph: what kind it is, its words, and the lines it stands on."""

    form: Form
    words: str
    line: int
    end_line: int

    def takes(self, line: Line) -> bool:
        """Whether a line without label or number can only be the rest of this paragraph."""
        if not self.words:
            return self.form is not Form.MEASURES
        if self.form in (Form.LEAD, Form.UNITS):
            return folded(self.words).endswith(_SEPARATORS)
        if self.form in (Form.DEADLINE, Form.MEASURES):
            return False
        return line.no == self.end_line + 1 and not ends_sentence(self.words)

    def take(self, line: Line) -> None:
        """Go on with a line that an editor broke off."""
        self.words += stripped(line.words)
        self.end_line = line.no


@dataclass
class Block:
    """A problem or a measure: its number and its entries; a problem also has its headings and measures."""

    form: Form
    number: int
    line: int
    entries: dict[Form, Entry]
    headings: dict[Form, str] = field(default_factory=dict)
    measures: list["Block"] = field(default_factory=list)
    printed: int = 0
    """The number in the source, where each problem counts its measures anew."""

    @property
    def name(self) -> str:
        """How a refusal calls it."""
        return f"第 {self.number} 个问题" if self.form is Form.PROBLEM else f"第 {self.number} 条措施"

    @property
    def end_line(self) -> int:
        """The last line that belongs to it."""
        return max(entry.end_line for entry in self.entries.values())

    def words(self, form: Form) -> str:
        """What stands under a label, or the text itself under the block's own form."""
        return self.entries[form].words

    def missing(self) -> list[str]:
        """What it still lacks, as people call it."""
        if not self.words(self.form):
            return ["文字"]
        return [form.value for form in NEEDED[self.form] if not self._says(form)]

    def enter(self, line: Line) -> Entry:
        """Begin the entry a labelled line opens; refuse a label that has no place here or comes twice."""
        if line.form in self.entries:
            raise PlanRefused(
                line.no, f"{self.name}的「{line.form.value}」重复了;前面可能缺了一条,或多了一行。"
            )
        if line.form not in (*NEEDED[self.form], *self._more()):
            raise PlanRefused(
                line.no, f"{self.name}里不应有{quoted(line.label + ':')};前面可能缺了一行或多了一行。"
            )
        entry = self.entries[line.form] = Entry(line.form, line.words, line.no, line.no)
        return entry

    def _says(self, form: Form) -> bool:
        return form in self.entries and bool(self.entries[form].words)

    def _more(self) -> tuple[Form, ...]:
        return (Form.MEASURES,) if self.form is Form.PROBLEM and not self.measures else ()


def open_block(line: Line, number: int) -> Block:
    """The block that a numbered line opens."""
    entry = Entry(line.form, line.words, line.no, line.no)
    return Block(line.form, number, line.no, {line.form: entry}, printed=line.number)
