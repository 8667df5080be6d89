"""Drawing the sample of a year: once, by a seed that is kept; put aside only by name and with a reason."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import case, func, or_, select

from server.access import is_office, sees_all
from server.cases.administration import note
from server.cases.batches import current_round, hold
from server.cases.calendar import local_day
from server.cases.callbacks.checking import PERCENT, drawn
from server.cases.refusal import Forbidden, Invalid, Refusal, Stale
from server.database import db
from server.models import Callback, Complainant, Mark, Petition, Round, Sample, Unit, User
from workflows.forms.review import DISCONTENT, MET
from workflows.sampling import share

WAYS = {"phone": "电话", "walk": "走访"}
"""Who left no number cannot be called: those cases are a list of their own, checked among the neighbours."""
SEED_SIGNS = 8
REASON_LIMIT = 500


def require_seer(by: User) -> None:
    """Raises Forbidden for those who might be asked about: who is drawn is known to the city only."""
    if not sees_all(by):
        raise Forbidden("回访抽查只有市整改办、督查单位和领导小组可以查看。")


def require_caller(by: User) -> None:
    """Raises Forbidden for everybody but the city office."""
    if not is_office(by):
        raise Forbidden("电话回访由市整改办办理。")


def sample_of(year: int, *, lock: bool = False) -> Sample | None:
    """The sample of a year in the current round; none before it is drawn."""
    query = select(Sample).join(Round).where(Round.current, Sample.year == year, Sample.voided_at.is_(None))
    found: Sample | None = db.session.scalar(query.with_for_update(of=Sample) if lock else query)
    return found


def owed(round_: Round) -> tuple[int, int]:
    """Of how many petitions, and how many a year's sample has: of those announced, where the ledger holds fewer."""
    held = db.session.scalar(select(func.count()).where(Petition.round_id == round_.id)) or 0
    total = max(round_.target or 0, held)
    return total, share(total, PERCENT)


class Candidate(NamedTuple):
    """A case that may be drawn."""

    id: int
    no: str
    unit: str | None


def frame(round_: Round, now: datetime) -> dict[str, list[Candidate]]:
    """What may be drawn: reported cases, by county, repeat and verdict; those with a number to call, and the others."""
    repeat = select(Mark.id).where(
        Mark.petition_id == Petition.id, Mark.kind == "重复", Mark.removed_at.is_(None)
    )
    callable_ = func.coalesce(Complainant.complainant_phone, "").regexp_match("[0-9]")
    query = (
        select(Petition.id, Petition.no, Petition.handling_unit, callable_)
        .outerjoin(Complainant, Complainant.petition_id == Petition.id)
        .outerjoin(Unit, Petition.handling_unit == Unit.code)
        .where(
            Petition.round_id == round_.id,
            or_(Petition.reported_at <= now, Petition.archived_at <= now),
        )
        .order_by(Unit.sort, case((repeat.exists(), 0), else_=1), Petition.verdict, Petition.no)
    )
    lists: dict[str, list[Candidate]] = {way: [] for way in WAYS}
    for number, no, unit, has_number in db.session.execute(query):
        lists["phone" if has_number else "walk"].append(Candidate(number, no, unit))
    return lists


def draw_sample(by: User, now: datetime) -> Sample:
    """Draw this year's sample. Raises Forbidden, Stale where it is drawn, or Refusal where too few are reported."""
    require_caller(by)
    round_ = current_round()
    hold(round_)
    year = local_day(now).year
    if sample_of(year) is not None:
        raise Stale(f"{year} 年的样本已经抽定。")
    (total, number), lists = owed(round_), frame(round_, now)
    there = sum(map(len, lists.values()))
    if not number or there < number:
        raise Refusal(f"已上报的信访件只有 {there} 件,应抽 {number} 件;等更多信访件上报后再抽。")
    kept = {way: [one.no for one in candidates] for way, candidates in lists.items()}
    sample = Sample(round_id=round_.id, year=year, total=total, number=number, lists=kept)
    sample.seed, sample.drawn_by, sample.drawn_at = _seed(), by.id, now
    db.session.add(sample)
    db.session.flush()
    _keep_drawn(sample, lists)
    note(
        "draw_sample", f"{year} 年回访样本", by, now, new={"seed": sample.seed, "number": number, "of": there}
    )
    return sample


def _keep_drawn(sample: Sample, lists: Mapping[str, Sequence[Candidate]]) -> None:
    for way, places in drawn(sample.seed, sample.number, sample.lists).items():
        rows = [{"petition_id": lists[way][at].id, "place": at} for at in places]
        db.session.add_all(Callback(sample_id=sample.id, way=way, **row) for row in rows)
    db.session.flush()


def void_sample(reason: str, by: User, now: datetime) -> None:
    """Put this year's sample aside, to be drawn anew: by the head of the office, with a reason, and for all to see.

    Raises Forbidden, Invalid, or Stale where none is drawn.
    """
    if not by.holds({"head"}, "office"):
        raise Forbidden("样本只有市整改办负责人可以作废。")
    hold(current_round())
    sample = sample_of(local_day(now).year, lock=True)
    if sample is None:
        raise Stale("今年还没有抽样。")
    if not reason.strip() or len(reason) > REASON_LIMIT:
        raise Invalid({"reason": [f"请写明为什么作废,最多 {REASON_LIMIT} 个字。"]})
    _refuse_undecided(sample)
    sample.voided_by, sample.voided_at, sample.voided_reason = by.id, now, reason.strip()
    note(
        "void_sample",
        f"{sample.year} 年回访样本",
        by,
        now,
        old={"seed": sample.seed},
        new={"seed": None},
        reason=reason,
    )
    db.session.flush()


def _refuse_undecided(sample: Sample) -> None:
    """Nobody's discontent is put aside with the sample."""
    waiting = select(func.count()).where(
        Callback.sample_id == sample.id, Callback.result == DISCONTENT, Callback.decided_at.is_(None)
    )
    if number := db.session.scalar(waiting):
        raise Refusal(f"还有 {number} 件不满意没有处理,处理完才能作废。")


def years() -> list[int]:
    """Years of the current round in which a sample was drawn, the latest first."""
    query = select(Sample.year).join(Round).where(Round.current).distinct().order_by(Sample.year.desc())
    return list(db.session.scalars(query))


def voided(year: int) -> list[tuple[Sample, str, int, int]]:
    """Samples of the year that were put aside, each with who did it, and how many had been reached, and discontent."""
    reached = func.count().filter(Callback.result.in_(MET))
    discontent = func.count().filter(Callback.result == DISCONTENT)
    counted = [
        select(number).where(Callback.sample_id == Sample.id).scalar_subquery()
        for number in (reached, discontent)
    ]
    query = (
        select(Sample, User.name, *counted)
        .join(Round)
        .join(User, Sample.voided_by == User.id)
        .where(Round.current, Sample.year == year)
        .order_by(Sample.id)
    )
    return [
        (sample, who, asked, not_content) for sample, who, asked, not_content in db.session.execute(query)
    ]


def _seed() -> str:
    """A seed nobody chose."""
    return str(secrets.randbelow(10**SEED_SIGNS)).zfill(SEED_SIGNS)
