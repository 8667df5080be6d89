"""Small pictures of photos: upright, and without what the camera wrote into them."""

import io
import uuid
from pathlib import Path

from PIL import Image, ImageOps

from server.cases.attach import path_of, write_once
from server.database import db
from server.models import Attachment

LIST_SIZE = 320
"""Pixels of the longer side, as lists and record show a photo."""
QUALITY = 72


def make_thumbnail(folder: Path, attachment_id: uuid.UUID) -> None:
    """Make the picture a photo is listed with; nothing where there is no photo any more."""
    attachment = db.session.get(Attachment, attachment_id)
    if attachment is not None and attachment.mime.startswith("image/"):
        make_small(path_of(folder, attachment.sha256), LIST_SIZE)
        attachment.thumbnail = True


def make_small(source: Path, size: int) -> Path:
    """A small picture beside the original, made once; the original stays as it came."""
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
