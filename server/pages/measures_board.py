"""What the pages of measures show above their rows: targets and dates as figures, each with the rows it opens."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from server.measure_figures import Heap, total
from server.measure_reports import MeasureFilter
from server.measure_states import DUES, REACHED
from server.measure_targets import DEFINITIONS, Definition, PlanInForce, Target
from server.pages.cockpit import Figure, Line
from server.pages.measures_filter import DUE_WORDS, address
from server.pages.names import unit_name, unit_names

DONE = "done"


@dataclass(frozen=True)
class Gap:
    """How many measures are missing to a target, without and with 补录."""

    needed: int
    alone: int
    recorded: int
    reachable: bool


@dataclass(frozen=True)
class Count:
    """What is done by one definition, without and with 补录, and what is missing to each target."""

    words: str
    about: str
    alone: Figure
    recorded: Figure
    most: int
    gaps: list[Gap]


@dataclass(frozen=True)
class Bar:
    """One target as a bar over all measures: lengths and ticks in hundredths of the whole."""

    target: Target
    needed: int
    gap: Gap
    days: int
    """Days until its day; negative once it is past."""
    done: float
    recorded: float
    mark: float
    due: float


class Board:
    """The figures of the plan for one viewer."""

    def __init__(self, plan: PlanInForce, found: list[Heap], today: date) -> None:
        self.plan, self.found, self.today = plan, found, today
        self.number = total(found)
        self.counts = [self._count(one) for one in DEFINITIONS]

    @property
    def total(self) -> Figure:
        """All measures the viewer may see."""
        return Figure(self.number, address(MeasureFilter()), "全部措施")

    @property
    def dues(self) -> list[tuple[str, Figure]]:
        """The measures by where they stand to their dates; together they are all."""
        return [(key, self._figure(words, key)) for key, words in DUES.items()]

    @property
    def reached(self) -> Figure:
        """Measures whose date has come: what the plan wants done by today."""
        number = total(self.found, reached=True)
        return Figure(number, address(MeasureFilter(due=REACHED)), DUE_WORDS[REACHED])

    @property
    def bars(self) -> list[Bar]:
        """The targets by the first definition, over all measures."""
        count = self.counts[0]
        return [
            Bar(
                target=target,
                needed=gap.needed,
                gap=gap,
                days=(target.day - self.today).days,
                done=self._share(count.alone.number),
                recorded=self._share(count.recorded.number),
                mark=self._share(gap.needed),
                due=self._share(self.reached.number),
            )
            for target, gap in zip(self.plan.targets, count.gaps, strict=True)
        ]

    def _figure(self, words: str, due: str) -> Figure:
        return Figure(total(self.found, due=due), address(MeasureFilter(due=due)), words)

    def _share(self, number: int) -> float:
        return round(100 * number / self.number, 2) if self.number else 0.0

    def _count(self, one: Definition) -> Count:
        alone, recorded = self._states(one.states), self._states(one.states + one.recorded)
        lasting = "upkeep" in one.states
        most = self.number if lasting else total(self.found, long_term=False)
        gaps = [self._gap(target, alone.number, recorded.number, most) for target in self.plan.targets]
        return Count(one.words, one.about, alone, recorded, most, gaps)

    def _states(self, states: tuple[str, ...]) -> Figure:
        return Figure(total(self.found, state=states), address(MeasureFilter(state=",".join(states))))

    def _gap(self, target: Target, alone: int, recorded: int, most: int) -> Gap:
        needed = target.needed(self.number)
        return Gap(needed, max(0, needed - alone), max(0, needed - recorded), needed <= most)


def lines_of(counted: Mapping[str | None, Counter[str]], name: str) -> list[Line]:
    """Who will miss its date: one line a unit, in the units' order; those nobody owes yet stand last."""
    known = [code for code in unit_names() if code in counted]
    return [_line(unit, counted[unit], name) for unit in (*known, *([None] if None in counted else []))]


def _line(unit: str | None, counts: Counter[str], name: str) -> Line:
    code, words = (unit, unit_name(unit)) if unit else ("none", "未明确")
    wanted = MeasureFilter(**{name: code})
    figures = [
        Figure(counts[due], address(wanted, due=due), about=f"{words}{said}") for due, said in DUES.items()
    ]
    return Line(words, figures, Figure(counts.total(), address(wanted), about=f"{words}合计"))
