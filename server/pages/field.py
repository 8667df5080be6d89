"""What the template draws of a form: questions with their words, choices, errors and kept files."""

from dataclasses import dataclass
from typing import Any

ONE_CONTROL = ("line", "paragraph", "day", "number", "amount", "pick", "files")
"""Widgets whose first control bears the field's own id."""


@dataclass(frozen=True)
class Choice:
    """One answer to choose, with its words."""

    value: str
    label: str
    note: str = ""
    disabled: bool = False
    chosen: bool = False


@dataclass(frozen=True)
class Kept:
    """A file already uploaded for a field."""

    id: str
    name: str
    note: str = ""
    picture: bool = False


@dataclass(frozen=True)
class When:
    """The answer of another field that makes this one asked, and how to say so."""

    name: str
    values: tuple[str, ...]
    label: str
    words: str
    on: bool


@dataclass(frozen=True)
class Field:
    """One question of a form as the template draws it."""

    name: str
    label: str
    widget: str
    value: Any = ""
    choices: tuple[Choice, ...] = ()
    rows: tuple["Row", ...] = ()
    files: tuple[Kept, ...] = ()
    hint: str = ""
    needed: bool = False
    when: When | None = None
    errors: tuple[str, ...] = ()
    group: str = ""
    limit: int | None = None
    kind: str = ""
    decision: bool = False
    private: bool = False
    item: str = "问题"
    """What one of several like answers is called."""
    fixed: bool = False
    """The rows are given: each is answered, none added, dropped or reworded."""

    @property
    def id(self) -> str:
        """The element's id: what labels and the summary of errors point at."""
        return f"f-{self.name}"

    @property
    def target(self) -> str:
        """Where the summary of errors sends the reader: the first control of the field."""
        whole = self.fixed or (self.widget in ONE_CONTROL and not self.decision)
        return self.id if whole else f"{self.id}-1"

    @property
    def described(self) -> str:
        """Ids of what explains the control: its hint, its condition, its errors."""
        parts = {"hint": self.hint, "when": self.when, "error": self.errors}
        return " ".join(f"{self.id}-{name}" for name, there in parts.items() if there)


@dataclass(frozen=True)
class Row:
    """One of several like answers (a reported point): its own small form."""

    number: int
    fields: tuple[Field, ...]


@dataclass(frozen=True)
class Group:
    """Fields that belong together under one heading and may stay folded while empty."""

    name: str
    fields: tuple[Field, ...]

    @property
    def open(self) -> bool:
        """Is there anything inside that must not be overlooked?"""
        return any(one.value or one.errors or one.needed for one in self.fields)


@dataclass(frozen=True)
class FormView:
    """A form ready to be drawn: the plain fields, the groups after them, and the errors of the whole."""

    fields: tuple[Field, ...]
    groups: tuple[Group, ...] = ()
    errors: tuple[str, ...] = ()
    has_files: bool = False

    @property
    def summary(self) -> list[tuple[str, str, str]]:
        """Every error as (where, label, message), for the list at the head of the page."""
        plain = [*self.fields, *(one for group in self.groups for one in group.fields)]
        flat = [each for one in plain for each in (one, *(cell for row in one.rows for cell in row.fields))]
        return [(one.target, one.label, message) for one in flat for message in one.errors]
