"""Settings of an installation, read from the environment once."""

import os
import secrets
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

from server.database import ENGINE_OPTIONS, database_url, var_folder

UPLOAD_LIMIT = 32 * 1024 * 1024
"""Bytes of one request: nine phone photos, or a sheet; larger ones are refused in words (413)."""

ALWAYS = {
    "MAX_CONTENT_LENGTH": UPLOAD_LIMIT,
    "MAX_FORM_MEMORY_SIZE": 4 * 1024 * 1024,
    "MAX_FORM_PARTS": 20_000,
    "SESSION_COOKIE_HTTPONLY": True,
    "SESSION_COOKIE_SAMESITE": "Lax",
    "WTF_CSRF_TIME_LIMIT": None,
    "BABEL_DEFAULT_LOCALE": "zh_Hans_CN",
    "BABEL_DEFAULT_TIMEZONE": "Asia/Shanghai",
}
"""What is the same in every installation."""


def configuration(given: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Everything the app needs to know; what is given wins over the environment."""
    environment = {name: value for name, value in os.environ.items() if name.startswith("XIAOHAO_")}
    chosen = {**environment, **(given or {})}
    var = var_folder(chosen)
    return {
        **ALWAYS,
        "SQLALCHEMY_DATABASE_URI": chosen.get("SQLALCHEMY_DATABASE_URI") or database_url(chosen),
        "SQLALCHEMY_ENGINE_OPTIONS": ENGINE_OPTIONS,
        "SECRET_KEY": chosen.get("XIAOHAO_SECRET_KEY") or _secret(var),
        "SESSION_COOKIE_SECURE": chosen.get("XIAOHAO_HTTPS", "") == "1",
        "PERMANENT_SESSION_LIFETIME": timedelta(minutes=int(chosen.get("XIAOHAO_IDLE_MINUTES", 120))),
        "FILES": Path(str(chosen.get("XIAOHAO_FILES") or var / "files")),
        "WORKER": chosen.get("XIAOHAO_WORKER", "1") == "1",
        **chosen,
    }


def _secret(var: Path) -> str:
    """The key that signs sessions: made once, kept beside the data, readable by the owner only."""
    path = var / "secret"
    try:
        return path.read_text()
    except FileNotFoundError:
        var.mkdir(parents=True, exist_ok=True)
        key = secrets.token_hex(32)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(key)
        return key


def port() -> int:
    """Where to serve: PORT, or 8000."""
    return int(os.environ.get("PORT", "8000"))
