"""调度: one sheet a month of each unit, filled in once, asked for when it is missing, told when nothing moves."""

from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest
from sqlalchemy import func, select, update

from server.cases.dispatch.entry import BEHIND, DONE, ON_SCHEDULE, Entry, mistakes, resolved
from server.cases.dispatch.filling import reopen, save, submit, version
from server.cases.dispatch.history import history_of
from server.cases.dispatch.months import due_day, months_up_to
from server.cases.dispatch.opening import open_month, open_sheets, open_when_due
from server.cases.dispatch.sheet import lines_of, sheet_of
from server.cases.dispatch.taking import fill_from
from server.cases.dispatch.unmoved import unmoved_units
from server.cases.dispatch.watching import all_sheets, ask, missing_sheets, sheets_due
from server.cases.measures.changing import change_units
from server.cases.measures.finding import load_measure
from server.cases.plan.confirming import decide
from server.cases.plan.progress import Progress
from server.cases.refusal import Forbidden, Invalid, NotFound, Stale
from server.database import db
from server.exports.dispatch import write_dispatch
from server.imports.dispatch import read_reports
from server.imports.refusal import ImportRefused
from server.models import DispatchEvent, DispatchRow, DispatchSheet, Item, Measure, MeasureRecord
from tests.server.cases.dispatch.sheets import LATE, SAID, at, month, report, rows, sheet
from tests.server.cases.house import House
from tests.server.cases.plan.plans import load
from tests.server.imports.samples import xlsx

HEADER = ["序号", "措施", "整改时限", "完成(件)", "本期进展", "存在问题", "下一步", "状态", "无变化"]
MARCH = date(2026, 3, 1)


@pytest.fixture
def planned(house: House) -> House:
    """The short plan; sheets of March 2026 are open since Monday the second."""
    load(house["clerk"], house.now)
    month(house, 2026, 3)
    return house


def standings(house: House, *months: date) -> dict[str, list[str]]:
    today = house.clock().date()
    return {one.unit: [one.standing(each, today) for each in months] for one in all_sheets(months)}


def test_every_owing_unit_gets_one_sheet_however_often_it_is_opened(planned: House) -> None:
    units = set(db.session.scalars(select(DispatchSheet.unit)))
    assert {"liunan", "rongan", "water", "industry", "chengzhong"} <= units
    assert open_month(MARCH, planned.now) == 0
    assert open_sheets(planned["clerk"], planned.now) == 0
    assert db.session.scalar(select(func.count()).select_from(DispatchSheet)) == len(units)
    with pytest.raises(Forbidden):
        open_sheets(planned["inspector"], planned.now)


def test_what_a_record_says_was_struck_off_before_is_not_asked_for(planned: House) -> None:
    before = {line.measure.no for line in lines_of(sheet(planned))}
    record = MeasureRecord(
        measure_id=load_measure(1, planned["clerk"]).id, state="已销号", day=date(2025, 6, 30),
        content_key="1", entered_by=planned["clerk"].id, entered_at=planned.now,
    )  # fmt: skip
    db.session.add(record)
    db.session.flush()
    decide([record.id], True, planned["head"], planned.now)
    assert {line.measure.no for line in lines_of(sheet(planned))} == before - {1}


def test_a_sheet_has_a_row_for_each_measure_that_is_not_struck_off(planned: House) -> None:
    assert [line.measure.no for line in lines_of(sheet(planned))] == [1, 2]
    db.session.execute(update(Measure).where(Measure.no == 1).values(archived_at=planned.now))
    assert [line.measure.no for line in lines_of(sheet(planned))] == [2]


def test_sheets_are_due_on_the_fifth_working_day(planned: House) -> None:
    assert sheet(planned).due_on == date(2026, 3, 6)
    assert due_day(MARCH, MARCH) == date(2026, 3, 6)
    assert due_day(date(2026, 10, 1), date(2026, 10, 1)) == date(2026, 10, 13), (
        "after the national holiday, with its make-up Saturday"
    )
    assert due_day(MARCH, date(2026, 3, 20)) == date(2026, 3, 26), "five working days from a late opening"
    assert months_up_to(date(2026, 2, 1), 3) == [date(2025, 12, 1), date(2026, 1, 1), date(2026, 2, 1)]


