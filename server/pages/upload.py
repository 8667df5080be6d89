"""Files sent with a form: kept with the case before the form is judged, so that a refusal loses none."""

from collections.abc import Mapping
from typing import Any

from flask import current_app, request
from marshmallow import Schema
from werkzeug.datastructures import FileStorage

from server.cases.attach import attach
from server.cases.draft import save_draft
from server.cases.refusal import Invalid
from server.clock import now
from server.database import transaction
from server.models import Attachment, Task, User
from server.pages.field import Kept
from server.pages.words import KINDS, say_size

Errors = dict[str, list[str]]


def files_sent(schema: Schema) -> dict[str, list[FileStorage]]:
    """The files of this request by the field they were chosen for."""
    wanted = [name for name, field in schema.fields.items() if field.metadata["widget"] == "files"]
    found = {name: [file for file in request.files.getlist(name) if file.filename] for name in wanted}
    return {name: files for name, files in found.items() if files}


def keep_files(
    schema: Schema, answers: Mapping[str, Any], task: Task, by: User
) -> tuple[dict[str, Any], Errors]:
    """Store what was sent, named in answers and draft at once; says which files were not taken."""
    sent = files_sent(schema)
    given, errors = dict(answers), Errors()
    with transaction():
        for name, files in sent.items():
            kind = schema.fields[name].metadata["kind"]
            ids, errors[name] = _store(files, kind, task, by)
            given[name] = [*given.get(name, []), *ids]
        save_draft(task.id, given, by, now())
    return given, {name: found for name, found in errors.items() if found}


def store_one(file: FileStorage, kind: str, task: Task, by: User) -> Attachment:
    """Keep one file with the task's case. Raises Invalid when it is not taken."""
    folder = current_app.config["FILES"]
    name = file.filename or ""
    content = file.read()
    file.seek(0)  # many cases done with one form share its files
    return attach(folder, task.key, kind, name, content, by, now(), task.step)


def _store(files: list[FileStorage], kind: str, task: Task, by: User) -> tuple[list[str], list[str]]:
    ids, refused = [], []
    for file in files:
        try:
            ids.append(str(store_one(file, kind, task, by).id))
        except Invalid as refusal:
            refused += [str(sentence) for found in refusal.errors.values() for sentence in found]
    return ids, refused


def kept(files: list[Attachment]) -> dict[str, Kept]:
    """Files of a case as pages show them, by id."""
    return {
        str(file.id): Kept(
            str(file.id),
            file.name,
            f"{KINDS.get(file.kind, '')} {say_size(file.size)}".strip(),
            file.mime.startswith("image/"),
        )
        for file in files
    }
