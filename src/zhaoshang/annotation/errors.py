"""What goes wrong between a tool and the marked files."""

from __future__ import annotations


class AnnotationError(ValueError):
    """An annotation that cannot be read or written; the message is one line that says where and why."""

    def __init__(self, reason: str) -> None:
        super().__init__(" ".join(reason.split()))
