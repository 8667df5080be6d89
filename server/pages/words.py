"""How pages say dates, times left, sizes and lights."""

import re
from datetime import date, datetime
from zoneinfo import ZoneInfo

from markupsafe import Markup, escape

CHINA = ZoneInfo("Asia/Shanghai")
WEEKDAYS = "一二三四五六日"
LIGHTS = {
    "red": ("●", "超期"),
    "yellow": ("▲", "临期"),
    "green": ("■", "正常"),
    "paused": ("‖", "暂停计时"),
    "grey": ("–", "未定时限"),
}
"""Light -> its shape and its word: never the colour alone."""
HEAPS = {**{light: word for light, (_, word) in LIGHTS.items()}, "grey": "暂停或未定时限"}
"""What many under one light are called: those paused are grey as well, each says so itself."""
KINDS = {
    "photo_before": "整改前照片",
    "photo_after": "整改后照片",
    "photo_visit": "回访照片",
    "evidence": "佐证材料",
    "scan": "签批件扫描",
}
MEGABYTE = 1024 * 1024
AROUND = 24
"""Characters shown before the first word that was looked for."""


def say_day(day: date | None, today: date) -> str:
    """11月26日 周四; the year only when it is another one."""
    if day is None:
        return ""
    year = "" if day.year == today.year else f"{day.year}年"
    return f"{year}{day.month}月{day.day}日 周{WEEKDAYS[day.weekday()]}"


def say_time(at: datetime | None, today: date) -> str:
    """11月24日 10:32 by China's clock."""
    if at is None:
        return ""
    here = at.astimezone(CHINA)
    year = "" if here.year == today.year else f"{here.year}年"
    return f"{year}{here.month}月{here.day}日 {here:%H:%M}"


def say_size(size: int) -> str:
    """A file's size in the unit people read."""
    if size < MEGABYTE:
        return f"{max(1, round(size / 1024))} KB"
    return f"{size / MEGABYTE:.1f} MB"


def excerpt(text: str, query: str, length: int = 110) -> str:
    """The part of a text around the first word that was looked for."""
    places = [found.start() for found in _words(query).finditer(text)] if query.split() else []
    start = max(0, places[0] - AROUND) if places else 0
    return ("…" if start else "") + text[start : start + length] + ("…" if start + length < len(text) else "")


def marked(text: str, query: str) -> Markup:
    """A text with the words that were looked for marked; everything else escaped."""
    if not query.split():
        return escape(text)
    parts = _words(query).split(text)
    return Markup("").join(
        Markup("<mark>{}</mark>").format(part) if n % 2 else part for n, part in enumerate(parts)
    )


def _words(query: str) -> re.Pattern[str]:
    return re.compile("(" + "|".join(re.escape(word) for word in query.split()[:8]) + ")", re.IGNORECASE)


def dialable(text: str) -> bool:
    """Is this a telephone number a phone can call?"""
    return re.fullmatch(r"\+?[0-9][0-9 -]{5,18}", text) is not None
