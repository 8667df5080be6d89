"""A petition as the process speaks to it: the verbs of `workflows.case.Case` over the database row."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select

from server.cases.record import assigned, count_days, take
from server.cases.registration import registered
from server.database import db
from server.models import Event, Petition, Task, User
from workflows.forms.circumstances import Circumstances
from workflows.forms.handling import POINT_LIMIT
from workflows.normal import UNIT_NAMES

NOT_ROUTED = "没有匹配到承办单位"


class PetitionCase:
    """What a diagram may ask of a petition, and do to it."""

    unsettled: int | None = None

    def __init__(self, petition: Petition, marks: Sequence[str], now: datetime) -> None:
        self.petition = petition
        self.marks = list(marks)
        self.now = now

    @property
    def due_on(self) -> date | None:
        """The day the office set for the whole case."""
        return self.petition.due_on

    @property
    def stands_still(self) -> bool:
        """Has the office stopped the clock?"""
        return self.petition.suspended_on is not None

    @property
    def members(self) -> Sequence[str]:
        """Members of the case group (包案成员)."""
        return self.petition.members

    @property
    def cadre(self) -> int | None:
        """The leading cadre (包案领导)."""
        return self.petition.cadre

    def unit_at(self, place: str, fallback: str | None) -> str | None:
        """Which unit of the petition stands behind a place of the lanes."""
        match place:
            case "handling_unit" | "person":
                return self.petition.handling_unit
            case "department":
                return self.petition.department or fallback
            case _:
                return place

    def take(self, answers: Mapping[str, Any]) -> dict[str, Any]:
        """Answers whose name is a column of the petition are written there."""
        return take(self.petition, answers)

    def told(self, names: Sequence[str]) -> dict[str, Any]:
        """Columns of the same name; of points not yet put down, the whole text as one for a start."""
        petition = self.petition
        told = {name: getattr(petition, name) for name in names if hasattr(petition, name)}
        if "no" in names:
            told |= registered(petition)
        if "points" in names and not petition.points:
            told["points"] = [{"text": petition.text[:POINT_LIMIT]}]
        return told

    def sign(self, task: Task, signer: User, answers: Mapping[str, Any]) -> None:
        """Whoever assigned by hand is told with the reason; else the event is the signature."""
        if answers.get("assign_reason"):
            assigned(self.petition, answers["assign_reason"], signer)

    def go_back(self, steps: Sequence[str], reason: str) -> None:
        """What was found before a return stays until the step is done again; closed, the case is so no longer."""
        self.petition.archived_at = None

    def circumstances(self, today: date, asked: Collection[str]) -> Circumstances:
        """The facts of the petition an answer is judged by: all of them are at hand."""
        return circumstances(self.petition, today, self.marks)

    def givens(self) -> Mapping[str, Any]:
        """What the case knows by itself, so that the state need not keep it."""
        return {"text": self.petition.text, "marks": self.marks}

    def classify(self) -> dict[str, Any]:
        """The normal forms the decision tables ask for: one region or none, and all types."""
        regions = self.petition.regions
        return {"region": regions[0] if len(regions) == 1 else None, "types": list(self.petition.types)}

    def route(self, **found: Any) -> dict[str, Any]:
        """Take what the tables found; a doubt, or a case against the unit itself, goes to the office's hand."""
        petition = self.petition
        doubt = self._doubt(found)
        petition.by_hand = doubt is not None
        petition.days = found["days"]
        count_days(petition)
        petition.candidates = self._candidates(found)
        petition.handling_unit = None if doubt else found["handling_unit"]
        petition.department = None if doubt else found["department"]
        petition.co_handlers = [] if doubt else _others(found["co_handlers"], petition)
        petition.assigned_at = None if doubt else self.now
        reasons = [found["unit_reason"], found["department_reason"]]
        petition.route_reason = doubt or ";".join(reason for reason in reasons if reason)
        return {"by_hand": petition.by_hand}

    def missing_members(self) -> list[str]:
        """Members of the case group (包案成员) who have not yet made their visit in this group's time."""
        completed = (Event.petition_id == self.petition.id, Event.verb == "complete")
        appointed = select(func.max(Event.id)).where(*completed, Event.step == "appoint").scalar_subquery()
        visited = select(Event.participant).where(
            *completed, Event.step == "member_visit", Event.id > func.coalesce(appointed, 0)
        )
        done = set(db.session.scalars(visited))
        return [member for member in self.petition.members if member not in done]

    def archive(self) -> None:
        """归档: the case is closed for good; it stays readable."""
        self.petition.archived_at = self.now

    def _doubt(self, found: Mapping[str, Any]) -> str | None:
        petition = self.petition
        accused = petition.accused_unit
        if accused and accused in (found["handling_unit"], found["department"]):
            return "被反映的就是按规则应当办理或核查的单位,须由市整改办指定"
        if len(petition.regions) > 1:
            return f"涉及 {len(petition.regions)} 个县(市、区),须由市整改办指定牵头承办单位"
        if found["handling_unit"] is None:
            return str(found["unit_reason"] or NOT_ROUTED)
        if found["unclear"]:
            return str(found["department_reason"] or "污染类型不清")
        return None

    def _candidates(self, found: Mapping[str, Any]) -> list[dict[str, str]]:
        """Whom the office may choose when it assigns by hand, each with its reason."""
        units = [(code, f"行政区域写有“{UNIT_NAMES.get(code, code)}”") for code in self.petition.regions]
        if found["department"]:
            units.append((found["department"], str(found["department_reason"])))
        units += [(code, "规则表列为协办") for code in found["co_handlers"] or []]
        accused = self.petition.accused_unit
        return [
            {"unit": code, "reason": "本件反映的就是该单位,不宜承办" if code == accused else reason}
            for code, reason in units
        ]


def circumstances(petition: Petition, today: date, marks: Sequence[str]) -> Circumstances:
    """What a form may have to know of a petition to judge an answer."""
    return Circumstances(
        today=today,
        notice_ends_on=petition.notice_ends_on,
        must_visit_site=bool({"重点", "重复"} & set(marks)) or petition.satisfaction == "不满意",
        accused_unit=petition.accused_unit,
        assigned_on=petition.assigned_on,
        visited_on=petition.visited_on,
    )


def _others(codes: Sequence[str] | None, petition: Petition) -> list[str]:
    return [code for code in codes or [] if code not in (petition.accused_unit, petition.handling_unit)]
