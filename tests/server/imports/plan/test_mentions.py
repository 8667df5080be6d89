"""Names that a problem and a petition may have in common."""

import pytest

from server.imports.plan.mentions import mentioned


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("督促指导甲县青山化肥有限责任公司完善设施", ["青山化肥"]),
        ("对乙市白云建材有限公司、丙区红旗石材有限公司立案查处", ["白云建材", "红旗石材"]),
        ("甲县东岭镇污水处理厂运行不正常,乙县西河乡同样如此", ["东岭镇", "西河乡"]),
        ("强化南塘工业园区日常监管,完成工业园区排查", ["南塘工业园区"]),
        ("开展青溪河、白石江和柳叶沟等重点支流整治", ["白石江", "柳叶沟"]),
        ("举一反三,加强学习。", []),
        ("", []),
    ],
)
def test_names_are_found_without_what_stands_before_them(text: str, names: list[str]) -> None:
    assert mentioned(text) == names


def test_a_long_text_is_read_at_once() -> None:
    assert mentioned("污" * 50_000) == []
