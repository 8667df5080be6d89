"""The tour as it is printed, walked by its people from 签收 to 归档 through the pages."""

import io
import re
from datetime import date
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, select
from werkzeug.test import TestResponse

from server.cases.calendar import local_day
from server.clock import now
from server.database import db
from server.demo.clock import AHEAD
from server.demo.loading import loaded
from server.demo.measures.stands import TOUR
from server.demo.people import PASSWORD
from server.demo.photos import picture
from server.demo.tour import tour
from server.models import Measure, Petition, Setting, Task, User
from server.reports import label


class Walk:
    """One case and the people who take it on."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        with app.app_context():
            self.no = (loaded() or {})["path"]
        self.people: dict[str, FlaskClient] = {}

    def person(self, login: str) -> FlaskClient:
        if login not in self.people:
            self.people[login] = self.app.test_client()
            answer = self.people[login].post("/login", data={"login": login, "password": PASSWORD})
            assert answer.status_code == 303, login
        return self.people[login]

    def task(self) -> tuple[int, str]:
        query = (
            select(Task.id, Task.step).join(Petition).where(Petition.no == self.no, Task.closed_at.is_(None))
        )
        with self.app.app_context():
            found = db.session.execute(query).one()
            return found.id, found.step

    def tasks_of_measure(self) -> dict[tuple[str, str], int]:
        """The open tasks of the tour's measure, by step and unit."""
        query = select(Task).join(Measure).where(Measure.no == TOUR, Task.closed_at.is_(None))
        with self.app.app_context():
            return {(task.step, task.participant): task.id for task in db.session.scalars(query)}

    def sign(self, login: str, step: str, unit: str, form: str, **answers: Any) -> TestResponse:
        """One unit's part of a step of that measure, as its page sends it."""
        page = self.person(login).get(f"/measures/{TOUR}").get_data(as_text=True)
        assert f'value="{form}"' in page
        task_id = self.tasks_of_measure()[step, unit]
        data = {"form": form, "submission": f"tour-{login}-{task_id}", **answers}
        return self.person(login).post(f"/tasks/{task_id}", data=data, content_type="multipart/form-data")

    def today(self) -> date:
        with self.app.app_context():
            return local_day(now())

    def user(self, login: str) -> int:
        with self.app.app_context():
            return db.session.scalars(select(User.id).where(User.login == login)).one()

    def send(self, login: str, step: str, form: str, **answers: Any) -> None:
        task_id, here = self.task()
        assert here == step
        data = {"form": form, "submission": f"tour-{task_id}", **answers}
        answer = self.person(login).post(f"/tasks/{task_id}", data=data, content_type="multipart/form-data")
        assert answer.status_code == 303, answer.get_data(as_text=True)[:4000]

    def forward(self, login: str, days: int) -> None:
        answer = self.person(login).post("/demo/clock", data={"days": days, "back": f"/c/{self.no}"})
        assert answer.headers["Location"] == f"/c/{self.no}"


def photo(when: str) -> tuple[io.BytesIO, str]:
    return io.BytesIO(picture("smoke", when, "D2LZ", "2026")), f"{when}.jpg"


def test_the_printed_tour_leads_from_signing_for_to_the_archive(demo: Flask) -> None:
    walk = Walk(demo)
    walk.send("rongan1", "sign_for", "SignForForm", accepted="true")
    found = {"points-0-text": "油烟直排", "points-0-verdict": "属实", "points-0-finding": "属实"}
    found |= {"verdict": "属实", "finding": "未装净化器", "on_the_spot": "true", "handling": "已装净化器"}
    pictures = {"photos_before": photo("before"), "photos_after": photo("after")}
    walk.send("rongan1", "investigate", "InvestigateForm", investigated_on=walk.today(), **found, **pictures)
    walk.send("rongan-chief", "review", "ReviewForm", opinion="同意。")
    walk.send("urban1", "check", "CheckForm", opinion="同意。", checked_on=walk.today())
    visited = {"satisfaction": "满意", "words": "好多了", "acceptance": "已到位"}
    chief = walk.user("rongan-chief")
    walk.send("rongan2", "visit", "VisitForm", visited_on=walk.today(), companion=chief, **visited)
    notice = {"notice_on": walk.today(), "notice_days": 5, "notice_place": "公示栏"}
    walk.send("rongan1", "publish_notice", "PublishNoticeForm", **notice)
    walk.forward("rongan1", 5)
    walk.forward("rongan1", 1)
    walk.send("rongan1", "end_notice", "EndNoticeForm", objections=0)
    walk.send("rongan-head", "apply", "ApplyForm", opinion="同意申请销号。")
    verified = {"on_site": "false", "verified_on": walk.today(), "opinion": "符合。"}
    walk.send("urban-chief", "verify", "VerifyForm", **verified)
    walk.send("leader", "file", "FileForm", filing_no="柳整改备〔2026〕99号", filed_on=walk.today())
    walk.send("office", "announce", "AnnounceForm", announced_on=walk.today(), announced_place="网站")
    with demo.app_context():
        query = select(Petition.step, Petition.archived_at, label()).where(Petition.no == walk.no)
        step, archived_at, said = db.session.execute(query).one()
    assert step is None
    assert archived_at is not None
    assert said == "已销号"


