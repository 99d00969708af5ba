"""What goes wrong in reading."""

from __future__ import annotations


class ReadingError(ValueError):
    """A source that cannot be read; the message is one line that says why."""

    def __init__(self, reason: str) -> None:
        super().__init__(" ".join(reason.split()))
