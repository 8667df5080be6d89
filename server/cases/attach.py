"""Attachments: kept once by content, the original unchanged, the kind told by the content and not by the name."""

import hashlib
import os
import uuid
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path, PurePosixPath

from sqlalchemy import func, select

from server.access import case_visible
from server.cases.file_kinds import recognise
from server.cases.outbox import MAKE_THUMBNAIL, defer
from server.cases.refusal import Invalid, NotFound
from server.database import db
from server.models import Attachment, Case, User

LIMIT = 20 * 1024 * 1024
"""Bytes of one file."""
MOST = 200
"""Files of one case."""


def attach(
    folder: Path,
    key: Mapping[str, int],
    kind: str,
    name: str,
    content: bytes,
    by: User,
    now: datetime,
    step: str | None = None,
) -> Attachment:
    """Keep a file with the case of this key. Raises Invalid when it is empty, too large or of a kind we do not take."""
    shown = safe_name(name)
    mime = _check(shown, content)
    _refuse_too_many(key)
    digest = hashlib.sha256(content).hexdigest()
    hold_content(digest)
    write_once(path_of(folder, digest), content)
    row = Attachment(id=uuid.uuid4(), **key, step=step, kind=kind, user_id=by.id, at=now)
    row.name, row.mime, row.size, row.sha256 = shown, mime, len(content), digest
    db.session.add(row)
    db.session.flush()
    if mime.startswith("image/"):
        defer(MAKE_THUMBNAIL, attachment_id=str(row.id))
    return row


def hold_content(digest: str) -> None:
    """Keep others from adding or removing this content until the transaction ends."""
    db.session.execute(select(func.pg_advisory_xact_lock(int(digest[:15], 16))))


def _refuse_too_many(key: Mapping[str, int]) -> None:
    kept = db.session.scalar(select(func.count()).select_from(Attachment).filter_by(**key))
    if (kept or 0) >= MOST:
        raise Invalid({"files": [f"一件最多 {MOST} 个文件。"]})


def open_attachment(attachment_id: uuid.UUID, by: User) -> Attachment:
    """The file's row, if its case may be seen. Raises NotFound."""
    query = Attachment.with_case(select(Attachment)).where(Attachment.id == attachment_id, case_visible(by))
    found: Attachment | None = db.session.scalar(query)
    if found is None:
        raise NotFound
    return found


def files_of(case: Case) -> list[Attachment]:
    """The files of a case, oldest first."""
    query = select(Attachment).where(Attachment.of(case)).order_by(Attachment.at, Attachment.name)
    return list(db.session.scalars(query))


def path_of(folder: Path, digest: str) -> Path:
    """Where a content lies: two levels by its hash."""
    return folder / digest[:2] / digest


def write_once(path: Path, content: bytes) -> None:
    """Write a content unless it is there; never half a file under the final name."""
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.{uuid.uuid4().hex}")
    with unfinished.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)


def safe_name(name: str) -> str:
    """The name as it may be shown and downloaded: no path, no control or direction marks, at most 120 characters."""
    last = PurePosixPath(name.replace("\\", "/")).name
    clean = "".join(
        char
        for char in last
        if char.isprintable() and char not in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
    )
    return clean[-120:] if clean.strip(". ") else "未命名"


def _check(name: str, content: bytes) -> str:
    if not content:
        raise Invalid({"files": [f"“{name}”是空文件。"]})
    if len(content) > LIMIT:
        raise Invalid({"files": [f"“{name}”超过 {LIMIT // 1024 // 1024} MB,请压缩后再传。"]})
    mime = recognise(content)
    if mime is None:
        raise Invalid(
            {"files": [f"“{name}”不是可以上传的类型(照片 jpg、png、webp,文档 pdf、docx、xlsx、doc、xls)。"]}
        )
    return mime
