"""What the office's overview shows: figures put together from the heaps of a round, each with the list it opens."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from server.figures import ARCHIVE, LIGHTS, Cell, summed
from server.models import Round
from server.pages.ledger_filter import NONE, STAGE_NAMES, address
from server.pages.names import unit_name
from server.pages.words import HEAPS
from server.reports import LABELS, Filter
from workflows.forms.intake import MARKS
from workflows.forms.review import MET, SATISFACTION
from workflows.normal import VERDICTS

HEATS = 4
TRUE_VERDICTS = VERDICTS[:-1]
"""属实, 基本属实 and 部分属实: something of what was reported is true."""
SATISFIED = MET[:2]


@dataclass(frozen=True)
class Figure:
    """A number and the address of the list with just these cases."""

    number: int
    href: str
    words: str = ""
    about: str = ""
    """What the number counts, for those who do not see its place."""
    heat: int = 0


@dataclass(frozen=True)
class Line:
    """A row of the matrix."""

    name: str
    figures: list[Figure]
    total: Figure


@dataclass(frozen=True)
class Matrix:
    """Units by stage: every figure opens its rows."""

    columns: list[str]
    lines: list[Line]
    foot: Line


@dataclass(frozen=True)
class Rate:
    """A share with what it is a share of."""

    part: Figure
    base: Figure

    @property
    def percent(self) -> str:
        """The share in words; nothing to say while there is no base."""
        return f"{100 * self.part.number / self.base.number:.1f} %" if self.base.number else "—"


class Cockpit:
    """All figures of one round for one viewer."""

    def __init__(self, wanted: Filter, found: list[Cell], round_: Round) -> None:
        self.wanted, self.found, self.round = wanted, found, round_

    def figure(self, number: int, words: str = "", about: str = "", **filters: str) -> Figure:
        """A number with the list it counts."""
        return Figure(number, address(replace(self.wanted, **filters)), words, about)

    def heap(self, words: str, name: str, values: Sequence[str]) -> Figure:
        """How many cases have one of these values."""
        number = sum(cell.number for cell in self.found if getattr(cell, name) in values)
        return self.figure(number, words, **{name: ",".join(values)})

    @property
    def total(self) -> Figure:
        """All cases of the round that the viewer may see."""
        return self.figure(sum(cell.number for cell in self.found), "全部")

    @property
    def missing(self) -> int:
        """How many cases the round lacks of what was announced; negative when there are more."""
        return self.round.target - self.total.number if self.round.target else 0

    @property
    def labels(self) -> list[Figure]:
        """未办结, 阶段性办结, 已办结, 已销号."""
        return [self.heap(label, "label", [label]) for label in LABELS]

    @property
    def lights(self) -> list[tuple[str, Figure]]:
        """Running cases by light."""
        return [(light, self.heap(HEAPS[light], "light", [light])) for light in LIGHTS]

    @property
    def verdicts(self) -> list[Figure]:
        """How many were found true and how far, and how many are not yet looked into."""
        undecided = sum(cell.number for cell in self.found if cell.verdict is None)
        decided = [self.heap(verdict, "verdict", [verdict]) for verdict in VERDICTS]
        return [*decided, self.figure(undecided, NONE["verdict"], verdict="none")]

    @property
    def truth(self) -> Rate:
        """属实率: those with something true in them among those looked into."""
        return Rate(self.heap("", "verdict", TRUE_VERDICTS), self.heap("", "verdict", VERDICTS))

    @property
    def answers(self) -> list[Figure]:
        """What was said at the visits."""
        return [self.heap(words, "satisfaction", [answer]) for answer, words in SATISFACTION.items()]

    @property
    def satisfaction(self) -> Rate:
        """满意率: satisfied or rather so, among those met; those not met are shown apart."""
        return Rate(self.heap("", "satisfaction", SATISFIED), self.heap("", "satisfaction", MET))

    @property
    def settled(self) -> Figure:
        """不满意 that go on all the same as 诉求已处理到位."""
        alike = summed(self.found, "satisfaction", "remedy")["不满意", "settled"]
        return self.figure(alike, "按诉求已处理到位继续", satisfaction="不满意", remedy="settled")

    def specials(self, marks: dict[str, int]) -> list[Figure]:
        """The lists 重点, 重复, 积案, 疑难 and 不满意."""
        listed = [self.figure(marks.get(kind, 0), kind, mark=kind) for kind in MARKS]
        return [*listed, self.heap("不满意", "satisfaction", ["不满意"])]

    def matrix(self, always: Sequence[str], columns: dict[str, str], name: str) -> Matrix:
        """Units by stage (or another column): those named always, then others that hold cases, then 待分办."""
        sums = summed(self.found, "county", name)
        held = {cell.county for cell in self.found if cell.county and cell.county not in always}
        units = [
            *always,
            *sorted(held, key=unit_name),
            *([None] if any(cell.county is None for cell in self.found) else []),
        ]
        most = max(sums.values(), default=0)
        lines = [self._line(unit, sums, columns, name, most) for unit in units]
        totals = summed(self.found, name)
        foot = [
            self.figure(totals[(key,)], about=f"合计{words}", **{name: key}) for key, words in columns.items()
        ]
        return Matrix(list(columns.values()), lines, Line("合计", foot, self.total))

    @property
    def unassigned(self) -> str:
        """What cases without a unit are called: in an earlier round nobody will assign them any more."""
        return "未定单位" if self.round.read_only else NONE["county"]

    def _line(
        self,
        unit: str | None,
        sums: Counter[tuple[str | None, ...]],
        columns: dict[str, str],
        name: str,
        most: int,
    ) -> Line:
        words, county = (unit_name(unit), unit) if unit else (self.unassigned, "none")
        figures = []
        for key, column in columns.items():
            number = sums[unit, key]
            figure = self.figure(number, about=f"{words}{column}", county=county, **{name: key})
            figures.append(replace(figure, heat=-(-HEATS * number // most) if most else 0))
        total = self.figure(sum(figure.number for figure in figures), about=f"{words}合计", county=county)
        return Line(words, figures, total)


def columns_of(round_: Round) -> tuple[dict[str, str], str]:
    """What the matrix counts by: stages while cases run, how far they came in an earlier round."""
    if round_.read_only:
        return {label: label for label in LABELS}, "label"
    return {**STAGE_NAMES, ARCHIVE: "归档"}, "stage"
