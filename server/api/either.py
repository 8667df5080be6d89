"""A case of either kind in an answer: `petition` or `measure`, the other of the two is null."""

from server.api import showing
from server.api.showing import Shown
from server.api.showing_measures import one_measure, whole_measure
from server.auth import me
from server.cases.finding import complainant_of
from server.models import Case, Complainant, Petition


def in_brief(found: Case) -> Shown:
    """The case as lists show it."""
    if isinstance(found, Petition):
        return {"petition": showing.one_petition(found), "measure": None}
    return {"petition": None, "measure": one_measure(found)}


def whole(found: Case) -> Shown:
    """The case with what is known of it, its open tasks and its files."""
    if isinstance(found, Petition):
        return {"petition": showing.case(found), "measure": None}
    return {"petition": None, "measure": whole_measure(found)}


def complainant(found: Case, needed: bool) -> Complainant | None:
    """Who complained, for those who may know just now; nobody complained of a measure."""
    return complainant_of(found, me(), needed) if isinstance(found, Petition) else None
