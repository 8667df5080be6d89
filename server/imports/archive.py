"""Office files as zip archives: each member checked for its real size, then packed anew as checked."""

import struct
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO

from server.imports.markup import check_markup
from server.imports.refusal import TOO_LARGE, UNREADABLE, WRONG_TYPE, ImportRefused

MAX_MEMBERS = 2_000
MAX_UNPACKED = 60_000_000
MAX_RATIO = 200
RATIO_FROM = 5_000_000
_MAX_DIRECTORY = 1_000_000
_CHUNK = 1 << 16
_FAULTS = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, ValueError, RuntimeError, OSError)
"""What zipfile raises over damaged files, found by changing bytes at random."""
_DAMAGED = "文件已损坏,打不开;请用 Excel 或 WPS 打开后另存为新文件再导入。"
_BOMB = (
    f"文件解压后超过 {MAX_UNPACKED // 1_000_000} MB 或压缩得不正常,不能导入;请删去空白行列后另存为新文件。"
)
_MACROS = "文件带有宏,不能导入;请另存为不带宏的 .xlsx 或 .docx。"


def open_archive(data: bytes) -> zipfile.ZipFile:
    """The archive, once its directory is of a sane size and nothing in it is doubled, locked or a macro."""
    _check_directory(data)
    try:
        archive = zipfile.ZipFile(BytesIO(data))
    except _FAULTS as error:
        raise ImportRefused(_DAMAGED) from error
    _check_members(archive.infolist())
    return archive


def read_member(archive: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    """The unpacked bytes of one member in pieces, refused once they outgrow what is allowed."""
    info = archive.getinfo(name)
    unpacked = 0
    try:
        with archive.open(info) as member:
            while chunk := member.read(_CHUNK):
                unpacked += len(chunk)
                _check_growth(unpacked, info.compress_size)
                yield chunk
    except _FAULTS as error:
        raise ImportRefused(_DAMAGED) from error


def repacked(archive: zipfile.ZipFile, names: list[str]) -> bytes:
    """A new archive of these XML members only, so that no other reader can see anything unchecked."""
    target = BytesIO()
    total = packed = 0
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as fresh:
        for name in names:
            packed += archive.getinfo(name).compress_size
            with fresh.open(name, "w") as member:
                for chunk in check_markup(name, read_member(archive, name)):
                    total += len(chunk)
                    _check_growth(total, packed)
                    member.write(chunk)
    return target.getvalue()


def _check_growth(unpacked: int, packed: int) -> None:
    if unpacked > MAX_UNPACKED or (unpacked > RATIO_FROM and unpacked > MAX_RATIO * max(packed, 1)):
        raise ImportRefused(_BOMB, TOO_LARGE)


def _check_directory(data: bytes) -> None:
    end = data.rfind(b"PK\x05\x06", max(0, len(data) - 65_600))
    if end < 0 or end + 22 > len(data):
        raise ImportRefused(_DAMAGED)
    count, size = struct.unpack_from("<HI", data, end + 10)
    if count > MAX_MEMBERS or size > _MAX_DIRECTORY:
        raise ImportRefused(
            f"文件里的部件超过 {MAX_MEMBERS} 个,不是普通表格;请另存为新文件再导入。", TOO_LARGE
        )


def _check_members(members: list[zipfile.ZipInfo]) -> None:
    names = [member.filename.lower() for member in members]
    if len(names) > MAX_MEMBERS:
        raise ImportRefused(
            f"文件里的部件超过 {MAX_MEMBERS} 个,不是普通表格;请另存为新文件再导入。", TOO_LARGE
        )
    if len(set(names)) < len(names):
        raise ImportRefused(_DAMAGED, UNREADABLE)
    if any(member.flag_bits & 0x1 for member in members):
        raise ImportRefused("文件有密码保护,读不出内容;请去掉密码后再导入。")
    if any(name.endswith("vbaproject.bin") for name in names):
        raise ImportRefused(_MACROS, WRONG_TYPE)
