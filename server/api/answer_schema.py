"""What the API answers: cases, tasks, files and history as programs read them."""

from typing import Any

from marshmallow import Schema, fields


def said(about: str = "", **more: Any) -> fields.String:
    """A text, with a word on it for the description."""
    return fields.String(metadata={"description": about} if about else {}, **more)


class NamedSchema(Schema):
    """A code with its name."""

    code = fields.String(required=True)
    name = fields.String(required=True)


class NumberedSchema(Schema):
    """A number with its name."""

    id = fields.Integer(required=True)
    name = fields.String(required=True)


class CandidateSchema(Schema):
    """A unit the office may choose, and why."""

    unit = fields.Nested(NamedSchema)
    reason = fields.String()


class OpenTaskSchema(Schema):
    """A step that waits to be done."""

    id = fields.Integer(required=True)
    step = fields.Nested(NamedSchema)
    lane = said("who does such steps")
    unit = fields.Nested(NamedSchema, metadata={"description": "the unit that has it"})
    participant = fields.Nested(
        NamedSchema, allow_none=True, metadata={"description": "the unit a step of a measure is asked of"}
    )
    holder = fields.Nested(NumberedSchema, allow_none=True)
    mine = fields.Boolean()
    due_on = fields.Date(allow_none=True)
    light = said("red, yellow, green or grey")
    note = said("why it stands here, or what the last holder left in writing", allow_none=True)


class PetitionSchema(Schema):
    """A case as lists show it."""

    no = said("受理编号: the key", required=True)
    no_raw = said("as it is written and published")
    source = said("form, assignment or history")
    batch = fields.Nested(NumberedSchema, allow_none=True)
    received_on = fields.Date(allow_none=True)
    assigned_on = fields.Date(allow_none=True)
    text = fields.String()
    region = said("行政区域 as written", allow_none=True)
    types = fields.List(fields.String())
    marks = fields.List(fields.String(), metadata={"description": "重点, 重复, 积案, 疑难"})
    handling_unit = fields.Nested(NamedSchema, allow_none=True)
    department = fields.Nested(NamedSchema, allow_none=True)
    co_handlers = fields.List(fields.Nested(NamedSchema))
    by_hand = fields.Boolean(allow_none=True, metadata={"description": "must the office assign it by hand?"})
    reason = said("why it was routed so, or why not", allow_none=True)
    days = fields.Integer(allow_none=True, metadata={"description": "working days from assignment until due"})
    due_on = fields.Date(allow_none=True)
    step = fields.Nested(NamedSchema, allow_none=True)
    stage = fields.Nested(NamedSchema, allow_none=True)
    step_due_on = fields.Date(allow_none=True)
    label = said("未办结, 阶段性办结, 已办结 or 已销号: derived, set by no one")


class FileSchema(Schema):
    """A file of a case."""

    id = fields.UUID(required=True)
    kind = fields.String()
    name = fields.String()
    mime = fields.String()
    size = fields.Integer(metadata={"description": "bytes"})
    step = said("the step it was uploaded in", allow_none=True)
    filed = fields.Boolean(
        metadata={"description": "was a form sent with it? Others are removed after a week"}
    )
    at = fields.AwareDateTime()
    url = fields.String()


class PointSchema(Schema):
    """One reported point and what was found of it."""

    text = fields.String()
    verdict = fields.String(allow_none=True)
    finding = fields.String(allow_none=True)


class ComplainantSchema(Schema):
    """Who complained: only for the office and for those who go to see the people."""

    complainant_name = fields.String(allow_none=True)
    complainant_phone = fields.String(allow_none=True)
    complainant_address = fields.String(allow_none=True)


class CaseSchema(PetitionSchema):
    """A case with what is known of it, its open tasks and its files."""

    channel = fields.String(allow_none=True)
    accused = fields.String(allow_none=True)
    accused_unit = fields.Nested(NamedSchema, allow_none=True)
    remark = fields.String(allow_none=True)
    candidates = fields.List(fields.Nested(CandidateSchema))
    verdict = fields.String(allow_none=True)
    finding = fields.String(allow_none=True)
    points = fields.List(fields.Nested(PointSchema))
    on_the_spot = fields.Boolean(allow_none=True)
    handling = fields.String(allow_none=True)
    accountability = fields.String(allow_none=True)
    plan = fields.String(allow_none=True)
    plan_on = fields.Date(allow_none=True)
    resolution = fields.String(allow_none=True)
    visited_on = fields.Date(allow_none=True)
    satisfaction = fields.String(allow_none=True)
    notice_on = fields.Date(allow_none=True)
    notice_ends_on = fields.Date(allow_none=True)
    filing_no = fields.String(allow_none=True)
    filed_on = fields.Date(allow_none=True)
    announced_on = fields.Date(allow_none=True)
    signed_at = fields.AwareDateTime(allow_none=True)
    reported_at = fields.AwareDateTime(allow_none=True)
    archived_at = fields.AwareDateTime(allow_none=True)
    tasks = fields.List(fields.Nested(OpenTaskSchema))
    files = fields.List(fields.Nested(FileSchema))
    complainant = fields.Nested(ComplainantSchema, allow_none=True)


class PetitionsSchema(Schema):
    """A part of a list of cases."""

    total = fields.Integer(required=True)
    items = fields.List(fields.Nested(PetitionSchema), required=True)


class EntrySchema(Schema):
    """One act on a case."""

    at = fields.AwareDateTime(required=True)
    verb = fields.String(required=True)
    step = fields.Nested(NamedSchema, allow_none=True)
    who = fields.String()
    entered_by = said("the clerk who entered a signature given on paper")
    unit = fields.String()
    reason = fields.String()
    data = fields.Dict(keys=fields.String(), metadata={"description": "field -> answer"})
    changes = fields.Dict(keys=fields.String(), metadata={"description": "field -> [old, new]"})


class HistorySchema(Schema):
    """The history of a case, the newest first, with the labels of the fields that occur in it."""

    items = fields.List(fields.Nested(EntrySchema), required=True)
    labels = fields.Dict(keys=fields.String(), values=fields.String(), required=True)
