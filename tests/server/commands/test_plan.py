"""`xiaohao plan`: loaded once, told in words or JSON, refused with the line."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask
from openpyxl import load_workbook

from server.cases.founding import add_user
from server.database import db
from server.imports.plan import as_json
from server.models import Measure
from tests.server.cases.plan.plans import SHORT, parsed


@pytest.fixture
def office(app: Flask) -> Flask:
    with app.app_context():
        add_user("office", "经办", "1", "x", [("office", "clerk")])
        add_user("county", "县里", "2", "x", [("liunan", "handler")])
        db.session.commit()
    return app


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "整改方案.txt"
    path.write_text(SHORT, encoding="utf-8")
    return path


def run(app: Flask, *words: Any) -> Result:
    return app.test_cli_runner().invoke(args=["plan", *map(str, words)])


def said(result: Result) -> Any:
    return json.loads(result.stdout)


def measures(app: Flask) -> int:
    with app.app_context():
        return db.session.query(Measure).count()


def test_a_plan_is_loaded_with_one_command(office: Flask, file: Path) -> None:
    dry = run(office, "import", file, "--dry-run", "--json")
    assert (dry.exit_code, said(dry)["written"], measures(office)) == (0, False, 0)
    result = run(office, "import", file, "--json")
    assert result.exit_code == 0
    assert said(result) == {
        "problems": 2,
        "measures": 3,
        "created": {"problems": 2, "measures": 3},
        "changed": [],
        "unchanged": 0,
        "flags": sum(len(one.flags) for one in (*parsed().problems, *parsed().measures)),
        "undecided": [{"measure": 3, "name": "各有关县区党委和人民政府"}],
        "written": True,
    }
    assert said(dry) == {**said(result), "written": False}
    assert measures(office) == 3


def test_the_same_plan_again_is_told_to_be_the_same(office: Flask, file: Path) -> None:
    run(office, "import", file)
    again = run(office, "import", file)
    assert again.exit_code == 0
    assert "与已载入的方案相同,没有写入" in again.stdout
    assert said(run(office, "import", file, "--json"))["unchanged"] == 5


def test_a_corrected_plan_shows_its_difference_and_waits(office: Flask, file: Path) -> None:
    run(office, "import", file)
    file.write_text(SHORT.replace("督促乙厂升级", "督促乙厂限期升级"), encoding="utf-8")
    waiting = run(office, "import", file)
    assert waiting.exit_code == 1
    assert "与已载入的方案不同,没有写入" in waiting.stdout
    assert "措施 3“内容”:督促乙厂升级治理设施。 → 督促乙厂限期升级治理设施。" in waiting.stdout
    assert "--confirm" in waiting.stdout
    changed = said(run(office, "import", file, "--json"))["changed"]
    assert changed == [
        {"measure": 3, "field": "text", "old": "督促乙厂升级治理设施。", "new": "督促乙厂限期升级治理设施。"}
    ]
    assert run(office, "import", file, "--dry-run").exit_code == 0
    confirmed = run(office, "import", file, "--confirm", "--json")
    assert (confirmed.exit_code, said(confirmed)["written"]) == (0, True)
    assert run(office, "import", file).exit_code == 0


def test_of_many_differences_the_first_are_shown(office: Flask, file: Path) -> None:
    more = "".join(
        f"{no}.督促第{no}厂。\n责任单位:市生态环境局。\n整改时限:长期坚持。\n" for no in range(4, 30)
    )
    file.write_text(SHORT + more, encoding="utf-8")
    run(office, "import", file)
    file.write_text(SHORT + more.replace("督促", "再督促"), encoding="utf-8")
    assert "另有 6 处改动" in run(office, "import", file).stdout


@pytest.mark.parametrize(
    ("old", "new", "line", "why"),
    [
        ("问题二", "问题一", 17, "问题"),
        ("责任单位:市工业和信息化局,各有关县区党委和人民政府。", "责任单位:", 24, "单位"),
        ("整改时限:2025年12月底前。\n整改措施:\n1", "整改时限:尽快。\n整改措施:\n1", 8, "尽快"),
    ],
)
def test_a_damaged_plan_is_refused_with_its_line(
    office: Flask, file: Path, old: str, new: str, line: int, why: str
) -> None:
    file.write_text(SHORT.replace(old, new), encoding="utf-8")
    result = run(office, "import", file, "--json")
    assert result.exit_code == 1
    assert said(result)["line"] == line
    assert said(result)["error"] == result.stderr.strip()
    assert f"第 {line} 行" in result.stderr
    assert why in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1
    assert measures(office) == 0


def test_an_empty_file_is_refused(office: Flask, file: Path) -> None:
    file.write_text("", encoding="utf-8")
    assert run(office, "import", file).exit_code == 1


def test_a_missing_measure_is_refused_in_words(office: Flask, file: Path) -> None:
    run(office, "import", file)
    file.write_text(SHORT[: SHORT.index("(二)")], encoding="utf-8")
    result = run(office, "import", file, "--confirm", "--json")
    assert result.exit_code == 1
    assert "没有问题 2(原在第 17 行)、措施 3(原在第 22 行)" in said(result)["error"]
    assert said(result)["line"] == 17
    assert measures(office) == 3


def test_only_the_office_may(office: Flask, file: Path) -> None:
    result = run(office, "import", file, "--as", "county", "--json")
    assert (result.exit_code, said(result)["line"]) == (1, None)
    assert "只有市整改办" in result.stderr
    assert run(office, "import", file, "--as", "nobody").exit_code == 1


def test_the_plan_goes_out_as_it_came_in(office: Flask, file: Path, tmp_path: Path) -> None:
    assert run(office, "export", "--format", "json").exit_code == 1
    run(office, "import", file)
    assert said(run(office, "export", "--format", "json")) == as_json(parsed())
    out = tmp_path / "out.json"
    run(office, "export", "--format", "json", out)
    assert json.loads(out.read_text(encoding="utf-8")) == as_json(parsed())


def test_the_ledger_goes_out_as_a_workbook(office: Flask, file: Path, tmp_path: Path) -> None:
    run(office, "import", file)
    assert run(office, "export").exit_code == 2
    out = tmp_path / "台账.xlsx"
    assert run(office, "export", out).exit_code == 0
    rows = list(load_workbook(out).active.iter_rows(values_only=True))
    assert rows[1] == (
        "问题", "措施", "内容", "责任单位", "牵头单位", "整改时限", "当前步骤", "状态", "进度", "提示",
    )  # fmt: skip
    assert rows[2][:6] == (
        1, 1, "清理甲河河道,2024年6月底前全部完工,2024年12月底前清运垃圾70%以上。",
        "市水利局、柳南区党委和人民政府、融安县党委和人民政府", "市水利局、市生态环境局", "2024年12月底前",
    )  # fmt: skip
    assert rows[2][7] == "超期"
    assert "晚于" in str(rows[4][9])


def test_the_real_plan_in_words(office: Flask, shared: Path) -> None:
    result = run(office, "import", shared / "seed" / "rectification-plan.txt")
    assert result.exit_code == 0
    assert "已载入:问题 33 个,措施 84 条" in result.stdout
    assert "责任单位待市整改办选定 13 处" in result.stdout
    assert "    各有关县区党委和人民政府(11 处)" in result.stdout