def test_the_clock_opens_a_month_at_its_beginning_only(house: House) -> None:
    load(house["clerk"], house.now)
    house.clock.instant = at(2026, 4, 20)
    open_when_due(house.now)
    assert db.session.scalar(select(func.count()).select_from(DispatchSheet)) == 0
    for day in (1, 1, 3):
        house.clock.instant = at(2026, 5, day)
        open_when_due(house.now)
    assert {one.month for one in db.session.scalars(select(DispatchSheet))} == {date(2026, 5, 1)}


def test_the_whole_sheet_is_submitted_once(planned: House) -> None:
    one, by = sheet(planned), planned["liunan_handler1"]
    entries = dict.fromkeys((1, 2), SAID)
    assert submit(one, entries, version(one), by, planned.now, "key1") is True
    assert submit(one, entries, "", by, planned.now, "key1") is False, "the same form again"
    with pytest.raises(Stale):
        submit(one, entries, version(one), by, planned.now, "key2")
    assert db.session.scalar(select(func.count()).select_from(DispatchEvent)) == 1
    assert db.session.scalar(select(func.count()).select_from(DispatchRow)) == 2
    assert (one.submitted_by, one.submitted_at) == (by.id, planned.now)
    with pytest.raises(Stale):
        save(one, entries, version(one), by, planned.now)


def test_nothing_is_kept_of_a_sheet_with_a_mistake(planned: House) -> None:
    one, by = sheet(planned), planned["liunan_handler1"]
    with pytest.raises(Invalid) as refusal:
        submit(one, {1: SAID, 2: replace(SAID, progress="", state=None)}, "", by, planned.now, "k")
    assert set(refusal.value.errors) == {"progress-2", "state-2"}
    assert rows(one) == {}
    with pytest.raises(Invalid) as refusal:
        submit(one, {1: SAID}, "", by, planned.now, "k")
    assert set(refusal.value.errors) == {"progress-2"}, "a measure the form did not show"


def test_a_draft_is_kept_unchecked_and_shown_again(planned: House) -> None:
    one = sheet(planned)
    save(one, {1: Entry("写到一半")}, "", planned["liunan_handler1"], planned.now)
    assert lines_of(one)[0].entry == Entry("写到一半")
    assert one.submitted_at is None
    with pytest.raises(Invalid, match="改一下") as refusal:
        save(one, {1: Entry("另一个人")}, "", planned["liunan_chief"], planned.now)
    assert "liunan_handler1同志保存过" in refusal.value.errors["sheet"][0]
    save(one, {1: Entry("核对过")}, version(one), planned["liunan_chief"], planned.now)
    assert rows(one)[1]["progress"] == "核对过"


@pytest.mark.parametrize("login", ["clerk", "inspector", "leader", "rongan_handler1"])
def test_only_the_units_own_people_fill_in(planned: House, login: str) -> None:
    with pytest.raises(Forbidden):
        save(sheet(planned), {1: SAID}, "", planned[login], planned.now)
    with pytest.raises(Forbidden):
        submit(sheet(planned), {1: SAID}, "", planned[login], planned.now, None)


def test_who_finds_a_sheet(planned: House) -> None:
    for login in ("liunan_handler1", "liunan_chief", "liunan_principal", "clerk", "leader", "inspector"):
        assert sheet_of(MARCH, "liunan", planned[login]).unit == "liunan"
    for login in ("rongan_chief", "urban1", "admin"):
        with pytest.raises(NotFound):
            sheet_of(MARCH, "liunan", planned[login])
    with pytest.raises(NotFound):
        sheet_of(date(2026, 2, 1), "liunan", planned["clerk"])


def test_the_last_report_stands_in_the_next_sheet(planned: House) -> None:
    report(planned, m1=LATE)
    month(planned, 2026, 5)
    line = lines_of(sheet(planned))[0]
    assert line.entry == replace(LATE, unchanged=False)
    assert (line.before, line.before_month) == (LATE, MARCH)
    save(
        sheet(planned), {1: Entry("五月新写的", unchanged=True)}, "", planned["liunan_handler1"], planned.now
    )
    assert lines_of(sheet(planned))[0].entry == Entry("五月新写的", unchanged=True)


