"""XML inside office files: well formed, in UTF-8, and without the document types that carry entity tricks."""

from collections.abc import Callable, Iterable, Iterator
from typing import NoReturn
from xml.parsers import expat

from server.imports.refusal import ImportRefused

_DAMAGED = "文件中的 {} 已损坏,读不出;请用 Excel 或 WPS 打开后另存为新文件再导入。"


def new_parser() -> expat.XMLParserType:
    """A parser that reads UTF-8 only and refuses any DOCTYPE before an entity can be declared."""
    parser = expat.ParserCreate("utf-8")
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.buffer_text = True
    return parser


def local(name: str) -> str:
    """An element's name without its prefix: writers differ in prefixes, not in names."""
    return name.rpartition(":")[2]


def feed(parser: expat.XMLParserType, where: str, chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Hand on each chunk after the parser has accepted it."""
    try:
        for chunk in chunks:
            if b"\0" in chunk or b"\xff" in chunk:  # UTF-16, which another reader would take for other words
                raise ImportRefused(_DAMAGED.format(where))
            parser.Parse(chunk, False)
            yield chunk
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise ImportRefused(_DAMAGED.format(where)) from error


def check_markup(where: str, chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Hand on a member's chunks while they are plain, well-formed XML."""
    return feed(new_parser(), where, chunks)


def walk(
    where: str,
    chunks: Iterable[bytes],
    start: Callable[[str, dict[str, str]], None],
    end: Callable[[str], None],
    text: Callable[[str], None],
) -> None:
    """Run a member through three handlers, without building a tree."""
    parser = new_parser()
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    for _ in feed(parser, where, chunks):
        pass


def _refuse_doctype(*_: object) -> NoReturn:
    raise ImportRefused("文件的 XML 中带有 DOCTYPE(文档类型声明),可能有害,不能导入;请另存为新文件再导入。")
