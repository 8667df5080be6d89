"""`xiaohao petitions import|export`: lists of petitions in and out."""

import json
import sys
from pathlib import Path

import click
from flask.cli import with_appcontext

from server.cases.batches import current_round
from server.cases.refusal import Refusal
from server.cases.taking import Report, carry_out, plan
from server.clock import now, today
from server.commands.acting import acting, end, refuse
from server.exports.petitions import write_petitions
from server.imports.petitions import Import, read_petitions
from server.imports.refusal import ImportRefused
from server.models import User
from server.reports import Filter, ledger, routing


@click.group("petitions")
def petitions() -> None:
    """Lists of petitions in and out."""


@petitions.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="say what would happen, write nothing")
@click.option("--json", "as_json", is_flag=True, help="print the result as JSON")
@click.option("--as", "login", help="in whose name; the first of the city office by default")
@with_appcontext
def take_in(file: Path, dry_run: bool, as_json: bool, login: str | None) -> None:
    """Take in a list: .xlsx, .xls, .csv or .docx; exit status 0 unless nothing could be read."""
    try:
        found = read_petitions(file.read_bytes(), file.name)
        report = _take_in(found, acting(login))
    except (ImportRefused, Refusal) as refusal:
        refuse(refusal.message, Report().as_json(), as_json=as_json)
    end(dry_run=dry_run)
    click.echo(json.dumps(report.as_json(), ensure_ascii=False) if as_json else _words(report, dry_run))
    sys.exit(0 if found.rows else 1)


def _take_in(found: Import, by: User) -> Report:
    round_ = current_round()
    return carry_out(plan(found, round_, now(), rehearsed=False), round_, by, now())


def _words(report: Report, dry_run: bool) -> str:
    done = "试运行,没有写入" if dry_run else "已写入"
    lines = [
        f"{done}:共 {report.rows} 行,新建 {report.created},更新 {report.updated},未变 {report.unchanged}"
    ]
    lines += [f"  {step}: {number}" for step, number in report.landing.items()]
    lines += [f"  第 {r['row']} 行“{r['column']}”:{r['message']}" for r in report.rejected]
    return "\n".join(lines)


@petitions.command("export")
@click.argument("file", required=False, type=click.Path(dir_okay=False, path_type=Path))
@click.option("--format", "form", type=click.Choice(["xlsx", "json"]), default="xlsx")
@click.option("--as", "login", help="in whose name; the first of the city office by default")
@with_appcontext
def give_out(file: Path | None, form: str, login: str | None) -> None:
    """Write the ten official columns as .xlsx, or the routing of every case as JSON."""
    by = acting(login)
    if form == "json":
        text = json.dumps(list(routing(by, today(), Filter())), ensure_ascii=False, indent=1)
        file.write_text(text) if file else click.echo(text)
        return
    if file is None:
        raise click.UsageError("请写明要写入的文件名,例如 xiaohao petitions export 一览表.xlsx")
    number = write_petitions(file, ledger(Filter(), by, today()))
    click.echo(f"已写入 {number} 件:{file}")
