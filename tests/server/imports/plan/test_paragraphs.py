"""Word documents as offices leave them: tracked changes, text boxes, breaks, tables."""

from io import BytesIO
from zipfile import ZipFile

import pytest

from server.imports.plan.paragraphs import read_paragraphs
from server.imports.plan.refused import PlanRefused
from tests.server.imports.samples import WORD_MAIN


def lines(body: str) -> list[str]:
    target = BytesIO()
    with ZipFile(target, "w") as archive:
        archive.writestr("word/document.xml", WORD_MAIN + body.encode() + b"</w:body></w:document>")
    return read_paragraphs(ZipFile(target))[0]


def run(words: str) -> str:
    return f"<w:r><w:t>{words}</w:t></w:r>"


def test_a_break_begins_a_line_and_a_tab_is_a_blank() -> None:
    assert lines(
        f"<w:p>{run('上')}<w:r><w:br/></w:r>{run('下')}<w:r><w:tab/></w:r>{run('尾')}</w:p><w:p/>"
    ) == [
        "上",
        "下 尾",
        "",
    ]


def test_words_taken_out_and_second_renderings_are_not_read() -> None:
    gone = f"<w:del><w:r><w:delText>旧</w:delText></w:r></w:del><w:moveFrom>{run('移')}</w:moveFrom>"
    again = f"<w:Fallback>{run('又')}</w:Fallback>"
    assert lines(f"<w:p>{run('新')}{gone}{again}{run('的')}</w:p>") == ["新的"]


def test_a_text_box_is_a_line_of_its_own_and_so_is_a_cell() -> None:
    assert lines(f"<w:p>{run('外')}<w:p>{run('内')}</w:p>{run('面')}</w:p>") == ["内", "外面"]
    cell = f"<w:tc><w:p>{run('格')}</w:p></w:tc>"
    assert lines(f"<w:tbl><w:tr>{cell}{cell}</w:tr></w:tbl>") == ["格", "格"]


def test_paragraphs_within_paragraphs_without_end_are_refused() -> None:
    with pytest.raises(PlanRefused, match="层层相套"):
        lines("<w:p>" * 300 + "</w:p>" * 300)


def test_more_words_than_any_plan_are_refused() -> None:
    with pytest.raises(PlanRefused, match="太多"):
        lines(f"<w:p>{run('字' * 3_000_001)}</w:p>")
