"""Refusals of a plan: why it is not taken in, always with the line that shows it."""

from server.imports.refusal import UNREADABLE, ImportRefused


class PlanRefused(ImportRefused):
    """A rectification plan cannot be taken in; says at which line, what is wrong, and what to do about it."""

    def __init__(self, line: int, why: str, status: int = UNREADABLE) -> None:
        super().__init__(f"第 {line} 行:{why}", status)
        self.line = line
        self.why = why


def quoted(words: str) -> str:
    """The first words of a line, as a refusal quotes it."""
    shown = words.strip()
    return f"「{shown[:20]}{'…' if len(shown) > 20 else ''}」"
