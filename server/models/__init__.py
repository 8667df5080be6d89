"""What the house remembers: one file per aggregate."""

from server.models.admin_event import AdminEvent
from server.models.attachment import Attachment
from server.models.calendar import CalendarDay
from server.models.callback import Callback, CallbackAttempt, Sample
from server.models.case import KINDS, MODELS, Case, Kind, OfCase, key_of, kind_of, number_of, the_one
from server.models.dispatch import DispatchEvent, DispatchRow, DispatchSheet
from server.models.event import Event
from server.models.incident import Incident
from server.models.measure import Item, Measure, MeasureRecord, Milestone, Owing
from server.models.petition import Complainant, Mark, Petition
from server.models.plan import Plan, Problem, UnitName
from server.models.process import Definition, Process
from server.models.round import Batch, Round
from server.models.setting import Setting
from server.models.signature import Signature
from server.models.suspension import Suspension
from server.models.task import Draft, Task
from server.models.unit import Unit
from server.models.upload import Upload
from server.models.user import ApiToken, Post, SignInFailure, User

__all__ = [
    "KINDS",
    "MODELS",
    "AdminEvent",
    "ApiToken",
    "Attachment",
    "Batch",
    "CalendarDay",
    "Callback",
    "CallbackAttempt",
    "Case",
    "Complainant",
    "Definition",
    "DispatchEvent",
    "DispatchRow",
    "DispatchSheet",
    "Draft",
    "Event",
    "Incident",
    "Item",
    "Kind",
    "Mark",
    "Measure",
    "MeasureRecord",
    "Milestone",
    "OfCase",
    "Owing",
    "Petition",
    "Plan",
    "Post",
    "Problem",
    "Process",
    "Round",
    "Sample",
    "Setting",
    "SignInFailure",
    "Signature",
    "Suspension",
    "Task",
    "Unit",
    "UnitName",
    "Upload",
    "User",
    "key_of",
    "kind_of",
    "number_of",
    "the_one",
]
