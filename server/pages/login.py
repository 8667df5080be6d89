"""Signing in and out."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from server import auth

pages = Blueprint("login", __name__)


@pages.route("/login", methods=["GET", "POST"])
def sign_in() -> ResponseReturnValue:
    """The sign-in page; afterwards one is where one wanted to go."""
    target = local(request.values.get("next", ""))
    if request.method == "GET":
        return (
            redirect(target)
            if current_user.is_authenticated
            else render_template("login.html", target=target)
        )
    name = request.form.get("login", "").strip()
    if auth.sign_in(name, request.form.get("password", "")):
        return redirect(target, 303)
    return render_template("login.html", target=target, login=name, wrong=True), 422


@pages.post("/logout")
def sign_out() -> ResponseReturnValue:
    """End all sessions of this person."""
    auth.sign_out(auth.me())
    flash("已退出。")
    return redirect(url_for("login.sign_in"), 303)


def local(target: str) -> str:
    """An address of ours to go on to; anything that leads elsewhere becomes the inbox."""
    inside = target.startswith("/") and not target.startswith(("//", "/\\"))
    return target if inside and target.isprintable() else "/"
