"""What the API answers on the problems of the plan (问题), each a ledger of its own."""

from marshmallow import Schema, fields

from server.api.answer_schema import FileSchema, NamedSchema, OpenTaskSchema, said
from server.api.measure_schema import DeadlineSchema, FlagSchema, LineSchema, MeasureSchema, MilestoneSchema


class CountedSchema(Schema):
    """How far the measures of a problem have come."""

    total = fields.Integer(required=True)
    seen = fields.Integer(metadata={"description": "those that you may see"})
    done = fields.Integer(metadata={"description": "struck off"})
    recorded = fields.Integer(metadata={"description": "of them by a confirmed 补录 alone"})
    open = fields.List(fields.Integer(), metadata={"description": "numbers of those not struck off yet"})


class PlanProblemSchema(Schema):
    """A problem of the plan as lists show it."""

    no = fields.Integer(required=True, metadata={"description": "its number in the plan: the key"})
    title = fields.String(allow_none=True)
    text = fields.String(required=True)
    part = fields.String(allow_none=True)
    aspect = fields.String(allow_none=True)
    section = fields.String(allow_none=True)
    tags = fields.List(fields.String())
    leads = fields.List(fields.Nested(NamedSchema), metadata={"description": "牵头单位"})
    lead_names = fields.List(fields.String(), metadata={"description": "牵头单位 as the plan writes them"})
    goal = fields.String()
    deadline = fields.Nested(DeadlineSchema, required=True)
    light = said("red, yellow, green or grey; null once it may be closed", allow_none=True)
    counts = fields.Nested(CountedSchema, required=True, metadata={"description": "its measures"})
    may_close = fields.Boolean(metadata={"description": "are all its measures struck off?"})
    flags = fields.List(fields.Nested(FlagSchema))
    step = fields.Nested(NamedSchema, allow_none=True, metadata={"description": "where its closing stands"})
    stage = fields.Nested(NamedSchema, allow_none=True)
    step_due_on = fields.Date(allow_none=True)
    filing_no = fields.String(allow_none=True)
    filed_on = fields.Date(allow_none=True)
    archived_at = fields.AwareDateTime(allow_none=True, metadata={"description": "closed (问题销号)"})


class PlanProblemsSchema(Schema):
    """A part of the list of problems."""

    total = fields.Integer(required=True)
    items = fields.List(fields.Nested(PlanProblemSchema), required=True)


class ClosingProblemSchema(PlanProblemSchema):
    """A problem with the open tasks and the files of its closing."""

    tasks = fields.List(fields.Nested(OpenTaskSchema))
    files = fields.List(fields.Nested(FileSchema))


class WholeProblemSchema(ClosingProblemSchema):
    """A problem with the plan's own lines, the milestones of its goal and its measures."""

    lines = fields.List(fields.Nested(LineSchema))
    milestones = fields.List(fields.Nested(MilestoneSchema))
    measures = fields.List(fields.Nested(MeasureSchema), metadata={"description": "those that you may see"})
