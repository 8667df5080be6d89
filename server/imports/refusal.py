"""Refusals: why a file is not read, in one sentence for the person who chose it."""

EMPTY = 400
TOO_LARGE = 413
WRONG_TYPE = 415
UNREADABLE = 422


class ImportRefused(Exception):
    """A file or pasted table cannot be taken in; says what is wrong, where, and what to do about it."""

    def __init__(self, message: str, status: int = UNREADABLE) -> None:
        super().__init__(message)
        self.message = message
        self.status = status
