"""Files of cases: sent to those who may see the case; only pictures and PDF open in the browser."""

import io
from pathlib import Path
from uuid import UUID

from flask import Blueprint, current_app, request, send_file
from flask.typing import ResponseReturnValue
from PIL import Image, ImageOps

from server.auth import me
from server.cases.attach import open_attachment, path_of, write_once
from server.cases.refusal import NotFound
from server.models import Attachment

pages = Blueprint("file", __name__)
SIZES = (320, 1600)
QUALITY = 72
INSIDE = ("image/jpeg", "image/png", "image/webp", "application/pdf")
"""Types a browser may show; everything else is only offered for download."""


@pages.get("/files/<uuid:file_id>")
def show(file_id: UUID) -> ResponseReturnValue:
    """The original, or with `?size=320` a small picture of it."""
    attachment = open_attachment(file_id, me())
    size = request.args.get("size", type=int)
    if size in SIZES and attachment.mime.startswith("image/"):
        return answer(small(attachment, size), attachment, "image/webp", inside=True)
    return answer(original(attachment), attachment, attachment.mime, inside=attachment.mime in INSIDE)


def answer(path: Path, attachment: Attachment, mime: str, *, inside: bool) -> ResponseReturnValue:
    """The file with headers that keep whatever is in it from running."""
    response = send_file(path, mime, as_attachment=not inside, download_name=attachment.name, etag=path.name)
    response.headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def original(attachment: Attachment) -> Path:
    """Where the content lies. Raises NotFound when the disk has lost it."""
    path = path_of(current_app.config["FILES"], attachment.sha256)
    if not path.exists():
        raise NotFound("这个文件在服务器上找不到了,请告诉系统管理员。")
    return path


def small(attachment: Attachment, size: int) -> Path:
    """A small picture, turned upright and without what the camera wrote into it; made once."""
    source = original(attachment)
    target = source.with_name(f"{source.name}.{size}")
    if not target.exists():
        with Image.open(source) as picture:
            picture.draft("RGB", (size, size))
            upright = ImageOps.exif_transpose(picture).convert("RGB")
            upright.thumbnail((size, size))
            made = io.BytesIO()
            upright.save(made, "WEBP", quality=QUALITY)
        write_once(target, made.getvalue())
    return target
