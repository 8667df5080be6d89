"""The sheet somebody chose in a form."""

import re
from pathlib import PurePath

from flask import request

from server.imports.refusal import EMPTY, ImportRefused

LONGEST_NAME = 120
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


def sent_file() -> tuple[bytes, str]:
    """Content and name of the chosen file. Raises ImportRefused where none was chosen."""
    file = request.files.get("file")
    if not file or not file.filename:
        raise ImportRefused("请选择一个文件。", EMPTY)
    return file.read(), _CONTROL.sub("", PurePath(file.filename).name)[-LONGEST_NAME:]
