"""One case and one measure with everything that hangs on them, to fill the addresses of all routes."""

import re
import uuid
from datetime import date, datetime
from typing import Any

from server.cases.dispatch.opening import open_month
from server.cases.incidents import keep_incident
from server.cases.measures.finding import load_measure
from server.cases.plan.milestones import all_milestones
from server.cases.refusal import Failed
from server.cases.sent import Sent
from server.database import db
from server.models import Callback, Incident, Petition, Sample, Upload, User
from tests.server.cases.plan.plans import SHORT, load
from tests.server.security.world import Case, World

COLLEAGUE = "{colleague}"
HONEST: dict[str, dict[str, Any]] = {
    "/tasks/<int:task_id>": {"form": "InvestigateForm"},
    "/tasks/<int:task_id>/draft": {"form": "InvestigateForm", "finding": "油烟直排"},
    "/tasks/<int:task_id>/hand-over": {"to": COLLEAGUE},
    "/tasks/<int:task_id>/return": {"step": "sign_for", "reason": "请重新签收"},
    "/c/<path:no>/mark": {"kind": "重点", "reason": "群众关注"},
    "/c/<path:no>/resume": {"reason": "鉴定结论已出"},
    "/c/<path:no>/suspend": {"day": "2026-03-11", "reason": "等待鉴定", "document": "柳整改办函〔2026〕1号"},
    "/c/<path:no>/reassign": {"handling_unit": "rongan", "entry": "anew", "reason": "案发地在融安县"},
    "/measures/<int:no>/milestones/<int:milestone_id>": {"act": "confirm"},
    "/measures/records/entered": {"pasted": "措施序号\t状态\t日期\n1\t已公示\t2024-06-30\n"},
    "/petitions/new": {"no": "X1", "assigned_on": "2026-03-11", "text": "河水发黑"},
    "/api/petitions": {"no": "X1", "assigned_on": "2026-03-11", "text": "河水发黑"},
    "/api/tasks/<int(max=2147483647):task_id>/complete": {"answers": {"finding": "油烟直排"}},
    "/api/tasks/<int(max=2147483647):task_id>/hand-over": {"to": COLLEAGUE},
    "/api/tasks/<int(max=2147483647):task_id>/return": {"step": "sign_for", "reason": "请重新签收"},
}
"""What is sent to routes that would refuse an empty form before looking who sends it."""
PLAN = (
    SHORT.replace("市水利局、市生态环境局", "市水利局")
    .replace("人民政府,市生态环境局", "人民政府")
    .replace("柳南区、融安县", "柳南区")
)
MEASURE, PROBLEM = "2", "1"
"""A measure that the five districts of the city owe, 柳南区 among them, and its problem: the water bureau leads."""
LIST = "受理编号\t交办问题基本情况\t行政区域\nD2LZ202603110099\t楼下餐馆油烟\t柳南区\n"


def _callback(petition: Petition, clerk: User, at: datetime) -> Callback:
    """The case drawn as the only one of the year's sample."""
    lists = {"phone": [petition.no], "walk": []}
    sample = Sample(round_id=petition.round_id, year=at.year, total=1, number=1, seed="1", lists=lists)
    sample.drawn_by, sample.drawn_at = clerk.id, at
    db.session.add(sample)
    db.session.flush()
    row = Callback(sample_id=sample.id, petition_id=petition.id, way="phone", place=0)
    db.session.add(row)
    db.session.flush()
    return row


class Subject:
    """A case and a measure of 柳南区 with everything that hangs on them, as the addresses name it."""

    def __init__(self, world: World) -> None:
        self.case: Case = world.case("investigate")
        self.values = {
            "no": self.case.no,
            "task_id": str(self.case.task),
            "file_id": world.file(self.case.no),
        }
        with world.app.app_context():
            clerk = world.house["clerk"]
            petition = world.find(self.case.no)
            upload = Upload(
                id=uuid.uuid4(), user_id=clerk.id, round_id=petition.round_id, name="粘贴.txt",
                content=LIST.encode(), at=world.clock(),
            )  # fmt: skip
            db.session.add(upload)
            failure = Failed(
                "自动步骤出错", self.case.task, {"petition_id": petition.id}, Sent({"finding": "x"})
            )
            keep_incident(failure, world.house["liunan_handler1"].id, world.clock())
            db.session.flush()
            incident = db.session.query(Incident.id).one()[0]
            self.values |= {"upload_id": str(upload.id), "incident_id": str(incident)}
            self.values |= {"user_id": str(clerk.id), "batch_id": str(petition.batch_id)}
            self.colleague = world.house["liunan_handler2"].id
            load(clerk, world.clock(), PLAN)
            open_month(date(2026, 3, 1), world.clock())
            milestone = all_milestones(load_measure(int(MEASURE), clerk))[0]
            self.values |= {"milestone_id": str(milestone.id), "unit_name": "各城区党委和人民政府"}
            row = _callback(petition, clerk, world.clock())
            self.values |= {"callback_id": str(row.id), "sample_id": str(row.sample_id)}
            db.session.commit()
        self.values |= {
            "month": "2026-03",
            "unit": "liunan",
            "step_id": "publish_notice",
            "name": "handling",
            "code": "urban",
            "filename": "style.css",
        }

    def body(self, rule: str) -> dict[str, Any]:
        """An honest form for this route, as far as its people are asked before it is read."""
        return {
            name: str(self.colleague) if value == COLLEAGUE else value
            for name, value in HONEST.get(rule, {}).items()
        }

    def address(self, rule: str, **other: str) -> str:
        """The rule's address for this case, or for something else; the API names them as the pages do."""
        values = {**self.values, **other}
        page = rule.removeprefix("/api")
        if page.startswith(("/measures", "/problems")):
            values["no"] = PROBLEM if page.startswith("/problems") else MEASURE
            values["no"] = "9999" if "no" in other else values["no"]
        return re.sub(r"<(?:[a-z]+(?:\([^)]*\))?:)?([a-z_]+)>", lambda found: values[found[1]], rule)
