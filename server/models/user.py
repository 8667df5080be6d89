"""Users (用户), their posts in units, and their tokens for the API."""

from datetime import datetime

from flask_login import UserMixin
from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from server.database import db


class User(UserMixin, db.Model):
    """A person's sign-in; two accounts with one staff number are the same person for four eyes."""

    __tablename__ = "user"

    id: Mapped[int] = mapped_column(primary_key=True)
    login: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    staff_no: Mapped[str] = mapped_column(index=True)
    password_hash: Mapped[str]
    phone: Mapped[str | None]
    section: Mapped[str | None]
    """科室 or 股室: where a unit verifies what it did itself, another section must sign."""
    disabled: Mapped[bool] = mapped_column(default=False)
    session_key: Mapped[str] = mapped_column(default="")
    """Changes at sign-out and password change: older sessions end on the server."""
    posts: Mapped[list["Post"]] = relationship(
        lazy="joined", cascade="all, delete-orphan", order_by="Post.unit"
    )

    @property
    def is_active(self) -> bool:
        """May this account sign in?"""
        return not self.disabled

    def get_id(self) -> str:
        """The session's name for this user: invalid as soon as the session key changes."""
        return f"{self.id}.{self.session_key}"

    def holds(self, roles: frozenset[str] | set[str], unit: str | None = None) -> bool:
        """Does the user hold one of these roles (at that unit, if one is named)?"""
        return any(post.role in roles and unit in (None, post.unit) for post in self.posts)

    @property
    def units(self) -> list[str]:
        """Codes of the units the user has a post in."""
        return sorted({post.unit for post in self.posts})


class Post(db.Model):
    """A role held in a unit (岗位)."""

    __tablename__ = "post"

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), primary_key=True)
    unit: Mapped[str] = mapped_column(ForeignKey("unit.code"), primary_key=True, index=True)
    role: Mapped[str] = mapped_column(primary_key=True)


class ApiToken(db.Model):
    """A token for the API: only its SHA-256 is kept."""

    __tablename__ = "api_token"

    digest: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime]
    user: Mapped[User] = relationship(lazy="joined")


class SignInFailure(db.Model):
    """A wrong password: counted by name, so that guessing ends after a few tries."""

    __tablename__ = "sign_in_failure"
    __table_args__ = (Index("ix_sign_in_failure_login_at", "login", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    login: Mapped[str]
    at: Mapped[datetime]
