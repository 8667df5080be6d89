"""A case of any kind in an answer: `petition`, `measure` or `problem`, the others are null."""

from collections.abc import Callable, Mapping
from typing import Any

from server.api.showing import Shown, case, one_petition
from server.api.showing_measures import one_measure, whole_measure
from server.api.showing_problems import closing_problem, one_problem
from server.auth import me
from server.cases.finding import complainant_of
from server.models import Case, Complainant, Petition, kind_of

BRIEF: Mapping[str, Callable[[Any], Shown]] = {
    "petition": one_petition,
    "measure": one_measure,
    "problem": one_problem,
}
WHOLE: Mapping[str, Callable[[Any], Shown]] = {
    "petition": case,
    "measure": whole_measure,
    "problem": closing_problem,
}


def in_brief(found: Case) -> Shown:
    """The case as lists show it."""
    return _shown(found, BRIEF)


def whole(found: Case) -> Shown:
    """The case with what is known of it, its open tasks and its files."""
    return _shown(found, WHOLE)


def _shown(found: Case, ways: Mapping[str, Callable[[Any], Shown]]) -> Shown:
    kind = kind_of(found).top
    return {**dict.fromkeys(ways), kind: ways[kind](found)}


def complainant(found: Case, needed: bool) -> Complainant | None:
    """Who complained, for those who may know just now; nobody complained of a measure or a problem."""
    return complainant_of(found, me(), needed) if isinstance(found, Petition) else None
