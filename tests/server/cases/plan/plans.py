"""A short plan of invented matters in the house's own units, and what tests do with it."""

from datetime import datetime

from server.cases.plan.loading import Loaded, load_plan
from server.cases.plan.writing import Occasion
from server.imports.plan import ParsedPlan, read_plan
from server.models import User

SHORT = """\
柳州市某督察反馈意见整改方案
第一部分 督察指出的问题
一、水环境治理有短板
(一)河道管护不到位
问题一:甲河水质不稳定。
牵头单位:市水利局、市生态环境局。
整改目标:甲河水质达标,2025年底前达标率达到90%以上。
整改时限:2025年12月底前。
整改措施:
1.清理甲河河道,2024年6月底前全部完工,2024年12月底前清运垃圾70%以上。
责任单位:市水利局,柳南区、融安县党委和人民政府。
整改时限:2024年12月底前。
2.各县区巡查河道。
责任单位:各城区党委和人民政府,市生态环境局。
整改时限:立行立改,长期坚持。
(二)工业废气治理不到位
问题二:乙厂废气超标。
牵头单位:市生态环境局。
整改目标:乙厂废气达标。
整改时限:2024年12月底前。
整改措施:
3.督促乙厂升级治理设施。
责任单位:市工业和信息化局,各有关县区党委和人民政府。
整改时限:2025年12月底前。
"""


def parsed(text: str = SHORT) -> ParsedPlan:
    return read_plan(text.encode(), "整改方案.txt")


def load(
    by: User, now: datetime, text: str = SHORT, *, confirmed: bool = False, demo: bool = False
) -> Loaded:
    return load_plan(parsed(text), Occasion("整改方案.txt", by, now, demo), confirmed=confirmed)
