"""What the API answers on tasks, and what it takes to do them."""

from marshmallow import Schema, fields

from server.api.answer_schema import (
    CaseSchema,
    ComplainantSchema,
    NamedSchema,
    OpenTaskSchema,
    PetitionSchema,
    said,
)
from server.api.measure_schema import MeasureSchema, WholeMeasureSchema
from server.api.petition_query import LARGEST_ID
from server.api.problem_schema import ClosingProblemSchema, PlanProblemSchema
from server.api.reading import Paged
from server.figures import LIGHTS
from workflows.forms import FORMS, Form
from workflows.forms import field as ask
from workflows.forms.field import MESSAGES
from workflows.normal import TYPES

SCOPES = {"mine": "在我手里的", "unit": "本单位待领的", "all": "两者"}


class TaskQuery(Paged):
    """Which tasks of the inbox are wanted."""

    scope = ask.choice("范围", SCOPES, needed=False)
    county = ask.text("承办单位代码", limit=60)
    step = ask.text("步骤代码", limit=60)
    type = ask.choice("污染类型", {name: name for name in TYPES}, needed=False)
    light = ask.choice("时限灯", {name: name for name in LIGHTS}, needed=False)


class TaskRowSchema(OpenTaskSchema):
    """A task with a word on its case."""

    no = said("number of the petition, or 措施 12, 问题 7", required=True)
    measure = fields.Integer(allow_none=True, metadata={"description": "number of the measure; or null"})
    problem = fields.Integer(allow_none=True, metadata={"description": "number of the problem; or null"})
    text = fields.String()
    marks = fields.List(fields.String())
    handling_unit = fields.Nested(NamedSchema, allow_none=True)
    days_left = fields.Integer(allow_none=True, metadata={"description": "working days; negative when late"})


class TasksSchema(Schema):
    """A part of the inbox, the most urgent first."""

    total = fields.Integer(required=True)
    items = fields.List(fields.Nested(TaskRowSchema), required=True)


class ChoiceSchema(Schema):
    """One answer that may be given."""

    value = fields.Raw(metadata={"description": "what to send"})
    label = fields.String()
    note = said("what one should know before taking it")
    disabled = fields.Boolean()


class WhenSchema(Schema):
    """A field is asked only while another has one of these values."""

    field = fields.String()
    values = fields.List(fields.Raw())


class PartSchema(Schema):
    """A field of a form."""

    name = fields.String(required=True)
    label = fields.String(required=True)
    hint = fields.String()
    widget = said("line paragraph day number amount yes_no choice pick pick_many choose_many files points")
    needed = fields.Boolean(metadata={"description": "required whenever it is asked"})
    when = fields.Nested(WhenSchema, allow_none=True)
    kind = said("files only: the kind to upload them as", allow_none=True)
    private = fields.Boolean()
    least = fields.Integer(allow_none=True)
    most = fields.Integer(allow_none=True)
    choices = fields.List(fields.Nested(ChoiceSchema), metadata={"description": "empty: free"})


class FieldSchema(PartSchema):
    """A field of a form; one that takes a list of points says of what parts."""

    parts = fields.List(fields.Nested(PartSchema))


class FormSchema(Schema):
    """The form of a step; its schema is among the components of this description under its name."""

    name = said("such as InvestigateForm", required=True)
    fields_ = fields.List(fields.Nested(FieldSchema), required=True, data_key="fields")


class MaySchema(Schema):
    """May I do it, and if not, why."""

    ok = fields.Boolean(required=True)
    reason = fields.String(required=True)


class TaskSchema(OpenTaskSchema):
    """A task with its form, what the form offers, what is known already, and what else may be done with it."""

    petition = fields.Nested(PetitionSchema, allow_none=True)
    measure = fields.Nested(MeasureSchema, allow_none=True)
    problem = fields.Nested(PlanProblemSchema, allow_none=True)
    form = fields.Nested(FormSchema)
    may = fields.Nested(MaySchema)
    answers = fields.Dict(
        keys=fields.String(), metadata={"description": "my draft, or what the record holds already"}
    )
    return_steps = fields.List(fields.Nested(ChoiceSchema))
    colleagues = fields.List(fields.Nested(ChoiceSchema))
    complainant = fields.Nested(ComplainantSchema, allow_none=True)


class DoneSchema(Schema):
    """What a completed step led to."""

    step = fields.Nested(NamedSchema)
    repeated = fields.Boolean(metadata={"description": "this very submission was accepted before"})
    petition = fields.Nested(PetitionSchema, allow_none=True)
    measure = fields.Nested(MeasureSchema, allow_none=True)
    problem = fields.Nested(PlanProblemSchema, allow_none=True)
    tasks = fields.List(fields.Nested(OpenTaskSchema), metadata={"description": "what is open now"})


class ReturnedSchema(Schema):
    """The case that was returned, as it stands now: a petition, a measure or a problem."""

    petition = fields.Nested(CaseSchema, allow_none=True, required=True)
    measure = fields.Nested(WholeMeasureSchema, allow_none=True, required=True)
    problem = fields.Nested(ClosingProblemSchema, allow_none=True, required=True)


class PaperForm(Form):
    """线下签批: who signed on paper, when, and the scan that shows it (uploaded to the task before)."""

    signer = ask.number("签批人", needed=True, least=1, most=LARGEST_ID)
    signed_on = ask.day("签批日期", needed=True)
    scan = fields.UUID(
        required=True,
        error_messages={**MESSAGES, "invalid_uuid": "文件编号不对,请重新上传。"},
        metadata={"label": "签批件扫描"},
    )


class CompletionForm(Form):
    """The answers of a step's form, and a key by which a request sent twice counts once."""

    answers = fields.Dict(
        keys=fields.String(),
        required=True,
        error_messages={**MESSAGES, "invalid": "请按这一步的表单填写。"},
        metadata={"label": "这一步表单的填写内容"},
    )
    submission = ask.text("提交编号:同一编号重复提交只算一次", limit=64)
    paper = fields.Nested(PaperForm, allow_none=True, load_default=None, metadata={"label": "线下签批"})


class ReleaseForm(Form):
    """释放: the task goes back to the unit."""

    note = ask.text("给接手同事的话", long=True, limit=500)


class HandOverForm(Form):
    """转交: the task goes to a colleague."""

    to = ask.number("转交给(人员编号)", needed=True, least=1, most=LARGEST_ID)
    note = ask.text("交接说明", long=True, limit=500)


class ReturnForm(Form):
    """退回: the case goes back to a step it has walked."""

    step = ask.text("退回到(步骤代码)", needed=True, limit=60)
    reason = ask.text("理由", needed=True, long=True, limit=900)


COMPLETION = {
    "type": "object",
    "required": ["answers"],
    "additionalProperties": False,
    "properties": {
        "answers": {"anyOf": [{"$ref": f"#/components/schemas/{name}"} for name in FORMS]},
        "submission": {"type": ["string", "null"], "maxLength": 64},
        "paper": {"anyOf": [{"$ref": "#/components/schemas/PaperForm"}, {"type": "null"}]},
    },
}
"""The body of a completion: which of the forms it is, the task says."""
