"""A petition's page leads to the problems of the plan that may be meant, and a problem's to petitions."""

from server.models import Petition
from tests.server.cases.house import House
from tests.server.cases.plan.plans import load
from tests.server.cases.plan.test_related import PLAN
from tests.server.pages.desk import Desk, words


def test_each_page_leads_to_the_other(desk: Desk) -> None:
    def prepare(house: House) -> tuple[Petition, Petition]:
        load(house["clerk"], house.now, PLAN)
        return house.petition(text="青山化肥厂区冒黄烟").no, house.petition(text="楼下烧烤摊油烟").no

    meant, other = desk.do(prepare)
    clerk = desk.browser("clerk")
    listed = words(clerk.see("/problems/1/petitions"))
    assert (meant in listed, other in listed) == (True, False)
    assert f"/problems?c={meant}" in [a.get("href") for a in clerk.see(f"/c/{meant}").iter("a")]
    assert "都提到:青山化肥" in words(clerk.see(f"/problems?c={meant}"))
    assert "没有符合条件的问题" in words(clerk.see(f"/problems?c={other}"))
