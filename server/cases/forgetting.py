"""Forgetting (清理): what has served its purpose and belongs to no record is removed; the record itself never is."""

from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import Text, cast, delete, exists, or_, select

from server.cases.attach import hold_content, path_of
from server.database import db, transaction
from server.models import Attachment, Draft, Incident, SignInFailure, Task, Upload

KEPT = timedelta(days=7)
"""How long a file waits for its form, and an uploaded list for its confirmation."""
FAILURES_KEPT = timedelta(days=1)


def forget_old(folder: Path, now: datetime) -> None:
    """Remove served drafts, files no form took, lists nobody confirmed and old wrong passwords."""
    with transaction() as session:
        closed = select(Task.id).where(Task.closed_at.is_not(None))
        session.execute(delete(Draft).where(Draft.task_id.in_(closed)))
        session.execute(delete(Upload).where(Upload.at < now - KEPT))
        session.execute(delete(SignInFailure).where(SignInFailure.at < now - FAILURES_KEPT))
        unwanted = _forget_files(now)
    for digest in sorted(unwanted):
        remove_content(folder, digest)


def _forget_files(now: datetime) -> set[str]:
    """Rows of files that no form took; a file that an open draft or incident names is kept."""
    file = cast(Attachment.id, Text)
    drafted = exists().where(cast(Draft.answers, Text).contains(file))
    sent = [cast(column, Text).contains(file) for column in (Incident.answers, Incident.paper)]
    failed = exists().where(Incident.solved_at.is_(None), or_(*sent))
    old = delete(Attachment).where(Attachment.filed.is_(False), Attachment.at < now - KEPT, ~drafted, ~failed)
    statement = old.returning(Attachment.sha256).execution_options(synchronize_session=False)
    return set(db.session.scalars(statement))


def remove_content(folder: Path, digest: str) -> None:
    """Remove a content with its small pictures, unless a row still names it."""
    with transaction() as session:
        hold_content(digest)
        if session.scalar(select(Attachment.id).where(Attachment.sha256 == digest).limit(1)) is None:
            path = path_of(folder, digest)
            for file in path.parent.glob(f"{path.name}*"):
                file.unlink(missing_ok=True)
