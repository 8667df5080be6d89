"""What forms and diagrams name in the record: sources of choices, columns for times, fields that become facts."""

from server.cases.options import SOURCES
from server.cases.record import PRIVATE, RECORD
from server.models import Event, Petition
from tests.workflows.diagrams import FILES
from workflows.engine import Engine
from workflows.forms import FORMS

STEPS = Engine(FILES).user_tasks.values()
FIELDS = [(form, name, field) for form in FORMS.values() for name, field in form().fields.items()]


def test_sources_of_choices_are_those_the_forms_name() -> None:
    assert {
        field.metadata["options"] for *_, field in FIELDS if "options" in field.metadata
    } == SOURCES.keys()


def test_steps_stamp_columns_that_hold_a_time() -> None:
    stamped = {column for step in STEPS for column in step.properties.get("stamps", "").split()}
    times = {c.name for c in Petition.__table__.columns if c.name.endswith("_at")}
    assert stamped
    assert stamped <= times - {"created_at", "archived_at"}


def test_private_fields_are_kept_apart_from_the_record() -> None:
    private = {name for _, name, field in FIELDS if field.metadata.get("private")}
    assert private == PRIVATE
    assert not private & RECORD
    assert not private & {column.name for column in Event.__table__.columns}


def test_no_form_writes_what_the_process_or_the_house_decides() -> None:
    decided = {
        "step",
        "stage",
        "round_id",
        "no",
        "handling_unit_at",
        "archived_at",
        "by_hand",
        "due_on",
        "id",
    }
    assert not {name for _, name, _ in FIELDS} & RECORD & decided