def test_the_printed_path_of_a_measure_leads_from_self_check_to_acceptance(demo: Flask) -> None:
    walk = Walk(demo)
    checks = {}
    with demo.app_context():
        for number, words in enumerate(
            db.session.scalars(select(Measure).where(Measure.no == TOUR)).one().standards
        ):
            checks |= {f"checks-{number}-text": words, f"checks-{number}-met": "true"}
    today = walk.today()
    for login, unit in (("rongan1", "rongan"), ("ecology1", "ecology")):
        given = {"self_checked_on": today, "evidence": photo("after"), **checks}
        assert walk.sign(login, "self_check", unit, "SelfCheckForm", **given).status_code == 303
    assert walk.sign("ecology1", "collect", "ecology", "CollectForm", summary="材料已齐").status_code == 303
    given = {"county_checked_on": today, "opinion": "合格"}
    assert walk.sign("rongan-chief", "county_check", "rongan", "CountyCheckForm", **given).status_code == 303
    accepted = {
        "accepted_on": today,
        "accepted_on_site": "true",
        "participants": "两局",
        "opinion": "达到",
        **checks,
    }
    task_id = walk.tasks_of_measure()["accept", "ecology"]
    own = {"form": "AcceptForm", "submission": "own", **accepted}
    assert walk.person("ecology1").post(f"/tasks/{task_id}", data=own).status_code == 403
    assert walk.sign("ecology-chief", "accept", "ecology", "AcceptForm", **accepted).status_code == 303
    assert walk.tasks_of_measure().keys() == {("publish_measure", "")}


def test_every_address_the_tour_speaks_of_answers(demo: Flask) -> None:
    walk = Walk(demo)
    with demo.app_context():
        lines = " ".join(tour("", loaded() or {}))
    paths = set(re.findall(r"(?<![/\w])/[a-z][a-z/]*(?:[0-9]+)?", lines))
    assert paths >= {
        "/measures",
        f"/measures/{TOUR}",
        "/measures/22",
        "/measures/records",
        "/problems",
        "/office",
    }
    assert {path: walk.person("office").get(path).status_code for path in paths} == dict.fromkeys(paths, 200)


def test_older_data_without_a_plan_has_its_tour_too(demo: Flask) -> None:
    with demo.app_context():
        shown = {name: no for name, no in (loaded() or {}).items() if name != "measure"}
    assert not [line for line in tour("http://localhost", shown) if "/measures" in line]


def test_the_clock_goes_to_a_working_morning_and_its_setting_stays(demo: Flask) -> None:
    walk = Walk(demo)
    before = walk.today()
    walk.forward("office", 1)
    assert walk.today() > before
    page = walk.person("office").get("/").get_data(as_text=True)
    assert f"今天按 {walk.today()} 计" in page
    ahead = demo.config["CLOCK"].ahead
    with demo.app_context():
        assert db.session.scalar(select(Setting.value).where(Setting.name == AHEAD)) == ahead.total_seconds()


def test_only_the_offered_steps_and_only_for_those_signed_in(demo: Flask) -> None:
    walk = Walk(demo)
    before = demo.config["CLOCK"].ahead
    assert walk.person("office").post("/demo/clock", data={"days": 365}).status_code == 400
    assert demo.test_client().post("/demo/clock", data={"days": 1}).status_code == 302
    assert demo.config["CLOCK"].ahead == before
    away = walk.person("office").post("/demo/clock", data={"days": 1, "back": "//elsewhere.example/"})
    assert away.headers["Location"] == "/"


def test_everybody_named_in_the_tour_can_sign_in(demo: Flask) -> None:
    with demo.app_context():
        shown = loaded() or {}
        lines = "\n".join(tour("http://localhost", shown))
    walk = Walk(demo)
    for login in ("office", "office-head", "rongan1", "rongan2", "rongan-chief", "rongan-head", "urban1"):
        assert login in lines
        assert walk.person(login).get("/").status_code == 200
    for login in ("ecology1", "urban-chief", "inspector", "leader", "admin", "liunan1", "ecology-chief"):
        assert walk.person(login).get("/").status_code == 200


def test_what_is_registered_in_a_demonstration_is_demonstration_data(demo: Flask) -> None:
    walk = Walk(demo)
    form = {
        "no": "D2LZ20261124999",
        "assigned_on": str(walk.today()),
        "text": "融安县长安镇油烟",
        "types": "油烟",
    }
    assert walk.person("office").post("/petitions/new", data=form).status_code == 303
    with demo.app_context():
        assert db.session.scalars(select(Petition.demo).where(Petition.no == "D2LZ20261124999")).one() is True
        db.session.execute(delete(Petition).where(Petition.no == "D2LZ20261124999"))
        db.session.commit()
