"""办理记录 as the page tells it: titles in words, answers under their labels, files as links."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from server.cases.history import Entry, people_named
from server.clock import today
from server.pages.facts import PEOPLE, label_of, say
from server.pages.field import Kept
from server.pages.names import step_name
from server.pages.words import say_day
from workflows.forms import FORMS

TITLES = {
    "claim": "领取",
    "release": "释放",
    "hand_over": "转交",
    "reassign": "改派",
    "mark": "列入名单",
    "unmark": "移出名单",
    "import": "导入",
    "update": "按新表更新",
    "open": "登记",
    "inspect": "督查",
    "nudge": "催办",
    "conditions": "设定条件",
    "reopen": "反弹重办",
    "milestone": "节点到达",
    "items": "清单更新",
    "record": "补录确认",
    "begin": "开始问题销号",
    "withdraw": "撤回问题销号",
    "call": "市级回访",
    "suspend": "暂停计时",
    "resume": "恢复计时",
}
ORDER = {name: place for place, name in enumerate(name for form in FORMS.values() for name in form().fields)}
"""Names of all fields in the order they are asked: the database keeps none."""
FILES = (
    *dict.fromkeys(
        name
        for form in FORMS.values()
        for name, field in form().fields.items()
        if field.metadata["widget"] == "files"
    ),
    "scan",
)
HIDDEN = frozenset({"reopened", "start_at", "accepted", "no", "signed_on", "to", "to_name", "kind", "text"})


@dataclass(frozen=True)
class Shown:
    """One act as the timeline draws it."""

    verb: str
    at: datetime
    title: str
    who: str
    unit: str
    reason: str
    data: list[tuple[str, str]]
    points: list[Mapping[str, Any]]
    changes: list[tuple[str, str, str]]
    files: list[Kept]


def tell(entries: list[Entry], files: Mapping[str, Kept]) -> list[Shown]:
    """The acts in words."""
    names = people_named({number for entry in entries for number in _numbers(entry.data)})
    return [_shown(entry, files, names) for entry in entries]


def _shown(entry: Entry, files: Mapping[str, Kept], names: Mapping[int, str]) -> Shown:
    verb, title = _title(entry)
    reason = _reason(entry, verb)
    told = [(label_of(name), _say(name, value, names)) for name, value in _told(entry, reason)]
    ids = [str(item) for name in FILES if name in entry.data for item in _listed(entry.data[name])]
    return Shown(
        verb=verb,
        at=entry.at,
        title=title,
        who=_who(entry),
        unit=entry.unit,
        reason=reason,
        data=[*told, *(entry.data.get("aside") or {}).items()],
        points=list(entry.data.get("points") or []),
        changes=[
            (label_of(name), _say(name, old, names), _say(name, new, names))
            for name, (old, new) in _pairs(entry)
        ],
        files=[files[each] for each in ids if each in files],
    )


def _reason(entry: Entry, verb: str) -> str:
    """Why it was done; a return by a form gives its reason as the opinion."""
    names = ["refuse_reason", *(("opinion", "remedy_reason") if verb == "return" else ())]
    return entry.reason or next((str(entry.data[name]) for name in names if entry.data.get(name)), "")


def _title(entry: Entry) -> tuple[str, str]:
    step, data = step_name(entry.step), entry.data
    if data.get("reopened"):
        return "reopen", f"反弹重办,从“{data['to_name']}”办起"
    if entry.verb == "complete" and data.get("start_at"):
        return "return", f"{step}:退回到“{step_name(data['start_at'])}”"
    if entry.verb == "complete":
        refused = data.get("accepted") is False
        return ("refuse", "退件") if refused else ("complete", step)
    if entry.verb == "return":
        return "return", f"退回到“{data.get('to_name', '')}”"
    about = {
        "claim": step,
        "release": step,
        "hand_over": f"{step} → {data.get('to', '')}",
        "call": data.get("result", ""),
    }
    title = TITLES.get(entry.verb, entry.verb)
    extra = about.get(entry.verb) or data.get("kind", "")
    return entry.verb, f"{title}:{extra}" if extra else title


def _who(entry: Entry) -> str:
    if not entry.entered_by:
        return entry.who
    signed_on = entry.data.get("signed_on")
    on = say_day(datetime.fromisoformat(signed_on).date(), today()) if signed_on else ""
    return f"{entry.entered_by} 代录,{entry.who} 签批于 {on}"


def _told(entry: Entry, reason: str) -> list[tuple[str, Any]]:
    return [
        (name, value)
        for name, value in sorted(entry.data.items(), key=lambda pair: ORDER.get(pair[0], 0))
        if name not in {*FILES, *HIDDEN, "points", "aside"}
        and value not in (None, "", [])
        and value != reason
    ]


def _pairs(entry: Entry) -> list[tuple[str, tuple[Any, Any]]]:
    return [(name, (pair[0], pair[1])) for name, pair in entry.changes.items() if name != "points"]


def _say(name: str, value: Any, names: Mapping[int, str]) -> str:
    if value in (None, "", []):
        return "(空)"
    if name in PEOPLE:
        return "、".join(names.get(int(each), "") for each in _listed(value) if str(each).isdigit())
    return say(name, value)


def _numbers(data: Mapping[str, Any]) -> list[int]:
    return [int(each) for name in PEOPLE & data.keys() for each in _listed(data[name]) if str(each).isdigit()]


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
