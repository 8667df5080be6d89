"""What `xiaohao demo` prints: the address, who may sign in, and the whole path to walk."""

from collections.abc import Iterable, Iterator, Mapping

from server.demo.people import PASSWORD

SIGN_INS = (
    ("office", "市整改办 经办:登记、导入、分办、改派、公开"),
    ("office-head", "市整改办 负责人:总览、批次、退回、兜底办理"),
    ("rongan1  rongan2", "融安县 经办人:签收、核查、整改、公示,互相回访"),
    ("rongan-chief", "融安县 科(股)室负责人:上报、审核"),
    ("rongan-head", "融安县 主要负责人:包案、销号审签"),
    ("urban1  urban2  urban-chief", "市城市管理局 主管部门:核查、市级复核"),
    ("ecology1  ecology-chief", "市生态环境局 牵头单位:业务科办理,督察整改科核查验收"),
    ("inspector", "督查单位:查看全部案件和措施"),
    ("leader", "市整改领导小组:销号备案"),
    ("admin", "系统管理员"),
)
PATH = (
    ("rongan1", "待办", "打开 {path},按“签收”"),
    ("rongan1", "调查核实", "逐项填写,选“已当场整改到位”,传整改前后照片各一张,按“提交”"),
    ("rongan-chief", "审核", "打开同一件,按“提交”(意见已填好“同意”)"),
    ("urban1", "主管部门核查", "填核查日期和意见,按“提交”"),
    ("rongan2", "实地回访与县级验收", "同行回访人选股室负责人,填回访结果,按“提交”"),
    ("rongan1", "办结公示", "公示开始日期填今天,按“提交”"),
    ("rongan1", "页面上方", "按“快进 5 个工作日”,再按“快进到下一个工作日”:公示期满"),
    ("rongan1", "公示期满", "异议填 0,按“提交”"),
    ("rongan-head", "销号申请审签", "按“提交”"),
    ("urban-chief", "市级复核", "选“书面复核”,填日期,按“提交”"),
    ("leader", "销号备案", "待办里勾选一件或多件,填一个备案号,按“提交”"),
    ("office", "销号结果公开", "填公开日期和地点,按“提交”:本件归档"),
)
MEASURE = (
    ("rongan1", "自查", "逐条选“达到”,传一份佐证材料,按“提交”"),
    ("ecology1", "自查", "同样填报;接着还是由它“材料汇总”"),
    ("rongan-chief", "县区验收", "填验收日期,按“提交”(融水已按补录通过)"),
    ("ecology-chief", "核查验收", "选“现场核查”,逐条勾选,按“提交”;与经办人同科的人签不了"),
)
"""The path of one measure, from two units' own check to the lead unit's acceptance."""
OF_MEASURES = (
    "office:/measures 措施台账和 30%、90%、100% 目标,每个数字都能点开;/problems 一问题一台账",
    "office-head:/measures/records 待确认的补录(录入人自己确认不了)",
    "office:/measures/22 到 /measures/24 由信访件实时算出的条件;/measures/37 逐项销项的清单",
)
ALSO = (
    "office:/office 总览,每个数字都能点开;/office/board 按批次看进度",
    "office:{assign} 待人工分办,候选单位附理由;{register} 被退回登记更正",
    "office:/callbacks 回访抽查:按种子抽的 13 件,已回访的、联系不上的、不满意待处理的",
    "office:/imports 导入交办清单(xlsx、xls、csv、docx 或粘贴)",
    "{member_visit} 正在包案化解,成员各自带案下访;{file} 待领导小组备案",
    "任何一件的“流程图”:走过的路和现在的位置",
)


def tour(address: str, shown: Mapping[str, str]) -> Iterator[str]:
    """The lines to print."""
    yield ""
    yield f"销号演示已启动:{address}  (按 Ctrl+C 停止;数据全部虚构)"
    yield ""
    yield f"登录(密码都是 {PASSWORD})"
    for login, words in SIGN_INS:
        yield f"  {login:<28}{words}"
    yield "  其他县区、部门同样:<代码>1、<代码>2、<代码>-chief、<代码>-head,如 liunan1、water-chief"
    yield ""
    yield f"走一遍全程:{shown['path']}(融安县,餐饮油烟),从签收到归档"
    yield from _numbered(PATH, shown)
    yield ""
    with_plan = "measure" in shown
    if with_plan:
        yield f"一条措施:/measures/{shown['measure']}(市生态环境局、融安县、融水县),从自查到核查验收"
        yield from _numbered(MEASURE, shown)
        yield ""
    yield "还可以看看"
    for words in (*ALSO, *(OF_MEASURES if with_plan else ())):
        yield f"  · {words.format(**shown)}"
    yield ""


def _numbered(path: Iterable[tuple[str, str, str]], shown: Mapping[str, str]) -> Iterator[str]:
    for number, (login, where, words) in enumerate(path, 1):
        yield f"  {number:>2}. {login:<14}{where}:{words.format(**shown)}"
