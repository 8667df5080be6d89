"""The history of a case as programs read it: the acts, and the labels of the fields that occur in them."""

from typing import Any

from server.api import names
from server.cases.history import history
from server.models import Case
from workflows.forms import FORMS

LABELS = {name: field.metadata["label"] for form in FORMS.values() for name, field in form().fields.items()}


def told(case: Case) -> dict[str, Any]:
    """Who did what when on a case, the newest first."""
    entries = history(case)
    said = {name for entry in entries for name in (*entry.data, *entry.changes)}
    return {
        "items": [{**vars(entry), "step": names.step(entry.step)} for entry in entries],
        "labels": {name: LABELS[name] for name in sorted(said & LABELS.keys())},
    }
