"""`xiaohao plan import|export`: the rectification plan in, the ledger out."""

import json
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import takewhile
from pathlib import Path
from typing import Any

import click
from flask.cli import with_appcontext

from server.cases.batches import current_round
from server.cases.plan.difference import FIELDS, Change
from server.cases.plan.ledger import loaded_ledger, read_ledger
from server.cases.plan.listing import open_names, plan_as_json
from server.cases.plan.loading import Loaded, Missing, load_plan
from server.cases.plan.writing import Occasion
from server.cases.refusal import Refusal
from server.clock import now, today
from server.commands.acting import acting, end, refuse
from server.exports.measures import write_measures
from server.imports.plan import ParsedPlan, PlanRefused, read_plan
from server.measure_table import ledger_rows

SHOWN = 20
"""So many differences are shown in words; --json has all of them."""
LONGEST, BEFORE = 30, 6


@click.group("plan")
def plan() -> None:
    """The rectification plan: load it, give the ledger out."""


@plan.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="say what would happen, write nothing")
@click.option("--confirm", is_flag=True, help="let a plan that differs replace the loaded one")
@click.option("--json", "as_json", is_flag=True, help="print the result as JSON")
@click.option("--as", "login", help="in whose name; the first of the city office by default")
@with_appcontext
def take_in(file: Path, dry_run: bool, confirm: bool, as_json: bool, login: str | None) -> None:
    """Load a plan, .txt or .docx; exit status 1 when it is refused, or differs and is not confirmed."""
    try:
        parsed = read_plan(file.read_bytes(), file.name)
        loaded = load_plan(parsed, Occasion(file.name, acting(login), now()), confirmed=confirm or dry_run)
    except (PlanRefused, Refusal) as refusal:
        line = refusal.line if isinstance(refusal, PlanRefused | Missing) else None
        refuse(refusal.message, {"line": line}, as_json=as_json)
    report = _report(parsed, loaded)
    end(dry_run=dry_run)
    if dry_run:
        loaded, report["written"] = replace(loaded, written=None), False
    words = "\n".join(_words(report, loaded, dry_run))
    click.echo(json.dumps(report, ensure_ascii=False) if as_json else words)
    sys.exit(1 if _waits(loaded) and not dry_run else 0)


def _waits(loaded: Loaded) -> bool:
    """Does the difference wait to be confirmed?"""
    return bool(loaded.difference) and loaded.written is None


def _report(parsed: ParsedPlan, loaded: Loaded) -> dict[str, Any]:
    found = loaded.difference
    return {
        "problems": len(parsed.problems),
        "measures": len(parsed.measures),
        "created": {"problems": len(found.problems), "measures": len(found.measures)},
        "changed": [change.as_json() for change in found.changed],
        "unchanged": found.unchanged,
        "flags": sum(len(p.flags) for p in parsed.problems) + sum(len(m.flags) for m in parsed.measures),
        "undecided": list(open_names(read_ledger(current_round()))),
        "written": loaded.written is not None,
    }


def _words(report: dict[str, Any], loaded: Loaded, dry_run: bool) -> Iterator[str]:
    created, found = report["created"], loaded.difference
    yield (
        f"{_done(loaded, dry_run)}:问题 {report['problems']} 个,措施 {report['measures']} 条;"
        f"新建问题 {created['problems']} 个、措施 {created['measures']} 条,"
        f"改动 {len(found.changed)} 处,未变 {report['unchanged']} 项"
    )
    if loaded.replaces_demo:
        yield "  已载入的是演示方案,确认后由这份方案替换。"
    yield from (f"  {_change(change)}" for change in found.changed[:SHOWN])
    if len(found.changed) > SHOWN:
        yield f"  另有 {len(found.changed) - SHOWN} 处改动,用 --json 看全部。"
    yield f"  提示 {report['flags']} 条;责任单位待市整改办选定 {len(report['undecided'])} 处。"
    for name, number in Counter(one["name"] for one in report["undecided"]).items():
        yield f"    {name}({number} 处)"
    if _waits(loaded) and not dry_run:
        yield "确认无误后,加 --confirm 再运行一次。"


def _done(loaded: Loaded, dry_run: bool) -> str:
    if dry_run:
        return "试运行,没有写入"
    if loaded.written:
        return "已载入"
    return "与已载入的方案不同,没有写入" if loaded.difference else "与已载入的方案相同,没有写入"


def _change(change: Change) -> str:
    old, new = _said(change.old), _said(change.new)
    alike = takewhile(lambda signs: signs[0] == signs[1], zip(old, new, strict=False))
    start = max(0, sum(1 for _ in alike) - BEFORE)
    return f"{change.place}“{FIELDS[change.field]}”:{_short(old, start)} → {_short(new, start)}"


def _said(value: Any) -> str:
    return "、".join(map(str, value)) if isinstance(value, list) else str("无" if value is None else value)


def _short(words: str, start: int) -> str:
    """The part of a value where it begins to differ."""
    rest = words[start:]
    return ("…" if start else "") + (f"{rest[:LONGEST]}…" if len(rest) > LONGEST else rest)


@plan.command("export")
@click.argument("file", required=False, type=click.Path(dir_okay=False, path_type=Path))
@click.option("--format", "form", type=click.Choice(["json", "xlsx"]), default="xlsx")
@with_appcontext
def give_out(file: Path | None, form: str) -> None:
    """Write the plan as JSON, or the ledger with its progress as .xlsx."""
    try:
        ledger = loaded_ledger(current_round())
    except Refusal as refusal:
        raise click.ClickException(refusal.message) from None
    if form == "json":
        text = json.dumps(plan_as_json(ledger), ensure_ascii=False, indent=1)
        file.write_text(text, encoding="utf-8") if file else click.echo(text)
        return
    if file is None:
        raise click.UsageError("请写明要写入的文件名,例如 xiaohao plan export 整改台账.xlsx")
    number = write_measures(file, ledger_rows(ledger, today()))
    click.echo(f"已写入 {number} 条措施:{file}")
