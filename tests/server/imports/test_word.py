"""Word tables: merged cells, tables within cells, broken lines."""

import pytest

from server.imports.reading import read_tables
from server.imports.refusal import ImportRefused
from tests.server.imports.samples import WORD_MAIN, changed, docx

MERGED_FIRST, MERGED = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
WHOLE = docx([["甲"]])


def tables(body: str) -> list[tuple[str, list[list[str]]]]:
    document = WORD_MAIN + body.encode() + b"</w:body></w:document>"
    return [
        (table.title, table.rows)
        for table in read_tables(changed(WHOLE, {"word/document.xml": document}), "a.docx")
    ]


def cell(words: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr><w:p><w:r><w:t>{words}</w:t></w:r></w:p></w:tc>"


def test_the_words_above_a_table_are_its_title() -> None:
    title = "<w:p><w:r><w:t>第三批</w:t></w:r></w:p><w:p/>"
    row = f"<w:tr>{cell('甲')}{cell('乙')}</w:tr>"
    assert tables(f"{title}<w:tbl>{row}</w:tbl><w:tbl>{row}</w:tbl>") == [
        ("第三批", [["甲", "乙"]]),
        ("", [["甲", "乙"]]),
    ]


def test_cells_merged_across_and_down_keep_the_columns_in_place() -> None:
    wide, unclear = '<w:gridSpan w:val="2"/>', '<w:gridSpan w:val="x"/>'
    first = f"<w:tr>{cell('宽', wide)}{cell('高', MERGED_FIRST)}</w:tr>"
    second = f"<w:tr>{cell('左')}{cell('右')}{cell('', MERGED)}</w:tr>"
    third = f"<w:tr>{cell('', unclear)}{cell('末')}{cell('', MERGED)}</w:tr>"
    assert tables(f"<w:tbl>{first}{second}{third}</w:tbl>") == [
        ("", [["宽", "", "高"], ["左", "右", "高"], ["", "末", "高"]])
    ]


def test_a_table_inside_a_cell_is_words_of_that_cell() -> None:
    merged = "<w:gridSpan w:val='3'/><w:vMerge/>"
    inner = f"<w:tbl><w:tr>{cell('一', merged)}{cell('二')}</w:tr></w:tbl>"
    assert tables(f"<w:tbl><w:tr><w:tc>{inner}<w:p/></w:tc>{cell('乙')}</w:tr></w:tbl>") == [
        ("", [["一\n二", "乙"]])
    ]


def test_breaks_and_tabs_are_blanks_and_deleted_words_are_gone() -> None:
    run = "<w:r><w:t>上</w:t><w:br/><w:t>下</w:t><w:tab/><w:t>尾</w:t></w:r>"
    run += "<w:del><w:r><w:delText>旧</w:delText></w:r></w:del>"
    assert tables(f"<w:tbl><w:tr><w:tc><w:p>{run}</w:p></w:tc></w:tr></w:tbl>") == [("", [["上\n下 尾"]])]


def test_too_many_tables_are_refused() -> None:
    with pytest.raises(ImportRefused) as refused:
        tables("<w:tbl/>" * 501)
    assert refused.value.status == 413
