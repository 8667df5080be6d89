"""`xiaohao measures import`: entered once, told in words or JSON."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask

from server.cases.founding import add_user
from server.database import db
from server.models import MeasureRecord
from tests.server.cases.plan.plans import SHORT
from tests.server.imports.samples import xlsx

ROWS = [
    ["措施序号", "责任单位", "状态", "日期", "文号", "备注"],
    [1, "柳南区", "已自查", "2024-06-20", "", ""],
    [9, "柳南区", "已自查", "2024-06-20", "", ""],
    [3, "", "已销号", "2025-12-30", "", ""],
]


@pytest.fixture
def office(app: Flask, tmp_path: Path) -> Flask:
    with app.app_context():
        add_user("office", "经办", "1", "x", [("office", "clerk")])
        add_user("county", "县里", "2", "x", [("liunan", "handler")])
        db.session.commit()
    plan = tmp_path / "整改方案.txt"
    plan.write_text(SHORT, encoding="utf-8")
    assert app.test_cli_runner().invoke(args=["plan", "import", str(plan)]).exit_code == 0
    return app


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "补录.xlsx"
    path.write_bytes(xlsx(ROWS))
    return path


def run(app: Flask, *words: Any) -> Result:
    return app.test_cli_runner().invoke(args=["measures", "import", *map(str, words)])


def entered(app: Flask) -> int:
    with app.app_context():
        return db.session.query(MeasureRecord).count()


def test_earlier_states_are_entered_with_one_command(office: Flask, file: Path) -> None:
    dry = run(office, file, "--dry-run", "--json")
    assert (dry.exit_code, entered(office)) == (0, 0)
    result = run(office, file, "--json")
    assert result.exit_code == 0
    assert json.loads(result.stdout) == {
        "rows": 3,
        "created": 2,
        "updated": 0,
        "unchanged": 0,
        "rejected": [{"row": 3, "column": "措施序号", "message": "台账里没有措施 9。"}],
    }
    assert json.loads(dry.stdout) == json.loads(result.stdout)
    again = run(office, file)
    assert "新增 0 条,未变 2 条,拒绝 1 行" in again.stdout
    assert "第 3 行“措施序号”:台账里没有措施 9。" in again.stdout
    assert entered(office) == 2


def test_what_cannot_be_read_is_refused(office: Flask, tmp_path: Path) -> None:
    path = tmp_path / "补录.csv"
    path.write_text("甲,乙\n1,2\n", encoding="utf-8")
    result = run(office, path, "--json")
    assert result.exit_code == 1
    assert json.loads(result.stdout)["error"] == result.stderr.strip()


def test_only_the_office_may(office: Flask, file: Path) -> None:
    result = run(office, file, "--as", "county")
    assert result.exit_code == 1
    assert "只有市整改办" in result.stderr


def test_a_list_of_refused_rows_only_fails(office: Flask, tmp_path: Path) -> None:
    path = tmp_path / "补录.xlsx"
    path.write_bytes(xlsx([ROWS[0], ["甲", "", "已销号", "2025-12-30", "", ""]]))
    assert run(office, path).exit_code == 1
