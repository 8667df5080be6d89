"""A form as it was sent: the answers, the key that makes it one act, and the paper that a leader signed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID


@dataclass(frozen=True)
class Paper:
    """线下签批: the leader who signed on paper, when, and the scan that shows it."""

    signer: int
    signed_on: date
    scan: UUID


@dataclass(frozen=True)
class Sent:
    """What somebody sent, whole, so that it can be sent again."""

    answers: Mapping[str, Any]
    submission: str | None = None
    paper: Paper | None = None
