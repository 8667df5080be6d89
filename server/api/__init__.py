"""The API: the same use cases and schemas as the pages, for programs."""

from flask import Flask
from flask_wtf.csrf import CSRFProtect


def register(app: Flask, csrf: CSRFProtect) -> None:
    """Put the API into the app."""
