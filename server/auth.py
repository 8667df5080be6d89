"""Signing in: passwords with argon2, sessions that end on the server, tokens for the API."""

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask import Flask, Request, abort, request, session
from flask_login import LoginManager, current_user, login_user, logout_user
from sqlalchemy import func, select

from server.cases.refusal import Refusal
from server.clock import now
from server.database import db, transaction
from server.models import ApiToken, SignInFailure, User

hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
NOBODY = hasher.hash("nobody has this password")
"""Checked when the name is unknown, so that the answer takes as long."""
TRIES = 5
WINDOW = timedelta(minutes=15)
UNATTENDED = frozenset({"inbox.state"})
"""Asked by an open page itself: no sign that somebody sits before it."""
OPEN_ENDPOINTS = frozenset({"static", "login.sign_in", "health.healthz"})

login = LoginManager()
login.login_view = "login.sign_in"
login.login_message = "请先登录。"


class TooManyTries(Refusal):
    """Too many wrong passwords for this name."""

    status = 429


def me() -> User:
    """The user of this request; 401 when nobody is signed in."""
    if not current_user.is_authenticated:
        abort(401)
    return db.session.get_one(User, current_user.id)


def sign_in(name: str, password: str) -> User | None:
    """Sign in with name and password; None when they do not match. Raises TooManyTries."""
    refuse_guessing(name, now())
    user: User | None = db.session.scalar(select(User).where(User.login == name))
    if not matches(user.password_hash if user else NOBODY, password) or user is None or user.disabled:
        with transaction():  # the try counts although the answer is a refusal
            db.session.add(SignInFailure(login=name[:100], at=now()))
        return None
    user.session_key = user.session_key or secrets.token_hex(8)
    session.clear()  # nothing that was planted before signing in goes on, its token least of all
    login_user(user)
    return user


def sign_out(user: User) -> None:
    """End every session of this user, on the server too."""
    user.session_key = secrets.token_hex(8)
    logout_user()


def refuse_guessing(name: str, at: datetime) -> None:
    """The sixth try in a quarter of an hour is refused, whoever tries and on whichever machine."""
    recent = select(func.count()).where(SignInFailure.login == name[:100], SignInFailure.at > at - WINDOW)
    if (db.session.scalar(recent) or 0) >= TRIES:
        raise TooManyTries("连续输错次数太多,请 15 分钟后再试,或请系统管理员重设密码。")


def hashed(password: str) -> str:
    """A password as it is kept."""
    return hasher.hash(password)


def matches(kept: str, password: str) -> bool:
    """Is it this password?"""
    try:
        return hasher.verify(kept, password)
    except (VerificationError, InvalidHashError):
        return False


def new_token(user: User, at: datetime) -> str:
    """A new token for the API; shown once, only its digest is kept."""
    token = secrets.token_urlsafe(32)
    db.session.add(ApiToken(digest=digest(token), user_id=user.id, created_at=at))
    return token


def digest(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


@login.user_loader  # type: ignore[untyped-decorator]  # flask-login has no types
def load_user(session_id: str) -> User | None:
    """The user of a session, unless the session was ended, the account closed, or a token speaks for the request."""
    if sent_with_token(request):
        return None
    number, _, key = session_id.partition(".")
    user = db.session.get(User, int(number)) if number.isdigit() else None
    return user if user and not user.disabled and user.session_key == key else None


@login.request_loader  # type: ignore[untyped-decorator]  # flask-login has no types
def load_bearer(asked: Request) -> User | None:
    """The user of an API token."""
    scheme, _, token = asked.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not sent_with_token(asked):
        return None
    found = db.session.get(ApiToken, digest(token.strip()))
    return found.user if found and not found.user.disabled else None


def sent_with_token(asked: Request) -> bool:
    """Does a token speak for this request? Then the session does not, and no form of ours need have been shown."""
    return asked.path.startswith("/api/") and "Authorization" in asked.headers


def require_sign_in(app: Flask) -> None:
    """Every page asks who it is, except those that are for everybody."""

    @app.before_request
    def ask() -> Any:
        if request.endpoint is None or request.endpoint in OPEN_ENDPOINTS:
            return None
        if current_user.is_authenticated:
            keep_awake()
            return None
        if request.path.startswith("/api/"):
            return None if request.endpoint.startswith("api-docs") else abort(401)
        return login.unauthorized()


def keep_awake() -> None:
    """The time after which an unused session ends (XIAOHAO_IDLE_MINUTES) starts anew with everything one does."""
    if "_user_id" in session and request.endpoint not in UNATTENDED:
        session.modified = True
