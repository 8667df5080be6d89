"""The whole way of two cases through real browsers, by everybody's own sign-in, with scripts and without."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.desk import Desk
from tests.browser.live import Live
from tests.browser.room import Room
from tests.browser.sheets import assignment_list

pytestmark = pytest.mark.browser
LONG, SHORT = "D2LZ202603110001", "D2LZ202603110002"
MATTERS = (
    (LONG, "长安镇某餐馆油烟直排,每晚油烟味刺鼻,楼上住户不敢开窗。", "融安县长安镇", "油烟"),
    (SHORT, "浮石镇路口烧烤摊没有油烟净化设施,烟雾飘进旁边的小学。", "融安县浮石镇", "油烟"),
)
FILING = "柳环督改备〔2026〕3号"


@pytest.fixture(params=[True, False], ids=["with scripts", "without scripts"])
def js(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


def test_two_cases_from_the_list_to_the_archive(
    live: Live, room: Room, photos: list[Path], tmp_path: Path, js: bool
) -> None:
    people = People(room, js)
    today = live.house.today
    take_in(people["clerk"], assignment_list(tmp_path / "交办清单.xlsx", MATTERS, today))
    for no in (LONG, SHORT):
        sign(people["rongan_handler1"], no)
    investigate(people["rongan_handler1"], LONG, today)
    put_right_at_once(people["rongan_handler1"], SHORT, today, photos)
    people["rongan_chief"].case(LONG).submit("办理情况上报")
    plan(people["rongan_handler1"], LONG, today)
    rectify(people["rongan_handler1"], LONG, photos)
    review_both(people["rongan_chief"])
    for no in (LONG, SHORT):
        check(people["urban1"], no, today)
        visit(people["rongan_handler2"], no, today, photos)
    publish(people["rongan_handler1"], today)
    live.clock.advance(days=14)
    people.sit_down_again()
    end_notice(people["rongan_handler1"])
    today = live.house.today
    for no in (LONG, SHORT):
        people["rongan_principal"].case(no).submit("销号申请审签")
        verify(people["urban1"], no, today)
    file(people["leader"], today)
    announce(people["clerk"], today)
    for no in (LONG, SHORT):
        people["clerk"].case(no).says("已归档")
    steps = people["clerk"].page.locator("#record li b").all_inner_texts()
    assert steps[::-1] == SHORT_PATH


SHORT_PATH = [
    *("导入", "签收", "调查核实", "审核", "主管部门核查", "实地回访与县级验收"),
    *("办结公示", "公示期满", "销号申请审签", "市级复核", "销号备案", "销号结果公开"),
]


class People:
    """Everybody sits down once and stays until the session runs out."""

    def __init__(self, room: Room, js: bool) -> None:
        self.room, self.js = room, js
        self.seated: dict[str, Desk] = {}

    def __getitem__(self, login: str) -> Desk:
        if login not in self.seated:
            self.seated[login] = self.room(login, js=self.js)
        return self.seated[login]

    def sit_down_again(self) -> None:
        """Days later."""
        self.seated.clear()


def take_in(clerk: Desk, sheet: Path) -> None:
    """The list is uploaded, looked at and confirmed; the cases are with their county at once."""
    clerk.go("/imports")
    clerk.attach("文件", [sheet])
    clerk.press("上传并预览")
    clerk.says("交办清单")
    rows = clerk.page.locator(".preview-box tbody tr")
    expect(rows).to_have_count(2)
    for row in rows.all():
        expect(row).to_contain_text("融安县")
        expect(row).to_contain_text("市城市管理局")
    clerk.press("确认导入 2 件")
    expect(clerk.page.get_by_role("heading", level=1)).to_have_text("已导入")


def sign(handler: Desk, no: str) -> None:
    handler.row(no).get_by_role("button", name="签收").click()
    handler.says("“签收”已办理")


def investigate(handler: Desk, no: str, today: str) -> None:
    findings(handler, no, today)
    handler.choose("现场即办(立行立改)", "还需整改")
    handler.submit("调查核实")


def put_right_at_once(handler: Desk, no: str, today: str, photos: list[Path]) -> None:
    findings(handler, no, today)
    handler.choose("现场即办(立行立改)", "已当场整改到位")
    handler.fill("处理和整改情况", "当场安装油烟净化器,现场检测达标。")
    handler.attach("整改前照片", photos[:1])
    handler.attach("整改后照片", photos[1:2])
    handler.submit("调查核实")


def findings(handler: Desk, no: str, today: str) -> None:
    handler.case(no)
    handler.fill("现场核查日期", today)
    point = handler.page.get_by_role("group", name="问题 1")
    handler.fill("反映的问题", "餐馆油烟直排", point)
    handler.choose("是否属实", "属实", point)
    handler.fill("查明情况", "未安装油烟净化设施", point)
    handler.choose("总体是否属实", "属实")
    handler.fill("调查核实情况", "现场核查,油烟未经净化直接外排,群众反映属实。")


def plan(handler: Desk, no: str, today: str) -> None:
    handler.case(no)
    handler.choose("整改方式", "一次整改到位")
    handler.fill("整改目标和措施", "七日内安装净化设施并请第三方检测。")
    handler.fill("计划完成日期", today)
    handler.submit("整改方案")


def rectify(handler: Desk, no: str, photos: list[Path]) -> None:
    handler.case(no)
    handler.choose("整改是否全部完成", "全部完成")
    handler.fill("处理和整改情况", "净化设施已装好,检测达标,责令改正 1 家。")
    handler.attach("整改前照片", photos[:1])
    handler.attach("整改后照片", photos[1:2])
    handler.submit("落实整改")


def review_both(chief: Desk) -> None:
    """Two approvals with one press."""
    chief.go("/")
    chief.page.get_by_role("link", name="成批办理“审核”").click()
    batch(chief, "审核")


def check(bureau: Desk, no: str, today: str) -> None:
    bureau.case(no)
    bureau.fill("核查日期", today)
    bureau.submit("主管部门核查")


def visit(visitor: Desk, no: str, today: str, photos: list[Path]) -> None:
    visitor.case(no)
    visitor.fill("回访日期", today)
    assert "莫桂英" not in visitor.page.locator("main select").inner_text(), "who handled it does not visit"
    visitor.pick("同行回访人", "潘秋月")
    visitor.choose("回访结果", "满意")
    visitor.fill("群众意见", "油烟没有了,满意。")
    visitor.fill("现场验收情况", "净化设施运行正常。")
    visitor.attach("回访照片", photos[2:])
    visitor.submit("实地回访与县级验收")


def publish(handler: Desk, today: str, number: int = 2) -> None:
    handler.go("/batch/publish_notice")
    handler.fill("公示开始日期", today)
    handler.fill("公示地点或网址", "融安县人民政府网站")
    batch(handler, "办结公示", number)


def end_notice(handler: Desk, number: int = 2) -> None:
    handler.go("/batch/end_notice")
    batch(handler, "公示期满", number)


def verify(bureau: Desk, no: str, today: str) -> None:
    bureau.case(no)
    bureau.choose("复核方式", "书面复核")
    bureau.fill("复核日期", today)
    bureau.submit("市级复核")


def file(leader: Desk, today: str, number: int = 2) -> None:
    leader.go("/batch/file")
    leader.fill("备案号", FILING)
    leader.fill("备案日期", today)
    batch(leader, "销号备案", number)


def announce(clerk: Desk, today: str, number: int = 2) -> None:
    clerk.go("/batch/announce")
    clerk.fill("公开日期", today)
    clerk.fill("公开地点或网址", "市生态环境局网站")
    batch(clerk, "销号结果公开", number)


def batch(someone: Desk, step: str, number: int = 2) -> None:
    """Every case that waits is ticked already: one press."""
    someone.press("办理勾选的件")
    expect(someone.page.get_by_role("heading", level=1)).to_have_text(f"{step}:成功 {number} 件,失败 0 件")
