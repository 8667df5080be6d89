"""线下签批: a leader signed on paper, a clerk enters it with the scan; the signer counts, the clerk is recorded."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from server.cases.calendar import local_day
from server.cases.complete import complete_task
from server.cases.refusal import Forbidden, Invalid, NotFound
from server.cases.sent import Paper
from server.database import transaction
from server.models import Petition
from tests.server.cases.house import House


def enter(house: House, petition: Petition, clerk: str, signer: str, **changed: object) -> None:
    """Have a clerk enter what a leader signed on paper today."""
    scan = changed.pop("scan", None) or UUID(house.file(petition, "scan"))
    ahead = timedelta(days=int(str(changed.pop("ahead", 0))))
    paper = Paper(house[signer].id, local_day(house.now) + ahead, scan)  # type: ignore[arg-type]
    task = house.task(petition)
    with transaction():
        complete_task(task.id, house.answers(petition, task.step), house[clerk], house.now, paper=paper)


def test_the_signer_counts_and_the_clerk_is_recorded(house: House) -> None:
    petition = house.to("review")
    enter(house, petition, "liunan_handler1", "liunan_chief")
    event = house.events(petition, "complete")[-1]
    assert (event.step, event.user_id, event.entered_by) == (
        "review",
        house["liunan_chief"].id,
        house["liunan_handler1"].id,
    )
    assert event.data["signed_on"] == house.today
    assert event.data["scan"]
    assert not event.handling
    house.go(petition, "check")
    house.do(petition, "visit", "liunan_handler2")
    assert petition.step == "publish_notice"


def test_four_eyes_look_at_the_signer_not_at_the_clerk(house: House) -> None:
    petition = house.petition()
    house.hire("both", "liunan_handler1", [("liunan", "chief")])
    house.go(petition, "sign_for", "investigate")
    with pytest.raises(Forbidden, match="您办理过本件"):
        enter(house, petition, "liunan_handler2", "both")
    enter(house, petition, "liunan_handler1", "liunan_chief")
    assert petition.step == "plan"


@pytest.mark.parametrize(
    ("clerk", "signer", "error"),
    [
        ("clerk", "liunan_chief", Forbidden),
        ("urban1", "liunan_chief", Forbidden),
        ("rongan_handler1", "liunan_chief", NotFound),
        ("liunan_handler1", "liunan_handler1", Forbidden),
        ("liunan_handler1", "rongan_chief", Forbidden),
        ("liunan_handler1", "head", Forbidden),
    ],
)
def test_only_the_unit_enters_what_its_own_leaders_signed(
    house: House, clerk: str, signer: str, error: type[Exception]
) -> None:
    petition = house.to("review")
    with pytest.raises(error):
        enter(house, petition, clerk, signer)
    assert petition.step == "review"


def test_a_step_without_paper_is_not_signed_on_paper(house: House) -> None:
    petition = house.to("visit")
    with pytest.raises(Forbidden, match="不能线下签批"):
        enter(house, petition, "liunan_handler1", "liunan_handler2")


def test_the_scan_must_belong_to_the_case(house: House) -> None:
    other, petition = house.petition(), house.to("review")
    for scan in (UUID(house.file(other, "scan")), uuid4()):
        with pytest.raises(Invalid):
            enter(house, petition, "liunan_handler1", "liunan_chief", scan=scan)
    assert petition.step == "review"


def test_nobody_signs_in_the_future(house: House) -> None:
    petition = house.to("review")
    with pytest.raises(Invalid) as refusal:
        enter(house, petition, "liunan_handler1", "liunan_chief", ahead=1)
    assert list(refusal.value.errors) == ["signed_on"]
