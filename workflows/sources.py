"""Reading the XML of diagrams and decision tables from people one does not trust."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

from lxml import etree

LARGEST_FILE = 2 * 1024 * 1024
"""Most bytes of one file."""
MOST_ELEMENTS = 20_000
"""Most elements of one file."""

DECLARATION = re.compile(r"<!(?!--|\[CDATA\[)")
BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
SPIFF = "http://spiffworkflow.org/bpmn/schema/1.0/core"
DMN = frozenset(
    {
        "http://www.omg.org/spec/DMN/20151101/dmn.xsd",
        "http://www.omg.org/spec/DMN/20180521/MODEL/",
        "https://www.omg.org/spec/DMN/20191111/MODEL/",
    }
)


@dataclass(frozen=True)
class Problem:
    """Why a diagram may not be deployed: the file, the element, and one sentence for its author."""

    file: str
    element_id: str
    element_name: str
    message: str

    def __str__(self) -> str:
        place = " ".join(part for part in (self.element_id, self.element_name) if part)
        return f"{self.file}{f' [{place}]' if place else ''}：{self.message}"


class SourceRefused(ValueError):
    """A file is no XML this application is willing to read."""


def read(content: bytes) -> etree._Element:
    """Parse one file: UTF-8 only, no DOCTYPE, no entities, no network, bounded in size and elements."""
    if len(content) > LARGEST_FILE:
        raise SourceRefused("文件超过 2 MB")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise SourceRefused("文件不是 UTF-8 编码") from error
    if DECLARATION.search(text):
        raise SourceRefused("不允许 DOCTYPE 或实体声明")
    root = _parse(text)
    if sum(1 for _ in root.iter()) > MOST_ELEMENTS:
        raise SourceRefused("文件超过 20000 个元素")
    return root


def _parse(text: str) -> etree._Element:
    parser = etree.XMLParser(
        encoding="utf-8",  # overrides what the file declares: a UTF-7 file could hide a DOCTYPE
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
    )
    try:
        return etree.fromstring(text.encode("utf-8"), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise SourceRefused(f"不是正确的 XML：{error}") from error


def fingerprint(files: Mapping[str, bytes]) -> str:
    """Name a definition by the content of its files."""
    parts = (name.encode() + b"\0" + sha256(content).digest() for name, content in sorted(files.items()))
    return sha256(b"".join(parts)).hexdigest()


def kind(element: etree._Element) -> str:
    """Name an element without its namespace; processing instructions are called `?`."""
    return etree.QName(element).localname if isinstance(element.tag, str) else "?"


def namespace(element: etree._Element) -> str:
    """Name the namespace of an element, empty when it has none."""
    return (etree.QName(element).namespace or "") if isinstance(element.tag, str) else ""


def problem(file: str, element: etree._Element | None, message: str) -> Problem:
    """Report a problem at an element, or at the file as a whole."""
    if element is None:
        return Problem(file, "", "", message)
    return Problem(file, element.get("id", ""), element.get("name", ""), message)
