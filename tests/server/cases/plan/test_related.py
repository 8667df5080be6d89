"""Petitions and problems that speak of the same place find each other."""

import pytest

from server.cases.plan.related import petitions_about, problems_about
from server.database import db, transaction
from server.models import Problem
from tests.server.cases.house import House
from tests.server.cases.plan.plans import load

PLAN = """\
某市督察反馈意见整改方案
一、固体废物管理有漏洞
问题一:甲县青山化肥有限责任公司废渣露天堆放。
牵头单位:市生态环境局。
整改目标:完成整治。
整改时限:2025年12月底前。
整改措施:
1.督促青山化肥有限责任公司转移废渣,清理融安县浮石镇堆场。
责任单位:融安县党委和人民政府。
整改时限:2025年12月底前。
"""


@pytest.fixture
def problem(house: House) -> Problem:
    with transaction():
        load(house["clerk"], house.now, PLAN)
    return db.session.query(Problem).one()


def test_they_are_found_by_firm_and_town_with_the_names_both_have(house: House, problem: Problem) -> None:
    by_firm = house.petition(text="青山化肥厂区冒黄烟")
    by_town = house.petition(text="浮石镇夜间有人倒渣", accused="青山化肥")
    house.petition(text="楼下烧烤摊油烟")
    found = petitions_about(problem, house["clerk"])
    assert [(one.petition.no, one.names) for one in found] == [
        (by_firm.no, ["青山化肥"]),
        (by_town.no, ["青山化肥", "浮石镇"]),
    ]
    assert [(no, sorted(names)) for no, _, names in problems_about(by_town)] == [(1, ["浮石镇", "青山化肥"])]


def test_a_county_finds_its_own_petitions_only(house: House, problem: Problem) -> None:
    house.petition(text="青山化肥厂区冒黄烟")
    assert petitions_about(problem, house["rongan_handler1"]) == []
    assert len(petitions_about(problem, house["liunan_handler1"])) == 1
