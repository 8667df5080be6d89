"""列入或移出名单 (重点, 重复, 积案, 疑难): by the office, with the reason."""

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from server.access import is_office
from server.auth import me
from server.cases.mark import mark, unmark
from server.cases.refusal import Forbidden, Invalid
from server.clock import now
from server.models import Petition
from server.pages.act import Act, act_page, refused, sent
from server.pages.act_form import MarkForm, UnmarkForm
from server.pages.petition import find

pages = Blueprint("list_mark", __name__)


@pages.route("/c/<path:no>/mark", methods=["GET", "POST"])
def change(no: str) -> ResponseReturnValue:
    """Put a case on a list, or with `?off=重点` take it off."""
    if not is_office(me()):
        raise Forbidden("只有市整改办可以列入或移出名单。")
    petition, off = find(no), request.values.get("off", "")
    act = _act(petition, off)
    if request.method == "GET":
        return act_page(act)
    try:
        given = sent(act.form)
        if off:
            unmark(petition, off, given["reason"], me(), now())
        else:
            mark(petition, given["kind"], given["reason"], me(), now())
    except Invalid as refusal:
        return refused(act, refusal)
    flash(f"{no} 已移出{off}名单。" if off else f"{no} 已列为{given['kind']}。")
    return redirect(url_for("petition.show", no=no), 303)


def _act(petition: Petition, off: str) -> Act:
    back = url_for("petition.show", no=petition.no)
    if off:
        says = [f"本件不再是{off}件;谁、何时、为什么列入和移出,都留在办理记录里。"]
        return Act(f"移出{off}名单", says, UnmarkForm(), "移出", petition, back, danger=True)
    says = [
        "列为重点、重复、疑难的,整改方案之后要成立包案小组。",
        "列为重点、重复的,市级复核须现场进行。",
    ]
    return Act("列入名单", says, MarkForm(), "列入", petition, back)
