"""公示方式 of a problem: at once for all its measures, or measure by measure."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from server.auth import me
from server.cases.measures.notice import SCOPES, set_scope
from server.cases.plan.tags import problem_of
from server.cases.refusal import Invalid
from server.clock import now
from server.models import Problem
from server.pages.answers import read_answers
from server.pages.form import Filling, view_form
from workflows.forms import Form
from workflows.forms.field import choice, text

pages = Blueprint("notice_scope", __name__, url_prefix="/problems/<int:no>/notice")


class NoticeScopeForm(Form):
    """公示方式: how the result of a problem is made public."""

    scope = choice("公示方式", SCOPES, default="problem")
    reason = text("理由", needed=True, long=True, limit=500)


@pages.get("")
def show(no: int) -> str:
    """How the result of this problem is made public now."""
    problem = problem_of(no, me())
    return page(problem, Filling({"scope": problem.notice_scope}))


@pages.post("")
def change(no: int) -> ResponseReturnValue:
    """Another way, with the reason."""
    problem = problem_of(no, me())
    answers = read_answers(NoticeScopeForm(), request.form)
    try:
        set_scope(problem, answers.get("scope", ""), answers.get("reason", ""), me(), now())
    except Invalid as refusal:
        return page(problem, Filling(answers, refusal.errors)), refusal.status
    flash(f"问题 {no} {SCOPES[problem.notice_scope]}。")
    return redirect(url_for("problems.show", no=no), 303)


def page(problem: Problem, filling: Filling) -> str:
    """The form under the problem's name."""
    return render_template(
        "measures/notice.html", problem=problem, view=view_form(NoticeScopeForm(), filling)
    )
