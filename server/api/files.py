"""Files: uploaded to a task before the form that names them is sent, and fetched again."""

from typing import Any
from uuid import UUID

from flask import Response, current_app, request, send_file

from server.api import showing
from server.api.answer_schema import FileSchema
from server.api.reading import Blueprint, WrongType, body_of
from server.api.tasks import ID
from server.auth import me
from server.cases.attach import attach, open_attachment, path_of
from server.cases.refusal import Forbidden, Invalid, NotFound, Stale
from server.cases.task import view_task
from server.clock import now
from server.models import Task

files = Blueprint("files", __name__, url_prefix="/api", description="Photos and documents (材料)")
KINDS = ("photo_before", "photo_after", "photo_visit", "evidence", "scan")
MULTIPART = "multipart/form-data"
UPLOAD = {
    "type": "object",
    "required": ["file", "kind"],
    "properties": {
        "file": {
            "type": "string",
            "format": "binary",
            "description": "jpg, png, webp, pdf, docx, xlsx, doc, xls",
        },
        "kind": {"type": "string", "enum": list(KINDS)},
    },
}


@files.post(f"/tasks/{ID}/files")
@files.response(201, FileSchema)
@files.refusing(403, 404, 409, 422)
@files.doc(requestBody=body_of(UPLOAD, MULTIPART))
def upload(task_id: int) -> dict[str, Any]:
    """Keep one file with the case of a task; name its id in the answers within a week."""
    task = _task(task_id)
    if request.mimetype != MULTIPART:
        raise WrongType("请以 multipart/form-data 上传文件。")
    sent, kind = request.files.get("file"), request.form.get("kind", "")
    if unknown := (request.form.keys() | request.files.keys()) - {"file", "kind"}:
        raise Invalid({name: ["没有这一项。"] for name in sorted(str(each or "") for each in unknown)})
    if sent is None:
        raise Invalid({"file": ["请选择要上传的文件。"]})
    if kind not in KINDS:
        raise Invalid({"kind": [f"材料种类须是 {'、'.join(KINDS)} 之一。"]})
    folder, name = current_app.config["FILES"], sent.filename or ""
    return showing.file(attach(folder, task.key, kind, name, sent.read(), me(), now(), task.step))


@files.get("/files/<uuid:file_id>")
@files.response(200, {"type": "string", "format": "binary"}, content_type="application/octet-stream")
@files.refusing(404)
def download(file_id: UUID) -> Response:
    """Fetch a file as it was uploaded."""
    found = open_attachment(file_id, me())
    path = path_of(current_app.config["FILES"], found.sha256)
    if not path.exists():
        raise NotFound("这个文件在服务器上找不到了,请告诉系统管理员。")
    response = send_file(path, found.mime, as_attachment=True, download_name=found.name, etag=found.sha256)
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def _task(task_id: int) -> Task:
    """The open task, for those who may do it and for their unit's clerks. Raises Stale, Forbidden, NotFound."""
    view = view_task(task_id, me(), now())
    if view.task.closed_at is not None:
        raise Stale("这一步已经办过了,不能再上传材料。")
    if not view.may and view.task.unit not in me().units:
        raise Forbidden(view.may.reason)
    return view.task
