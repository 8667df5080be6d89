"""Who may see and do what: asked of one place, answered with a reason."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, false, or_, select, true

from server.models import Measure, Owing, Petition, Problem, Task, User
from workflows.roles import LANES

SEE_ALL = frozenset({"clerk", "head", "leader", "inspector"})
OFFICE = frozenset({"clerk", "head"})


@dataclass(frozen=True)
class Permission:
    """Whether somebody may do something, and the sentence that says why not."""

    ok: bool
    reason: str = ""

    def __bool__(self) -> bool:
        return self.ok


ALLOWED = Permission(True)


def is_office(user: User) -> bool:
    """Does the user work in the city office (市整改办)?"""
    return user.holds(OFFICE)


def sees_all(user: User) -> bool:
    """The city office, the leading group and the inspectors see every case."""
    return user.holds(SEE_ALL)


def visible(user: User) -> ColumnElement[bool]:
    """The petitions a user may see, as one SQL condition: a county sees its own, the office all."""
    if sees_all(user):
        return true()
    units = [post.unit for post in user.posts if post.role != "admin"]
    if not units:
        return false()
    return or_(
        Petition.handling_unit.in_(units),
        Petition.department.in_(units),
        Petition.co_handlers.overlap(units),
        Petition.cadre == user.id,
        Petition.members.contains([str(user.id)]),
    )


def measure_visible(user: User) -> ColumnElement[bool]:
    """The measures a user may see: those its units owe or lead; the office, leading group and inspectors all."""
    if sees_all(user):
        return true()
    units = [post.unit for post in user.posts if post.role != "admin"]
    if not units:
        return false()
    owed = select(Owing.measure_id).where(Owing.unit.in_(units), Owing.removed_at.is_(None))
    led = select(Problem.id).where(Problem.leads.overlap(units))
    return or_(Measure.id.in_(owed), Measure.problem_id.in_(led))


def problem_visible(user: User) -> ColumnElement[bool]:
    """The problems a user may see: those its units lead, or of which they owe a measure."""
    if sees_all(user):
        return true()
    units = [post.unit for post in user.posts if post.role != "admin"]
    if not units:
        return false()
    owing = select(Measure.problem_id).join(Owing, Owing.measure_id == Measure.id)
    owed = owing.where(Owing.unit.in_(units), Owing.removed_at.is_(None))
    return or_(Problem.leads.overlap(units), Problem.id.in_(owed))


SEEN = (visible, measure_visible, problem_visible)
"""Which cases of each kind a user may see."""


def case_visible(user: User) -> ColumnElement[bool]:
    """The cases a user may see, where a row is joined to its case of whichever kind."""
    return true() if sees_all(user) else or_(*(seen(user) for seen in SEEN))


def may_see_complainant(user: User, petition: Petition, needed: bool) -> bool:
    """The complainant's identity: for the office, and for a step that needs it; never for those complained of."""
    if petition.accused_unit and petition.accused_unit in user.units:
        return False
    return is_office(user) or needed


def has_role_for(user: User, task: Task) -> bool:
    """Is the user one of those the task is meant for (its lane's roles at its unit, or named in person)?"""
    lane = LANES[task.lane]
    if lane.place == "person":
        return task.participant == str(user.id)
    if task.unit == "office":
        return user.holds(OFFICE, "office")
    return user.holds(lane.roles, task.unit)


def may_act(user: User, task: Task, excluded: dict[str, str], holder: str | None = None) -> Permission:
    """May the user do this task? `excluded` maps staff numbers to why they may not check this case."""
    if task.closed_at is not None:
        return Permission(False, "这一步已经办过了。")
    if not has_role_for(user, task):
        return Permission(False, f"这一步由{task.lane}办理。")
    if user.staff_no in excluded:
        return Permission(False, excluded[user.staff_no])
    if task.user_id not in (None, user.id):
        return Permission(False, f"已由{holder or '他人'}领取。")
    return ALLOWED
