"""Sheets between upload and confirmation (导入): kept as they came, planned anew for every look, carried out once."""

import uuid
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Row, select

from server.access import is_office
from server.cases.old_rounds import carry_out_old, plan_old
from server.cases.refusal import Forbidden, Invalid, NotFound, Stale
from server.cases.taking import Plan, carry_out, plan
from server.database import db
from server.imports.landing import LANDINGS
from server.imports.petitions import Import, read_pasted, read_petitions
from server.imports.row import ImportRow, RejectedRow
from server.models import Round, Upload, User

PASTED = "粘贴的表格"
PAGE = 200
MOST = 20
CHANGING = ("created", "updated")


@dataclass(frozen=True)
class Preview:
    """What would become of a sheet: the counts of the whole, one page of its rows with their routes."""

    kind: str
    found: Import
    page: Plan
    counts: Counter[str]
    landing: Counter[str]
    rejected: list[RejectedRow]


def keep(name: str, content: bytes, round_id: int, by: User, now: datetime) -> Upload:
    """Keep a sheet for its preview. Raises ImportRefused when it cannot be read, Forbidden or NotFound."""
    require_office(by)
    if db.session.get(Round, round_id) is None:
        raise NotFound("没有这个督察轮次。")
    _read(name, content)
    upload = Upload(
        id=uuid.uuid4(),
        user_id=by.id,
        round_id=round_id,
        name=name,
        content=content,
        choices={},
        at=now,
    )
    db.session.add(upload)
    db.session.flush()
    return upload


def load(upload_id: uuid.UUID, by: User, *, lock: bool = False) -> tuple[Upload, Round]:
    """A kept sheet with its round, for the office. Raises Forbidden or NotFound."""
    require_office(by)
    upload = db.session.get(Upload, upload_id, with_for_update=lock or None)
    if upload is None:
        raise NotFound("没有这份上传的表,可能已经清理,请重新上传。")
    return upload, db.session.get_one(Round, upload.round_id)


def recent(by: User) -> list[Row[uuid.UUID, str, datetime, dict[str, object] | None, str, str]]:
    """The latest sheets, without their content: id, name, time, result, who, round."""
    require_office(by)
    query = (
        select(Upload.id, Upload.name, Upload.at, Upload.result, User.name, Round.name)
        .join(User, Upload.user_id == User.id)
        .join(Round, Upload.round_id == Round.id)
        .order_by(Upload.at.desc())
        .limit(MOST)
    )
    return list(db.session.execute(query).all())


def preview(upload: Upload, round_: Round, now: datetime, page: int) -> Preview:
    """Plan the whole without routing, and the rows of one page with it."""
    found = understood(upload)
    whole = _plan(found, round_, now, rehearsed=False)
    shown = replace(found, rows=found.rows[(page - 1) * PAGE : page * PAGE])
    return Preview(
        kind=found.kind,
        found=found,
        page=_plan(shown, round_, now, rehearsed=True),
        counts=Counter(row.change for row in whole.rows),
        landing=Counter(row.row.landing for row in whole.rows if row.row.landing and row.change in CHANGING),
        rejected=[*whole.rejected, *_refused(whole, upload)],
    )


def choose(upload: Upload, numbers: Iterable[str] | None, landing: str, reason: str) -> int:
    """Let rows of history start elsewhere, all of them where none is named; returns how many. Raises Invalid."""
    errors = {}
    if landing not in LANDINGS:
        errors["landing"] = ["请选择从哪一步开始。"]
    if not reason.strip() or len(reason) > 500:
        errors["reason"] = ["请写明理由,最多 500 个字。"]
    wanted = None if numbers is None else set(numbers)
    rows = [row.no for row in understood(upload).rows if row.landing and (wanted is None or row.no in wanted)]
    if not rows:
        errors["rows"] = ["请勾选要改的行。"]
    if upload.result is not None:
        raise Stale("这份表已经导入,不能再改。")
    if errors:
        raise Invalid(errors)
    chosen = {no: {"landing": landing, "reason": reason.strip()} for no in rows}
    upload.choices = {**upload.choices, **chosen}
    return len(rows)


def confirm(upload_id: uuid.UUID, by: User, now: datetime) -> Upload:
    """Carry out what was previewed; a second time it changes nothing and shows the first result."""
    upload, round_ = load(upload_id, by, lock=True)
    if upload.result is None:
        planned = _plan(understood(upload), round_, now, rehearsed=False)
        old = round_.read_only
        report = carry_out_old(planned, round_, by, now) if old else carry_out(planned, round_, by, now)
        upload.result = {**report.as_json(), "by": by.name, "at": now.isoformat()}
    return upload


def understood(upload: Upload) -> Import:
    """The sheet as read, with the starting steps the office chose."""
    found = _read(upload.name, upload.content)
    return replace(found, rows=[_chosen(row, upload.choices.get(row.no)) for row in found.rows])


def require_office(by: User) -> None:
    """Raises Forbidden for everybody but the city office."""
    if not is_office(by):
        raise Forbidden("只有市整改办可以导入。")


def _read(name: str, content: bytes) -> Import:
    return read_pasted(content.decode()) if name == PASTED else read_petitions(content, name)


def _plan(found: Import, round_: Round, now: datetime, *, rehearsed: bool) -> Plan:
    return plan_old(found, round_) if round_.read_only else plan(found, round_, now, rehearsed=rehearsed)


def _chosen(row: ImportRow, choice: dict[str, str] | None) -> ImportRow:
    if not choice or not row.landing:
        return row
    return replace(row, landing=choice["landing"], landing_reason=f"市整改办指定:{choice['reason']}")


def _refused(whole: Plan, upload: Upload) -> list[RejectedRow]:
    """Rows that are read well but may not change their cases, as rows to be looked at again."""
    kept = {refused["row"]: refused["message"] for refused in (upload.result or {}).get("rejected", [])}
    return [
        RejectedRow(
            planned.row.row,
            "受理编号",
            planned.message or kept[planned.row.row],
            planned.row.table,
            _cells(planned.row),
        )
        for planned in whole.rows
        if planned.change == "refused" or planned.row.row in kept
    ]


def _cells(row: ImportRow) -> tuple[tuple[str, str], ...]:
    return (
        ("受理编号", row.no_raw),
        ("交办批次", row.batch),
        ("交办问题基本情况", row.text),
        ("行政区域", row.region_raw),
        ("污染类型", row.types_raw),
        ("调查核实情况", row.finding),
        ("是否属实", row.verdict_raw),
        ("处理和整改情况", row.handling),
        ("是否办结", row.completion_raw),
        ("责任人被处理情况", row.accountability),
        ("备注", row.remark),
    )
