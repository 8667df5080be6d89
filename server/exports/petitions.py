"""公开情况一览表: the ten columns in which Liuzhou publishes petitions, in that order."""

from collections.abc import Iterable, Iterator, Mapping

from server.exports.sheet import Column, Page, Target, write_sheet

COLUMNS = (
    Column("seq", "序号", 6),
    Column("no", "受理编号", 20),
    Column("text", "交办问题基本情况", 40),
    Column("region", "行政区域", 14),
    Column("types", "污染类型", 12),
    Column("finding", "调查核实情况", 44),
    Column("verdict", "是否属实", 10),
    Column("handling", "处理和整改情况", 44),
    Column("completion", "是否办结", 11),
    Column("accountability", "责任人被处理情况", 16),
)
TITLE = "群众信访举报转办和边督边改公开情况一览表"


def write_petitions(
    target: Target, petitions: Iterable[Mapping[str, object]], title: str = "", note: str = ""
) -> int:
    """Write petitions by the keys of COLUMNS, numbered from 1 where no seq is given; returns how many."""
    return write_sheet(target, COLUMNS, _numbered(petitions), Page("一览表", title, note))


def _numbered(petitions: Iterable[Mapping[str, object]]) -> Iterator[Mapping[str, object]]:
    for seq, petition in enumerate(petitions, 1):
        yield {"seq": seq, **petition}
