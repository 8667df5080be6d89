"""Files of cases: sent to those who may see the case; only pictures open in the browser."""

from pathlib import Path
from uuid import UUID

from flask import Blueprint, current_app, request, send_file
from flask.typing import ResponseReturnValue

from server.auth import me
from server.cases.attach import open_attachment, path_of
from server.cases.pictures import make_small
from server.cases.refusal import NotFound
from server.models import Attachment

pages = Blueprint("file", __name__)
SIZES = (320, 1600)
SMALL = "image/webp"
LOCKED = "default-src 'none'; sandbox"
"""What a file may do in a browser: nothing."""


@pages.get("/files/<uuid:file_id>")
def show(file_id: UUID) -> ResponseReturnValue:
    """The original, or with `?size=320` a small picture of it."""
    attachment = open_attachment(file_id, me())
    size = request.args.get("size", type=int)
    is_picture = attachment.mime.startswith("image/")
    if is_picture and size in SIZES:
        path = small(attachment, size)
        return answer(path, attachment, SMALL if path.suffix else attachment.mime, inside=True)
    return answer(original(attachment), attachment, attachment.mime, inside=is_picture)


def answer(path: Path, attachment: Attachment, mime: str, *, inside: bool) -> ResponseReturnValue:
    """The file with headers that keep whatever is in it from running."""
    response = send_file(path, mime, as_attachment=not inside, download_name=attachment.name, etag=path.name)
    response.headers["Content-Security-Policy"] = LOCKED
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def original(attachment: Attachment) -> Path:
    """Where the content lies. Raises NotFound when the disk has lost it."""
    path = path_of(current_app.config["FILES"], attachment.sha256)
    if not path.exists():
        raise NotFound("这个文件在服务器上找不到了,请告诉系统管理员。")
    return path


def small(attachment: Attachment, size: int) -> Path:
    """A small picture of a photo, or the photo itself when no picture can be made of it."""
    source = original(attachment)
    try:
        return make_small(source, size)
    except (OSError, ValueError, SyntaxError):
        return source
