"""Kinds of files we take, told by their content: the name proves nothing."""

import io
import zipfile

from PIL import Image

PIXELS = 80_000_000
"""Most pixels of a photo: a phone makes 50 million, a bomb a thousand times that."""
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
PHOTOS = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}
OFFICE = {
    "word/document.xml": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xl/workbook.xml": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def recognise(content: bytes) -> str | None:
    """The type of a photo or document by its content; None for anything else, and for macros."""
    if content.startswith(b"%PDF-"):
        return "application/pdf"
    if content.startswith(OLE):
        return "application/msword"
    if content.startswith(b"PK\x03\x04"):
        return _office(content)
    return _photo(content)


def _office(content: bytes) -> str | None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return None
    if any(name.endswith("vbaProject.bin") for name in names):
        return None
    return next((mime for part, mime in OFFICE.items() if part in names), None)


def _photo(content: bytes) -> str | None:
    try:
        with Image.open(io.BytesIO(content), formats=list(PHOTOS)) as picture:
            width, height = picture.size
            kind = PHOTOS[str(picture.format)]
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None
    return kind if width * height <= PIXELS else None
