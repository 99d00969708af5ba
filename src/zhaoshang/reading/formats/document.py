"""What a format's reader gives."""

from __future__ import annotations

from typing import NamedTuple


class Document(NamedTuple):
    """The text of a file, a paragraph a line, and what the format says of it as a whole."""

    text: str
    title: str | None = None
    #: ``date`` (ISO 8601), ``outlet``, ``author``; each where it is known.
    meta: dict[str, str] = {}  # noqa: RUF012 (never changed)
