"""Contracts with the three sheets of the office, where they are at hand."""

from datetime import date
from pathlib import Path

import pytest

from server.imports.petitions import Import, read_petitions

REAL = Path(__file__).parents[3].parent / "shared" / "real"


def real(name: str) -> Import:
    path = REAL / name
    if not path.exists():
        pytest.skip(f"{name} is not on this machine: published sheets stay outside the repository")
    return read_petitions(path.read_bytes(), name)


def test_the_real_assignment_list_starts_twenty_four_cases() -> None:
    found = real("assignment-list.xlsx")
    assert (found.kind, len(found.rows), found.rejected) == ("assignment", 24, [])
    assert [row.no_raw for row in found.rows if row.starred] == [
        "X2LZ202310120003*",
        "D2LZ202310120005*",
        "X2LZ202310120006*",
    ]
    assert {row.row: row.regions for row in found.rows if len(row.regions) != 1} == {
        20: ("liucheng", "luzhai"),
        21: (),
    }
    assert {row.batch for row in found.rows} == {"第一批", "第二批"}


def test_the_real_published_batch_lands_at_the_right_steps() -> None:
    found = real("batch-10.xlsx")
    assert (found.kind, found.batch, found.published_on) == ("history", "第十批", date(2023, 10, 31))
    assert [row.landing for row in found.rows] == [
        *("rectify", "visit", "visit", "review"),
        *("review", "rectify", "rectify", "rectify"),
    ]
    assert (found.rejected, found.rows[0].regions) == ([], ("rongan",))


def test_the_real_text_table_reads_yes_as_true() -> None:
    found = real("batch-3.csv")
    assert [row.verdict for row in found.rows] == ["属实"] * 4 + ["基本属实", "属实"]
    assert {row.landing for row in found.rows} == {"rectify"}
    assert [row.marks for row in found.rows if row.marks] == [("重复",)]
