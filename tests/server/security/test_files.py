"""Attachments: told by their content, stored under a hash, sent so that nothing in them runs."""

import io
import struct
import time
import unicodedata
import uuid
import zipfile
import zlib
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from server.cases.pictures import make_thumbnail
from server.database import db
from server.models import Attachment
from tests.server.security.world import Browser, Case, World

ANSWERS = {"form": "InvestigateForm", "verdict": "属实", "finding": "属实", "on_the_spot": "false"}


def jpeg(size: tuple[int, int] = (64, 48), **more: object) -> bytes:
    made = io.BytesIO()
    Image.new("RGB", size, (10, 120, 60)).save(made, "JPEG", **more)
    return made.getvalue()


def packed(**members: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, content in members.items():
            # A member of no date: the same bytes in every worker, or xdist sees tests of different names.
            archive.writestr(zipfile.ZipInfo(name.replace("__", "/")), content)
    return made.getvalue()


WORD = {"word/document.xml": b"<w:document/>", "[Content_Types].xml": b"<Types/>"}
DOCX = packed(**WORD)
PDF = b"%PDF-1.7\n1 0 obj<</OpenAction<</S/JavaScript/JS(app.alert(1))>>>>endobj\n%%EOF"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
HTML = b"<!doctype html><script>alert(1)</script>"


def png(width: int, height: int) -> bytes:
    """A picture that says it is this large, and is a few hundred bytes."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0" * 1000))
        + chunk(b"IEND", b"")
    )


@pytest.fixture(scope="module")
def case_of_handler(peopled: World) -> Case:
    return peopled.case("investigate")


@pytest.fixture
def case(world: World, case_of_handler: Case) -> Case:
    return case_of_handler


@pytest.fixture
def handler(world: World) -> Browser:
    return world.browser("liunan_handler1")


def body(content: bytes, name: str, **fields: str) -> dict[str, Any]:
    """A form with a file as bytes of our own making, whatever its size and name."""
    said = "".join(f"%{byte:02X}" for byte in name.encode())
    head = f"--x\r\nContent-Disposition: form-data; name=\"evidence\"; filename*=UTF-8''{said}\r\n\r\n"
    parts = "".join(
        f'--x\r\nContent-Disposition: form-data; name="{field}"\r\n\r\n{value}\r\n'
        for field, value in fields.items()
    )
    data = parts.encode() + head.encode() + content + b"\r\n--x--\r\n"
    return {"data": data, "content_type": "multipart/form-data; boundary=x"}


def send(browser: Browser, case: Case, content: bytes, name: str = "现场.jpg") -> TestResponse:
    """A file sent with the form of the step; the form itself is not finished."""
    file = (io.BytesIO(content), name)
    return browser.post(
        f"/tasks/{case.task}", {**ANSWERS, "evidence": file}, content_type="multipart/form-data"
    )


def kept(world: World, case: Case) -> list[Attachment]:
    with world.app.app_context():
        query = (
            select(Attachment).where(Attachment.petition_id == case.id).order_by(Attachment.at, Attachment.id)
        )
        return list(db.session.scalars(query))


@pytest.mark.parametrize(
    ("content", "mime"),
    [
        (jpeg(), "image/jpeg"),
        (jpeg() + HTML, "image/jpeg"),
        (jpeg() + packed(x=b"x"), "image/jpeg"),
        (jpeg(comment=HTML), "image/jpeg"),
        (png(64, 48), "image/png"),
        (PDF, "application/pdf"),
        (PDF + DOCX, "application/pdf"),
        (DOCX, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "application/msword"),
    ],
    ids=["jpeg", "jpeg+html", "jpeg+zip", "jpeg-comment", "png", "pdf-js", "pdf+zip", "docx", "ole"],
)
def test_what_is_taken_is_sent_so_that_nothing_runs(
    world: World, case: Case, handler: Browser, content: bytes, mime: str
) -> None:
    assert send(handler, case, content, "x.html").status_code == 422
    (row,) = kept(world, case)
    assert row.mime == mime
    for address in (f"/files/{row.id}", f"/api/files/{row.id}"):
        with handler.get(address) as answer:
            assert answer.data == content, "the original is kept"
            assert answer.mimetype == mime
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            policy = answer.headers["Content-Security-Policy"]
            assert "default-src 'none'" in policy
            assert "sandbox" in policy
            assert "allow-scripts" not in policy
            shown = answer.headers["Content-Disposition"].startswith("inline")
            assert not shown or mime.startswith("image/")


@pytest.mark.parametrize(
    "content",
    [
        *(HTML, SVG, b"<?xml version='1.0'?>" + SVG, b"#!/bin/sh\nrm -rf /", b"MZ" + b"\0" * 100, b"\x7fELF" + b"\0" * 100),
        b"GIF89a/*" + b"\0" * 20 + b"*/=1;alert(1)",
        *(packed(x=b"x"), packed(**{"index.html": HTML}), packed(**WORD, word__vbaProject=b"x", **{"word/vbaProject.bin": b"x"})),
        *(b"PK\x03\x04", b"PK\x03\x04" + b"\0" * 500, DOCX[:40], b"BM" + b"\0" * 100, b"\0\0\0\x20ftypheic", b"x"),
        *(b"RIFF\0\0\0\0WEBPVP8 ", b"\xff\xd8\xff\xe0", b"\x89PNG\r\n\x1a\n", b" %PDF-1.4", b"\xef\xbb\xbf<script>"),
        *(png(30_000, 30_000), png(65_535, 65_535), png(0, 0), png(1, 2**31 - 1)),
    ],
)  # fmt: skip
def test_what_is_not_taken_is_refused_in_words_whatever_its_name(
    world: World, case: Case, handler: Browser, content: bytes
) -> None:
    before, start = world.rows(), time.perf_counter()
    answer = send(handler, case, content)
    assert time.perf_counter() - start < 3
    assert answer.status_code == 422
    assert "不是可以上传的类型" in answer.text
    assert kept(world, case) == []
    assert {**world.rows(), "draft": 0} == {**before, "draft": 0}


def test_an_empty_file_is_refused_in_words(world: World, case: Case, handler: Browser) -> None:
    answer = send(handler, case, b"")
    assert answer.status_code == 422
    assert "是空文件" in answer.text
    assert kept(world, case) == []


@pytest.mark.parametrize(
    "name",
    [
        *(
            "../../../../etc/passwd",
            "..\\..\\..\\windows\\system32\\x.jpg",
            "/etc/passwd",
            "C:\\x.jpg",
            "\\\\host\\share\\x.jpg",
        ),
        *(
            ".",
            "..",
            "...",
            "~",
            ".htaccess",
            "CON.jpg",
            "x.jpg/",
            "%2e%2e%2fx.jpg",
            "x.jpg%00.exe",
            "x\x01\x7f.jpg",
        ),
        *(
            "photo\u202egpj.exe",
            "\u2066x\u2069.jpg",
            "\u200fx.jpg",
            "x" * 300 + ".jpg",
            "照" * 300 + ".jpg",
            "x.jpg.exe",
        ),
        *(
            unicodedata.normalize("NFD", "é照片.jpg"),
            "a;b=c.jpg",
            "x'y.jpg",
            "<img src=x onerror=pwn()>.jpg",
            "=cmd|x.jpg",
        ),
        *("\U0001f600.jpg", "x.jpg ", "; rm -rf .jpg", "$(id).jpg", "`id`.jpg", "{{7*7}}.jpg"),
    ],
)
def test_a_name_is_only_shown_never_a_place(world: World, case: Case, handler: Browser, name: str) -> None:
    send(handler, case, jpeg(), name)
    (row,) = kept(world, case)
    assert 0 < len(row.name) <= 120
    assert row.name not in (".", "..")
    assert not any(sign in row.name for sign in "/\\\r\n\0\u202e\u2066\u200f")
    assert row.name.isprintable()
    folder = Path(world.app.config["FILES"])
    assert (folder / row.sha256[:2] / row.sha256).read_bytes() == jpeg()
    inside = {path for path in folder.rglob("*") if path.is_file()}
    assert all(len(path.name) >= 64 for path in inside)
    with handler.get(f"/files/{row.id}") as answer:
        assert answer.status_code == 200
        said = answer.headers["Content-Disposition"]
        assert "\n" not in said
        assert said.startswith("inline")


@pytest.mark.parametrize("name", ['a"\r\nSet-Cookie: x=y;".jpg', "a\r\n\r\n<script>.jpg", "a\nb.jpg"])
def test_a_name_starts_no_new_header(world: World, case: Case, handler: Browser, name: str) -> None:
    token = handler.again().token
    handler.client.post(f"/tasks/{case.task}", **body(jpeg(), name, csrf_token=token, **ANSWERS))
    (row,) = kept(world, case)
    assert row.name.isprintable()
    with handler.get(f"/files/{row.id}") as answer:
        assert "x=y" not in str(answer.headers.getlist("Set-Cookie"))
        assert b"<script>" not in answer.data


def test_where_and_with_what_a_photo_was_taken_stays_in_the_original(
    world: World, case: Case, handler: Browser
) -> None:
    exif = Image.Exif()
    exif[0x010F], exif[0x0112], exif[0x013B] = "相机厂", 6, "拍摄人甄隐名"
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (24.0, 19.0, 33.0)
    content = jpeg((640, 480), exif=exif, comment="拍摄人甄隐名".encode())
    send(handler, case, content)
    (row,) = kept(world, case)
    with handler.get(f"/files/{row.id}") as answer:
        assert answer.data == content
    for size in (320, 1600):
        with handler.get(f"/files/{row.id}?size={size}") as answer:
            small = answer.data
        assert answer.mimetype == "image/webp"
        with Image.open(io.BytesIO(small)) as picture:
            assert not dict(picture.getexif())
            assert picture.size[0] < picture.size[1], "turned upright"
        assert "甄隐名".encode() not in small
        assert b"Exif" not in small


@pytest.mark.parametrize("size", ["1", "0", "-320", "321", "99999999999", "320x", "", "1e3"])
def test_only_two_sizes_are_made(world: World, case: Case, handler: Browser, size: str) -> None:
    send(handler, case, jpeg())
    (row,) = kept(world, case)
    with handler.get(f"/files/{row.id}?size={size}") as answer:
        assert answer.data == jpeg()


@pytest.mark.parametrize(
    "spoil", [lambda data: data[: len(data) // 2], lambda data: data[:300] + b"\0" * 200 + data[500:]]
)
def test_a_damaged_photo_does_no_harm(world: World, case: Case, handler: Browser, spoil: object) -> None:
    made = io.BytesIO()
    Image.effect_noise((200, 200), 80).convert("RGB").save(made, "JPEG")
    content = spoil(made.getvalue())  # type: ignore[operator]
    send(handler, case, content)
    for row in kept(world, case):
        with handler.get(f"/files/{row.id}?size=320") as answer:
            assert answer.status_code == 200
    assert handler.get(f"/c/{case.no}").status_code == 200


def test_a_large_one_is_refused_before_it_is_read_and_nothing_is_kept(
    world: World, case: Case, handler: Browser
) -> None:
    token, before = handler.again().token, world.rows()
    huge = {"data": b"x" * (33 << 20), "content_type": "multipart/form-data; boundary=x"}
    for address in (
        f"/tasks/{case.task}",
        f"/api/tasks/{case.task}/files",
        "/imports",
        f"/tasks/{case.task}/paper",
    ):
        answer = handler.client.post(address, headers={"X-CSRFToken": token}, **huge)
        assert answer.status_code in (413, 403), address
        assert answer.status_code == 403 or "32 MB" in answer.text or "32 MB" in str(answer.json)
    assert world.rows() == before
    almost = jpeg() + b"\0" * (20 << 20)
    answer = handler.client.post(f"/tasks/{case.task}", **body(almost, "x.jpg", csrf_token=token, **ANSWERS))
    assert answer.status_code == 422
    assert "超过 20 MB" in answer.text
    assert kept(world, case) == []


def test_nobody_adds_files_to_a_case_that_is_not_his_to_do(world: World, case: Case) -> None:
    before = world.rows()
    for login, status in (
        ("inspector", 403),
        ("urban1", 403),
        ("clerk", 403),
        ("rongan_handler1", 404),
        ("admin", 404),
    ):
        assert send(world.browser(login), case, jpeg()).status_code == status, login
    assert world.rows() == before


def test_a_file_of_another_case_is_none_of_this_one(world: World, case: Case, handler: Browser) -> None:
    other = world.case("sign_for", region_raw="融安县")
    theirs = world.file(other.no)
    points = {"points-0-text": "油烟", "points-0-verdict": "属实", "points-0-finding": "属实"}
    honest = {**ANSWERS, **points, "investigated_on": "2026-03-11"}
    before = world.rows()
    for file_id in (theirs, str(uuid.uuid4())):
        answer = handler.post(f"/tasks/{case.task}", {**honest, "evidence": file_id})
        assert answer.status_code == 422
        assert "有的文件没有传上来" in answer.text
        assert world.rows() == before, "nothing half-written"
        with world.app.app_context():
            assert world.find(case.no).finding is None
            assert not db.session.get_one(Attachment, uuid.UUID(theirs)).filed
    for file_id in ("x", "'", "1", "../../x", "\0"):
        assert handler.post(f"/tasks/{case.task}", {**honest, "evidence": file_id}).status_code == 422


def test_a_case_holds_no_more_than_its_measure(world: World, case: Case, handler: Browser) -> None:
    with world.app.app_context():
        row = db.session.get_one(Attachment, uuid.UUID(world.file(case.no)))
        names = [column.name for column in Attachment.__table__.columns if column.name != "id"]
        copies = [{"id": uuid.uuid4(), **{name: getattr(row, name) for name in names}} for _ in range(199)]
        db.session.execute(Attachment.__table__.insert(), copies)
        db.session.commit()
    answer = send(handler, case, jpeg())
    assert answer.status_code == 422
    assert "一件最多 200 个文件" in answer.text
    with world.app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Attachment)) == 200


def test_the_job_for_small_pictures_survives_what_is_no_picture(world: World, case: Case) -> None:
    with world.app.app_context():
        file_id = uuid.UUID(world.file(case.no))
        make_thumbnail(Path(world.app.config["FILES"]), file_id)
        make_thumbnail(Path(world.app.config["FILES"]), uuid.uuid4())
        assert db.session.get_one(Attachment, file_id).thumbnail
