"""Search: an exact number leads straight to its case, words to a list of cases."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from server.auth import me
from server.cases.finding import load_petition, search
from server.cases.refusal import NotFound

pages = Blueprint("search", __name__)
LONGEST = 100


@pages.get("/s")
def find() -> ResponseReturnValue:
    """What was asked for, among the cases I may see."""
    query = " ".join(request.args.get("q", "").split())[:LONGEST]
    if query and (no := exact(query)):
        return redirect(url_for("petition.show", no=no), 303)
    found = search(query, me()) if query else []
    return render_template("search.html", query=query, found=found)


def exact(query: str) -> str | None:
    """The number, if a case bears just that."""
    try:
        return load_petition(query.upper(), me()).no
    except NotFound:
        return None
