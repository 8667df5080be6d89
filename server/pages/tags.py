"""专项标签 of a problem."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from server.auth import me
from server.cases.plan.tags import known_tags, problem_of, set_tags
from server.cases.refusal import Invalid
from server.clock import now

pages = Blueprint("tags", __name__, url_prefix="/problems/<int:no>/tags")


@pages.get("")
def show(no: int) -> str:
    """The tags of a problem, and those the others have."""
    problem = problem_of(no, me())
    return render_template("measures/tags.html", problem=problem, known=known_tags(problem))


@pages.post("")
def change(no: int) -> ResponseReturnValue:
    """Other tags, ticked or written."""
    problem = problem_of(no, me())
    words = "\n".join([*request.form.getlist("tag"), request.form.get("tags", "")])
    try:
        set_tags(problem, words, me(), now())
    except Invalid as refusal:
        page = render_template(
            "measures/tags.html",
            problem=problem,
            known=known_tags(problem),
            message=refusal.errors["tags"][0],
            written=request.form.get("tags", ""),
        )
        return page, refusal.status
    flash(f"问题 {no} 的标签已保存。")
    return redirect(url_for("tags.show", no=no), 303)