def test_without_change_the_words_of_the_last_report_count(planned: House) -> None:
    report(planned)
    month(planned, 2026, 4)
    report(
        planned,
        m1=Entry("", "缺设备。", "调设备。", BEHIND, unchanged=True),
        m2=Entry("无变化。", state=ON_SCHEDULE),
    )
    kept = rows(sheet(planned))
    assert {(row["progress"], row["unchanged"]) for row in kept.values()} == {(SAID.progress, True)}
    assert kept[1]["state"] == BEHIND


def wrong(entry: Entry, before: Entry | None = None, counted: Progress | None = None) -> list[str]:
    return [field for field, _ in mistakes(entry, before, counted or Progress())]


def test_what_is_wrong_with_a_row() -> None:
    assert wrong(SAID) == wrong(LATE) == []
    assert wrong(Entry()) == ["progress", "state"]
    assert wrong(replace(SAID, state="很好")) == ["state"]
    assert wrong(replace(SAID, state=BEHIND, next_step="")) == ["problems", "next_step"]
    assert wrong(replace(SAID, state=DONE), counted=Progress(3, 5)) == ["state"]
    assert wrong(replace(SAID, state=DONE), counted=Progress(5, 5)) == []
    assert wrong(replace(SAID, problems="长" * 2001)) == ["problems"]
    assert wrong(Entry("同上", state=ON_SCHEDULE)) == ["progress"], "there is nothing above"
    assert wrong(Entry("", state=ON_SCHEDULE), SAID) == ["progress"]
    assert wrong(Entry("", state=ON_SCHEDULE, unchanged=True), SAID) == []
    assert wrong(Entry("已清理3公里。", state=ON_SCHEDULE, unchanged=True), SAID) == []
    assert wrong(Entry("已清理 4 公里。", state=ON_SCHEDULE, unchanged=True), SAID) == ["progress"]
    assert resolved(Entry("别的"), SAID).progress == "别的"


def test_done_is_counted_and_kept_as_it_was_then(planned: House) -> None:
    measure = load_measure(1, planned["clerk"])
    db.session.add_all([Item(measure_id=measure.id, name=f"{n}号口", done=n == 1) for n in range(3)])
    db.session.flush()
    with pytest.raises(Invalid) as refusal:
        report(planned, m1=replace(SAID, state=DONE))
    assert refusal.value.errors == {"state-1": ["清单和节点完成 1/3,还不能填“已完成”。"]}
    report(planned)
    db.session.execute(update(Item).values(done=True))
    assert lines_of(sheet(planned))[0].counted == Progress(1, 3)


def test_the_office_opens_a_sheet_again_with_a_reason(planned: House) -> None:
    report(planned)
    one = sheet(planned)
    with pytest.raises(Forbidden):
        reopen(one, "数字不对", planned["inspector"], planned.now)
    with pytest.raises(Invalid):
        reopen(one, " ", planned["clerk"], planned.now)
    planned.clock.instant = at(2026, 3, 10)
    reopen(one, "数字不对", planned["clerk"], planned.now)
    assert one.due_on == date(2026, 3, 17), "it had been in time, so it has five working days again"
    assert lines_of(one)[0].entry == SAID
    with pytest.raises(Stale):
        reopen(one, "再退", planned["clerk"], planned.now)
    report(planned, LATE)
    found = history_of(one)
    assert [event.verb for event, _ in found] == ["submit", "reopen", "submit"]
    assert (found[1][0].reason, found[1][1]) == ("数字不对", "clerk同志")
    assert [said["state"] for said in found[2][0].data] == [ON_SCHEDULE, ON_SCHEDULE], (
        "what it had said is kept"
    )


def test_missing_sheets_are_asked_for_and_only_those(planned: House) -> None:
    report(planned)
    assert missing_sheets(MARCH, date(2026, 3, 6)) == []
    planned.clock.instant = at(2026, 3, 9)
    missing = {one.unit for one in missing_sheets(MARCH, date(2026, 3, 9))}
    assert "liunan" not in missing
    assert "rongan" in missing
    with pytest.raises(Forbidden):
        ask(MARCH, planned["rongan_chief"], planned.now)
    assert ask(MARCH, planned["inspector"], planned.now) == len(missing)
    assert sheet(planned, "rongan").asked_at == planned.now
    assert [event.verb for event, _ in history_of(sheet(planned, "rongan"))] == ["ask"]
    assert history_of(sheet(planned, "liunan"))[0][0].verb == "submit"
    assert [one.unit for one in sheets_due(["rongan"], date(2026, 5, 1))] == ["rongan"], (
        "asked for until it comes"
    )
    assert sheets_due(["liunan"], date(2026, 3, 9)) == []


