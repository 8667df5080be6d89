"""回访抽查 on the pages: drawn by one press, called from a phone, decided by another, figures that open their rows."""

import json
from pathlib import Path
from typing import Any

import pytest
from lxml import html
from sqlalchemy import select

from bench.statements import listening
from server.cases.callbacks.drawing import sample_of
from server.database import db
from server.models import Callback, Sample
from tests.server.cases.callbacks.test_callbacks import Round
from tests.server.cases.house import House
from tests.server.pages.desk import Browser, Desk, page_of, words

PHONE = "0772-1"


class Year:
    """A year of twenty petitions, drawn or not."""

    def __init__(self, desk: Desk, *, drawn: bool = True) -> None:
        self.desk = desk

        def prepare(house: House) -> None:
            round_ = Round(house)
            if drawn:
                round_.draw()

        desk.do(prepare)

    def first(self, way: str = "phone") -> int:
        """The first drawn case."""
        return self.desk.do(
            lambda _: db.session.scalars(select(Callback.id).where(Callback.way == way).order_by(Callback.id)).first()
        )  # fmt: skip

    @property
    def sample(self) -> str:
        """Where the sample is downloaded."""
        number = self.desk.do(lambda _: db.session.scalars(select(Sample.id)).one())
        return f"/callbacks/samples/{number}.json"

    def call(self, by: Browser, number: int, **said: Any) -> Any:
        """The form of a call, sent."""
        address = f"/callbacks/{number}"
        return by.send(by.see(address), address, **said)


def figures(page: html.HtmlElement) -> dict[str, tuple[int, str]]:
    return {
        " ".join(a.text_content().split()).strip("0123456789 "): (int(a.get("data-figure")), a.get("href"))
        for a in page.xpath("//a[@data-figure]")
    }


def test_the_year_is_drawn_by_one_press(desk: Desk) -> None:
    Year(desk, drawn=False)
    clerk = desk.browser("clerk")
    page = clerk.see("/callbacks")
    assert "交办信访件 20 件,应抽 2 件" in words(page)
    cells = [[cell.text_content() for cell in row] for row in page.xpath("//table//tbody/tr")]
    assert cells == [["柳南区", "6", "0"], ["融安县", "5", "1"]]
    assert not desk.browser("inspector").see("/callbacks").xpath("//form[@action='/callbacks']")
    assert clerk.send(page, "/callbacks").status_code == 303
    said = words(clerk.see("/callbacks"))
    assert "种子" in said
    assert "应回访" in said
    again = clerk.send(page, "/callbacks")
    assert (again.status_code, "已经抽定" in again.text) == (409, True)


def test_too_few_cases_say_so_on_the_page(desk: Desk) -> None:
    desk.do(lambda house: Round(house, number=1))
    clerk = desk.browser("clerk")
    answer = clerk.send(clerk.see("/callbacks"), "/callbacks")
    assert (answer.status_code, "已上报的信访件只有 1 件,应抽 2 件" in answer.text) == (409, True)


def test_a_call_is_made_and_written_down(desk: Desk) -> None:
    year, clerk = Year(desk), desk.browser("clerk")
    number = year.first()
    page = clerk.see(f"/callbacks/{number}")
    assert page.xpath("//a[starts-with(@href, 'tel:')]/@href") == [f"tel:{PHONE}"]
    assert year.call(clerk, number, answered="false", note="关机").status_code == 303
    soon = year.call(clerk, number, answered="false", note="还是关机")
    assert (soon.status_code, "不到 1 小时" in soon.text, "还是关机" in soon.text) == (409, True, True)
    desk.house.clock.advance(hours=2)
    wrong = page_of(year.call(clerk, number, answered="true", result="不满意"), 422)
    assert "不满意的,请记下对方怎么说。" in words(wrong)
    assert year.call(clerk, number, answered="true", result="不满意", words="夜里还有味").status_code == 303
    done = words(clerk.see(f"/callbacks/{number}"))
    assert "夜里还有味" in done
    assert PHONE not in done
    assert "由市整改办的另一个人决定" in done
    assert clerk.send(page, f"/callbacks/{number}", answered="false").status_code == 409


def test_another_person_decides_what_follows(desk: Desk) -> None:
    year, clerk, head = Year(desk), desk.browser("clerk"), desk.browser("head")
    number = year.first()
    year.call(clerk, number, answered="true", result="不满意", words="没有整改")
    address = f"/callbacks/{number}/follow-up"
    assert clerk.client.get(address).status_code == 403
    page = head.see(address)
    assert page_of(head.send(page, address, again="true", reason="属实"), 422) is not None
    assert head.send(page, address, again="true", to="sign_for", reason="举报属实").status_code == 303
    assert "退回重办" in words(head.see("/callbacks"))
    assert head.client.get(address).status_code == 409


