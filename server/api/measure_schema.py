"""What the API answers on the plan: measures and problems as programs read them."""

from marshmallow import Schema, fields

from server.api.answer_schema import FileSchema, NamedSchema, OpenTaskSchema, said


class DeadlineSchema(Schema):
    """整改时限 as the plan writes it and as it is understood."""

    raw = fields.String(required=True)
    date = fields.Date(
        allow_none=True, metadata={"description": "last day of the period named; null where none is"}
    )
    long_term = fields.Boolean(required=True, metadata={"description": "长期坚持"})
    immediate = fields.Boolean(required=True, metadata={"description": "立行立改"})


class EntitledSchema(Schema):
    """A problem by its number and short name."""

    no = fields.Integer(required=True)
    title = fields.String(allow_none=True)


class OwedSchema(NamedSchema):
    """A unit that owes a measure (责任单位)."""

    first = fields.Boolean(metadata={"description": "第一责任单位"})
    named = said("the name in the plan that led to it")


class ProgressSchema(Schema):
    """So many done of so many."""

    done = fields.Integer(required=True)
    total = fields.Integer(required=True)


class FlagSchema(Schema):
    """Something that does not fit together in the plan's words; shown, never corrected."""

    code = fields.String(required=True)
    text = fields.String(required=True)


class LineSchema(Schema):
    """A line of the plan as it is."""

    no = fields.Integer(required=True)
    text = fields.String(required=True)


class MilestoneSchema(Schema):
    """节点: a date or a target in the plan's words."""

    id = fields.Integer(required=True)
    day = fields.Date(allow_none=True)
    text = fields.String()
    target = fields.String(allow_none=True)
    line = fields.Integer(allow_none=True)
    state = said("proposed, or confirmed by the office")
    of_problem = fields.Boolean(metadata={"description": "one of the problem's goal"})
    reached_on = fields.Date(allow_none=True)
    proof = fields.String(allow_none=True)


class MeasureSchema(Schema):
    """A measure (措施) as lists show it."""

    no = fields.Integer(required=True, metadata={"description": "its number in the plan: the key"})
    title = fields.String(allow_none=True)
    text = fields.String(required=True)
    problem = fields.Nested(EntitledSchema, required=True)
    deadline = fields.Nested(DeadlineSchema, required=True)
    light = said("red, yellow, green or grey; null once it is struck off", allow_none=True)
    state = fields.Nested(NamedSchema, metadata={"description": "未销号, or how it was struck off: derived"})
    leads = fields.List(fields.Nested(NamedSchema), metadata={"description": "牵头单位 of its problem"})
    units = fields.List(fields.Nested(OwedSchema), metadata={"description": "units that owe it now"})
    unit_names = fields.List(fields.String(), metadata={"description": "责任单位 as the plan writes them"})
    open_names = fields.List(
        fields.String(), metadata={"description": "names for which the office has yet to choose the units"}
    )
    progress = fields.Nested(
        ProgressSchema, metadata={"description": "its things and the confirmed milestones"}
    )
    step = fields.Nested(NamedSchema, allow_none=True)
    stage = fields.Nested(NamedSchema, allow_none=True)
    step_due_on = fields.Date(allow_none=True)
    archived_at = fields.AwareDateTime(allow_none=True)


class ConditionSchema(Schema):
    """On what the measure depends among the petitions: computed, never ticked."""

    kind = fields.String(required=True)
    words = fields.String()
    done = fields.Integer()
    base = fields.Integer()
    met = fields.Boolean(required=True)


class ItemSchema(Schema):
    """One of the things a measure counts (清单)."""

    name = fields.String(required=True)
    place = fields.String()
    unit = fields.Nested(NamedSchema, allow_none=True)
    done = fields.Boolean(required=True)
    done_on = fields.Date(allow_none=True)
    proof = fields.String(allow_none=True)


class CellSchema(Schema):
    """One unit at one step."""

    step = said("code of the step", required=True)
    owed = fields.Boolean(metadata={"description": "does the unit owe a signature here?"})
    who = said("who signed; empty while nobody has")
    at = fields.AwareDateTime(allow_none=True)
    recorded = fields.Boolean(metadata={"description": "补录: from before this system was in use"})


class SignerSchema(Schema):
    """One unit with its signatures, in the order of the steps."""

    unit = fields.Nested(NamedSchema, required=True)
    first = fields.Boolean()
    lead = fields.Boolean()
    owes = fields.Boolean()
    cells = fields.List(fields.Nested(CellSchema), required=True)


class MatrixSchema(Schema):
    """Unit by step: who has signed, and who still owes it."""

    steps = fields.List(fields.Nested(NamedSchema), required=True)
    units = fields.List(fields.Nested(SignerSchema), required=True)


class WholeMeasureSchema(MeasureSchema):
    """A measure with what is known of it, its signatures, its open tasks and its files."""

    flags = fields.List(fields.Nested(FlagSchema))
    lines = fields.List(fields.Nested(LineSchema), metadata={"description": "the plan's own lines"})
    conditions = fields.List(fields.Nested(ConditionSchema))
    standards = fields.List(fields.String(), metadata={"description": "验收标准"})
    accepted_on = fields.Date(allow_none=True)
    notice_on = fields.Date(allow_none=True)
    notice_days = fields.Integer(allow_none=True)
    notice_place = fields.String(allow_none=True)
    notice_ends_on = fields.Date(allow_none=True)
    filing_no = fields.String(allow_none=True)
    filed_on = fields.Date(allow_none=True)
    matrix = fields.Nested(MatrixSchema)
    milestones = fields.List(fields.Nested(MilestoneSchema))
    items = fields.List(fields.Nested(ItemSchema))
    tasks = fields.List(fields.Nested(OpenTaskSchema))
    files = fields.List(fields.Nested(FileSchema))


class MeasuresSchema(Schema):
    """A part of a list of measures."""

    total = fields.Integer(required=True)
    items = fields.List(fields.Nested(MeasureSchema), required=True)