def test_how_sheets_stand(planned: House) -> None:
    report(planned)
    planned.clock.instant = at(2026, 3, 9)
    report(planned, unit="rongan")
    found = standings(planned, MARCH)
    assert (found["liunan"], found["rongan"], found["water"]) == (["submitted"], ["late"], ["missing"])
    db.session.execute(update(Measure).values(archived_at=planned.now))
    assert standings(planned, MARCH)["water"] == ["nothing"], "who owes nothing any more need not report"


def test_three_months_without_change_are_flagged_until_something_moves(planned: House) -> None:
    same, other = Entry(state=ON_SCHEDULE, unchanged=True), replace(SAID, progress="又清理 2 公里。")
    ids = {no: load_measure(no, planned["clerk"]).id for no in (1, 2)}
    report(planned)
    for number, first in ((4, same), (5, replace(SAID, progress="已清理3公里。 ")), (6, same)):
        assert unmoved_units(list(ids.values())) == {}
        month(planned, 2026, number)
        report(planned, m1=first, m2=replace(other, progress=f"{number}月清理 1 公里。"))
    assert unmoved_units(list(ids.values())) == {ids[1]: ["柳南区"]}
    month(planned, 2026, 7)
    assert unmoved_units([ids[1]]), "a sheet that is not submitted changes nothing"
    report(planned, other)
    assert unmoved_units([ids[1]]) == {}


def test_what_is_called_done_or_struck_off_may_stand_still(planned: House) -> None:
    same = Entry(state=DONE, unchanged=True)
    report(planned, replace(SAID, state=DONE))
    for number in (4, 5, 6):
        month(planned, 2026, number)
        report(planned, same, m1=replace(same, state=ON_SCHEDULE))
    ids = [load_measure(no, planned["clerk"]).id for no in (1, 2)]
    assert list(unmoved_units(ids)) == ids[:1]
    change_units(load_measure(1, planned["clerk"]), [], ["liunan"], "不再负责", planned["clerk"], planned.now)
    assert unmoved_units(ids) == {}


def workbook(one: DispatchSheet) -> list[list[str]]:
    return [
        [str(line.measure.no), "x", "", "", *list(vars(line.entry).values())[:4]] for line in lines_of(one)
    ]


def test_a_file_is_laid_over_the_sheet_and_nothing_is_written(planned: House) -> None:
    one = sheet(planned)
    content = xlsx([HEADER, ["1", "", "", "", "新进展", "", "下一步", "按序时推进", ""], [9, "", "", "", "x", "", "", "", ""],
                    ["1", "", "", "", "又一行", "", "", "", ""], ["2", "", "", "", "y", "", "", "很好", ""]])  # fmt: skip
    filled = fill_from(read_reports(content, "表.xlsx"), lines_of(one), {2: Entry("打的字")}, "2026-03")
    assert filled.entries == {1: Entry("新进展", "", "下一步", ON_SCHEDULE), 2: Entry("打的字")}
    assert [(bad.row, bad.column) for bad in filled.rejected] == [(3, "序号"), (4, "序号"), (5, "状态")]
    assert (filled.read, filled.absent) == (1, [2])
    assert rows(one) == {}


def test_what_goes_out_comes_in_the_same(planned: House) -> None:
    report(planned, m1=LATE, m2=replace(SAID, progress="=1+1\n第二行"))
    one, target = sheet(planned), BytesIO()
    said = [{"no": line.measure.no, **vars(line.entry), "unchanged": ""} for line in lines_of(one)]
    write_dispatch(target, said, "2026-03", "柳南区2026年3月整改措施调度表")
    found = read_reports(target.getvalue(), "表.xlsx")
    filled = fill_from(found, lines_of(one), {}, "2026-03")
    assert filled.entries == {line.measure.no: line.entry for line in lines_of(one)}
    with pytest.raises(ImportRefused, match="不是 2026-04 的"):
        fill_from(found, lines_of(one), {}, "2026-04")
