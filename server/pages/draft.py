"""Drafts sent by the page itself while somebody types."""

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue

from server.auth import me
from server.cases.draft import save_draft
from server.cases.refusal import Refusal
from server.clock import now, today
from server.pages.answers import read_answers
from server.pages.task import sent_form
from server.pages.words import say_time

pages = Blueprint("draft", __name__)


@pages.post("/tasks/<int:task_id>/draft")
def save(task_id: int) -> ResponseReturnValue:
    """Keep what was typed so far; says when, or why not, in words the page can show."""
    at = now()
    try:
        save_draft(task_id, read_answers(sent_form(), request.form), me(), at)
    except Refusal as refusal:
        return jsonify(message=refusal.message), refusal.status
    return jsonify(message=f"草稿已自动保存 {say_time(at, today())}")
