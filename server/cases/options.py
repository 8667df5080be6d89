"""What a form may offer for this very case: units, people, steps to return to."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sqlalchemy import Select, and_, func, or_, select

from server.cases.staff import roles_at
from server.cases.units import owing_units
from server.cases.work import Work
from server.database import db
from server.models import Petition, Post, Unit, User
from workflows.engine import Engine
from workflows.roles import LANES, VISITORS_NEEDED


@dataclass(frozen=True)
class Option:
    """One choice, with what one should know before taking it."""

    value: str
    label: str
    note: str = ""
    disabled: bool = False


def offered(source: str, work: Work, by: User) -> list[Option]:
    """The choices a form's field names as its source."""
    return SOURCES[source](work, by)


def _all_units(work: Work, _: User) -> list[Option]:
    return [Option(unit.code, unit.name) for unit in work.units]


def _owing_units(_: Work, __: User) -> list[Option]:
    return [Option(unit.code, unit.name) for unit in owing_units()]


def _departments(work: Work, _: User) -> list[Option]:
    return [_unit_option(unit, work, "") for unit in work.units if unit.kind == "bureau"]


def _handling_units(work: Work, _: User) -> list[Option]:
    return _units_to_handle(work, open_cases(), visitors())


def _units_to_handle(work: Work, load: Mapping[str, int], staff: Mapping[str, int]) -> list[Option]:
    return [
        _unit_option(unit, work, load_note(load.get(unit.code, 0), staff.get(unit.code, 0)))
        for unit in work.units
    ]


def _unit_option(unit: Unit, work: Work, note: str) -> Option:
    if unit.code == work.petition.accused_unit:
        return Option(unit.code, unit.name, "本件反映的就是这个单位,不能交给它办。", disabled=True)
    return Option(unit.code, unit.name, note)


def load_note(cases: int, staff: int) -> str:
    """What the office should know of a unit before it assigns: its load, and whether it can visit (实地回访)."""
    warning = f";回访人手不足:需 {VISITORS_NEEDED} 人,现 {staff} 人" if staff < VISITORS_NEEDED else ""
    return f"在办 {cases} 件{warning}"


def open_cases() -> dict[str, int]:
    """How many cases each unit has in hand."""
    rows = db.session.execute(
        select(Petition.handling_unit, func.count())
        .where(Petition.handling_unit.is_not(None), Petition.step.is_not(None))
        .group_by(Petition.handling_unit)
    )
    return {unit: count for unit, count in rows if unit}


def visitors(unit: str | None = None) -> dict[str, int]:
    """How many people of each unit could make the callback visit."""
    query = (
        select(Post.unit, func.count(func.distinct(User.staff_no)))
        .join(User, Post.user_id == User.id)
        .where(Post.role.in_(LANES["回访组"].roles), User.disabled.is_(False))
        .group_by(Post.unit)
    )
    if unit:
        query = query.where(Post.unit == unit)
    return dict(db.session.execute(query).all())


def return_target(engine: Engine, step_id: str) -> str:
    """The step a return can aim at: steps of a nested activity are entered through it."""
    return step_id if step_id in engine.returnable else engine.user_tasks[step_id].phase


def return_steps(work: Work, by: User) -> list[Option]:
    """Steps this case has walked, or the diagram offers here, in its order, without the one it stands at."""
    engine = work.engine
    walked = {return_target(engine, act.step) for act in work.done if act.step in engine.user_tasks}
    walked |= set(work.step.properties.get("return_also", "").split())
    open_to = walked - {work.task.step} - _kept_for_others(engine, by)
    return [Option(step, name) for step, name in engine.returnable.items() if step in open_to]


def _kept_for_others(engine: Engine, by: User) -> set[str]:
    """Steps to which the diagram lets the people of another unit alone return a case."""
    kept = {step.id: step.properties.get("return_by") for step in engine.user_tasks.values()}
    return {step for step, unit in kept.items() if unit and unit not in by.units}


def _people(query: Select[User]) -> list[Option]:
    people = db.session.scalars(query.where(User.disabled.is_(False)).order_by(User.id)).unique()
    return [Option(str(user.id), user.name) for user in people]


def _cadres(work: Work, _: User) -> list[Option]:
    """Leaders of the unit itself first, then those of the leading group."""
    unit, roles = work.petition.handling_unit, ("principal", "chief")
    local = and_(Post.unit == unit, Post.role.in_(roles))
    above = and_(Post.unit == "leading_group", Post.role == "leader")
    first = select(Post.user_id).where(local)
    people = select(User).where(User.id.in_(select(Post.user_id).where(or_(local, above))))
    return _people(people.order_by(User.id.not_in(first)))


def _members(work: Work, _: User) -> list[Option]:
    petition = work.petition
    wanted = [unit for unit in (petition.handling_unit, petition.department, *petition.co_handlers) if unit]
    posts = select(Post.user_id).where(Post.role.in_(["handler", "chief"]), or_(Post.unit.in_(wanted)))
    return _people(select(User).where(User.id.in_(posts)))


def _companions(work: Work, by: User) -> list[Option]:
    roles, units = LANES[work.task.lane].roles, {work.petition.handling_unit, work.task.unit}
    posts = [and_(Post.unit == unit, Post.role.in_(roles_at(unit, roles))) for unit in units if unit]
    people = select(User).where(User.id.in_(select(Post.user_id).where(or_(*posts))))
    return _people(people.where(User.staff_no.not_in({*work.barred, by.staff_no})))


def allowed(source: str, work: Work, by: User) -> list[Option]:
    """The same choices without what one should know of them: enough to check an answer."""
    return _units_to_handle(work, {}, {}) if source == "handling_units" else offered(source, work, by)


SOURCES: dict[str, Callable[[Work, User], list[Option]]] = {
    "units": _all_units,
    "groups_members": _owing_units,
    "departments": _departments,
    "handling_units": _handling_units,
    "return_steps": return_steps,
    "cadres": _cadres,
    "members": _members,
    "companions": _companions,
}
