"""Refused rows come back as a sheet that can be mended and loaded again."""

from io import BytesIO

from openpyxl import load_workbook

from server.imports.petitions import read_petitions
from server.imports.rejected import rejected_sheet
from tests.server.imports.samples import LIST_HEADER, assigned, xlsx


def test_refused_rows_keep_their_columns_and_say_what_is_wrong() -> None:
    rows = [
        LIST_HEADER,
        assigned(1),
        assigned(2, 交办日期="不详"),
        assigned(3, 备注="=cmd()", 交办日期="13月"),
    ]
    refused = read_petitions(xlsx(rows), "a.xlsx").rejected
    data = rejected_sheet(refused)
    sheet = load_workbook(BytesIO(data)).worksheets[0]
    header, first, second = sheet.iter_rows(values_only=True)
    assert list(header) == [*LIST_HEADER, "错误说明"]
    assert first[1] == "D2LZ202311050002"
    assert first[-1] == "“Sheet1”第 3 行,交办日期:“不详”不是日期;请写成 2023-10-12 这样的日期"
    assert second[8] == "=cmd()"
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value} == {"s"}


def test_the_sheet_of_refused_rows_loads_again_once_mended() -> None:
    refused = read_petitions(xlsx([LIST_HEADER, assigned(1, 交办日期="不详")]), "a.xlsx").rejected
    again = read_petitions(rejected_sheet(refused), "未导入的行.xlsx")
    assert [row.column for row in again.rejected] == ["交办日期"]
    assert "错误说明" not in dict(again.rejected[0].cells)
