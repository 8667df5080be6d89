"""The outline of a plan: its lines put into problems and measures, one after another; damage is refused."""

from collections.abc import Sequence

from server.imports.plan.blocks import Block, Entry, open_block
from server.imports.plan.forms import HEADINGS, Form, Line
from server.imports.plan.headings import Headings
from server.imports.plan.refused import PlanRefused, quoted
from server.imports.plan.signs import ends_sentence

SURE = 3
"""So many deadlines with a full stop make one without it the end of a cut file."""


def outline(lines: Sequence[Line]) -> tuple[list[Block], int]:
    """The problems with their measures, and how many aspects (方面) they stand under."""
    reader = _Reader(_counts_anew(lines))
    for line in lines:
        reader.take(line)
    reader.finish(lines[-1].no)
    return reader.problems, reader.headings.aspects


def _counts_anew(lines: Sequence[Line]) -> bool:
    """Whether every problem numbers its own measures from 1."""
    firsts = []
    awaited = False
    for line in lines:
        if line.form is Form.PROBLEM:
            awaited = True
        elif line.form is Form.MEASURE and awaited:
            firsts.append(line.number)
            awaited = False
    return len(firsts) > 1 and set(firsts) == {1}


class _Reader:
    """What has been read so far, and the paragraph that may still go on."""

    def __init__(self, anew: bool) -> None:
        self.problems: list[Block] = []
        self.headings = Headings()
        self._anew = anew
        self._block: Block | None = None
        self._entry: Entry | None = None
        self._measures = 0

    def take(self, line: Line) -> None:
        if line.form is Form.PROBLEM:
            self._open_problem(line)
        elif line.form is Form.MEASURE:
            self._open_measure(line)
        elif line.form in HEADINGS:
            self._close_problem(line.no, f"读到{quoted(line.words)}时")
            self.headings.open(line)
        elif line.form in (Form.WORDS, Form.STRANGE_LABEL):
            self._go_on(line)
        else:
            self._enter(line)

    def finish(self, last: int) -> None:
        if self.headings.waiting:
            raise PlanRefused(last, "文件在标题下面中断,标题下没有问题;文件可能不完整。")
        if self._block and (missing := self._block.missing()):
            raise PlanRefused(last, f"文件在{self._block.name}中间中断,还缺{'、'.join(missing)}。")
        if not self.problems[-1].measures:
            raise PlanRefused(last, f"文件在{self.problems[-1].name}中间中断,还缺整改措施。")
        self._ends_like_the_others(last)

    def _ends_like_the_others(self, last: int) -> None:
        """A file that is cut in its last words: every other deadline ends with a full stop, and this one does not."""
        blocks = [block for problem in self.problems for block in (problem, *problem.measures)]
        *others, final = [ends_sentence(block.words(Form.DEADLINE)) for block in blocks]
        if len(others) >= SURE and all(others) and not final:
            raise PlanRefused(
                last, "最后一行没有写完:别处的整改时限都以句号结尾,这里没有;文件可能在这里中断,补全后再导入。"
            )

    def _open_problem(self, line: Line) -> None:
        self._close_problem(line.no, f"读到问题 {line.number} 时")
        _check_number("问题", line, len(self.problems) + 1)
        block = open_block(line, line.number)
        block.headings = self.headings.above()
        self.problems.append(block)
        self._turn_to(block)

    def _open_measure(self, line: Line) -> None:
        self._close_block(line.no, f"读到第 {line.number} 条措施时")
        if self._block is None or self.headings.waiting:
            raise PlanRefused(line.no, f"第 {line.number} 条措施前面没有问题;可能缺了问题的标题行。")
        problem = self.problems[-1]
        _check_number("措施", line, (len(problem.measures) if self._anew else self._measures) + 1)
        self._measures += 1
        block = open_block(line, self._measures)
        problem.measures.append(block)
        self._turn_to(block)

    def _enter(self, line: Line) -> None:
        if self._block is None or self.headings.waiting:
            raise PlanRefused(line.no, f"{quoted(line.label + ':')}前面没有问题;可能缺了问题的标题行。")
        self._entry = self._block.enter(line)

    def _go_on(self, line: Line) -> None:
        if line.form is Form.STRANGE_LABEL:
            raise PlanRefused(line.no, f"不认识的标签{quoted(line.label)};请核对这一行。")
        if self.headings.waiting and self.headings.takes(line):
            self.headings.take(line)
        elif self._entry and not self.headings.waiting and self._entry.takes(line):
            self._entry.take(line)
        else:
            raise PlanRefused(line.no, f"这里不应有{quoted(line.words)};请核对或删去这一行。")

    def _turn_to(self, block: Block) -> None:
        self._block, self._entry = block, block.entries[block.form]

    def _close_block(self, line: int, when: str) -> None:
        if self._block and (missing := self._block.missing()):
            raise PlanRefused(
                line, f"{when},第 {self._block.line} 行的{self._block.name}还缺{'、'.join(missing)}。"
            )

    def _close_problem(self, line: int, when: str) -> None:
        self._close_block(line, when)
        if self.problems and not self.problems[-1].measures:
            problem = self.problems[-1]
            raise PlanRefused(line, f"{when},第 {problem.line} 行的{problem.name}还没有整改措施。")


def _check_number(what: str, line: Line, expected: int) -> None:
    if line.number == expected:
        return
    cause = "编号重复" if line.number < expected else "中间缺了编号"
    raise PlanRefused(line.no, f"{what}编号应为 {expected},这里是 {line.number}:{cause}。")