def test_another_stands_in_with_a_reason(desk: Desk) -> None:
    year, clerk = Year(desk), desk.browser("clerk")
    number = year.first()
    address = f"/callbacks/{number}/skip"
    assert clerk.send(clerk.see(address), address, reason=" ").status_code == 422
    answer = clerk.send(clerk.see(address), address, reason="正在诉讼")
    assert answer.status_code == 303
    assert answer.location.rpartition("/")[2] != str(number)
    listed = words(clerk.see("/callbacks"))
    assert "正在诉讼" in listed
    assert "替补" in listed
    assert "已换件" in words(clerk.see(f"/callbacks/{number}"))


def test_every_figure_opens_its_rows(desk: Desk) -> None:
    year, clerk = Year(desk), desk.browser("clerk")
    number = year.first()
    year.call(clerk, number, answered="true", result="不满意", words="没有整改")
    page = clerk.see("/callbacks")
    found = figures(page)
    assert {count for count, _ in found.values()} == {1}
    assert set(found) == {"待回访", "不满意待处理", "不满意"}
    for count, href in found.values():
        assert len(clerk.see(href).xpath("//table[@class='stacked']/tbody/tr")) == count
    assert "不满意率 100.0 %:有回答的 1 件中 1 件不满意;联系不上的 0 件另列" in words(page)
    assert "名单里全部 12 件,不满意的在 8 % 到 100 % 之间" in words(page)


def test_who_might_be_asked_about_does_not_know_the_sample(desk: Desk) -> None:
    year = Year(desk)
    for login in ("liunan_chief", "ecology1", "admin"):
        for address in ("/callbacks", year.sample, f"/callbacks/{year.first()}"):
            assert desk.browser(login).client.get(address).status_code == 403
        assert "回访抽查" not in desk.browser(login).client.get("/office").text
    inspector = desk.browser("inspector")
    assert "样本怎么来的" in words(inspector.see("/callbacks"))
    assert inspector.client.get(f"/callbacks/{year.first()}").status_code == 403


def test_the_sample_can_be_checked_anywhere(desk: Desk, tmp_path: Path) -> None:
    year = Year(desk)
    answer = desk.browser("inspector").client.get(year.sample)
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="sample-2026-')
    file = tmp_path / "sample.json"
    runner = desk.app.test_cli_runner()

    def verify(told: Any) -> Any:
        file.write_text(told if isinstance(told, str) else json.dumps(told), encoding="utf-8")
        return runner.invoke(args=["callbacks", "verify", str(file)])

    told = answer.get_json()
    assert verify(told).exit_code == 0
    told["seed"] = "1" + told["seed"]
    told["drawn"]["phone"] = told["drawn"]["phone"][::-1] if verify(told).exit_code else ["X1", "X2"]
    assert verify(told).exit_code == 1
    assert "不是 JSON" in verify("{").output
    assert "不是回访样本" in verify("{}").output


def test_the_head_puts_a_sample_aside_with_a_reason(desk: Desk) -> None:
    Year(desk)
    head = desk.browser("head")
    page = head.see("/callbacks")
    assert "请写明为什么作废" in head.send(page, "/callbacks/void", reason=" ").text
    assert head.send(page, "/callbacks/void", reason="名单导错").status_code == 303
    said = words(head.see("/callbacks"))
    assert "名单导错" in said
    assert "还没有抽样" in said
    assert not desk.browser("clerk").see("/callbacks").xpath("//form[@action='/callbacks/void']")


def test_other_years_are_looked_at_and_unknown_ones_are_not_there(desk: Desk) -> None:
    Year(desk)
    clerk = desk.browser("clerk")
    assert "2025 年没有抽样" in words(clerk.see("/callbacks?year=2025"))
    assert not clerk.see("/callbacks?year=2025").xpath("//form[@action='/callbacks']")
    clerk.see("/callbacks?year=2027", 404)
    clerk.see("/callbacks/samples/9999.json", 404)
    desk.house.clock.advance(days=365)
    assert [a.text_content() for a in clerk.see("/callbacks").xpath("//nav[@class='chips']/a")] == [
        "2026",
        "2027",
    ]
    assert desk.do(lambda _: sample_of(2027)) is None


@pytest.mark.parametrize("path", ["/callbacks", "/callbacks/{}", "/callbacks?state=open"])
def test_a_page_takes_few_statements(desk: Desk, path: str) -> None:
    year, clerk = Year(desk), desk.browser("clerk")
    address = path.format(year.first())
    clerk.see(address)
    with listening(desk.app) as said:
        clerk.see(address)
    assert 0 < len([one for one, _ in said if not one.startswith(("SAVEPOINT", "RELEASE"))]) <= 12
