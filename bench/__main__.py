"""`python -m bench`: completions beside the bare transaction, pages with 20,000 cases beside their targets."""

import argparse
import os
import platform
import time
from datetime import UTC, datetime

from flask import Flask

from bench.completing import bare, through_http
from bench.house import house
from bench.pages import Page, asked, pages, timed
from bench.serving import Served, served
from bench.tasks import chores
from bench.timing import Times
from server.cases.calendar import local_day

MOST_STATEMENTS = 12


def main() -> None:
    """Build the house, measure, print; slowness is told, not punished."""
    asked_for = _arguments()
    start = time.perf_counter()
    with house(dict(os.environ), asked_for.cases, asked_for.plans) as app:
        print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
        print(
            f"{asked_for.cases:,} cases and {asked_for.plans} plans built in {time.perf_counter() - start:.0f} s"
        )
        print(
            f"a plan of 84 measures loaded with its chains in {app.extensions['plan_seconds']:.1f} s (target 2 s)\n"
        )
        with served(app.config["SQLALCHEMY_DATABASE_URI"], app.config["FILES"].parent) as server:
            faults = _pages(app, server, asked_for) + _completions(app, server, asked_for)
    if faults:
        raise SystemExit("\n".join(["", f"{len(faults)} requests went wrong:", *faults[:5]]))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--cases", type=int, default=20_000)
    parser.add_argument("--plans", type=int, default=100, help="plans of 84 measures, one of them in force")
    parser.add_argument("--clients", type=int, default=8, help="at once, where many are measured")
    parser.add_argument("--requests", type=int, default=200, help="for each page")
    parser.add_argument("--completions", type=int, default=1_000)
    return parser.parse_args()


def _pages(app: Flask, server: Served, wanted: argparse.Namespace) -> list[str]:
    print("pages: waitress (8 threads) in its own process over a socket; the clients share its machine")
    print(f"{'page':<38}{'target':>8}{'p50':>8}{'p95':>8}{'':>9}{f'p95/{wanted.clients}':>10}{'SQL':>6}")
    faults = []
    for page in pages(app):
        alone = timed(server, page, 1, wanted.requests)
        crowd = timed(server, page, wanted.clients, wanted.requests)
        faults += alone.faults + crowd.faults
        print(_page_line(page, alone, crowd, asked(app, page.views)))
    print(
        f"  p50, p95: one person at a time; p95/{wanted.clients}: {wanted.clients} people asking without a pause;"
    )
    print(
        f"  SQL: statements of the costliest view, the signed-in user included (target {MOST_STATEMENTS})\n"
    )
    return faults


def _page_line(page: Page, alone: Times, crowd: Times, statements: int) -> str:
    p95 = alone.share(95)
    verdict = "ok" if p95 <= page.target else "MISSED"
    wide = 38 - sum(ord(char) > 0x2E80 for char in page.name)
    return (
        f"{page.name:<{wide}}{page.target:>5} ms{alone.share(50):>8.0f}{p95:>8.0f}{verdict:>9}"
        f"{crowd.share(95):>10.0f}{statements:>6}"
    )


def _completions(app: Flask, server: Served, wanted: argparse.Namespace) -> list[str]:
    now = datetime.now(UTC)
    with app.app_context():
        found = chores(local_day(now))
    third = min(wanted.completions, len(found) // 3)
    one, many, plain = found[:third][: third // 2], found[third : 2 * third], found[2 * third : 3 * third]
    through_http(server, one[:40], 1)
    alone = through_http(server, one[40:], 1)
    crowd = through_http(server, many, wanted.clients)
    plain_alone, statements = bare(app, plain[: third // 2], now, 1)
    plain_crowd, _ = bare(app, plain[third // 2 :], now, wanted.clients)
    print(
        f"completions: {', '.join(sorted({chore.step for chore in many}))} mixed; {statements:.1f} SQL statements"
    )
    print(
        f"  each, loading the user included (target {MOST_STATEMENTS}); the bare transaction says the same with psycopg"
    )
    print(f"{'':<38}{'per s':>8}{'p50 ms':>8}{'p95 ms':>8}")
    print(_rate_line("through HTTP, 1 client", alone))
    print(_rate_line("bare transaction, 1 connection", plain_alone))
    print(
        f"{'  ratio':<38}{alone.rate / plain_alone.rate:>8.2f}{alone.share(50) / plain_alone.share(50):>8.1f}"
    )
    print(_rate_line(f"through HTTP, {wanted.clients} clients", crowd))
    print(_rate_line(f"bare transaction, {wanted.clients} connections", plain_crowd))
    print(
        f"{'  ratio':<38}{crowd.rate / plain_crowd.rate:>8.2f}{crowd.share(50) / plain_crowd.share(50):>8.1f}"
    )
    return alone.faults + crowd.faults + plain_alone.faults + plain_crowd.faults


def _rate_line(name: str, times: Times) -> str:
    return f"{name:<38}{times.rate:>8.0f}{times.share(50):>8.1f}{times.share(95):>8.1f}"


if __name__ == "__main__":
    main()
