"""`xiaohao measures import`: what measures had reached before this system was in use."""

import json
import sys
from pathlib import Path

import click
from flask.cli import with_appcontext

from server.cases.plan.records import take_records
from server.cases.plan.report import Taken
from server.cases.refusal import Refusal
from server.clock import now
from server.commands.acting import acting, end, refuse
from server.imports.records import read_records
from server.imports.refusal import ImportRefused


@click.group("measures")
def measures() -> None:
    """Measures of the plan: what was reached earlier."""


@measures.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="say what would happen, write nothing")
@click.option("--json", "as_json", is_flag=True, help="print the result as JSON")
@click.option("--as", "login", help="in whose name; the first of the city office by default")
@with_appcontext
def take_in(file: Path, dry_run: bool, as_json: bool, login: str | None) -> None:
    """Enter earlier states (补录) from .xlsx, .xls, .csv or .docx; they count when another person confirms them."""
    try:
        found = read_records(file.read_bytes(), file.name)
        report = take_records(found, acting(login), now())
    except (ImportRefused, Refusal) as refusal:
        refuse(refusal.message, Taken().as_json(), as_json=as_json)
    end(dry_run=dry_run)
    click.echo(json.dumps(report.as_json(), ensure_ascii=False) if as_json else _words(report, dry_run))
    sys.exit(0 if found[0] else 1)


def _words(report: Taken, dry_run: bool) -> str:
    done = "试运行,没有写入" if dry_run else "已补录"
    lines = [
        f"{done}:共 {report.rows} 行,新增 {report.created} 条,未变 {report.unchanged} 条,"
        f"拒绝 {len(report.rejected)} 行"
    ]
    lines += [f"  第 {one.row} 行“{one.column}”:{one.message}" for one in report.rejected]
    if report.created and not dry_run:
        lines.append("补录要由市整改办的另一个人确认后才算数(/measures/records)。")
    return "\n".join(lines)
