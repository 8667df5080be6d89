"""A row of an imported list in the words of our forms: what was registered, what was found, what is kept aside."""

from typing import Any

from server.imports.row import ImportRow


def given_of(row: ImportRow) -> dict[str, Any]:
    """A row in the words of the registering form, with its findings beside them."""
    return {
        "no": row.no_raw if row.no_given else row.no,
        "channel": row.channel or None,
        "received_on": row.received_on,
        "assigned_on": row.assigned_on,
        "batch": row.batch or None,
        "text": row.text,
        "region_raw": row.region_raw or None,
        "types": list(row.types),
        "marks": list(row.marks),
        "remark": row.remark or None,
    }


def findings_of(row: ImportRow) -> dict[str, Any]:
    """What a published table says was found and done: filled into the record as 补录."""
    found = {
        "finding": row.finding,
        "verdict": row.verdict,
        "handling": row.handling,
        "accountability": row.accountability,
    }
    finished = {"已办结": True, "阶段性办结": False}.get(row.completion or "")
    return {name: value for name, value in {**found, "finished": finished}.items() if value not in (None, "")}


def aside_of(row: ImportRow) -> dict[str, str]:
    """Cells no column of ours takes: kept with the event, as written."""
    known = {"办结目标": row.target, "处理类别": row.handling_kind, "答复举报人情况": row.reply}
    return {title: words for title, words in {**known, **row.extra}.items() if words}
