"""Help and 我的: the path of a case in words, the keys, who I am and what I may do."""

from flask import Blueprint, render_template

from server.auth import me
from server.cases.definition import TOPS, drawn_engine
from server.pages.flow import diagrams
from server.pages.names import unit_name
from workflows.roles import LANES, post_words

pages = Blueprint("guide", __name__)
KEYS = (
    ("j / k", "下一件 / 上一件"),
    ("Enter", "打开选中的件"),
    ("c", "领取或签收选中的件"),
    ("/", "到查找框"),
    ("g i", "回到待办"),
    ("Ctrl + Enter", "提交正在填的表单"),
    ("?", "打开这一页"),
)


@pages.get("/help")
def show() -> str:
    """The paths of a petition, a measure and a problem as the diagrams draw them, and the keys."""
    return render_template("help.html", keys=KEYS, **{top: path(top) for top in TOPS})


def path(top: str) -> dict[str, list[tuple[str, str]]]:
    """The steps of a kind of case under the names of its phases, each with who does it."""
    names = diagrams(top)
    phases: dict[str, list[tuple[str, str]]] = {}
    for step in drawn_engine(top).user_tasks.values():
        phases.setdefault(names.get(step.phase, step.phase), []).append((step.name, step.lane))
    return phases


@pages.get("/me")
def mine() -> str:
    """Who is signed in, with which posts, and what these may do."""
    posts = [
        (
            post_words(unit_name(post.unit), post.role),
            [name for name, lane in LANES.items() if post.role in lane.roles],
        )
        for post in me().posts
    ]
    return render_template("me.html", posts=posts)
