"""What one request may cost."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """The limits of a server.

    ``head_seconds`` and ``body_seconds`` are for a request's headers and body to arrive in,
    ``extract_seconds`` for waiting and extraction together. ``queue`` counts the articles in work or
    waiting, ``connections`` all that are open.
    """

    max_bytes: int = 1_000_000
    head_seconds: float = 10.0
    body_seconds: float = 10.0
    extract_seconds: float = 30.0
    queue: int = 16
    connections: int = 200
