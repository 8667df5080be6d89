"""`xiaohao callbacks verify`: was a sample of callbacks drawn by its seed? Needs no database."""

import json
import sys
from pathlib import Path

import click

from server.cases.callbacks.checking import differences
from server.cases.refusal import Refusal


@click.group("callbacks")
def callbacks() -> None:
    """Callbacks (回访抽查): check how a sample was drawn."""


@callbacks.command("verify")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def verify(file: Path) -> None:
    """Draw a downloaded sample again from its seed; exit status 1 where it says something else."""
    try:
        told = json.loads(file.read_text(encoding="utf-8"))
        found = list(differences(told))
    except (Refusal, ValueError) as refusal:
        message = refusal.message if isinstance(refusal, Refusal) else "这个文件不是 JSON。"
        raise click.ClickException(message) from None
    if found:
        click.echo("\n".join(found), err=True)
        sys.exit(1)
    click.echo(f"一致:种子 {told['seed']} 抽到的正是这 {told['number']} 件。")
