"""What goes wrong in serving."""

from __future__ import annotations


class ServingError(RuntimeError):
    """A server that cannot start; the message is one line that says why."""


class RequestError(ValueError):
    """A request that gets no record.

    ``status`` is that of the HTTP response, ``code`` a word for programs, the message a line for people.
    """

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
