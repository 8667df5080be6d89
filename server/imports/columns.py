"""Columns of petition tables: the titles met in real sheets, and the field each of them fills."""

import re

from workflows.normal import tight

_TITLES = {
    "seq": "序号 问题序号 原始排序编码 编序",
    "no": (
        "受理编号 信访件编号 信访编号 举报编号 举报件编号 案件编号 受理号 转办编号 转办件编号 "
        "交办编号 投诉编号 编号 件号"
    ),
    "batch": "交办批次 批次 转办批次 批次号 批号 移交批次",
    "assigned_on": "交办日期 交办时间 转办日期 转办时间 移交日期 移交时间",
    "channel": "受理方式 举报方式 投诉方式 信访方式 来源 受理渠道 举报渠道 信访渠道",
    "text": (
        "交办问题基本情况 交办问题 问题基本情况 基本情况 举报内容 投诉内容 信访内容 反映内容 反映问题 "
        "反映情况 举报问题 信访问题 群众反映问题 群众反映的问题 主要内容 具体内容 问题描述 "
        "诉求内容 交办内容 转办内容 交办事项 问题"
    ),
    "region": (
        "行政区域 行政区划 行政区 所属区域 区域分布 涉及区县及部门 涉及区县 涉及县区 涉及区域 所属县区 "
        "所属区县 所在县区 所在区域 所属地区 县区 区县 县市区 区域 地区 属地"
    ),
    "types": "污染类型 污染类别 问题类型 问题类别 污染要素 环境要素 举报类型 信访类型 涉及类型 类型",
    "finding": "调查核实情况 督察期间调查核实情况 核查情况 调查情况 核实情况 调查处理情况 现场核查情况",
    "verdict": "是否属实 属实情况 举报是否属实 反映是否属实 是否情况属实",
    "handling": (
        "处理和整改情况 处理及整改情况 处理与整改情况 处理整改情况 整改情况 处理情况 处理处罚和问责情况 "
        "查处情况 督察期间处理情况 最新整改情况 整改完成情况 办理情况"
    ),
    "handling_kind": "处理类别",
    "target": "办结目标 整改目标 整改目标及整改措施",
    "completion": "是否办结 办结状态 办结情况 办理状态 是否完成 完成情况 状态",
    "accountability": "责任人被处理情况 责任人处理情况 责任人员被处理情况 问责情况 责任追究情况",
    "reply": "答复举报人情况 答复情况",
    "remark": "备注 说明",
    "key_mark": "重点 是否重点 是否重点件 重点件 是否重点关注 重点关注 是否加星",
    "repeat_mark": "重复 是否重复 是否重复件 重复件 重复情况",
}
_FIELD_OF = {title: field for field, titles in _TITLES.items() for title in titles.split()}
_PARTS = (
    ("受理编号", "no"),
    ("问题基本情况", "text"),
    ("举报内容", "text"),
    ("投诉内容", "text"),
    ("行政区域", "region"),
    ("污染类型", "types"),
    ("问题类型", "types"),
    ("核实情况", "finding"),
    ("是否属实", "verdict"),
    ("整改情况", "handling"),
    ("是否办结", "completion"),
    ("被处理情况", "accountability"),
)
_LONGEST, _FAR_TOO_LONG = 20, 300
_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】")
_ORDER = re.compile(r"[\s:*.。、_]")
RESULTS = frozenset({"finding", "verdict", "handling", "completion", "accountability"})
"""Fields that only a published table or a ledger has."""
OWN_TITLES = frozenset({"错误说明"})
"""Columns that our own rejected-rows sheet adds."""


def field_of(title: str) -> str | None:
    """The field a column title stands for, whatever its line breaks and brackets; else None."""
    if len(title) > _FAR_TOO_LONG:
        return None
    words = _ORDER.sub("", tight(title))
    bare = _BRACKETS.sub("", words)
    for candidate in (words, bare, words.replace("(", "").replace(")", "").replace("、", "")):
        if candidate in _FIELD_OF:
            return _FIELD_OF[candidate]
    if len(bare) > _LONGEST:
        return None
    return next((field for part, field in _PARTS if part in bare), None)
