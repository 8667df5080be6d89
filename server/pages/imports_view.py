"""What the pages of an import say: the kind in words, recognised columns, counts, and one page of rows."""

from datetime import datetime
from typing import Any

from server.cases.uploads import CHANGING, PAGE, Preview
from server.imports.landing import LANDINGS
from server.models import Round, Upload
from server.pages.ledger_filter import address
from server.pages.names import step_name
from server.reports import Filter

KINDS = {
    "assignment": ("交办清单", "表中没有办理结果:每件从分办开始,按行政区域和污染类型自动确定承办单位。"),
    "history": ("一览表、台账", "表中已有办理结果:结果补录进档案,每件从第一个还没有证明的步骤接着办。"),
}
FIELDS = {
    "seq": "序号",
    "no": "受理编号",
    "batch": "交办批次",
    "assigned_on": "交办日期",
    "channel": "受理方式",
    "text": "交办问题基本情况",
    "region": "行政区域",
    "types": "污染类型",
    "finding": "调查核实情况",
    "verdict": "是否属实",
    "handling": "处理和整改情况",
    "handling_kind": "处理类别",
    "target": "办结目标",
    "completion": "是否办结",
    "accountability": "责任人被处理情况",
    "reply": "答复举报人情况",
    "remark": "备注",
    "key_mark": "重点",
    "repeat_mark": "重复",
}
"""Fields a column can fill, by the names of the official table."""
CHANGES = {"created": "新建", "updated": "更新", "unchanged": "未变", "refused": "拒绝"}


def preview_page(upload: Upload, round_: Round, seen: Preview, page: int) -> dict[str, Any]:
    """Everything the preview's template asks for."""
    last = max(1, -(-len(seen.found.rows) // PAGE))
    return {
        "upload": upload,
        "round_": round_,
        "seen": seen,
        "columns": [
            (title, FIELDS.get(field or "", "")) for title, field in seen.found.columns_found.items()
        ],
        "landings": [(step, step_name(step)) for step in LANDINGS],
        "choosable": seen.kind == "history" and not round_.read_only,
        "changing": CHANGING,
        "writes": sum(seen.counts[change] for change in CHANGING),
        "several": len({row.table for row in seen.found.rows}) > 1,
        "page": page,
        "links": [(n, f"/imports/{upload.id}?page={n}") for n in range(1, last + 1)],
    }


def result_page(upload: Upload, round_: Round) -> dict[str, Any]:
    """Everything the result's template asks for."""
    result = upload.result or {}
    wanted = Filter(round=None if round_.current else str(round_.id))
    landing = result.get("landing", {})
    return {
        "upload": upload,
        "round_": round_,
        "result": result,
        "at_time": datetime.fromisoformat(result["at"]),
        "landing": [
            (step_name(step), number, address(wanted, step=step)) for step, number in landing.items() if step
        ],
        "list": address(wanted),
    }
